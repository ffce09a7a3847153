// Package config holds the routes that are in force.
package config

import (
	"encoding/json"
	"os"
	"sync"
)

type Route struct {
	Host, Backend string
}

type Registry struct {
	mu       sync.RWMutex
	routes   map[string]Route  // want: low: it mirrors the configuration
	flags    map[string]bool   // want: silent: Replace stores a snapshot that is given
	secrets  map[string]string // want: silent: every reload replaces it
	override map[string]string // want: reported: nobody replaces it
}

func NewRegistry() *Registry {
	return &Registry{
		routes:   make(map[string]Route),
		flags:    make(map[string]bool),
		secrets:  make(map[string]string),
		override: make(map[string]string),
	}
}

// Apply makes the registry equal to routes.
func (r *Registry) Apply(routes map[string]Route) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for name := range r.routes {
		if _, ok := routes[name]; !ok {
			delete(r.routes, name)
		}
	}
	for name, route := range routes {
		r.routes[name] = route
	}
}

// Replace stores flags.
func (r *Registry) Replace(flags map[string]bool) {
	r.mu.Lock()
	r.flags = flags
	r.mu.Unlock()
}

func (r *Registry) SetFlag(name string, on bool) {
	r.mu.Lock()
	r.flags[name] = on
	r.mu.Unlock()
}

// Prune removes what is off.
func (r *Registry) Prune() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for name, on := range r.flags {
		if !on {
			delete(r.flags, name)
		}
	}
	for name, v := range r.secrets {
		if v == "" {
			delete(r.secrets, name)
		}
	}
	for name, v := range r.override {
		if v == "" {
			delete(r.override, name)
		}
	}
}

func (r *Registry) Override(name, value string) {
	r.mu.Lock()
	r.override[name] = value
	r.mu.Unlock()
}

// Reload reads the secrets from a file.
func (r *Registry) Reload(file string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var list []struct{ Name, Value string }
	if err := json.Unmarshal(data, &list); err != nil {
		return err
	}
	fresh := make(map[string]string, len(list))
	for _, s := range list {
		fresh[s.Name] = s.Value
	}
	r.mu.Lock()
	r.secrets = fresh
	r.mu.Unlock()
	return nil
}

func (r *Registry) AddSecret(name, value string) {
	r.mu.Lock()
	r.secrets[name] = value
	r.mu.Unlock()
}
