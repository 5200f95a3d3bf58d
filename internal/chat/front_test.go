package chat

import (
	"testing"
	"time"

	"github.com/google/uuid"
)

// What is open is what a request would be admitted to.
func TestADepartmentIsOpenWhileARequestForItWouldBeAdmitted(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	sales, help, night, message := &Department{ID: uuid.New()}, &Department{ID: uuid.New()}, &Department{ID: uuid.New()}, &Department{ID: uuid.New()}
	help.Overflow.To, message.Overflow.ToMessage = sales.ID, true
	ada := &Seat{Agent: Person{ID: uuid.New()}, Departments: []GUID{sales.ID}, Status: AgentOnline, Max: 1, SeenUntil: now.Add(time.Minute)}
	floor := func(change func(*Floor)) *Floor {
		seat := *ada
		f := &Floor{Terms: Terms{QueueLimit: 2}, Seats: []*Seat{&seat}, Departments: map[GUID]*Department{sales.ID: sales, help.ID: help, night.ID: night, message.ID: message}}
		change(f)
		return f
	}
	waits := func(f *Floor) {
		f.Waiting = append(f.Waiting, &Running{State: Queued, Chat: &Chat{GUID: uuid.New(), DepartmentID: sales.ID}})
	}
	limited := *sales
	limited.QueueLimit = 1
	for name, c := range map[string]struct {
		floor                            *Floor
		any, sales, help, night, message bool
	}{
		"somebody is in sales":       {floor(func(*Floor) {}), true, true, true, false, false},
		"who has no place free":      {floor(func(f *Floor) { f.Seats[0].Ongoing = 1 }), true, true, true, false, false},
		"who is away":                {floor(func(f *Floor) { f.Seats[0].Status = AgentAway }), false, false, false, false, false},
		"who has gone":               {floor(func(f *Floor) { f.Seats[0].SeenUntil = now }), false, false, false, false, false},
		"the queue is full":          {floor(func(f *Floor) { waits(f); waits(f) }), false, false, false, false, false},
		"that of sales is":           {floor(func(f *Floor) { waits(f); f.Departments[sales.ID] = &limited }), true, false, false, false, false},
		"somebody is in none at all": {floor(func(f *Floor) { f.Seats[0].Departments = nil }), true, false, false, false, false},
	} {
		all := &Front{}
		for at, want := range map[*Department]bool{nil: c.any, sales: c.sales, help: c.help, night: c.night, message: c.message} {
			if at != nil {
				at = c.floor.Departments[at.ID]
			}
			if got := all.Open(c.floor, nil, at, now); got != want {
				t.Errorf("%s: %v is open: %v", name, at, got)
			}
		}
	}
}

func TestABotOpensItsCampaignAtAnyTime(t *testing.T) {
	t.Parallel()
	bot, off := &Bot{ID: uuid.New(), WebhookURL: "https://b.example", Secret: "s"}, &Bot{ID: uuid.New(), WebhookURL: "https://b.example", Secret: "s", IsDisabled: true}
	f, floor := &Front{bots: map[GUID]*Bot{}}, &Floor{Terms: Terms{QueueLimit: 1}}
	f.add([]Resource{bot, off})
	for id, want := range map[GUID]bool{bot.ID: true, off.ID: false, uuid.New(): false, {}: false} {
		if got := f.Open(floor, &Campaign{BotID: id}, nil, time.Now()); got != want {
			t.Errorf("with the bot %s: %v", id, got)
		}
	}
}
