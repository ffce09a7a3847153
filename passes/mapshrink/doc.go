/*
mapshrink: find maps that keep their memory after their entries are deleted

A Go map never gives memory back: delete, clear and maps.DeleteFunc free what
the entries point to, but the table that held them keeps its largest size
(golang/go#20135, open since 2017). After one million entries it keeps 19
bytes for each in a map[uint32]uint8, 38 in a map[int]int, 56 in a
map[string]*T and 301 in a map[int][128]byte (Go 1.24 and later; for other
numbers of entries down to half of that, since tables double). A range over
the map also takes as long as at the peak. A map that lives as long as the
process therefore keeps its peak memory.

The check reports maps that live long, grow, lose entries in a loop and are
never replaced. It looks at package-level variables, at struct fields, and at
local variables of functions that do not return, such as main of a server:

	func (c *Cache) Expire(now time.Time) {
		for k, e := range c.items {
			if now.After(e.expires) {
				delete(c.items, k) // reported
			}
		}
	}

To free the memory, store another map in the field. The check suggests an edit
that does so where it can show that the edit is right.

# The fixes

Rebuild the survivors. After a loop that leaves entries, the edit moves them to
a new map of their number. It does so only if more entries went than stayed,
and at least 1,000 did.

	before := len(c.items)
	for k, e := range c.items {
		if now.After(e.expires) {
			delete(c.items, k)
		}
	}
	// A map never shrinks (golang/go#20135): move what stayed to a new one.
	if gone := before - len(c.items); gone >= 1000 && gone > len(c.items) {
		kept := make(map[string]entry, len(c.items))
		maps.Copy(kept, c.items)
		c.items = kept
	}

So each copied entry is paid for by a deleted one, and small maps are never
copied. Loops over a list of keys and maps.DeleteFunc get the same edit. The
edit imports maps where the file does not. It writes a loop instead of
maps.Copy where the file's Go version is before 1.21, or where the name maps
stands for something else. If the statement above the loop has taken the size
already, the edit uses that. Do not use maps.Clone instead: since Go 1.25 the
clone keeps the capacity.

Replace instead of emptying. A clear, or a loop that only deletes all keys:

	for k := range c.items {
		delete(c.items, k)
	}

becomes

	c.items = make(map[string]entry)

The new map has no NaN keys either. A loop with delete can't remove those,
clear can. If the loop does something else too, it stays, and a new map is
stored after it:

	// An emptied map keeps its memory (golang/go#20135).
	if len(c.items) == 0 {
		c.items = make(map[string]entry)
	}

Where the field has a tag, or where the struct is passed to code that is not
analyzed, both edits test for nil first: an encoder writes null for a nil map
and {} for an empty one.

Store nil when the map is empty. Where every insert makes the map if it is nil,
and no code distinguishes nil from empty, this is suggested as a second edit:

	// An emptied map keeps its memory (golang/go#20135).
	if len(c.items) == 0 {
		c.items = nil
	}

One fix changes all loops of the file that delete from the map, as far as it
can.

Where there is no fix, the message says why ("no automatic fix: …"):

  - other code has the map: it is returned, stored elsewhere, sent on a channel,
    passed to a goroutine or made by the caller; or a range over it or a local
    variable goes on with it after the loop;
  - the loop and the delete are in different functions, or the loop does not
    end;
  - the loop takes the lock in each round, or only a read lock is held;
  - the map can't be assigned there: the receiver is a copy, the struct is an
    element of a map, or the owner is the result of a call;
  - a nil map has a meaning in the program, so that a new one would change it;
  - the type can't be written there: the file does not import its package, or a
    local name hides it;
  - the deletes are in a function that is passed the map, in a function that
    only a sync.Once runs, or in a generated file.

Where entries leave one by one, or a few in each run of the loop, count the
deletes in a field beside the map, and rebuild the map when the count exceeds
both 1,000 and the number of entries left.

# The rules

A finding meets all of these. They are checked in this order, and maplint why
names the first that is not met.

  - swept: entries are deleted in a loop, or in a function that a loop calls.
    clear without a loop counts too. These do not count: one delete for each
    call, a constant number of up to 1,000 rounds, and a loop that leaves after
    its first delete, that only starts goroutines which delete, or that deletes
    from another struct's map in each round.
  - long-lived: the map is in a package-level variable, in a field of a struct
    that outlives the call that made it, or in a local variable of a function
    that does not return in normal operation. What a constructor returns, and
    what such a function makes and works with, counts as long-lived unless the
    package shows otherwise.
  - grows: entries are inserted after initialization, with keys that are not all
    constants. Test files do not count, here and in all rules, and neither do
    functions with a parameter such as *testing.T.
  - kept: after initialization the program does not store another map or nil,
    overwrite the struct, or drop the struct in its normal operation. Normal is
    a replacement that one call passes together with a delete or an insert,
    that a loop or a timer reaches in each round, or that an exported function
    nobody in view calls makes with contents, or after it has handed the old
    map or its entries on. All others (a Reset that nobody calls, one case of a
    command) do not count; the message then says "replaced only by
    Cache.Reset". Nor do a lazy "if m == nil", what a sync.Once runs, and
    maps.Clone of the map itself if the module's Go version is 1.25 or later.
  - not scratch: the map is not emptied and filled again in one round of one
    function or by a loop that follows, not put into a sync.Pool, and not
    emptied only during shutdown: by Close, Stop or Shutdown, or after an event
    loop was left by a stop channel or a context. A loop that inserts an entry for each one that
    it deletes, as in a rename, does not count as a sweep.
  - unbounded: the keys have more than 1,000 possible values (not bool, uint8 or
    an enumeration) and are not all in the source; and no test of the size, and
    no default of a configuration, limits the map to 1,000 entries. A loop that
    only trims the map to a limit, of any size, does not count as a sweep: the
    map would grow to the limit again.

If the analysis does not know whether a rule is met, nothing is reported. Most
drivers analyze one package at a time and do not see what other packages do to
an exported field. The command maplint does.

# Confidence

A finding has one of three levels:

  - measured: a heap profile shows the memory (maplint -heap FILE);
  - default: the rules are met;
  - low: the rules are met, and something in the source says that the map is
    small. The message says what.

Findings with low confidence are reported with -confidence=low. The reasons for
it:

  - limit: the program computes a limit for the number of entries, or the limit
    is a setting that can be off;
  - resource: each entry holds a connection, file, timer, goroutine or the like,
    or has the same key as an entry of another map that does;
  - mirror: the map follows another collection, such as a configuration, and
    has its size;
  - emptied: the map is replaced when a loop has left no entries. It keeps its
    memory only while some entry is always left;
  - cleared: the map is emptied by clear, and no loop that does so is in view.

Source code does not tell how many entries a map has. Read a finding as a
question, and let a heap profile answer it. Generated files have no findings,
but what they do to a map counts.

# Why a map is reported or not

	maplint why Cache.items ./...

prints what is known of a map: where it is declared, how long it lives, what
the code does to it and in which loop, and the verdict with the rule or reason
and the place that decided. A verdict is reported, silent or unknown.

# Silence a finding

	type Cache struct {
		//lint:ignore mapshrink there are never more than ten tenants
		tenants map[string]*tenant
	}

A comment at the declaration of a map, on its line or above it, silences every
finding about the map, also one in another file. A comment on the line of a
finding or above it silences that finding. There is one finding for each map,
at one of the places that delete from it.

	//lint:ignore mapshrink why       the line, or the one below
	//lint:file-ignore mapshrink why  findings in the file
	//nolint:mapshrink // why         the line, and the whole statement or
	                                  declaration that begins below it

The first two have the syntax of staticcheck: commas separate several checks,
patterns such as map* match, and without a reason the comment silences nothing.
The third has that of golangci-lint: the name can also be maplint or all, or be
missing, and so can the reason.

The command, and no other driver, reports a comment that lacks its reason, and a
comment that names the check or maplint and silences nothing, not even a finding
with low confidence. It does not report comments for all checks, nor those in
test files and generated files.

# When not to care

The message says what a million entries leave behind: multiply that by the peak
that you expect. If the result is small, or if the map soon grows to its peak
again, no memory is wasted, and a copy would only cost time. A map of up to 8
entries has nothing to free.
*/
package mapshrink
