package ignored

//lint:file-ignore mapshrink all of this is small

type File struct {
	here  map[string]int64 // verdict: reported
	there map[string]int64 // verdict: reported
}

func NewFile() *File { return &File{} }

func (f *File) See(k string, at int64) { f.here[k], f.there[k] = at, at }

func (f *File) Forget(before int64) {
	for k, at := range f.here {
		if at < before {
			delete(f.here, k)
		}
	}
}
