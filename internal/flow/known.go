package flow

import (
	"go/types"
	"strings"
)

// runs says what functions of the standard library and its neighbours do with
// the functions that they are given. The key is (*types.Func).FullName of the
// generic origin.
var runs = map[string]Mode{
	"maps.DeleteFunc":                           Looped,
	"golang.org/x/exp/maps.DeleteFunc":          Looped,
	"(*sync.Once).Do":                           Once,
	"sync.OnceFunc":                             Once,
	"sync.OnceValue":                            Once,
	"sync.OnceValues":                           Once,
	"(*sync.Map).Range":                         Looped,
	"(*container/ring.Ring).Do":                 Looped,
	"path/filepath.Walk":                        Looped,
	"path/filepath.WalkDir":                     Looped,
	"io/fs.WalkDir":                             Looped,
	"go/ast.Inspect":                            Looped,
	"strings.Map":                               Looped,
	"strings.FieldsFunc":                        Looped,
	"bytes.Map":                                 Looped,
	"time.AfterFunc":                            Spawned,
	"context.AfterFunc":                         Spawned,
	"(*sync.WaitGroup).Go":                      Spawned,
	"runtime.SetFinalizer":                      Spawned,
	"runtime.AddCleanup":                        Spawned,
	"(*golang.org/x/sync/errgroup.Group).Go":    Spawned,
	"(*golang.org/x/sync/errgroup.Group).TryGo": Spawned,
}

// exits are functions that do not return.
var exits = map[string]bool{
	"os.Exit": true, "runtime.Goexit": true, "syscall.Exit": true,
	"log.Fatal": true, "log.Fatalf": true, "log.Fatalln": true,
	"log.Panic": true, "log.Panicf": true, "log.Panicln": true,
	"(*log.Logger).Fatal": true, "(*log.Logger).Fatalf": true, "(*log.Logger).Fatalln": true,
	"(*log.Logger).Panic": true, "(*log.Logger).Panicf": true, "(*log.Logger).Panicln": true,
	"(*testing.common).Fatal": true, "(*testing.common).Fatalf": true, "(*testing.common).FailNow": true,
	"(*testing.common).Skip": true, "(*testing.common).Skipf": true, "(*testing.common).SkipNow": true,
	"k8s.io/klog/v2.Fatal": true, "k8s.io/klog/v2.Fatalf": true,
	"github.com/sirupsen/logrus.Fatal": true, "github.com/sirupsen/logrus.Fatalf": true,
	"(*go.uber.org/zap.Logger).Fatal": true, "(*go.uber.org/zap.SugaredLogger).Fatalf": true,
}

// names are those in runs and exits without package and receiver: the full
// name of a function takes long to make.
var names = func() map[string]bool {
	names := make(map[string]bool)
	add := func(full string) { names[full[strings.LastIndex(full, ".")+1:]] = true }
	for full := range runs {
		add(full)
	}
	for full := range exits {
		add(full)
	}
	return names
}()

// iterating are packages whose functions run a function argument for each
// element before they return.
var iterating = map[string]bool{
	"maps": true, "slices": true, "sort": true,
	"golang.org/x/exp/maps": true, "golang.org/x/exp/slices": true,
}

// iterators are the names by which containers outside the standard library
// offer their elements to a callback. They follow sync.Map.Range and the
// B-tree packages.
var iterators = map[string]bool{
	"Range": true, "ForEach": true, "Foreach": true, "Each": true, "Iterate": true,
	"Ascend": true, "AscendRange": true, "AscendLessThan": true, "AscendGreaterOrEqual": true,
	"Descend": true, "DescendRange": true, "DescendLessOrEqual": true, "DescendGreaterThan": true,
	"Walk": true, "WalkPrefix": true, "Scan": true, "Iter": true, "All": true,
}

// RunOf returns how fn, a function of any package, runs the functions that it
// is given: Looped, Once or Spawned, or NotRun where that is not known. It knows
// the standard library by name, and methods that take a function as those of
// containers do: Range, Walk and others (see iterators).
func RunOf(fn *types.Func) Mode {
	if fn == nil || fn.Pkg() == nil {
		return NotRun
	}
	fn = fn.Origin()
	if names[fn.Name()] {
		if mode, ok := runs[fn.FullName()]; ok {
			return mode
		}
	}
	sig := fn.Signature()
	if takesFunc(sig) && (iterating[fn.Pkg().Path()] || sig.Recv() != nil && iterators[fn.Name()]) {
		return Looped
	}
	return NotRun
}

func takesFunc(sig *types.Signature) bool {
	for param := range sig.Params().Variables() {
		if _, ok := param.Type().Underlying().(*types.Signature); ok {
			return true
		}
	}
	return false
}

// NoReturn reports whether a call of fn never returns, by the name of fn. It is
// false for nil and for functions that it does not know.
func NoReturn(fn *types.Func) bool {
	if fn == nil || fn.Pkg() == nil {
		return false
	}
	fn = fn.Origin()
	return names[fn.Name()] && exits[fn.FullName()]
}

// heapMethods names the methods of its argument that each function of
// container/heap calls and that can change what the argument holds.
var heapMethods = map[string][]string{
	"container/heap.Init":   {"Swap"},
	"container/heap.Push":   {"Push", "Swap"},
	"container/heap.Pop":    {"Pop", "Swap"},
	"container/heap.Remove": {"Pop", "Swap"},
	"container/heap.Fix":    {"Swap"},
}
