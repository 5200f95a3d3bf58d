package chattest_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/chat/chattest"
	"github.com/parleychat/parley/internal/store/storetest"
)

func TestLiveChatInMemoryWalksThroughItsLife(t *testing.T) {
	t.Parallel()
	s := chattest.NewStore()
	storetest.RunWalks(t, []storetest.LiveStore{s, s}, 100, true)
}

// TestAWalkSeesWhatIsWrong is the control of the test above: each of these lobbies
// breaks one promise, and some walk must say so.
func TestAWalkSeesWhatIsWrong(t *testing.T) {
	t.Parallel()
	for wrong, spoil := range map[string]func(*spoiled){
		"nothing is ever due": func(s *spoiled) {
			s.due = func([]chat.DueChat) []chat.DueChat { return nil }
		},
		"agents who are gone are not due": func(s *spoiled) {
			s.due = func(all []chat.DueChat) []chat.DueChat {
				return slices.DeleteFunc(all, func(d chat.DueChat) bool { return d.Agent != chat.GUID{} })
			}
		},
		"agents have nothing to do": func(s *spoiled) {
			s.floor = func(f *chat.Floor) {
				for _, seat := range f.Seats {
					seat.Ongoing = 0
				}
			}
		},
		"everybody is there": func(s *spoiled) {
			s.floor = func(f *chat.Floor) {
				for _, seat := range f.Seats {
					seat.Status, seat.SeenUntil = chat.AgentOnline, time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
				}
			}
		},
		"chats wait unseen": func(s *spoiled) {
			s.floor = func(f *chat.Floor) { f.Waiting = nil }
		},
		"no command is known":     func(s *spoiled) { s.forgetful = true },
		"a visitor has no chats":  func(s *spoiled) { s.unknown = true },
		"an agent holds no chats": func(s *spoiled) { s.heldByNobody = true },
		"the last entry is not stored": func(s *spoiled) {
			s.save = func(r *chat.Running, e []chat.Entry) (*chat.Running, []chat.Entry) { return r, e[:max(len(e)-1, 0)] }
		},
		"who stands beside is not stored": func(s *spoiled) {
			s.save = func(r *chat.Running, e []chat.Entry) (*chat.Running, []chat.Entry) {
				r = r.Clone()
				r.Beside = nil
				return r, e
			}
		},
		"an offer is not stored": func(s *spoiled) {
			s.save = func(r *chat.Running, e []chat.Entry) (*chat.Running, []chat.Entry) {
				r = r.Clone()
				if r.State == chat.Active {
					r.Offer = chat.Offer{}
				}
				return r, e
			}
		},
		"a chat that has ended goes on": func(s *spoiled) {
			s.save = func(r *chat.Running, e []chat.Entry) (*chat.Running, []chat.Entry) {
				if r.State == chat.Ended {
					r = r.Clone()
					r.State = chat.Active
				}
				return r, e
			}
		},
		"the log lacks its end":      func(s *spoiled) { s.short = true },
		"an ended chat stays":        func(s *spoiled) { s.stays = true },
		"records are another chat's": func(s *spoiled) { s.apply = func(c *chat.Chat) { c.VisitorID = chat.GUID{1} } },
		"durations are a second off": func(s *spoiled) { s.apply = func(c *chat.Chat) { c.Duration += time.Second } },
		"records are stored twice":   func(s *spoiled) { s.twice = true },
		"a bot's answer is not noted": func(s *spoiled) {
			s.save = func(r *chat.Running, e []chat.Entry) (*chat.Running, []chat.Entry) {
				r = r.Clone()
				r.Turn.After = 0
				return r, e
			}
		},
		"that the visitor was asked for a message is not stored": func(s *spoiled) {
			s.save = func(r *chat.Running, e []chat.Entry) (*chat.Running, []chat.Entry) {
				r = r.Clone()
				r.Prompted = false
				return r, e
			}
		},
		"chats with bots are not found":     func(s *spoiled) { s.botless = true },
		"messages are left twice":           func(s *spoiled) { s.echoes = true },
		"visits are never due":              func(s *spoiled) { s.lingering = true },
		"answers to invitations are lost":   func(s *spoiled) { s.visit = func(v *chat.Visit) { v.Invitation.State = min(v.Invitation.State, 1) } },
		"what was shown is not remembered":  func(s *spoiled) { s.visit = func(v *chat.Visit) { v.Shown = nil } },
		"a visit is not dropped":            func(s *spoiled) { s.undropped = true },
		"who has invited is not remembered": func(s *spoiled) { s.visit = func(v *chat.Visit) { v.Invitation.Agent = chat.Person{} } },
	} {
		t.Run(wrong, func(t *testing.T) {
			t.Parallel()
			s := &spoiled{Store: chattest.NewStore()}
			spoil(s)
			const enough = 60
			walks := storetest.NewWalks([]storetest.LiveStore{s, s})
			for n := range enough {
				if err := walks.Walk(t, rand.New(rand.NewPCG(uint64(n), 20)).IntN); err != nil {
					said, _, _ := strings.Cut(err.Error(), "\n")
					t.Logf("walk %d: %s", n, said)
					return
				}
			}
			t.Errorf("%d walks saw nothing", enough)
		})
	}
}

