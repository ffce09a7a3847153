package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/maplint/maplint/internal/heapprof"
)

// readProfiles reads heap profiles as go tool pprof does: from files, from
// standard input for -, and from the URL of a running program. The error names
// all that can't be read.
func readProfiles(ctx context.Context, names []string) ([]*heapprof.Profile, error) {
	var out []*heapprof.Profile
	var errs []error
	for i, name := range names {
		p, err := readProfile(ctx, name, slices.Contains(names[:i], "-"))
		if err != nil {
			errs = append(errs, err)
			continue
		}
		out = append(out, p)
	}
	return out, errors.Join(errs...)
}

func readProfile(ctx context.Context, name string, again bool) (*heapprof.Profile, error) {
	var p *heapprof.Profile
	var err error
	switch {
	case name == "-" && again:
		return nil, errors.New("-: standard input can be read once only")
	case name == "-":
		p, err = heapprof.Read(os.Stdin)
	case isURL(name):
		p, err = fetch(ctx, name)
	default:
		return heapprof.ReadFile(name)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	p.Name = name
	return p, nil
}

func isURL(name string) bool {
	return strings.HasPrefix(name, "http://") || strings.HasPrefix(name, "https://")
}

// fetchTimeout is how long a running program has to answer. The runtime writes
// a heap profile in less than a second.
const fetchTimeout = 30 * time.Second

// fetch reads a heap profile from the address that the user has typed, and
// from no other: it follows no redirect. heapprof limits the size.
func fetch(ctx context.Context, address string) (*heapprof.Profile, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	if u.Path == "" || u.Path == "/" {
		u.Path = "/debug/pprof/heap"
	}
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	var failed *url.Error
	switch {
	case errors.As(err, &failed) && failed.Timeout():
		return nil, fmt.Errorf("no answer within %v", fetchTimeout)
	case errors.As(err, &failed):
		return nil, failed.Err // without the address, which stands before it
	case err != nil:
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }() // all is read
	switch location := resp.Header.Get("Location"); {
	case location != "":
		return nil, fmt.Errorf("it redirects to %q: name that address, if you trust it", location)
	case resp.StatusCode != http.StatusOK:
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 200)) // it only explains the status
		return nil, fmt.Errorf("%s: %q: the path of a heap profile is /debug/pprof/heap", resp.Status, strings.TrimSpace(string(text)))
	}
	p, err := heapprof.Read(resp.Body)
	if err != nil && ctx.Err() != nil {
		return nil, fmt.Errorf("not read within %v", fetchTimeout)
	}
	return p, err
}
