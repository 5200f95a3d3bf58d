package v4

import (
	"slices"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// selection is which members of a chat an answer is to have, by their names; nil
// for all of them.
type selection []string

// chatMember is a member of a chat by its name, and what includes it, if anything
// must.
type chatMember struct {
	name    string
	include chat.Include
}

// selectable are the members of a chat by their folded names.
var selectable = selectableMembers()

func selectableMembers() map[string]chatMember {
	members := map[string]chatMember{}
	add := func(include chat.Include) {
		found := names{}
		chatMembers(found, &chat.Chat{}, &chat.Related{}, include)
		for folded, name := range found {
			if _, known := members[folded]; !known {
				members[folded] = chatMember{name, include}
			}
		}
	}
	add(0)
	for include := chat.Include(1); include != 0; include <<= 1 {
		add(include)
	}
	return members
}

// selectionOf reads the addition "fields": the members to have, and what to include
// for them. With none everything is to be had, and include is as it was.
func selectionOf(asked []string, include chat.Include) (selection, chat.Include, error) {
	if len(asked) == 0 {
		return nil, include, nil
	}
	var only selection
	include = 0
	for _, name := range asked {
		m, ok := selectable[foldName(name)]
		if !ok {
			return nil, 0, chat.Invalid("fields: a chat has no member %q", clip(name))
		}
		if !slices.Contains(only, m.name) {
			only = append(only, m.name)
		}
		include |= m.include
	}
	return only, include, nil
}

// selecting is the shape that writes some members of a chat. What it leaves out is
// not walked into.
type selecting struct {
	*writer
	only  selection
	depth int // of lists and objects inside the chat
}

func (s *selecting) wants(name string) bool { return s.depth > 0 || slices.Contains(s.only, name) }

func (s *selecting) text(name string, v *string) {
	if s.wants(name) {
		s.writer.text(name, v)
	}
}

func (s *selecting) guid(name string, v *chat.GUID) {
	if s.wants(name) {
		s.writer.guid(name, v)
	}
}

func (s *selecting) instant(name string, v *time.Time, p precision) {
	if s.wants(name) {
		s.writer.instant(name, v, p)
	}
}

func (s *selecting) span(name string, v *time.Duration) {
	if s.wants(name) {
		s.writer.span(name, v)
	}
}

func (s *selecting) integer(name string, v *int64) { s.echo(name, *v) }

func (s *selecting) echo(name string, n int64) {
	if s.wants(name) {
		s.writer.echo(name, n)
	}
}

func (s *selecting) optional(name string, v **int64) {
	if s.wants(name) {
		s.writer.optional(name, v)
	}
}

func (s *selecting) number(name string, v *float64) {
	if s.wants(name) {
		s.writer.number(name, v)
	}
}

func (s *selecting) flag(name string, v *bool) {
	if s.wants(name) {
		s.writer.flag(name, v)
	}
}

func (s *selecting) enum(name string, v *uint8, words *enum) {
	if s.wants(name) {
		s.writer.enum(name, v, words)
	}
}

func (s *selecting) raw(name string, v *string) {
	if s.wants(name) {
		s.writer.raw(name, v)
	}
}

func (s *selecting) list(name string, n int) (int, bool) {
	if !s.wants(name) {
		return 0, false
	}
	s.depth++
	return s.writer.list(name, n)
}

func (s *selecting) object(name string, present bool) bool {
	if !s.wants(name) || !s.writer.object(name, present) {
		return false
	}
	s.depth++
	return true
}

func (s *selecting) end(closer byte) {
	s.depth--
	s.writer.end(closer)
}

// extra leaves out what came with the import of a chat: it cannot be asked for.
func (s *selecting) extra(e *chat.Extra, own func() names) {
	if s.depth > 0 {
		s.writer.extra(e, own)
	}
}
