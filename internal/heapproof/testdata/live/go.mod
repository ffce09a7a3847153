module heapproof/live

go 1.20
