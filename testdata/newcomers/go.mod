module example.test/newcomers

go 1.26
