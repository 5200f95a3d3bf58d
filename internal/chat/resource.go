package chat

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/filter"
)

// Resource is a noun that a site's managers keep, by guid, in a collection.
type Resource interface {
	// Collection is what the noun is one of.
	Collection() Collection

	// Key points to the noun's id.
	Key() *GUID

	// title is what people tell it from others by, "" for one without.
	title() string

	// check refuses what can never be kept.
	check() error
}

// What some resources have beside that.
type (
	// tidier brings what it lists into order, and gives ids to parts without one.
	tidier interface{ tidy() }
	// placed stands among the others where it says; all else has the place 0.
	placed interface{ place() int64 }
	// neighbour refuses to stand beside certain others of its collection.
	neighbour interface{ among(others []Resource) error }
	// granting lets others do something in the site's name, which nobody can give who
	// may not do it.
	granting interface{ grants() Permissions }
	// beginning says when, and perhaps by whom, it was added.
	beginning interface{ begin(by GUID, now time.Time) }
	// sharing is seen, and kept, by some.
	sharing interface{ shared() shared }
	// leaving refuses to be taken away from certain others of its collection.
	leaving interface{ leave(others []Resource) error }
	// ending means nothing any more after a time.
	ending interface{ over(now time.Time) bool }
	// pointing names other resources, which must be there when it is stored.
	pointing interface{ points() []pointer }
)

// pointer names a resource.
type pointer struct {
	at string // where it stands, for messages
	to Collection
	id GUID
}

// MaxResources is how many a collection may have before no more can be added.
const MaxResources = 10_000

// Resources keeps the collections of the sites. What it gives is the caller's to
// change.
type Resources interface {
	// Resources lists a collection, in no particular order.
	Resources(ctx context.Context, site SiteID, of Collection) ([]Resource, error)

	// Resource reads one; KindNotFound when the site has none of this id.
	Resource(ctx context.Context, site SiteID, of Collection, id GUID) (Resource, error)
}

// SortResources brings a collection and what its nouns list into order: by place,
// then by name.
func SortResources(all []Resource) {
	for _, r := range all {
		tidy(r)
	}
	slices.SortFunc(all, func(a, b Resource) int {
		return cmp.Or(cmp.Compare(placeOf(a), placeOf(b)), cmp.Compare(a.title(), b.title()), bytes.Compare(a.Key()[:], b.Key()[:]))
	})
}

func tidy(r Resource) {
	if t, ok := r.(tidier); ok {
		t.tidy()
	}
}

func placeOf(r Resource) int64 {
	if p, ok := r.(placed); ok {
		return p.place()
	}
	return 0
}

// Resources lists a collection of the actor's site in its order: a page, counted
// from 0, whose size is brought into the bounds of a search's, or for the size 0
// all of it.
func (s *Service) Resources(ctx context.Context, actor Actor, of Collection, page, size int64) ([]Resource, error) {
	if err := actor.Require(of.Reading()); err != nil {
		return nil, err
	}
	all, err := s.store.Resources(ctx, actor.Site, of)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(r Resource) bool { return !shownTo(actor, r) })
	SortResources(all)
	return someOf(all, page, size), nil
}

// shownTo reports whether the actor is to know of a resource.
func shownTo(actor Actor, r Resource) bool {
	s, ok := r.(sharing)
	return !ok || s.shared().shownTo(actor)
}

// someOf is a page of all, its size brought into the bounds of a search's, or for the
// size 0 everything.
func someOf[T any](all []T, page, size int64) []T {
	if size == 0 {
		return all
	}
	q := Query{Page: page, Size: size}.normal(nil)
	return PageOf(all, q.Page, q.Size)
}

// Resource reads one; KindNotFound when there is none.
func (s *Service) Resource(ctx context.Context, actor Actor, of Collection, id GUID) (Resource, error) {
	if err := actor.Require(of.Reading()); err != nil {
		return nil, err
	}
	r, err := s.store.Resource(ctx, actor.Site, of, id)
	if err == nil && !shownTo(actor, r) {
		err = of.unknown()
	}
	if err != nil {
		return nil, err
	}
	tidy(r)
	return r, nil
}

