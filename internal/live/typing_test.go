package live_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/live"
)

// showTyped has the site decide whether agents see what visitors are typing.
func (w *world) showTyped(t *testing.T, on bool) {
	t.Helper()
	service := chat.NewService(w.db, nil, w.bus, time.Now)
	_, err := service.ChangeSite(t.Context(), w.tokens["ada"], func(s *chat.Site) error {
		s.ShowsTyped = on
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// types says what a visitor has typed.
func (c *client) types(text string) {
	c.send(map[string]any{"type": "typing", "chat": c.chat, "on": true, "text": text})
}

func TestWhatAVisitorTypesIsShownWhereTheSiteSaysSo(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, over transport) {
		w := newWorld(t).by(over)
		v, a, _ := w.accepted(t)
		if s := w.show(t, fmt.Sprint("site=", site), ""); s.TypedText {
			t.Error("it is told without having been switched on")
		}
		v.types("my secret")
		if f := a.expectType("typing"); !f.On || f.Text != "" {
			t.Errorf("switched off: %+v", f)
		}

		w.showTyped(t, true)
		if s := w.show(t, fmt.Sprint("site=", site), ""); !s.TypedText {
			t.Error("widgets are not asked for it")
		}
		long := strings.Repeat("ä", 600) + "the end"
		v.types(long)
		if f := a.expectType("typing"); f.Text != strings.Repeat("ä", 493)+"the end" {
			t.Errorf("switched on: %+v", f)
		}
		a.send(map[string]any{"type": "typing", "chat": v.chat, "on": true, "text": "not for visitors"})
		if f := v.expectType("typing"); !f.On || f.Text != "" {
			t.Errorf("of an agent: %+v", f)
		}
		v.send(map[string]any{"type": "typing", "chat": v.chat, "on": false, "text": "left over"})
		if f := a.expectType("typing"); f.On || f.Text != "" {
			t.Errorf("after the end: %+v", f)
		}
		w.showTyped(t, false)
		v.types("another secret")
		if f := a.expectType("typing"); f.Text != "" {
			t.Errorf("switched off again: %+v", f)
		}
		a.do("end")
		for _, line := range texts(w.record(t, v.chat)) {
			if strings.Contains(line, "the end") && !strings.Contains(line, "chat is ended") || strings.Contains(line, "secret") {
				t.Errorf("the record has %q", line)
			}
		}
	})
}

func TestWhatAVisitorTypesIsShownOnceASecond(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.showTyped(t, true)
	v, a, _ := w.accepted(t)
	shown := 0
	for range 20 {
		v.types("faster than anybody types")
		if f := a.expectType("typing"); f.Text != "" {
			shown++
		}
	}
	if shown == 0 || shown > 10 { // two, and one for each second that this takes
		t.Errorf("%d of 20 were shown", shown)
	}
}

func TestTypedTextsAreNotCountedAsCommands(t *testing.T) {
	t.Parallel()
	few := func(o *live.Options, _ *chat.Terms) { o.Limits.VisitorRate, o.Limits.VisitorBurst = 1e-6, 2 }
	w := newWorld(t, few)
	w.showTyped(t, true)
	v, a, _ := w.accepted(t) // one of the two commands
	v.types("one")
	a.expectType("typing")
	v.types("two")
	a.expectType("typing")
	if f := v.try("post", "text", "the other command"); f.Type != "ack" {
		t.Errorf("%+v", f)
	}
	if f := v.try("post", "text", "one too many"); f.Code != "limited" {
		t.Errorf("%+v", f)
	}
}
