module heapproof/programs

go 1.21

require heapproof/live v0.0.0

replace heapproof/live => ../live
