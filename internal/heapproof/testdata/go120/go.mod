module heapproof/go120

go 1.20

require heapproof/live v0.0.0

replace heapproof/live => ../live
