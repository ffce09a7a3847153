module example.test/together

go 1.25.0
