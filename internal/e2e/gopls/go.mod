module github.com/maplint/maplint/internal/e2e/gopls

go 1.26.0

require golang.org/x/mod v0.39.0
