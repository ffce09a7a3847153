// Command listen shortens addresses.
package main

import (
	"log"
	"net/http"
	"time"
)

type link struct {
	url  string
	last time.Time
}

func main() {
	links := make(map[string]link) // want: reported: local to main, captured by its handlers
	lock := make(chan struct{}, 1)

	http.HandleFunc("/new", func(w http.ResponseWriter, r *http.Request) {
		lock <- struct{}{}
		defer func() { <-lock }()
		links[r.FormValue("name")] = link{r.FormValue("url"), time.Now()}
	})
	http.HandleFunc("/clean", func(w http.ResponseWriter, r *http.Request) {
		lock <- struct{}{}
		defer func() { <-lock }()
		for name, l := range links {
			if time.Since(l.last) > 24*time.Hour {
				delete(links, name)
			}
		}
	})
	log.Fatal(http.ListenAndServe(":8081", nil))
}
