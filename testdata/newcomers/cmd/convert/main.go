// Command convert reads a table, works on it and ends.
package main

import (
	"encoding/csv"
	"encoding/json"
	"log"
	"os"
)

type table struct {
	rows map[string][]string // want: silent: main ends
}

var byCountry = make(map[string]int) // want: reported: a package-level variable

func read() (*table, error) {
	recs, err := csv.NewReader(os.Stdin).ReadAll()
	if err != nil {
		return nil, err
	}
	t := &table{rows: make(map[string][]string)}
	for _, r := range recs {
		t.rows[r[0]] = r[1:]
		byCountry[r[1]]++
	}
	return t, nil
}

func (t *table) dropShort(n int) {
	for k, r := range t.rows {
		if len(r) < n {
			delete(t.rows, k)
			delete(byCountry, r[0])
		}
	}
}

func main() {
	t, err := read()
	if err != nil {
		log.Fatal(err)
	}
	t.dropShort(3)
	if err := json.NewEncoder(os.Stdout).Encode(t.rows); err != nil {
		log.Fatal(err)
	}
}
