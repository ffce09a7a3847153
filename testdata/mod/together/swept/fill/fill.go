package fill

import "example.test/together/swept/store"

func Fill(c *store.Cache, k string, r store.Row) { c.Filled[k] = r }
