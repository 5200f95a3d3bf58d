package live_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/bus"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/live"
)

// TestWhoLeavesOneNodeIsStillConnectedToAnother has an agent and a visitor connected to
// two nodes, of which one ends.
func TestWhoLeavesOneNodeIsStillConnectedToAnother(t *testing.T) {
	t.Parallel()
	for name, stays := range map[string]bool{"connected to both": true, "connected to the one that ends": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			ending := w.another(t, bus.NewLocal(), live.Options{Limits: patient, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
			ending.online(t, "ada")
			v, welcome := ending.visitor(t, "")
			v.request("Vi")
			if stays {
				w.agent(t, "ada")
				w.visitor(t, welcome.Secret)
			}
			ending.room.Close() // returns when all have left
			working, err := w.desk.Working(t.Context(), site)
			if err != nil {
				t.Fatal(err)
			}
			if _, there := working[w.tokens["ada"].Agent]; there != stays {
				t.Errorf("the agents at work are %v", working)
			}
			id, err := chat.ParseGUID(v.chat)
			if err != nil {
				t.Fatal(err)
			}
			r, err := w.db.Running(t.Context(), site, id)
			if err != nil {
				t.Fatal(err)
			}
			if r.SeenUntil.After(time.Now()) != stays {
				t.Errorf("the visitor is taken to be there until %v", r.SeenUntil)
			}
			stranger, _ := w.visitor(t, "")
			if f := stranger.try("request", "name", "Una"); (f.Type == "ack") != stays || (!stays && f.Code != "nobodyThere") {
				t.Errorf("a request is answered by %+v", f)
			}
		})
	}
}
