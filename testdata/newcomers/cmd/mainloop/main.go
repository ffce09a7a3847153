// Command mainloop reads commands in an endless loop.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"time"

	"example.test/newcomers/source"
)

type alarm struct {
	at   time.Time
	text string
}

func main() {
	alarms := make(map[string]alarm) // want: reported: local to main, which loops for ever
	lines := make(chan string)
	go func() {
		sc := bufio.NewScanner(os.Stdin)
		for sc.Scan() {
			lines <- sc.Text()
		}
	}()
	for {
		select {
		case l := <-lines:
			name, text, _ := strings.Cut(l, " ")
			alarms[name+source.Next()] = alarm{time.Now().Add(time.Minute), text}
		case now := <-time.After(time.Second):
			for name, a := range alarms {
				if now.After(a.at) {
					fmt.Println(name, a.text)
					delete(alarms, name)
				}
			}
		}
	}
}
