package ignored

func ForgetGenerated(before int64) {
	for k, at := range generated {
		if at < before {
			delete(generated, k) // want `map generated`
		}
	}
}
