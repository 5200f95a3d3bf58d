package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// announced is a file under way to a chat, that is given up after an hour.
func (h *hall) announced(t *testing.T, key string, to chat.GUID, change ...func(*chat.Announced)) chat.Announced {
	t.Helper()
	f := chat.Announced{Key: key, Chat: to, Sender: h.NewGUID(), Size: 10, At: someTime, Until: someTime.Add(time.Hour)}
	for _, c := range change {
		c(&f)
	}
	h.live(t, func(ctx context.Context, tx chat.LiveTx) error { return tx.Announce(ctx, f) })
	return f
}

func (h *hall) sent(t *testing.T, key string) {
	t.Helper()
	h.live(t, func(ctx context.Context, tx chat.LiveTx) error { return tx.Sent(ctx, key) })
}

func (h *hall) abandon(t *testing.T, key string) {
	t.Helper()
	h.live(t, func(ctx context.Context, tx chat.LiveTx) error { return tx.Abandon(ctx, key) })
}

func (h *hall) wantChatOf(t *testing.T, key string, want chat.GUID) {
	t.Helper()
	got, err := h.lobby.ChatOfFile(t.Context(), h.site, key)
	if want == (chat.GUID{}) {
		wantKind(t, err, chat.KindNotFound)
		return
	}
	if err != nil || got != want {
		t.Fatalf("the file %s is of %s, %v, want %s", key, got, err, want)
	}
	_, err = h.lobby.ChatOfFile(t.Context(), h.other, key)
	wantKind(t, err, chat.KindNotFound)
}

var sentFileCases = map[string]func(*testing.T, *hall){
	"a file is of its chat once it is sent": func(t *testing.T, h *hall) {
		to := h.NewGUID()
		h.wantChatOf(t, "odd\x00\xff", chat.GUID{})
		h.announced(t, "odd\x00\xff", to)
		h.wantChatOf(t, "odd\x00\xff", chat.GUID{})
		h.sent(t, "odd\x00\xff")
		h.wantChatOf(t, "odd\x00\xff", to)
		for _, key := range []string{"odd\x00\xff", "unknown"} {
			err := h.lobby.Live(t.Context(), h.site, func(ctx context.Context, tx chat.LiveTx) error { return tx.Sent(ctx, key) })
			wantKind(t, err, chat.KindConflict)
		}
		h.abandon(t, "odd\x00\xff")
		h.wantChatOf(t, "odd\x00\xff", to)
		wantSame(t, h.doomed(t), nil)
	},
	"a file that is not sent is doomed": func(t *testing.T, h *hall) {
		to := h.NewGUID()
		h.announced(t, "given up", to)
		h.abandon(t, "given up")
		h.abandon(t, "never announced")
		wantSame(t, h.doomed(t), []string{"given up", "never announced"})
		err := h.lobby.Live(t.Context(), h.site, func(ctx context.Context, tx chat.LiveTx) error { return tx.Sent(ctx, "given up") })
		wantKind(t, err, chat.KindConflict)
	},
	"a file that is overdue is doomed": func(t *testing.T, h *hall) {
		long := someTime.AddDate(-1, 0, 0) // before all of the other cases
		early := func(f *chat.Announced) { f.At, f.Until = long, long.Add(time.Hour) }
		for _, key := range []string{"a", "b", "sent"} {
			h.announced(t, key, h.NewGUID(), early)
		}
		h.sent(t, "sent")
		h.announced(t, "later", h.NewGUID())
		doom := func(at time.Time, limit int) (n int) {
			n, err := h.lobby.DoomOverdue(t.Context(), at, limit)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		wantSame(t, doom(long.Add(time.Hour-100), 10), 0)
		wantSame(t, doom(long.Add(time.Hour), 1), 1)
		wantSame(t, doom(long.Add(time.Hour), 10), 1)
		wantSame(t, doom(long.Add(time.Hour), 10), 0)
		wantSame(t, h.doomed(t), []string{"a", "b"})
	},
	"what somebody has sent is counted": func(t *testing.T, h *hall) {
		f := h.announced(t, "first", h.NewGUID())
		by := func(at time.Duration, size int64) func(*chat.Announced) {
			return func(o *chat.Announced) { o.Sender, o.At, o.Size = f.Sender, someTime.Add(at), size }
		}
		h.announced(t, "second", f.Chat, by(time.Minute, 100))
		h.announced(t, "third", f.Chat, by(time.Hour, 1000))
		h.announced(t, "void", f.Chat, by(time.Hour, 1e6))
		h.announced(t, "of another", f.Chat)
		h.sent(t, "second")
		h.abandon(t, "void")
		for since, want := range map[time.Duration]int64{-time.Second: 1110, 0: 1100, time.Minute: 1000, time.Hour: 0} {
			h.live(t, func(ctx context.Context, tx chat.LiveTx) error {
				total, err := tx.BytesSent(ctx, f.Sender, someTime.Add(since))
				wantSame(t, total, want)
				return err
			})
		}
	},
	"files go with the record of their chat": func(t *testing.T, h *hall) {
		gone, stays := h.Random.Chat(), h.Random.Chat()
		gone.Attachments, stays.Attachments = []chat.Attachment{{FileKey: "gone"}}, nil
		h.apply(t, h.site, chat.ChatStored, gone, stays)
		for key, c := range map[string]*chat.Chat{"gone": gone, "gone too": gone, "under way": gone, "stays": stays} {
			h.announced(t, key, c.GUID)
			if key != "under way" {
				h.sent(t, key)
			}
		}
		h.apply(t, h.site, chat.ChatDeleted, gone)
		wantSame(t, h.doomed(t), []string{"gone", "gone too"})
		h.wantChatOf(t, "gone", chat.GUID{})
		h.wantChatOf(t, "stays", stays.GUID)
		h.abandon(t, "under way") // which was stored just now
		wantSame(t, h.doomed(t), []string{"gone", "gone too", "under way"})
	},
	"an announcement that is not committed is none": func(t *testing.T, h *hall) {
		oops := errors.New("oops")
		err := h.lobby.Live(t.Context(), h.site, func(ctx context.Context, tx chat.LiveTx) error {
			f := chat.Announced{Key: "void", Chat: h.NewGUID(), Sender: h.NewGUID(), At: someTime, Until: someTime.Add(time.Hour)}
			return errors.Join(tx.Announce(ctx, f), oops)
		})
		wantIs(t, err, oops)
		err = h.lobby.Live(t.Context(), h.site, func(ctx context.Context, tx chat.LiveTx) error { return tx.Sent(ctx, "void") })
		wantKind(t, err, chat.KindConflict)
	},
}
