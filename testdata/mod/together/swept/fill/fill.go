package fill

import "example.test/together/swept/store"

func Swap(g *store.Generic[int]) { g.Other = nil }

func Fill(c *store.Cache, k string, r store.Row) { c.Filled[k] = r }
