// Package pkgcache is a cache that the whole program shares.
package pkgcache

import (
	"sync"
	"time"
)

type item struct {
	value   any
	expires time.Time
}

var (
	lock  sync.RWMutex
	items = map[string]item{} // want: reported: Purge deletes every key in a loop

	tagsLock sync.Mutex
	tags     = make(map[string][]string) // want: reported: DropAll alone replaces it, and nobody calls it

	// aliases is filled when the program starts.
	aliases map[string]string // want: silent: all keys are constants
)

func init() {
	aliases = map[string]string{}
	aliases["usr"] = "user"
	aliases["grp"] = "group"
}

func Put(key string, value any, ttl time.Duration) {
	lock.Lock()
	items[key] = item{value, time.Now().Add(ttl)}
	lock.Unlock()
}

func Get(key string) (any, bool) {
	if full, ok := aliases[key]; ok {
		key = full
	}
	lock.RLock()
	defer lock.RUnlock()
	it, ok := items[key]
	if !ok || time.Now().After(it.expires) {
		return nil, false
	}
	return it.value, true
}

// Purge empties the cache.
func Purge() {
	lock.Lock()
	defer lock.Unlock()
	for k := range items {
		delete(items, k)
	}
}

func Tag(key string, names ...string) {
	tagsLock.Lock()
	defer tagsLock.Unlock()
	tags[key] = append(tags[key], names...)
}

func Untag(keys []string) {
	tagsLock.Lock()
	defer tagsLock.Unlock()
	for _, key := range keys {
		delete(tags, key)
	}
}

func DropAll() {
	tagsLock.Lock()
	defer tagsLock.Unlock()
	tags = make(map[string][]string)
}

func ForgetAliases() {
	for k := range aliases {
		delete(aliases, k)
	}
}
