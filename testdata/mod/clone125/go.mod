module example.test/clone125

go 1.25.0
