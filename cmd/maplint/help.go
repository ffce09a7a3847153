package main

import (
	"flag"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/maplint/maplint/analyzer"
)

// help is maplint help [command, check or topic].
func (c *command) help(args []string) int {
	if len(args) == 0 {
		return c.print(overview())
	}
	var manuals []string
	for _, name := range args {
		text, ok := manual(name)
		if !ok {
			return c.fail(fmt.Errorf("there is no manual of %s: maplint help lists commands and checks", name))
		}
		manuals = append(manuals, text)
	}
	return c.print(strings.Join(manuals, "\n"))
}

// manual returns the manual of a command, a check or a topic.
func manual(name string) (string, bool) {
	list := subcommands()
	if i := slices.IndexFunc(list, func(s subcommand) bool { return s.name == name && name != "" }); i >= 0 {
		return list[i].manual(), true
	}
	for _, t := range topics() {
		if t.name == name {
			return strings.TrimSpace(t.text) + "\n", true
		}
	}
	return "", false
}

// overview is maplint help.
func overview() string {
	var commands, checks strings.Builder
	for _, s := range subcommands()[1:] {
		fmt.Fprintf(&commands, "\tmaplint %s\n\t\t%s\n", strings.TrimSpace(s.name+" "+s.synopsis()), s.short)
	}
	for _, a := range analyzer.Checks() {
		fmt.Fprintf(&checks, "\t%-10s %s\n", a.Name, summary(a))
	}
	main := subcommands()[0]
	return fmt.Sprintf(intro, &commands, flagList(main.flags), main.text, &checks)
}

// synopsis is what can follow the name of the command.
func (s subcommand) synopsis() string {
	if flagList(s.flags) == "" {
		return s.operands
	}
	return strings.TrimSpace("[flags] " + s.operands)
}

// manual is maplint help NAME.
func (s subcommand) manual() string {
	if s.name == "" {
		return overview()
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Usage: maplint %s\n\n", strings.TrimSpace(s.name+" "+s.synopsis()))
	fmt.Fprintf(&b, "maplint %s: %s.\n\n%s", s.name, s.short, s.text)
	if flags := flagList(s.flags); flags != "" {
		fmt.Fprintf(&b, "\nFlags:\n\n%s", flags)
	}
	return b.String()
}

// summary is the first line of a check's documentation, without its name.
func summary(a *analysis.Analyzer) string {
	first, _, _ := strings.Cut(a.Doc, "\n")
	return strings.TrimPrefix(first, a.Name+": ")
}

// flagList describes flags, each with its operand.
func flagList(add func(*flag.FlagSet)) string {
	var b strings.Builder
	for _, f := range flagsOf(add) {
		operand, text := operandOf(f)
		fmt.Fprintf(&b, "\t%s\n\t\t%s\n", strings.TrimSpace("-"+f.Name+" "+operand), text)
	}
	return b.String()
}

// flagsOf returns flags by their names, without the long names of those of
// the checks.
func flagsOf(add func(*flag.FlagSet)) []*flag.Flag {
	fs := newFlagSet("")
	add(fs)
	var out []*flag.Flag
	fs.VisitAll(func(f *flag.Flag) {
		if !strings.Contains(f.Name, ".") {
			out = append(out, f)
		}
	})
	return out
}

// operandOf returns what stands for the value of a flag, and the text without
// its marks. As in package flag, a name in backquotes is the operand.
func operandOf(f *flag.Flag) (operand, text string) {
	operand, text = flag.UnquoteUsage(f)
	return strings.ToUpper(operand), text
}
