package main

import (
	"context"
	"flag"

	"github.com/maplint/maplint/analyzer"
	"github.com/maplint/maplint/internal/driver"
)

// A subcommand is one way to run maplint. Running, help and completion read
// the same table.
type subcommand struct {
	name     string // empty for maplint itself
	operands string // what follows the flags
	short    string // for the list in help
	// text is the rest of its help.
	text string
	// flags adds its flags to a set, for help and completion.
	flags func(fs *flag.FlagSet)
	run   func(c *command, ctx context.Context, args []string) int
}

// subcommands returns the table. It is a function because help reads it and
// stands in it.
func subcommands() []subcommand {
	noFlags := func(*flag.FlagSet) {}
	return []subcommand{
		{
			operands: "[packages]", short: "check packages", text: checkText,
			flags: func(fs *flag.FlagSet) { new(checkOptions).addFlags(fs) },
			run:   (*command).check,
		},
		{
			name: "why", operands: "NAME [packages]", short: "print what is known of a map, and why it is reported or not", text: whyText,
			flags: func(fs *flag.FlagSet) { new(whyOptions).addFlags(fs) },
			run:   (*command).why,
		},
		{
			name: "heap", operands: "FILE...", short: "print what a heap profile alone shows of maps", text: heapText,
			flags: func(fs *flag.FlagSet) { new(heapOptions).addFlags(fs) },
			run:   (*command).heapTop,
		},
		{
			name: "live", operands: "PID...", short: "print what the maps of a running process have, and have room for", text: liveText,
			flags: func(fs *flag.FlagSet) { new(liveOptions).addFlags(fs) },
			run:   (*command).live,
		},
		{
			name: "gopls", short: "build gopls, Go's language server, with the checks inside", text: goplsText,
			flags: func(fs *flag.FlagSet) { new(goplsOptions).addFlags(fs) },
			run:   (*command).gopls,
		},
		{
			name: "completion", operands: "bash|zsh|fish", short: "print a script that completes maplint in a shell", text: completionText,
			flags: noFlags,
			run:   func(c *command, _ context.Context, args []string) int { return c.completion(args) },
		},
		{
			name: "version", short: "print the version", text: "maplint -version prints the same.\n",
			flags: noFlags,
			run:   func(c *command, _ context.Context, args []string) int { return c.version(args) },
		},
		{
			name: "help", operands: "[command, check or topic]", short: "print this, or the manual of a command, a check or a topic",
			text:  "The topics are: fix, directive.\n",
			flags: noFlags,
			run:   func(c *command, _ context.Context, args []string) int { return c.help(args) },
		},
	}
}

// A topic is a manual that belongs to no single subcommand.
type topic struct{ name, text string }

func topics() []topic {
	out := []topic{{"fix", fixText}, {driver.DirectiveCheck, directiveText}}
	for _, a := range analyzer.Checks() {
		out = append(out, topic{a.Name, a.Doc})
	}
	return out
}

// version is maplint version.
func (c *command) version(args []string) int {
	fs := newFlagSet("maplint version")
	if code, ok := c.parse(fs, args); !ok {
		return code
	}
	if fs.NArg() > 0 {
		return c.unexpected(fs)
	}
	return c.print(versionLine() + "\n")
}
