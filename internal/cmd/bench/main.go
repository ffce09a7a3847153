// Bench measures maplint on checked-out repositories, and compares its
// findings with those of another driver. It needs Go, cp, and a system that
// tells the rusage of child processes. Run it in the module of maplint.
//
//	bench [-n rounds] [-only row,...] DIR...    time and memory, as a table
//	bench growth [-n rounds] DIR...              memory by number of packages
//	bench same [-p pattern] DIR...               findings, against x/tools' checker
//	bench typecheck patterns...                  a measured command, used by the first
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, w io.Writer, args []string) error {
	if len(args) > 0 {
		switch args[0] {
		case "same":
			return same(ctx, w, args[1:])
		case "growth":
			return growth(ctx, w, args[1:])
		case "typecheck":
			return typecheck(ctx, args[1:])
		}
	}
	return table(ctx, w, args)
}
