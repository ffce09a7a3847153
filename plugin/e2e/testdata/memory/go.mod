module example.com/memory

go 1.25.0
