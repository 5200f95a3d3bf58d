package chat_test

import (
	"context"
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// gathered is what a gathering hands out.
func gathered(t *testing.T, g *chat.Gathering, now time.Time, whole bool) (all []chat.AuditEntry) {
	t.Helper()
	err := g.Write(t.Context(), now, whole, func(_ context.Context, _ chat.SiteID, e ...chat.AuditEntry) error {
		all = append(all, e...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func token(target byte, address string, minute int) chat.AuditEntry {
	return chat.AuditEntry{
		Action: chat.ClientTokens, Target: chat.GUID{target}, Time: at(0).Add(time.Duration(minute) * time.Minute),
		By: chat.Doer{Address: address},
	}
}

func TestWhatIsGatheredIsToldOnceInAWhile(t *testing.T) {
	t.Parallel()
	g := chat.NewGathering()
	note := func(minute int) { g.Note(1, token(1, "a", minute), "a") }
	note(0)
	if all := gathered(t, g, at(0), false); len(all) != 1 || all[0].Count != 1 {
		t.Fatalf("the first: %+v", all)
	}
	note(1)
	note(2)
	if all := gathered(t, g, at(0).Add(chat.GatherEvery-1), false); len(all) != 0 {
		t.Errorf("too soon: %+v", all)
	}
	all := gathered(t, g, at(0).Add(chat.GatherEvery), false)
	if len(all) != 1 || all[0].Count != 2 || !all[0].Time.Equal(at(0).Add(2*time.Minute)) {
		t.Errorf("the others: %+v", all)
	}
	note(11)
	if all := gathered(t, g, at(0).Add(11*time.Minute), true); len(all) != 1 || all[0].Count != 1 {
		t.Errorf("at the end: %+v", all)
	}
	if all := gathered(t, g, at(0).Add(time.Hour), true); len(all) != 0 {
		t.Errorf("again: %+v", all)
	}
}

func TestWhatIsToldApartIsBounded(t *testing.T) {
	t.Parallel()
	g := chat.NewGathering()
	const addresses = 100
	for i := range addresses {
		address := strconv.Itoa(i)
		g.Note(1, token(1, address, i), address)
	}
	g.Note(1, token(1, "0", addresses), "0")
	all := gathered(t, g, at(0), false)
	var sum int64
	for _, e := range all {
		sum += e.Count
	}
	if len(all) != 9 || sum != addresses+1 {
		t.Errorf("%d entries of %d deeds", len(all), sum)
	}
}

func TestWhatCouldNotBeStoredIsGatheredAgain(t *testing.T) {
	t.Parallel()
	g := chat.NewGathering()
	g.Note(1, token(1, "a", 0), "a")
	full := errors.New("the disk is full")
	err := g.Write(t.Context(), at(0), false, func(context.Context, chat.SiteID, ...chat.AuditEntry) error {
		g.Note(1, token(1, "b", 1), "a") // meanwhile
		return full
	})
	if !errors.Is(err, full) {
		t.Fatalf("got %v", err)
	}
	all := gathered(t, g, at(0), false)
	if len(all) != 1 || all[0].Count != 2 || all[0].By.Address != "b" {
		t.Errorf("got %+v", all)
	}
}

func TestWhatIsGatheredOfASiteThatIsGoneIsForgotten(t *testing.T) {
	t.Parallel()
	g := chat.NewGathering()
	g.Note(1, token(1, "a", 0), "a")
	err := g.Write(t.Context(), at(0), false, func(context.Context, chat.SiteID, ...chat.AuditEntry) error {
		return chat.NotFound("there is no site 1")
	})
	if all := gathered(t, g, at(0), true); err != nil || len(all) != 0 {
		t.Errorf("%v, %+v", err, all)
	}
}