// spoiled is a store that breaks a promise.
type spoiled struct {
	*chattest.Store
	due          func([]chat.DueChat) []chat.DueChat
	floor        func(*chat.Floor)
	save         func(*chat.Running, []chat.Entry) (*chat.Running, []chat.Entry)
	apply        func(*chat.Chat)
	forgetful    bool
	unknown      bool
	heldByNobody bool
	short        bool
	stays        bool
	twice        bool
	visit        func(*chat.Visit)
	botless      bool
	echoes       bool
	lingering    bool
	undropped    bool
}

func (s *spoiled) WithBots(ctx context.Context, site chat.SiteID) ([]*chat.Running, error) {
	if s.botless {
		return nil, nil
	}
	return s.Store.WithBots(ctx, site)
}

func (s *spoiled) DueVisits(ctx context.Context, now, left time.Time, limit int) ([]chat.DueVisit, error) {
	if s.lingering {
		return nil, nil
	}
	return s.Store.DueVisits(ctx, now, left, limit)
}

func (s *spoiled) AddOfflineMessage(ctx context.Context, site chat.SiteID, within chat.Tx, m chat.OfflineMessage) (int64, error) {
	if records, is := within.(spoiledRecords); is {
		within = records.Tx
	}
	if s.echoes {
		echo := m
		echo.GUID[0]++
		if _, err := s.Store.AddOfflineMessage(ctx, site, within, echo); err != nil {
			return 0, err
		}
	}
	return s.Store.AddOfflineMessage(ctx, site, within, m)
}

func (s *spoiled) Due(ctx context.Context, now, visitorGone, agentGone time.Time, limit int) ([]chat.DueChat, error) {
	due, err := s.Store.Due(ctx, now, visitorGone, agentGone, limit)
	if s.due != nil {
		due = s.due(due)
	}
	return due, err
}

func (s *spoiled) Live(ctx context.Context, site chat.SiteID, fn func(context.Context, chat.LiveTx) error) error {
	return s.Store.Live(ctx, site, func(ctx context.Context, tx chat.LiveTx) error { return fn(ctx, spoiledTx{tx, s}) })
}

func (s *spoiled) Talk(ctx context.Context, t *chat.Talk) error { return chattest.Talk(ctx, s, t) }

type spoiledTx struct {
	chat.LiveTx
	*spoiled
}

func (t spoiledTx) Floor(ctx context.Context) (*chat.Floor, error) {
	f, err := t.LiveTx.Floor(ctx)
	if err == nil && t.floor != nil {
		t.floor(f)
	}
	return f, err
}

func (t spoiledTx) Repeated(ctx context.Context, guid, sender chat.GUID, client string) (*chat.Entry, error) {
	if t.forgetful {
		return nil, nil
	}
	return t.LiveTx.Repeated(ctx, guid, sender, client)
}

func (t spoiledTx) OfVisitor(ctx context.Context, visitor chat.GUID) ([]*chat.Running, error) {
	if t.unknown {
		return nil, nil
	}
	return t.LiveTx.OfVisitor(ctx, visitor)
}

func (t spoiledTx) Held(ctx context.Context, agent chat.GUID) ([]*chat.Running, error) {
	if t.heldByNobody {
		return nil, nil
	}
	return t.LiveTx.Held(ctx, agent)
}

func (t spoiledTx) Save(ctx context.Context, r *chat.Running, deadline time.Time, entries []chat.Entry) error {
	if t.save != nil {
		r, entries = t.save(r, entries)
	}
	return t.LiveTx.Save(ctx, r, deadline, entries)
}

func (t spoiledTx) Log(ctx context.Context, guid chat.GUID) ([]chat.Entry, error) {
	log, err := t.LiveTx.Log(ctx, guid)
	if t.short && len(log) > 1 {
		log = log[:len(log)-1]
	}
	return log, err
}

func (t spoiledTx) Forget(ctx context.Context, guid chat.GUID) error {
	if t.stays {
		return nil
	}
	return t.LiveTx.Forget(ctx, guid)
}

func (t spoiledTx) SaveVisits(ctx context.Context, visits []*chat.Visit) error {
	kept := make([]*chat.Visit, len(visits))
	for i, v := range visits {
		if kept[i] = v.Clone(); t.visit != nil {
			t.visit(kept[i])
		}
	}
	return t.LiveTx.SaveVisits(ctx, kept)
}

func (t spoiledTx) DropVisits(ctx context.Context, visitors []chat.GUID) error {
	if t.undropped {
		return nil
	}
	return t.LiveTx.DropVisits(ctx, visitors)
}

func (t spoiledTx) Caller(ctx context.Context, hash [32]byte) (chat.Caller, error) {
	return t.LiveTx.Caller(ctx, hash)
}

func (t spoiledTx) Records() chat.Tx { return spoiledRecords{t.LiveTx.Records(), t.spoiled} }

type spoiledRecords struct {
	chat.Tx
	*spoiled
}

func (t spoiledRecords) Apply(ctx context.Context, changes []chat.Change) error {
	for _, c := range changes {
		if t.apply != nil && c.Kind == chat.ChatStored {
			t.apply(c.Chat)
		}
	}
	if err := t.Tx.Apply(ctx, changes); err != nil || !t.twice {
		return err
	}
	return t.Tx.Apply(ctx, changes)
}
