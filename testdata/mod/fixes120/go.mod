module example.com/fixes120

go 1.20
