module example.com/odd

go 1.25

require golang.org/x/exp v0.0.0

replace golang.org/x/exp => ./exp
