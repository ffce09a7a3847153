// Package other has a type.
package other

// A Word is a type that files name only if they import the package.
type Word string
