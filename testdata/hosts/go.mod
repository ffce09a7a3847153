module example.com/hosts

go 1.25.0
