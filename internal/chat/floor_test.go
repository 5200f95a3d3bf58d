package chat_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/internal/chat"
)

// seat is a free one, with n chats of three.
func seat(i, n int) *chat.Seat {
	return &chat.Seat{Agent: agents[i], Status: chat.AgentOnline, Max: 3, Ongoing: n, SeenUntil: at(1000)}
}

func waiting(id byte, since float64) *chat.Running {
	r, _ := chat.Request(chat.Chat{GUID: chat.GUID{id}, VisitorID: chat.GUID{id, 1}}, at(since), at(1000))
	return r
}

// route routes and tells who was asked to take which chat.
func route(t *testing.T, f *chat.Floor) map[byte]string {
	t.Helper()
	f.Terms.AcceptWithin = time.Minute
	f.Sort()
	moves, err := f.Route(at(100))
	if err != nil {
		t.Fatal(err)
	}
	asked := map[byte]string{}
	for _, m := range moves {
		asked[m.Chat.Chat.GUID[0]] = m.Chat.State.String()
		if m.Seat != nil {
			asked[m.Chat.Chat.GUID[0]] = m.Seat.Agent.Name
		}
	}
	return asked
}

func TestRoutingChoosesAnAgent(t *testing.T) {
	t.Parallel()
	sales, french := chat.GUID{50}, chat.GUID{51}
	for name, c := range map[string]struct {
		floor func() *chat.Floor
		want  map[byte]string
	}{
		"the one with the least to do": {func() *chat.Floor {
			return &chat.Floor{Seats: []*chat.Seat{seat(0, 2), seat(1, 1), seat(2, 2)}, Waiting: []*chat.Running{waiting(1, 0)}}
		}, map[byte]string{1: "Bob"}},
		"the one with the least to do for the places": {func() *chat.Floor {
			wide := seat(0, 2)
			wide.Max = 10
			return &chat.Floor{Seats: []*chat.Seat{wide, seat(1, 1)}, Waiting: []*chat.Running{waiting(1, 0)}}
		}, map[byte]string{1: "Ada"}},
		"of equals the one asked the longest ago": {func() *chat.Floor {
			a, b := seat(0, 0), seat(1, 0)
			a.LastAsked, b.LastAsked = at(20), at(10)
			return &chat.Floor{Seats: []*chat.Seat{a, b}, Waiting: []*chat.Running{waiting(1, 0)}}
		}, map[byte]string{1: "Bob"}},
		"in turn, whatever they have to do": {func() *chat.Floor {
			a, b := seat(0, 0), seat(1, 2)
			a.LastAsked, b.LastAsked = at(20), at(10)
			return &chat.Floor{Terms: chat.Terms{RoundRobin: true}, Seats: []*chat.Seat{a, b}, Waiting: []*chat.Running{waiting(1, 0), waiting(2, 1)}}
		}, map[byte]string{1: "Bob", 2: "Ada"}},
		"never above the maximum": {func() *chat.Floor {
			return &chat.Floor{Seats: []*chat.Seat{seat(0, 2), seat(1, 3)}, Waiting: []*chat.Running{waiting(1, 0), waiting(2, 1)}}
		}, map[byte]string{1: "Ada"}},
		"nobody who is away or gone": {func() *chat.Floor {
			away, gone := seat(0, 0), seat(1, 0)
			away.Status, gone.SeenUntil = "Lunch", at(99)
			return &chat.Floor{Seats: []*chat.Seat{away, gone}, Waiting: []*chat.Running{waiting(1, 0)}}
		}, map[byte]string{}},
		"the preferred one": {func() *chat.Floor {
			r := waiting(1, 0)
			r.Prefer = agents[2].ID
			return &chat.Floor{Seats: []*chat.Seat{seat(0, 0), seat(1, 0), seat(2, 2)}, Waiting: []*chat.Running{r}}
		}, map[byte]string{1: "Cyd"}},
		"of the department, with the skill": {func() *chat.Floor {
			r := waiting(1, 0)
			r.Chat.DepartmentID, r.Chat.SkillID = sales, french
			a, b, c := seat(0, 0), seat(1, 0), seat(2, 2)
			a.Departments, b.Skills = []chat.GUID{sales}, []chat.GUID{french}
			c.Departments, c.Skills = []chat.GUID{{1}, sales}, []chat.GUID{french}
			return &chat.Floor{Seats: []*chat.Seat{a, b, c}, Waiting: []*chat.Running{r}}
		}, map[byte]string{1: "Cyd"}},
		"the next one when one would not": {func() *chat.Floor {
			r := waiting(1, 0)
			r.Asked = []chat.GUID{agents[0].ID}
			return &chat.Floor{Seats: []*chat.Seat{seat(0, 0), seat(1, 2)}, Waiting: []*chat.Running{r}}
		}, map[byte]string{1: "Bob"}},
		"the first again when nobody answered": {func() *chat.Floor {
			r := waiting(1, 0)
			r.Asked = []chat.GUID{agents[0].ID, agents[1].ID}
			r.Refused = r.Asked[:1]
			return &chat.Floor{Seats: []*chat.Seat{seat(0, 0), seat(1, 2)}, Waiting: []*chat.Running{r}}
		}, map[byte]string{1: "Ada"}},
		"nobody when all have refused": {func() *chat.Floor {
			r := waiting(1, 0)
			r.Asked = []chat.GUID{agents[0].ID, agents[1].ID}
			r.Refused = r.Asked
			return &chat.Floor{Seats: []*chat.Seat{seat(0, 0), seat(1, 2)}, Waiting: []*chat.Running{r}}
		}, map[byte]string{1: "ended"}},
		"for those in front first": {func() *chat.Floor {
			back := waiting(2, 50)
			back.InFront = true
			return &chat.Floor{Seats: []*chat.Seat{seat(0, 2)}, Waiting: []*chat.Running{waiting(1, 0), back}}
		}, map[byte]string{2: "Ada"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, route(t, c.floor())); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestPlacesAndEstimates(t *testing.T) {
	t.Parallel()
	f := &chat.Floor{Seats: []*chat.Seat{seat(0, 3)}, Waiting: []*chat.Running{waiting(1, 0), waiting(2, 1)}}
	f.Quicken(6 * time.Minute)
	if n, wait := f.Place(f.Waiting[1], at(100)); n != 2 || wait != 4*time.Minute {
		t.Errorf("place %d in %v", n, wait)
	}
	f.Quicken(14 * time.Minute)
	if f.Pace != 7*time.Minute {
		t.Errorf("the pace is %v", f.Pace)
	}
	f.Seats = nil
	if _, wait := f.Place(f.Waiting[0], at(100)); wait != 0 {
		t.Errorf("%v with nobody there", wait)
	}
}
