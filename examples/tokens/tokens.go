// Package tokens hands out tokens that are valid for some time, and deletes
// the old ones with maps.DeleteFunc, which is a loop too: maplint reports
// Issuer.tokens.
package tokens

import (
	"crypto/rand"
	"maps"
	"sync"
	"time"
)

// An Issuer has the tokens that it has handed out.
type Issuer struct {
	mu     sync.Mutex
	tokens map[string]time.Time // when they expire
}

// NewIssuer returns an issuer without tokens.
func NewIssuer() *Issuer {
	return &Issuer{tokens: make(map[string]time.Time)}
}

// Issue returns a new token.
func (i *Issuer) Issue(valid time.Duration) string {
	i.mu.Lock()
	defer i.mu.Unlock()
	token := rand.Text()
	i.tokens[token] = time.Now().Add(valid)
	return token
}

// Valid reports whether a token has been issued and has not expired.
func (i *Issuer) Valid(token string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return time.Now().Before(i.tokens[token])
}

// Expire deletes the tokens that have expired.
func (i *Issuer) Expire() {
	i.mu.Lock()
	defer i.mu.Unlock()
	now := time.Now()
	maps.DeleteFunc(i.tokens, func(_ string, expires time.Time) bool {
		return now.After(expires)
	})
}
