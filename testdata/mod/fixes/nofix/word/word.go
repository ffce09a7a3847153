// Package word has another one.
package word

// A Word is a type that files name only if they import the package.
type Word string
