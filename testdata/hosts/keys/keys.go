// Package keys has the types of keys, so that one package depends on
// another's.
package keys

// A Seq is a sequence number.
type Seq uint64
