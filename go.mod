module github.com/maplint/maplint

go 1.25.0

require (
	github.com/golangci/plugin-module-register v0.1.2
	github.com/google/pprof v0.0.0-20260802141513-ef3492d7dac3
	github.com/rogpeppe/go-internal v1.16.0
	golang.org/x/mod v0.39.0
	golang.org/x/sys v0.47.0
	golang.org/x/term v0.45.0
	golang.org/x/tools v0.49.0
	honnef.co/go/tools v0.7.0
)

require golang.org/x/sync v0.22.0 // indirect
