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

var errNoCategory = NotFound("there is no such wrap-up category")

// SortCategories brings categories and their options into their order; what has the
// same place stands by name.
func SortCategories(categories []Category) {
	slices.SortFunc(categories, func(a, b Category) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.Name, b.Name), bytes.Compare(a.ID[:], b.ID[:]))
	})
	for i := range categories {
		slices.SortFunc(categories[i].Options, func(a, b CategoryOption) int {
			return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.Name, b.Name), bytes.Compare(a.ID[:], b.ID[:]))
		})
	}
}

// check refuses a category that cannot stand among the site's.
func (c *Category) check(all []Category) error {
	if c.Name == "" {
		return Invalid("a wrap-up category has a name")
	}
	if len(c.Options) > MaxOptions {
		return Invalid("%d options: a wrap-up category has at most %d", len(c.Options), MaxOptions)
	}
	owner := map[GUID]GUID{}
	for i := range all {
		for _, o := range all[i].Options {
			owner[o.ID] = all[i].ID
		}
	}
	seen := map[GUID]bool{}
	for i, o := range c.Options {
		switch of, owned := owner[o.ID]; {
		case o.Name == "":
			return Invalid("options[%d]: an option has a name", i)
		case seen[o.ID] && o.ID != GUID{}:
			return Invalid("options[%d]: the id %s is there twice", i, o.ID)
		case owned && of != c.ID:
			return Conflict("options[%d]: %s belongs to another category", i, o.ID)
		}
		seen[o.ID] = true
	}
	return nil
}

// withIDs gives ids to what has none, in a copy.
func (c Category) withIDs() *Category {
	give := func(id *GUID) {
		if *id == (GUID{}) {
			*id = uuid.New()
		}
	}
	give(&c.ID)
	c.Options = slices.Clone(c.Options)
	for i := range c.Options {
		give(&c.Options[i].ID)
	}
	return &c
}

// Categories lists the site's wrap-up categories and their options, in their order.
func (s *Service) Categories(ctx context.Context, actor Actor) ([]Category, error) {
	if err := actor.Require(ReadChats); err != nil {
		return nil, err
	}
	return s.store.Categories(ctx, actor.Site)
}

// Category reads one of them; KindNotFound when there is none.
func (s *Service) Category(ctx context.Context, actor Actor, id GUID) (*Category, error) {
	all, err := s.Categories(ctx, actor)
	if err != nil {
		return nil, err
	}
	return categoryOf(all, id)
}

func categoryOf(all []Category, id GUID) (*Category, error) {
	i := slices.IndexFunc(all, func(c Category) bool { return c.ID == id })
	if i < 0 {
		return nil, errNoCategory
	}
	return &all[i], nil
}

// AddCategory stores a new category; what has no id is given one. KindConflict when
// its id is taken, or an option's by another category.
func (s *Service) AddCategory(ctx context.Context, actor Actor, category Category) (*Category, error) {
	added := category.withIDs()
	return added, s.putCategory(ctx, actor, added, func(all []Category) error {
		if _, err := categoryOf(all, added.ID); err == nil {
			return Conflict("there is a wrap-up category %s already", added.ID)
		}
		return nil
	})
}

// ReplaceCategory stores a category in the place of the one with its id;
// KindNotFound when there is none.
func (s *Service) ReplaceCategory(ctx context.Context, actor Actor, category Category) (*Category, error) {
	if category.ID == (GUID{}) {
		return nil, errNoCategory
	}
	changed := category.withIDs()
	return changed, s.putCategory(ctx, actor, changed, func(all []Category) error {
		_, err := categoryOf(all, changed.ID)
		return err
	})
}

func (s *Service) putCategory(ctx context.Context, actor Actor, category *Category, allowed func([]Category) error) error {
	if err := actor.Require(ManageSettings); err != nil {
		return err
	}
	SortCategories([]Category{*category})
	return s.store.Update(ctx, actor.Site, func(ctx context.Context, tx Tx) error {
		all, err := tx.Categories(ctx)
		if err != nil {
			return fmt.Errorf("read the wrap-up categories: %w", err)
		}
		if err := allowed(all); err != nil {
			return err
		}
		if err := category.check(all); err != nil {
			return err
		}
		return tx.PutCategory(ctx, category)
	})
}

// DeleteCategory removes a category; KindNotFound when there is none. Its options
// stay known, so that chats keep what was chosen for them.
func (s *Service) DeleteCategory(ctx context.Context, actor Actor, id GUID) error {
	if err := actor.Require(ManageSettings); err != nil {
		return err
	}
	return s.store.Update(ctx, actor.Site, func(ctx context.Context, tx Tx) error {
		all, err := tx.Categories(ctx)
		if err != nil {
			return fmt.Errorf("read the wrap-up categories: %w", err)
		}
		if _, err := categoryOf(all, id); err != nil {
			return err
		}
		return tx.DropCategory(ctx, id)
	})
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
		known, err := tx.Options(ctx, options)
		if err != nil {
			return nil, fmt.Errorf("look up the category options: %w", err)
		}
		for _, id := range options {
			if known[id] == nil {
				return nil, Invalid("there is no category option %s", id)
			}
		}
		return c.Choose(options, actor.Agent, s.now()), nil
	})
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
