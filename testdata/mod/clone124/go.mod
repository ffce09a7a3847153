module example.test/clone124

go 1.24.0
