package main

import (
	"bufio"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// countVet is maplint as a vet tool that notes in the file $VETCALLS which
// package it is run on, so that a script can tell a cached result.
func countVet() {
	if last := os.Args[len(os.Args)-1]; strings.HasSuffix(last, ".cfg") {
		if err := noteCall(last); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(exitError)
		}
	}
	main()
}

func noteCall(config string) error {
	data, err := os.ReadFile(config)
	if err != nil {
		return err
	}
	var cfg struct {
		ID       string
		VetxOnly bool
	}
	if err := json.Unmarshal(data, &cfg); err != nil {
		return err
	}
	if cfg.VetxOnly {
		cfg.ID = "facts:" + cfg.ID
	}
	f, err := os.OpenFile(os.Getenv("VETCALLS"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	// One write for each call: the go command makes several at once.
	_, err = fmt.Fprintln(f, cfg.ID)
	return errors.Join(err, f.Close())
}

// vetCalls checks on which packages countvet was run since the last time:
// calls example.com/m/a facts:example.com/m/b.
func vetCalls(ts *testscript.TestScript, neg bool, args []string) {
	var have []string
	if data, err := os.ReadFile(ts.Getenv("VETCALLS")); err == nil {
		have = strings.Fields(string(data))
		ts.Check(os.Remove(ts.Getenv("VETCALLS")))
	} else if !os.IsNotExist(err) {
		ts.Check(err)
	}
	slices.Sort(have)
	slices.Sort(args)
	if !slices.Equal(have, args) {
		ts.Fatalf("the vet tool was run on %q, want %q", have, args)
	}
}

// rebuild copies a program and changes the copy's bytes, not what it does:
// rebuild $COUNTVET other/countvet.
func rebuild(ts *testscript.TestScript, neg bool, args []string) {
	data, err := os.ReadFile(args[0])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), append(data, "changed"...), 0o777))
}

// cacheProg is a build cache for GOCACHEPROG, in the protocol of
// cmd/go/internal/cacheprog: cacheprog SHARED LOCAL. What is put goes to both
// directories, and what is got is copied from SHARED to LOCAL, as a machine
// of several would do it.
func cacheProg() {
	if err := serveCache(os.Args[1], os.Args[2], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "cacheprog:", err)
		os.Exit(1)
	}
}

type cacheRequest struct {
	ID                 int64
	Command            string
	ActionID, OutputID []byte
	BodySize           int64
}

type cacheResponse struct {
	ID            int64
	Err           string   `json:",omitempty"`
	KnownCommands []string `json:",omitempty"`
	Miss          bool     `json:",omitempty"`
	OutputID      []byte   `json:",omitempty"`
	Size          int64    `json:",omitempty"`
	DiskPath      string   `json:",omitempty"`
}

func serveCache(shared, local string, r io.Reader, w io.Writer) error {
	for _, dir := range []string{shared, local} {
		if err := os.MkdirAll(dir, 0o777); err != nil {
			return err
		}
	}
	in, out := json.NewDecoder(bufio.NewReader(r)), json.NewEncoder(w)
	if err := out.Encode(cacheResponse{KnownCommands: []string{"get", "put", "close"}}); err != nil {
		return err
	}
	for {
		var req cacheRequest
		if err := in.Decode(&req); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		res := cacheResponse{}
		var err error
		switch req.Command {
		case "get":
			res, err = cacheGet(shared, local, req)
		case "put":
			var body []byte
			if req.BodySize > 0 {
				if err := in.Decode(&body); err != nil { // a string of base64
					return err
				}
			}
			res, err = cachePut(shared, local, req, body)
		}
		if err != nil {
			res = cacheResponse{Err: err.Error()}
		}
		res.ID = req.ID
		if err := out.Encode(res); err != nil || req.Command == "close" {
			return err
		}
	}
}

// An entry of the cache is one file: the output's name in hexadecimal, a
// line feed, the output.

func cachePut(shared, local string, req cacheRequest, body []byte) (cacheResponse, error) {
	entry := append([]byte(hex.EncodeToString(req.OutputID)+"\n"), body...)
	temp, err := os.CreateTemp(shared, "put-*")
	if err != nil {
		return cacheResponse{}, err
	}
	_, err = temp.Write(entry)
	if err := errors.Join(err, temp.Close()); err != nil {
		return cacheResponse{}, err
	}
	if err := os.Rename(temp.Name(), filepath.Join(shared, hex.EncodeToString(req.ActionID))); err != nil {
		return cacheResponse{}, err
	}
	return localCopy(local, req, body)
}

func cacheGet(shared, local string, req cacheRequest) (cacheResponse, error) {
	entry, err := os.ReadFile(filepath.Join(shared, hex.EncodeToString(req.ActionID)))
	if os.IsNotExist(err) {
		return cacheResponse{Miss: true}, nil
	}
	if err != nil {
		return cacheResponse{}, err
	}
	id, body, _ := strings.Cut(string(entry), "\n")
	if req.OutputID, err = hex.DecodeString(id); err != nil {
		return cacheResponse{}, err
	}
	return localCopy(local, req, []byte(body))
}

func localCopy(local string, req cacheRequest, body []byte) (cacheResponse, error) {
	path := filepath.Join(local, base64.RawURLEncoding.EncodeToString(req.OutputID))
	return cacheResponse{OutputID: req.OutputID, Size: int64(len(body)), DiskPath: path}, os.WriteFile(path, body, 0o666)
}
