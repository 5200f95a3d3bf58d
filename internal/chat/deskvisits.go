package chat

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"time"
)

// VisitorOf tells who has a secret: the visitor who has chatted with it, else one that
// is made of it, the same on every node, and that the visitor will be.
func (d *Desk) VisitorOf(ctx context.Context, site SiteID, secret [32]byte) (GUID, error) {
	known, err := d.lobby.Caller(ctx, site, secret)
	if err == nil || KindOf(err) != KindNotFound {
		return known.Visitor, err
	}
	return d.stranger(ctx, site, secret)
}

// stranger makes an id for a visitor who has not chatted yet. Nobody can tell the
// secret by it.
func (d *Desk) stranger(ctx context.Context, site SiteID, secret [32]byte) (GUID, error) {
	epoch, err := d.lobby.Epoch(ctx, site)
	if err != nil {
		return GUID{}, err
	}
	h := sha256.Sum256(slices.Concat([]byte("visitor"), epoch[:], secret[:]))
	id := GUID(h[:16])
	id[6], id[8] = id[6]&0x0f|0x80, id[8]&0x3f|0x80 // a guid of version 8
	return id, nil
}

// Visit finds the visit that a sighting is of, or begins one, and takes it. Nothing is
// stored: the node that has seen it does so by KeepVisits.
func (d *Desk) Visit(ctx context.Context, site SiteID, visitor GUID, s *Sighting) (*Visit, error) {
	v, err := d.lobby.Visit(ctx, site, visitor)
	switch {
	case err != nil && KindOf(err) != KindNotFound:
		return nil, err
	case err != nil || v.Over(d.terms, s.At):
		if s.Known, s.Chats, err = d.lobby.VisitorKnown(ctx, site, visitor); err != nil {
			return nil, err
		}
		s.Session.ID = d.ids()
		v = BeginVisit(visitor, s)
	default:
		s.Known, s.Chats, s.Session.ID = v.Known, v.Chats, v.Session.ID
	}
	v.Take(s)
	return v, nil
}

// VisitsAtOnce is how many visits one transaction stores, so that none keeps messages
// waiting for long.
const VisitsAtOnce = 100

// KeepVisits stores what has been seen of up to VisitsAtOnce visits, in the order of
// the sightings, and gives the visits as they are now, with what other nodes have seen.
func (d *Desk) KeepVisits(ctx context.Context, site SiteID, seen map[GUID][]Sighting) (kept []*Visit, err error) {
	visitors := make([]GUID, 0, len(seen))
	for id := range seen {
		visitors = append(visitors, id)
	}
	err = d.lobby.Live(ctx, site, func(ctx context.Context, tx LiveTx) error {
		stored, err := tx.Visits(ctx, visitors)
		if err != nil {
			return err
		}
		kept = kept[:0]
		for id, sightings := range seen {
			i := slices.IndexFunc(stored, func(v *Visit) bool { return v.Visitor == id })
			var v *Visit
			if i >= 0 {
				v = stored[i]
			}
			if v = d.taken(v, id, sightings); v != nil {
				kept = append(kept, v)
			}
		}
		slices.SortFunc(kept, func(a, b *Visit) int { return slices.Compare(a.Visitor[:], b.Visitor[:]) })
		return tx.SaveVisits(ctx, kept)
	})
	return kept, err
}

// taken adds sightings to the visit as it is stored, or to a new one; nil for one that
// is not there to be left.
func (d *Desk) taken(v *Visit, visitor GUID, seen []Sighting) *Visit {
	for i := range seen {
		s := &seen[i]
		if v == nil || v.Over(d.terms, s.At) {
			if v = nil; s.Left {
				continue
			}
			v = BeginVisit(visitor, s)
		}
		v.Take(s)
	}
	return v
}

// NodeAlive takes a node, to which visitors are connected, to be alive until a time.
func (d *Desk) NodeAlive(ctx context.Context, node GUID, until time.Time) error {
	return d.lobby.NodeAlive(ctx, node, until)
}

// VisitsAt lists what a node should know of its visitors, see Visits.VisitsAt.
func (d *Desk) VisitsAt(ctx context.Context, node GUID, since time.Time) ([]SiteVisit, error) {
	return d.lobby.VisitsAt(ctx, node, since)
}

// InvitedBy lists the visits whose last invitation is an agent's.
func (d *Desk) InvitedBy(ctx context.Context, site SiteID, agent GUID) ([]*Visit, error) {
	return d.lobby.VisitsOfInviter(ctx, site, agent)
}

// Inviting reads the automatic invitations of a site.
func (d *Desk) Inviting(ctx context.Context, site SiteID) ([]Inviting, error) {
	all, err := d.lobby.Resources(ctx, site, AutoInvitations)
	return InvitingOf(all), err
}

// Variables reads the custom variables of a site.
func (d *Desk) Variables(ctx context.Context, site SiteID) (declared []*CustomVariable, err error) {
	all, err := d.lobby.Resources(ctx, site, CustomVariables)
	for _, r := range all {
		if v, ok := r.(*CustomVariable); ok {
			declared = append(declared, v)
		}
	}
	return declared, err
}

// seeToVisits does what is due with visits: invitations that run out, and visits that
// are over.
func (d *Desk) seeToVisits(ctx context.Context) error {
	now := d.now()
	due, err := d.lobby.DueVisits(ctx, now, now.Add(-d.terms.VisitAfter), VisitsAtOnce)
	if err != nil {
		return err
	}
	sites := map[SiteID]map[GUID]GUID{}
	for _, v := range due {
		if sites[v.Site] == nil {
			sites[v.Site] = map[GUID]GUID{}
		}
		sites[v.Site][v.Visitor] = v.Dead
	}
	var errs []error
	for site, visitors := range sites {
		if err := d.expireVisits(ctx, site, visitors); err != nil {
			errs = append(errs, fmt.Errorf("see to visits of site %d, which are due: %w", site, err))
		}
	}
	return errors.Join(errs...)
}

// expireVisits does what is due with visits, if it still is; each is given with the
// node that is not alive any more, if it is for that.
func (d *Desk) expireVisits(ctx context.Context, site SiteID, due map[GUID]GUID) error {
	return d.act(ctx, site, false, func(ctx context.Context, w *work) error {
		visitors := make([]GUID, 0, len(due))
		for id := range due {
			visitors = append(visitors, id)
		}
		found, err := w.Visits(ctx, visitors)
		if err != nil {
			return err
		}
		var over []GUID
		var changed []*Visit
		for _, v := range found {
			switch dead := due[v.Visitor]; {
			case v.Over(d.terms, w.now), dead != GUID{} && v.Node == dead:
				over = append(over, v.Visitor)
			case v.RunOut(w.now):
				changed = append(changed, v)
			}
			w.touch(v.Node, v.Invitation.Agent.ID)
		}
		if err := w.DropVisits(ctx, over); err != nil {
			return err
		}
		return w.SaveVisits(ctx, changed)
	})
}