// AddResource stores a new resource, which is given an id if it has none.
// KindConflict when its id or its name is taken.
func (s *Service) AddResource(ctx context.Context, actor Actor, added Resource) error {
	if *added.Key() == (GUID{}) {
		*added.Key() = uuid.New()
	}
	return s.keepResources(ctx, actor, added.Collection(), func(ctx context.Context, tx Tx, all []Resource) error {
		what := added.Collection()
		if find(all, *added.Key()) != nil {
			return Conflict("there is %s %s already", what.one(), *added.Key())
		}
		if err := makeRoom(ctx, tx, all, s.now()); err != nil {
			return err
		}
		if b, ok := added.(beginning); ok {
			b.begin(actor.Agent, s.now())
		}
		if err := putResource(ctx, tx, actor, added, "", all); err != nil {
			return err
		}
		return s.auditResource(ctx, tx, actor, ResourceAdded, added, nil)
	})
}

// makeRoom refuses one more resource when a collection is full. One of which some are over
// is rid of those.
func makeRoom(ctx context.Context, tx Tx, all []Resource, now time.Time) error {
	n := len(all)
	if n < MaxResources {
		return nil
	}
	for _, r := range all {
		if e, ends := r.(ending); !ends || !e.over(now) {
			continue
		}
		if err := tx.DropResource(ctx, r.Collection(), *r.Key()); err != nil {
			return err
		}
		n--
	}
	if n >= MaxResources {
		return Conflict("a site has at most %d of them: no %s can be added", MaxResources, all[0].Collection())
	}
	return nil
}

// ChangeResource changes the resource with an id and gives what it became;
// KindNotFound when there is none. change is given what is stored, may run more
// than once, and leaves the id as it is. Of two changes of the same member the
// later one stays.
func (s *Service) ChangeResource(ctx context.Context, actor Actor, of Collection, id GUID, change func(Resource) error) (changed Resource, err error) {
	err = s.keepResources(ctx, actor, of, func(ctx context.Context, tx Tx, all []Resource) error {
		if changed = find(all, id); changed == nil || !shownTo(actor, changed) {
			return of.unknown()
		}
		if err := refuseGrant(actor, changed); err != nil {
			return err
		}
		before, told := changed.title(), s.told(changed)
		if err := change(changed); err != nil {
			return err
		}
		if *changed.Key() != id {
			return Invalid("id: %s is not the id in the address", *changed.Key())
		}
		if err := putResource(ctx, tx, actor, changed, before, all); err != nil {
			return err
		}
		return s.auditResource(ctx, tx, actor, ResourceChanged, changed, told)
	})
	return changed, err
}

// DeleteResource removes a resource; KindNotFound when there is none, KindConflict
// when another one needs it. Chats that point to it stay as they are.
func (s *Service) DeleteResource(ctx context.Context, actor Actor, of Collection, id GUID) error {
	return s.keepResources(ctx, actor, of, func(ctx context.Context, tx Tx, all []Resource) error {
		gone := find(all, id)
		switch {
		case gone == nil || !shownTo(actor, gone):
			return of.unknown()
		case of == Agents && id == actor.Agent:
			return Conflict("an agent cannot delete the agent that it signed in as")
		}
		if err := refuseGrant(actor, gone); err != nil {
			return err
		}
		if l, ok := gone.(leaving); ok {
			if err := l.leave(othersThan(gone, all)); err != nil {
				return err
			}
		}
		for _, holder := range of.rules().heldBy {
			if err := refuseHeld(ctx, tx, holder, id); err != nil {
				return err
			}
		}
		if of == Agents {
			if err := dropOwn(ctx, tx, id); err != nil {
				return err
			}
		}
		if err := tx.DropResource(ctx, of, id); err != nil {
			return err
		}
		return s.auditResource(ctx, tx, actor, ResourceDeleted, gone, nil)
	})
}

