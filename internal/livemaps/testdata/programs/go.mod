module livetest

go 1.24
