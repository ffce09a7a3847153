// Command srvrun is a server with a Run method.
package main

import (
	"log"
	"net/http"
	"os"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: srvrun address")
	}
	srv := NewServer(os.Args[1])
	if err := srv.Run(); err != nil && err != http.ErrServerClosed {
		log.Fatal(err)
	}
}
