package main

import (
	"errors"
	"flag"
	"fmt"
	"strings"

	"github.com/maplint/maplint/analyzer"
	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/driver"
)

// completion is maplint completion SHELL. It makes the script of the tables
// that the command line itself is read with.
func (c *command) completion(args []string) int {
	fs := newFlagSet("maplint completion")
	if code, ok := c.parse(fs, args); !ok {
		return code
	}
	if fs.NArg() != 1 {
		return c.fail(errors.New("completion needs the name of a shell: bash, zsh or fish"))
	}
	var b strings.Builder
	switch fs.Arg(0) {
	case "bash":
		bashCompletion(&b)
	case "zsh":
		zshCompletion(&b)
	case "fish":
		fishCompletion(&b)
	default:
		return c.fail(fmt.Errorf("there is no completion for %s: choose bash, zsh or fish", fs.Arg(0)))
	}
	return c.print(b.String())
}

// A completed flag is one as a shell knows it.
type completed struct {
	name, text string
	operand    string   // empty if it takes none
	values     []string // those of the operand, or nil
	file       bool     // whether the operand is a file
}

func completedFlags(add func(*flag.FlagSet)) []completed {
	var out []completed
	for _, f := range flagsOf(add) {
		operand, text := operandOf(f)
		out = append(out, completed{f.Name, text, operand, valuesOf(f.Name), operand == "FILE"})
	}
	return out
}

// valuesOf returns the values of a flag that has a fixed set of them.
func valuesOf(name string) []string {
	switch name {
	case "color":
		return colorModes
	case "confidence":
		return []string{check.Default.String(), check.Low.String()}
	case "checks":
		out := []string{"all", driver.DirectiveCheck}
		for _, a := range analyzer.Checks() {
			out = append(out, a.Name)
		}
		return out
	}
	return nil
}

// argumentsOf returns what can follow the name of a command, where that is a
// fixed set.
func argumentsOf(s subcommand) []string {
	var out []string
	switch s.name {
	case "completion":
		return []string{"bash", "zsh", "fish"}
	case "help":
		for _, s := range subcommands()[1:] {
			out = append(out, s.name)
		}
		for _, t := range topics() {
			out = append(out, t.name)
		}
	case "":
		for _, s := range subcommands()[1:] {
			out = append(out, s.name)
		}
	}
	return out
}

// bashCompletion writes a function for complete -F.
func bashCompletion(b *strings.Builder) {
	b.WriteString(`# Made by maplint completion bash.
_maplint() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command= flags= words=
	# bash makes -flag=value three words.
	if [[ $cur == = ]]; then
		cur=
	elif [[ $prev == = ]]; then
		prev=${COMP_WORDS[COMP_CWORD-2]}
	fi
	prev=${prev/#--/-}
	if ((COMP_CWORD > 1)); then
		command=${COMP_WORDS[1]}
	fi
	case $command in
`)
	for _, s := range append(subcommands()[1:], subcommands()[0]) {
		name := s.name
		if name == "" {
			name = "*"
		}
		var flags []string
		for _, f := range completedFlags(s.flags) {
			flags = append(flags, "-"+f.name)
		}
		fmt.Fprintf(b, "\t%s)\n\t\tflags='%s'\n\t\twords='%s'\n", name, strings.Join(flags, " "), strings.Join(argumentsOf(s), " "))
		if s.name == "" {
			b.WriteString("\t\t((COMP_CWORD > 1)) && words=\n")
		}
		b.WriteString("\t\tcase $prev in\n")
		for _, f := range completedFlags(s.flags) {
			switch {
			case f.values != nil:
				fmt.Fprintf(b, "\t\t-%s) flags= words='%s' ;;\n", f.name, strings.Join(f.values, " "))
			case f.operand != "":
				fmt.Fprintf(b, "\t\t-%s) flags= words= ;;\n", f.name) // a file, for all that bash knows
			}
		}
		b.WriteString("\t\tesac\n\t\t;;\n")
	}
	b.WriteString(`	esac
	if [[ $cur == -* ]]; then
		words=$flags
	fi
	COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _maplint maplint
`)
}

// zshCompletion writes a function for compinit.
func zshCompletion(b *strings.Builder) {
	quote := strings.NewReplacer("'", `'\''`, "[", `\[`, "]", `\]`, ":", `\:`)
	b.WriteString(`#compdef maplint
# Made by maplint completion zsh.
_maplint() {
	local -a commands
	commands=(
`)
	for _, s := range subcommands()[1:] {
		fmt.Fprintf(b, "\t\t'%s:%s'\n", s.name, quote.Replace(s.short))
	}
	b.WriteString("\t)\n\tif ((CURRENT == 2)) && [[ $words[2] != -* ]]; then\n\t\t_describe command commands\n\tfi\n\tlocal command=\n\t((CURRENT > 2)) && command=$words[2]\n\tcase $command in\n")
	for _, s := range append(subcommands()[1:], subcommands()[0]) {
		name := s.name
		if name == "" {
			name = "*"
		} else {
			name += ")\n\t\tshift words\n\t\t((CURRENT--)"
		}
		fmt.Fprintf(b, "\t%s)\n\t\t_arguments", name)
		for _, f := range completedFlags(s.flags) {
			fmt.Fprintf(b, " \\\n\t\t\t'*-%s[%s]", f.name, quote.Replace(f.text))
			switch {
			case f.values != nil:
				fmt.Fprintf(b, ":%s:(%s)", f.operand, strings.Join(f.values, " "))
			case f.file:
				fmt.Fprintf(b, ":%s:_files", f.operand)
			case f.operand != "":
				fmt.Fprintf(b, ":%s: ", f.operand)
			}
			b.WriteString("'")
		}
		if args := argumentsOf(s); args != nil && s.name != "" {
			fmt.Fprintf(b, " \\\n\t\t\t'*:argument:(%s)'", strings.Join(args, " "))
		} else {
			b.WriteString(" \\\n\t\t\t'*:argument:_files'")
		}
		b.WriteString("\n\t\t;;\n")
	}
	b.WriteString("\tesac\n}\nif [[ $funcstack[1] == _maplint ]]; then\n\t_maplint \"$@\"\nelse\n\tcompdef _maplint maplint\nfi\n")
}

// fishCompletion writes one command for each flag and subcommand.
func fishCompletion(b *strings.Builder) {
	quote := strings.NewReplacer(`\`, `\\`, "'", `\'`)
	b.WriteString("# Made by maplint completion fish.\n")
	var names []string
	for _, s := range subcommands()[1:] {
		names = append(names, s.name)
	}
	for _, s := range subcommands() {
		when := "__fish_seen_subcommand_from " + s.name
		if s.name == "" {
			when = "not __fish_seen_subcommand_from " + strings.Join(names, " ")
		} else {
			fmt.Fprintf(b, "complete -c maplint -n __fish_use_subcommand -a %s -d '%s'\n", s.name, quote.Replace(s.short))
			if args := argumentsOf(s); args != nil {
				fmt.Fprintf(b, "complete -c maplint -f -n '%s' -a '%s'\n", when, strings.Join(args, " "))
			}
		}
		for _, f := range completedFlags(s.flags) {
			fmt.Fprintf(b, "complete -c maplint -n '%s' -o %s -d '%s'", when, f.name, quote.Replace(f.text))
			switch {
			case f.values != nil:
				fmt.Fprintf(b, " -x -a '%s'", strings.Join(f.values, " "))
			case f.file:
				b.WriteString(" -r -F")
			case f.operand != "":
				b.WriteString(" -x")
			}
			b.WriteByte('\n')
		}
	}
}
