//go:build !unix && !windows

package main

import "os"

func keepOnPipe() {} // nothing dies of it here

func canColor(*os.File) bool { return false }
