// Command routes passes methods of its application to a mux.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"sync"
	"time"
)

type note struct {
	Text string
	At   time.Time
}

type application struct {
	sync.RWMutex
	notes map[string]note // want: reported: main owns the application
	views map[string]int  // want: reported: likewise
}

func (app *application) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("PUT /{id}", app.put)
	mux.HandleFunc("GET /{id}", app.get)
	return mux
}

func (app *application) put(w http.ResponseWriter, r *http.Request) {
	app.Lock()
	defer app.Unlock()
	app.notes[r.PathValue("id")] = note{r.FormValue("text"), time.Now()}
}

func (app *application) get(w http.ResponseWriter, r *http.Request) {
	app.Lock()
	defer app.Unlock()
	id := r.PathValue("id")
	app.views[id]++
	json.NewEncoder(w).Encode(app.notes[id])
}

func (app *application) expire(every time.Duration) {
	for {
		time.Sleep(every)
		app.Lock()
		for id, n := range app.notes {
			if time.Since(n.At) > every {
				delete(app.notes, id)
				delete(app.views, id)
			}
		}
		app.Unlock()
	}
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	addr := flag.String("addr", ":8083", "address to listen on")
	flag.Parse()
	app := &application{notes: make(map[string]note), views: make(map[string]int)}
	go app.expire(time.Minute)
	return http.ListenAndServe(*addr, app.routes())
}
