package measure

import (
	"fmt"
	"slices"
	"strings"

	"github.com/maplint/maplint/internal/check"
	"github.com/maplint/maplint/internal/driver"
)

// Apply puts what was measured into a report: first the maps that keep least
// bytes or more, from which something removes and that nothing replaces, the
// largest first; then the findings of maps that the profiles do not show.
// It returns how many findings it dropped of maps that keep less.
func (o *Outcome) Apply(report *driver.Report, least int64) (dropped int) {
	var out []driver.Finding
	small := make(map[finder]bool)
	silent := make(map[driverPos]bool) // comments that silence what was measured
	for _, f := range o.Figures {
		for _, l := range f.holder.large {
			switch by := l.silencedBy; {
			case by.IsValid() && f.weight() >= least:
				silent[driverPos{by.Filename, by.Line}] = true
			case by.IsValid() || f.Bytes == 0:
			default:
				small[finderOf(l.finding)] = true
				if f.weight() >= max(least, 1) {
					out = append(out, f.report(l, len(o.Summaries)))
				}
			}
		}
	}
	for _, f := range report.Findings {
		switch {
		case f.Check == driver.DirectiveCheck && silent[driverPos{f.Pos.Filename, f.Pos.Line}]:
		case small[finderOf(f)]:
			if !slices.ContainsFunc(out, func(m driver.Finding) bool { return finderOf(m) == finderOf(f) }) {
				dropped++
			}
		default:
			out = append(out, f)
		}
	}
	report.Findings = out
	return dropped
}

type driverPos struct {
	file string
	line int
}

// A finder is a check, and a map by the package that the finding is in.
type finder struct{ check, pkg, holder string }

func finderOf(f driver.Finding) finder { return finder{f.Check, f.Package, f.Holder} }

// report returns what a check reports of a map, with the figures.
func (f *Figure) report(l large, profiles int) driver.Finding {
	out := l.finding
	out.Message = f.message(l, profiles)
	out.Confidence = check.Measured.String()
	out.Keeps = &driver.Keeps{
		Bytes: f.Bytes, Entries: f.Entries, Besides: f.Besides, InUse: f.InUse, Profiles: f.Shown, Of: profiles,
	}
	for _, at := range f.History {
		out.Keeps.History = append(out.Keeps.History, at.Bytes)
	}
	if f.Live != nil {
		out.Keeps.Live = &driver.Live{Entries: f.Live.Entries, Wasted: f.Live.Wasted, Maps: len(f.Live.Instances)}
	}
	return out
}

// message says what a map keeps, and why.
func (f *Figure) message(l large, profiles int) string {
	h := f.holder
	keeps, source := "keeps", "profiles"
	switch {
	case f.Live != nil && h.declared.elems > 0:
		keeps, source = "have", "processes"
	case f.Live != nil:
		keeps, source = "has", "processes"
	case h.declared.elems > 0:
		keeps = "keep"
	}
	msg := fmt.Sprintf("%s %s %s; %s", l.subject, keeps, f.Amount(), l.reason)
	if profiles > 1 {
		if profiles > 2 || f.History == nil {
			msg += fmt.Sprintf("; the largest of %d %s, of which %d show it", profiles, source, f.Shown)
		}
		if change := f.Change(); change != "" {
			msg += "; " + change
		}
	}
	if f.Nearest > 0 {
		msg += fmt.Sprintf("; %s of it by the nearest line, since the profile is of other source", Size(f.Nearest))
	}
	if len(f.Shares) > 0 {
		msg += "; an even share of what it and " + strings.Join(f.Shares, ", ") + " have, which are filled on one line"
	}
	return msg
}

// Change says how the map has changed from the first of several profiles to
// the last, as in it grew from 1.2 MB to 9.6 MB.
func (f *Figure) Change() string {
	if len(f.History) < 2 {
		return ""
	}
	first, last := f.History[0], f.History[len(f.History)-1]
	switch diff := last.Bytes - first.Bytes; {
	case max(diff, -diff) <= max(first.Error+last.Error, last.Bytes/20):
		return "it stayed at " + Size(last.Bytes)
	case diff > 0:
		return fmt.Sprintf("it grew from %s to %s", Size(first.Bytes), Size(last.Bytes))
	default:
		return fmt.Sprintf("it went from %s to %s", Size(first.Bytes), Size(last.Bytes))
	}
}

