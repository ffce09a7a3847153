module github.com/maplint/maplint/docs/measure

go 1.23