// dropOwn removes what an agent keeps for itself, which nobody else sees.
func dropOwn(ctx context.Context, tx Tx, agent GUID) error {
	for _, of := range []Collection{CannedMessages, SavedSearches} {
		all, err := tx.Resources(ctx, of)
		if err != nil {
			return fmt.Errorf("read every %s: %w", of, err)
		}
		for _, r := range all {
			if s, ok := r.(sharing); ok && s.shared().with == SharedWithNobody && s.shared().agent == agent {
				if err := tx.DropResource(ctx, of, *r.Key()); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// keepResources is the one way in which collections change: by whom may, in one
// transaction, with the collection as it is. What is to be told of every change of
// a site's settings is told from here.
func (s *Service) keepResources(ctx context.Context, actor Actor, of Collection, fn func(context.Context, Tx, []Resource) error) error {
	if err := actor.Require(of.Keeping()); err != nil {
		return err
	}
	err := s.update(ctx, actor, func(ctx context.Context, tx Tx) error {
		all, err := tx.Resources(ctx, of)
		if err != nil {
			return fmt.Errorf("read every %s: %w", of, err)
		}
		if err := fn(ctx, tx, all); err != nil {
			return err
		}
		return refuseLastProvider(ctx, tx, of)
	})
	if err == nil {
		s.bus.Whisper(ctx, actor.Site, SettingsNews, nil)
	}
	return err
}

// putResource stores what has all of its rules kept; before is the name that it had.
func putResource(ctx context.Context, tx Tx, actor Actor, r Resource, before string, all []Resource) error {
	if err := refuseGrant(actor, r); err != nil {
		return err
	}
	if err := r.check(); err != nil {
		return err
	}
	if err := besides(r, before, othersThan(r, all)); err != nil {
		return err
	}
	if p, ok := r.(pointing); ok {
		if err := refuseDangling(ctx, tx, p.points()); err != nil {
			return err
		}
	}
	tidy(r)
	return tx.PutResource(ctx, r)
}

// refuseGrant keeps an actor from giving, or meddling with, what is more than its own, or
// another's own.
func refuseGrant(actor Actor, r Resource) error {
	if s, ok := r.(sharing); ok {
		return s.shared().keptBy(actor)
	}
	if g, ok := r.(granting); ok {
		return actor.Require(g.grants())
	}
	return nil
}

func othersThan(r Resource, all []Resource) []Resource {
	return slices.DeleteFunc(slices.Clone(all), func(o Resource) bool { return *o.Key() == *r.Key() })
}

// besides refuses a resource beside others. A name that it had before is not held
// against it: an import may have brought two of the same.
func besides(r Resource, before string, others []Resource) error {
	name := filter.Fold(r.title())
	if r.Collection().rules().distinct && name != "" && name != filter.Fold(before) {
		for _, o := range others {
			if filter.Fold(o.title()) == name {
				return Conflict("there is %s %q already", r.Collection().one(), clip(o.title()))
			}
		}
	}
	if n, ok := r.(neighbour); ok {
		return n.among(others)
	}
	return nil
}

// refuseDangling answers the first pointer to what is not there.
func refuseDangling(ctx context.Context, tx Tx, pointers []pointer) error {
	known := map[Collection]map[GUID]bool{}
	for _, p := range pointers {
		if known[p.to] == nil {
			all, err := tx.Resources(ctx, p.to)
			if err != nil {
				return fmt.Errorf("read every %s: %w", p.to, err)
			}
			known[p.to] = make(map[GUID]bool, len(all))
			for _, r := range all {
				known[p.to][*r.Key()] = true
			}
		}
		if !known[p.to][p.id] {
			return Invalid("%s: there is no %s %s", p.at, p.to, p.id)
		}
	}
	return nil
}

// refuseHeld answers the first of a collection that points to an id.
func refuseHeld(ctx context.Context, tx Tx, by Collection, id GUID) error {
	holders, err := tx.Resources(ctx, by)
	if err != nil {
		return fmt.Errorf("read every %s: %w", by, err)
	}
	for _, h := range holders {
		p, ok := h.(pointing)
		if ok && slices.ContainsFunc(p.points(), func(p pointer) bool { return p.id == id }) {
			return Conflict("the %s %q needs it", by, clip(h.title()))
		}
	}
	return nil
}

func find(all []Resource, id GUID) Resource {
	i := slices.IndexFunc(all, func(r Resource) bool { return *r.Key() == id })
	if i < 0 {
		return nil
	}
	return all[i]
}
