package chat

import "time"

// Inviting is an automatic invitation with its conditions made ready.
type Inviting struct {
	*AutoInvitation
	meeting Meeting
}

// InvitingOf makes automatic invitations ready, in their order; what is disabled, or
// has conditions of an older server that cannot be read any more, is left out.
func InvitingOf(all []Resource) (ready []Inviting) {
	SortResources(all)
	for _, r := range all {
		a, ok := r.(*AutoInvitation)
		if !ok || a.IsDisabled {
			continue
		}
		if m, err := a.Conditions.meeting(visitors); err == nil {
			ready = append(ready, Inviting{a, m})
		}
	}
	return ready
}

// Choose finds the first automatic invitation that a visitor is to be shown now, nil
// for none, and then when time alone can next change that; zero for never. Each is
// shown once a visit, and none as long as another invitation is open.
func Choose(all []Inviting, v *Visit, now time.Time) (chosen *AutoInvitation, next time.Time) {
	if v.Invitation.Open(now) {
		return nil, v.Invitation.Until
	}
	for _, i := range all {
		if !i.concerns(v) {
			continue
		}
		if i.meeting.Met(Circumstances{Visit: v, Now: now}) {
			return i.AutoInvitation, time.Time{}
		}
		if at := i.meeting.Next(v, now); !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return nil, next
}

func (i *Inviting) concerns(v *Visit) bool {
	for _, shown := range v.Shown {
		if shown == i.ID {
			return false
		}
	}
	return i.CampaignID == GUID{} || i.CampaignID == v.Campaign
}

// segmentsMet lists the segments whose conditions are met: at the request of a chat
// those that are known by then, at its end the others.
func segmentsMet(all []Resource, c Circumstances, atEnd bool) (met []GUID) {
	SortResources(all)
	for _, r := range all {
		s, ok := r.(*Segment)
		if !ok {
			continue
		}
		if m, err := s.Conditions.meeting(withTheChats); err == nil && m.AtEnd == atEnd && m.Met(c) {
			met = append(met, s.ID)
		}
	}
	return met
}

// addSegments notes segments that the visitor was found to be in.
func (c *Chat) addSegments(met []GUID) {
	results := append([]SegmentResult(nil), c.SegmentResults...)
	for _, id := range met {
		results = append(results, SegmentResult{ID: int64(len(results) + 1), SegmentID: id})
	}
	c.SegmentResults = results
}