// Amount is what the tables keep, as in 71.7 MB: room for 2.3 million entries.
// Of a process it is 5 entries, room for 2.3 million: 71.7 MB wasted.
func (f *Figure) Amount() string {
	if f.Live != nil {
		return f.Live.amount(f.Entries)
	}
	return fmt.Sprintf("%s: room for %s", Size(f.Bytes), Entries(f.Entries))
}

// Size writes bytes for people: 71.7 MB. A MB is 10^6 bytes, as in the
// messages of checks.
func Size(n int64) string {
	f := float64(n)
	for _, unit := range []string{"B", "kB", "MB", "GB"} {
		if f < 999.95 || unit == "GB" {
			if unit == "B" {
				return fmt.Sprintf("%d B", n)
			}
			return fmt.Sprintf("%.1f %s", f, unit)
		}
		f /= 1000
	}
	return ""
}

// Entries writes a number of entries for people: 2.3 million entries.
func Entries(n int64) string {
	switch {
	case n >= 999_950_000:
		return fmt.Sprintf("%.1f billion entries", float64(n)/1e9)
	case n >= 999_950:
		return fmt.Sprintf("%.1f million entries", float64(n)/1e6)
	case n >= 10_000:
		s := fmt.Sprint((n + 50) / 100 * 100)
		return s[:len(s)-3] + "," + s[len(s)-3:] + " entries"
	case n == 1:
		return "1 entry"
	}
	return fmt.Sprintf("%d entries", n)
}

// maxNamed is how many dependencies a summary names.
const maxNamed = 3

// String is a summary in one line.
func (s *Summary) String() string {
	if s.Live != nil {
		return s.liveString()
	}
	if s.Elsewhere > s.Tables && 200*s.Tables < s.InUse { // 0% would be no news of a map
		return fmt.Sprintf("%s: %s in use, %s of it in tables of maps of these packages and their dependencies", s.Profile, Size(s.InUse), Size(s.Tables))
	}
	msg := fmt.Sprintf("%s: %s in use, %s of it (%s) in tables of maps: %s held in these packages, %s in local maps",
		s.Profile, Size(s.InUse), Size(s.Tables), percent(s.Tables, s.InUse), Size(s.Held), Size(s.Local))
	if len(s.Foreign) == 0 {
		return msg + ", none seen in dependencies"
	}
	var named []string
	var all, rest int64
	for i, f := range s.Foreign {
		all += f.Bytes
		if i < maxNamed {
			named = append(named, f.Name+" "+Size(f.Bytes))
		} else {
			rest += f.Bytes
		}
	}
	if rest > 0 {
		named = append(named, "others "+Size(rest))
	}
	return msg + fmt.Sprintf(", %s in dependencies (%s)", Size(all), strings.Join(named, ", "))
}

func percent(part, whole int64) string {
	if whole <= 0 {
		return "0%"
	}
	return fmt.Sprintf("%.0f%%", 100*float64(part)/float64(whole))
}

// muchOther is the share of what was matched, in percent, from which on a
// profile is said to be of other source rather than of an older build.
const muchOther = 20

// Notes says what makes the figures less sure, a line for each.
func (s *Summary) Notes() []string {
	if s.Live != nil {
		return s.liveNotes()
	}
	var out []string
	if !s.Sized && s.InUse > 0 {
		out = append(out, s.Profile+": has no label bytes: what a line that inserts allocates besides tables is counted as tables, and the number of entries is a guess")
	}
	out = append(out, s.elsewhereNotes()...)
	if other := s.Moved + s.Nearest + s.Gone; other > 0 && s.Tables > 0 {
		note := fmt.Sprintf("%s: is of another revision than the source: %s in tables were matched by line, %s by lines that have moved, %s by the nearest line of the function; %s are in functions that the source does not have",
			s.Profile, Size(s.Exact), Size(s.Moved), Size(s.Nearest), Size(s.Gone))
		if 100*(s.Nearest+s.Gone) > muchOther*(s.Exact+s.Moved+s.Nearest+s.Gone) {
			note += ": much does not match, so check out the revision that was built"
		}
		out = append(out, note)
	}
	if s.Unclear {
		out = append(out, s.Profile+": could be of several programs of these packages: name only one of them")
	}
	return out
}
