module github.com/maplint/maplint

go 1.26.0

// Tools for us only: go install ./... makes one binary.
ignore ./internal/cmd

require (
	github.com/golangci/plugin-module-register v0.1.2
	github.com/google/pprof v0.0.0-20260802141513-ef3492d7dac3
	github.com/rogpeppe/go-internal v1.16.0
	golang.org/x/mod v0.42.0
	golang.org/x/sys v0.49.0
	golang.org/x/term v0.45.0
	golang.org/x/tools v0.52.0
	honnef.co/go/tools v0.8.2
)

require golang.org/x/sync v0.24.0 // indirect
