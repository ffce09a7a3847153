module github.com/maplint/maplint/internal/e2e/gopls

go 1.25.0
