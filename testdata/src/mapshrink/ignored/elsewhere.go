package ignored

// Near miss: another file is silent as a whole.
func (f *File) ForgetThere(before int64) {
	for k, at := range f.there {
		if at < before {
			delete(f.there, k) // want `File.there`
		}
	}
}
