package chat

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"
)

// MaxOptions is how many options a wrap-up category may have, and how many one call
// may choose.
const MaxOptions = 500

// Chosen is a category option chosen for a chat, as the list of all of them has it
// (chat-api.txt, Chat Wrapup Category JSON Format).
type Chosen struct {
	ID       int64
	Chat     int64
	OptionID GUID
}

// Collection implements Resource.
func (*Category) Collection() Collection { return WrapupCategories }

// Key implements Resource.
func (c *Category) Key() *GUID    { return &c.ID }
func (c *Category) title() string { return c.Name }
func (c *Category) place() int64  { return c.Order }

// tidy brings the options into their order, in which what has the same place stands
// by name, and gives ids to those that have none.
func (c *Category) tidy() {
	for i := range c.Options {
		if id := &c.Options[i].ID; *id == (GUID{}) {
			*id = uuid.New()
		}
	}
	slices.SortFunc(c.Options, func(a, b CategoryOption) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.Name, b.Name), bytes.Compare(a.ID[:], b.ID[:]))
	})
}

func (c *Category) check() error {
	if c.Name == "" {
		return errNameless(c)
	}
	if len(c.Options) > MaxOptions {
		return Invalid("%d options: a wrap-up category has at most %d", len(c.Options), MaxOptions)
	}
	seen := map[GUID]bool{}
	for i, o := range c.Options {
		switch {
		case o.Name == "":
			return Invalid("options[%d]: an option has a name", i)
		case seen[o.ID] && o.ID != GUID{}:
			return Invalid("options[%d]: the id %s is there twice", i, o.ID)
		}
		seen[o.ID] = true
	}
	return nil
}

// among refuses options that another category has.
func (c *Category) among(others []Resource) error {
	owned := map[GUID]bool{}
	for _, r := range others {
		if other, ok := r.(*Category); ok {
			for _, o := range other.Options {
				owned[o.ID] = true
			}
		}
	}
	for i, o := range c.Options {
		if owned[o.ID] {
			return Conflict("options[%d]: %s belongs to another category", i, o.ID)
		}
	}
	return nil
}

// Choose makes options the wrap-up categories of a chat, in the place of those it
// had; KindInvalid when one of them is unknown. All of refs must name the one chat.
func (s *Service) Choose(ctx context.Context, actor Actor, refs []Ref, options []GUID) error {
	if err := actor.Require(WriteChats); err != nil {
		return err
	}
	if len(options) > MaxOptions {
		return Invalid("%d wrap-up categories in one call: at most %d can be chosen at once", len(options), MaxOptions)
	}
	return s.changeChat(ctx, actor, refs, func(ctx context.Context, tx Tx, c *Chat) ([]Change, error) {
		if err := knownOptions(ctx, tx, options); err != nil {
			return nil, err
		}
		return c.Choose(options, actor.Agent, s.now()), nil
	})
}

// knownOptions refuses category options that nobody knows.
func knownOptions(ctx context.Context, tx Tx, options []GUID) error {
	if len(options) == 0 {
		return nil
	}
	all, err := tx.Options(ctx, options)
	if err != nil {
		return fmt.Errorf("look up the category options: %w", err)
	}
	for _, id := range options {
		if all[id] == nil {
			return Invalid("there is no category option %s", id)
		}
	}
	return nil
}

// Chosen lists the categories chosen for the chats that the actor may know of, a
// page at a time. The
// page, counted from 0, and its size are brought into the bounds of a search's.
func (s *Service) Chosen(ctx context.Context, actor Actor, page, size int64) ([]Chosen, error) {
	if err := actor.Require(ReadChats); err != nil {
		return nil, err
	}
	q := Query{Page: page, Size: size}.normal(actor.Sees())
	return s.store.Chosen(ctx, actor.Site, q.Where, q.Page*q.Size, q.Size)
}

// ChosenByID reads one of them; KindNotFound when there is none.
func (s *Service) ChosenByID(ctx context.Context, actor Actor, id int64) (Chosen, error) {
	if err := actor.Require(ReadChats); err != nil {
		return Chosen{}, err
	}
	return s.store.ChosenByID(ctx, actor.Site, Query{}.normal(actor.Sees()).Where, id)
}
