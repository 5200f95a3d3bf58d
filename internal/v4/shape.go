package v4

import (
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// A noun's members are listed once, in a function that walks them on a shape, in
// the order and with the names of the specification's samples. What the walk does
// depends on the shape: a writer appends JSON, a reader takes the members out of
// a parsed object, and names only lists them. So what an import reads and what an
// answer writes cannot drift apart.
//
// Walking with a writer changes nothing. A reader leaves alone what the object
// does not have, and keeps the first error, with the member's path.
type shape interface {
	values

	// list begins a list of n items and object an object; both are ended by end.
	// A reader gives the length that it finds, or no. An object, a text or a guid
	// without a name is the list's next item.
	list(name string, n int) (int, bool)
	object(name string, present bool) bool
	end(closer byte)

	// extra stands last: the members that none of the noun's own names claim.
	extra(e *chat.Extra, own func() names)

	// reading tells that members are to be walked even where the noun has
	// nothing to write.
	reading() bool
}

// values are the members that have no members of their own to walk.
type values interface {
	text(name string, v *string)
	guid(name string, v *chat.GUID)
	instant(name string, v *time.Time, p precision)
	span(name string, v *time.Duration)
	integer(name string, v *int64)
	optional(name string, v **int64)
	number(name string, v *float64)
	flag(name string, v *bool)
	enum(name string, v *uint8, words *enum)

	// raw is an object of whatever members, as JSON.
	raw(name string, v *string)

	// echo is a member that repeats what is known already: written, never read.
	echo(name string, n int64)
}

// precision is how exactly an instant is written. Reading is always exact.
type precision uint8

const (
	exact precision = iota
	wholeSecond
)

// items walks a list of nouns.
func items[N any](s shape, name string, nouns *[]N, members func(shape, *N)) {
	n, ok := s.list(name, len(*nouns))
	if !ok {
		return
	}
	if s.reading() || n != len(*nouns) { // what there was is replaced, not changed
		*nouns = make([]N, n)
	}
	for i := range *nouns {
		if s.object("", true) {
			members(s, &(*nouns)[i])
			s.end('}')
		}
	}
	s.end(']')
}

// texts and guids walk lists of scalars.
func texts(s shape, name string, values *[]string) {
	scalars(s, name, values, func(v *string) { s.text("", v) })
}

func guids(s shape, name string, values *[]chat.GUID) {
	scalars(s, name, values, func(v *chat.GUID) { s.guid("", v) })
}

func scalars[V any](s shape, name string, values *[]V, each func(*V)) {
	n, ok := s.list(name, len(*values))
	if !ok {
		return
	}
	if s.reading() || n != len(*values) {
		*values = make([]V, n)
	}
	for i := range *values {
		each(&(*values)[i])
	}
	s.end(']')
}

// opposite walks a flag that the heart keeps the other way round, so that what says
// nothing of it has the usual value.
func opposite(s shape, name string, v *bool) {
	flag := !*v
	s.flag(name, &flag)
	if s.reading() {
		*v = !flag
	}
}

// part walks a noun that may be missing, which is written as null.
func part[N any](s shape, name string, noun **N, members func(shape, *N)) {
	if !s.object(name, *noun != nil) {
		return
	}
	if *noun == nil {
		*noun = new(N)
	}
	members(s, *noun)
	s.end('}')
}

// pointed walks a noun that *ref points to and that lives in a Related. When
// writing, a noun that is known by its id only is null. When reading, the noun is
// kept under its own id, and a missing *ref is filled with it.
func pointed[N any](s shape, name string, ref *chat.GUID, nouns *map[chat.GUID]*N, of noun[N]) {
	if s.reading() {
		readPointed(s, name, ref, nouns, of)
		return
	}
	part(s, name, new((*nouns)[*ref]), of.members)
}

// named is pointed for the nouns inside a list's items. These are never null: a
// noun that is known by its id only has empty names, so that clients which read
// .agent.displayName of each item do not fall over one.
func named[N any](s shape, name string, ref *chat.GUID, nouns *map[chat.GUID]*N, of noun[N]) {
	if s.reading() {
		readPointed(s, name, ref, nouns, of)
		return
	}
	known := (*nouns)[*ref]
	if known == nil {
		known = new(N)
		*of.id(known) = *ref
	}
	part(s, name, &known, of.members)
}

func readPointed[N any](s shape, name string, ref *chat.GUID, nouns *map[chat.GUID]*N, of noun[N]) {
	var n *N
	part(s, name, &n, of.members)
	if n == nil {
		return
	}
	id := of.id(n)
	if *id == (chat.GUID{}) {
		*id = *ref
	}
	if *ref == (chat.GUID{}) {
		*ref = *id
	}
	if *id != (chat.GUID{}) && (of.known == nil || of.known(n)) {
		chat.Keep(nouns, *id, n)
	}
}

// noun is a kind of thing that chats point to.
type noun[N any] struct {
	members func(shape, *N)
	id      func(*N) *chat.GUID
	// known tells a noun from one that is known by its id only; nil where such a
	// one is written as null.
	known func(*N) bool
}

// rest ends each list of members.
func rest[N any](s shape, e *chat.Extra, members func(shape, *N)) {
	if s.reading() {
		s.extra(e, nil)
		return
	}
	if len(*e) > 0 {
		s.extra(e, func() names { return namesOf(members) })
	}
}

// names is the shape that only lists a noun's member names, by their folded form.
type names map[string]string

// namesOf lists every member that a noun can have.
func namesOf[N any](members func(shape, *N)) names {
	n := names{}
	members(n, new(N))
	return n
}

func (n names) add(name string)                                { n[foldName(name)] = name }
func (n names) text(name string, _ *string)                    { n.add(name) }
func (n names) raw(name string, _ *string)                     { n.add(name) }
func (n names) guid(name string, _ *chat.GUID)                 { n.add(name) }
func (n names) span(name string, _ *time.Duration)             { n.add(name) }
func (n names) integer(name string, _ *int64)                  { n.add(name) }
func (n names) optional(name string, _ **int64)                { n.add(name) }
func (n names) number(name string, _ *float64)                 { n.add(name) }
func (n names) flag(name string, _ *bool)                      { n.add(name) }
func (n names) enum(name string, _ *uint8, _ *enum)            { n.add(name) }
func (n names) echo(name string, _ int64)                      { n.add(name) }
func (n names) extra(*chat.Extra, func() names)                {}
func (n names) end(byte)                                       {}
func (n names) reading() bool                                  { return true }
func (n names) instant(name string, _ *time.Time, _ precision) { n.add(name) }

func (n names) list(name string, _ int) (int, bool) {
	n.add(name)
	return 0, false
}

func (n names) object(name string, _ bool) bool {
	n.add(name)
	return false
}
