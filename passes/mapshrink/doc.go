/*
mapshrink: find maps that keep their memory after their entries are deleted

A Go map never gives memory back: delete, clear and maps.DeleteFunc free what
the entries point to, but the table that held them stays as large as it ever
was (golang/go#20135, open since 2017). After one million entries it keeps 19
bytes for each in a map[uint32]uint8, 38 in a map[int]int, 56 in a
map[string]*T and 301 in a map[int][128]byte (Go 1.24 and later; for other
numbers of entries down to half of that, since tables double). To range over
the map goes on taking as long as at the peak, too. So a map that lives as
long as the process keeps the size of its worst day.

The check reports maps in package variables and struct fields that live long,
are swept (entries are removed in a loop), grow again, and are never replaced:

	func (c *Cache) Expire(now time.Time) {
		for k, e := range c.items {
			if now.After(e.expires) {
				delete(c.items, k) // reported
			}
		}
	}

To free the memory, give the field another map. The check offers an edit for
that where it can show that the edit is right.

# The fixes

Rebuild the survivors. After a sweep that leaves entries, those move to a map
of their number, if that pays: when more went than stayed, and at least 1,000
did.

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

Each copy is then paid for by as many deletes, and small maps are never
copied. Loops over a list of keys and maps.DeleteFunc get the same edit. It
imports maps where that is missing, and writes a loop where the file is of a
Go version before 1.21 or where the name stands for something else. A size
that the statement above has taken already is used. Do not use maps.Clone for
it: since Go 1.25 it keeps the capacity.

Replace instead of emptying. A loop that does nothing but delete all keys, or
clear:

	for k := range c.items {
		delete(c.items, k)
	}

becomes

	c.items = make(map[string]entry)

This removes keys that are NaN, too, which a loop with delete can't: it does
not find them. clear does. Where the loop does something else as well, it
stays, and a new map is stored behind it:

	// An emptied map keeps its memory (golang/go#20135).
	if len(c.items) == 0 {
		c.items = make(map[string]entry)
	}

Where the field has a tag, or unknown code gets the struct, nil stays nil:
an encoder writes null for it, and {} for an empty map. Both edits then test
for nil first.

Give it up when empty. Where every insert makes the map when it is nil, and
nothing tells nil from empty, nil is offered besides:

	// An emptied map keeps its memory (golang/go#20135).
	if len(c.items) == 0 {
		c.items = nil
	}

A fix mends all sweeps of the map in the file that it can: a purge of a few
keys does not free what an expiry of most of them leaves.

There is no fix, and the message says what to do instead,

  - where something else has the map: it is returned, stored in another place,
    sent, given to a goroutine or made by the caller; or a range over it, or a
    local variable, goes on with it after the sweep;
  - where the loop is elsewhere, as with one delete for each call, or has no
    end, as with one for each message: count the deletes in a field beside the
    map, and rebuild it when that number passes 1,000 and what is left;
  - where the lock is taken in each round of the loop, or only a read lock is
    held;
  - where the field can't be assigned: the receiver is a copy, the struct an
    element of a map, the owner the result of a call;
  - where a new map would mean something, since nil does (a test for nil
    elsewhere says that the map is closed);
  - where the type can't be written: the file does not import its package, or
    a local name hides it;
  - in a helper that is given the map, in what only a sync.Once runs, and in
    generated files.

A sweep that removes a few of many entries each time it runs never passes the
test of the rebuild. If that is how a map shrinks, count over several sweeps.

# The rules

A finding needs all of the first six.

 1. Swept: entries are removed in a loop, or in a function that a loop of the
    package calls. Not a sweep: one delete for each call, a constant number
    of rounds, a loop that leaves after its first removal, that only starts
    goroutines which remove, that removes from another struct's map in each
    round, or that goes on only while a call fails.
 2. Grows: something inserts after initialization, with keys that are not all
    constants. Test files do not count, here and in all rules, and neither do
    functions that get a testing.T.
 3. Never replaced: nobody stores another map or nil after initialization,
    overwrites the struct or lets go of it. A struct that the package keeps
    only in maps and lists which it takes it out of again comes and goes, and
    its maps with it. A lazy "if m == nil", what a sync.Once runs, and Close,
    Stop or Shutdown do not count as replacing; nor does maps.Clone of the
    map itself if the module says go 1.25 or later.
 4. Lives long: a package variable, or a field of a struct that outlives the
    call that made it. What a constructor returns counts as long-lived
    unless the package shows otherwise.
 5. Can become large: not with keys that have 1,000 values at most (bool,
    uint8, an enumeration) or all stand in the source, nor where a test of
    the size keeps it to 1,000 entries, also when that is what the package
    sets a field of its configuration to. A sweep that only trims to a limit,
    of any size, is silent: the map would grow to it again. Inserts that
    keep a limit which the program computes: possible.
 6. Is not scratch: emptied and refilled in one round of one function, put
    into a sync.Pool, or emptied only on the way out. Nor does it count when
    for each entry that leaves another one comes, as in a rename, or when a
    loop fills the map again right after it was emptied, as in a reload.

The other rules decide how sure a finding is: likely, or possible.

 7. It mirrors another collection, such as a configuration, and has its size:
    possible.
 8. It is replaced by hand only, in a function such as Reset or Flush that no
    loop calls: likely all the same, and the message names the function.
 9. Its entries hold live resources (connections, files, timers, goroutines),
    which keep their number small: possible.
 10. Evidence of size, without which a finding is possible. A removal by an
    order (a time, sequence or version is compared where the entry is removed)
    counts if many entries can come at once: inserts stand in a loop, or
    inserts and removals in loops over lists. It counts as well if a clock
    decides, or if the struct keeps several maps; but not where the loop also
    closes or stops something, or where keys such as heights and epochs go by
    their own order, which leaves a window of them. Without an order, batches
    count: inserts stand in a loop, they and the removals in loops over lists,
    and calls or messages bring the keys. Nothing counts where the use of the
    map says that its entries are few: it is the outer map of an index, a node
    of a tree, a set of shared objects that are released or counted, what one
    event loop has at work; its keys are of any type; all entries are walked
    after each change; or the loop is more than two calls away from the
    removal.

Likely findings are always reported, possible ones with -possible. Generated
files never carry a report, but what they do to a map counts.

Where the analysis does not know, it is silent. It sees one package at a time:
not what other packages do to an exported field.

# Why a map is reported or not

	maplint why Cache.items ./...

prints all that is known of a map: where it is declared, how long it lives,
what is done to it in which loop, and the verdict with the rule and the place
that decided. A verdict is likely, possible, silent or unknown.

# Silence a finding

	type Cache struct {
		//lint:ignore mapshrink there are never more than ten tenants
		tenants map[string]*tenant
	}

A comment at the declaration of a map, on its line or above it, silences every
finding about the map, also where a sweep stands in another file. A comment on
the line of a finding or above it silences that one. There is one finding for
each map, at its first sweep.

	//lint:ignore mapshrink why       the line, or the one below
	//lint:file-ignore mapshrink why  findings in the file
	//nolint:mapshrink // why         the line, and all of the statement or
	                                  declaration that begins below it

The first two are read as staticcheck reads them: several checks have commas
between them, patterns such as map* count, and without a reason the comment
silences nothing. The third is read as by golangci-lint: the name can also be
maplint or all, or be missing, and the reason too.

The command (no other driver) reports a comment that lacks its reason, and one
that names the check or maplint and silences nothing, a possible finding
included; where it names other checks too, it is to lose this name. Comments
for all checks, and those in test files and generated files, are let be.

# When not to care

The message says what a million entries would leave behind: multiply by the
peak you expect. If that is little, or if the map soon grows to its peak
again, the memory is not lost, and a copy would only cost time. A map of up to
8 entries has nothing to free.
*/
package mapshrink
