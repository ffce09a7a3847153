package main

import (
	"hash/fnv"
	"io"
	"math/rand/v2"
	"slices"
)

// sample chooses n removals of each repository that are in no finding: those
// in loops first, and one of each map before others. The choice depends on
// the seed, the name of the repository and what there is to choose from.
func sample(res *results, n int, seed uint64) []*record {
	places := make(map[string][]*record)
	looped := make(map[*record]bool)
	for _, r := range res.records {
		if r.reported() {
			continue
		}
		for _, p := range r.Removals {
			here := *r
			looped[&here] = slices.Contains(r.Loops, p)
			here.place, here.Removals, here.Loops = p, nil, nil
			if looped[&here] {
				here.Loops = []place{p}
			}
			places[r.Repo] = append(places[r.Repo], &here)
		}
	}
	var out []*record
	for _, repo := range sortedKeys(places) {
		list := places[repo]
		h := fnv.New64a()
		_, _ = io.WriteString(h, repo) // never fails
		rng := rand.New(rand.NewPCG(seed, h.Sum64()))
		rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		type group struct {
			pkg, holder string
			looped      bool
		}
		seen := make(map[group]int)
		order := make(map[*record]int)
		for _, r := range list {
			g := group{r.Package, r.Holder, looped[r]}
			order[r] = seen[g]
			if !looped[r] {
				order[r] += len(list)
			}
			seen[g]++
		}
		slices.SortStableFunc(list, func(a, b *record) int { return order[a] - order[b] })
		list = list[:min(n, len(list))]
		slices.SortStableFunc(list, compareRecords)
		out = append(out, list...)
	}
	return out
}
