package store

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/klauspost/compress/zstd"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/store/storetest"
)

func testCodec(tb testing.TB) *codec {
	tb.Helper()
	packing, err := dictionaries()
	if err != nil {
		tb.Fatal(err)
	}
	k, err := newCodec(packing...)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(k.close)
	return k
}

func TestEveryNounComesBackFromItsDocument(t *testing.T) {
	t.Parallel()
	k, r := testCodec(t), storetest.NewRandom(1)
	for range 60 {
		want := r.Chat()
		want.ID = r.Int64() - 1<<62
		wantRoundTrip(t, k, want, describeChat)
		wantRecordBack(t, k, r, want)
		related, got := r.Related(), &chat.Related{}
		for _, n := range nouns {
			copyNouns(t, k, n, related, got)
		}
		if diff := cmp.Diff(related, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("differs (-want +got):\n%s", diff)
		}
	}
}

// wantRecordBack keeps a chat with a session of its own, and with none.
func wantRecordBack(t *testing.T, k *codec, r *storetest.Random, c *chat.Chat) {
	t.Helper()
	sessions := []*chat.Session{nil}
	for _, s := range r.Related().Sessions {
		s.ID = c.SessionID
		sessions = append(sessions, s)
	}
	for _, s := range sessions {
		doc, err := encode(k, &record{*c, s}, describeRecord)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decode(k, doc, describeRecord)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c, &got.Chat) + cmp.Diff(s, got.session, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("differs (-want +got):\n%s", diff)
		}
	}
}

// copyNouns takes the nouns of one kind through their rows.
func copyNouns(t *testing.T, k *codec, n noun, from, into *chat.Related) {
	t.Helper()
	rows, err := n.rows(k, 1, from)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		id, isID := row[1].([]byte)
		doc, isDoc := row[2].([]byte)
		if !isID || !isDoc {
			t.Fatalf("%s: the row %v has no id and document", n.target.table, row)
		}
		if err := n.add(k, chat.GUID(id), doc, into); err != nil {
			t.Fatalf("%s: %v", n.target.table, err)
		}
	}
}

func wantRoundTrip[N any](t *testing.T, k *codec, want *N, describe func(*coder, *N)) {
	t.Helper()
	doc, err := encode(k, want, describe)
	if err != nil {
		t.Fatal(err)
	}
	got, err := decode(k, doc, describe)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("differs (-want +got):\n%s", diff)
	}
}

func TestTimesAreExactTo100Nanoseconds(t *testing.T) {
	t.Parallel()
	k := testCodec(t)
	for _, at := range []time.Time{
		{},
		time.Date(1, 1, 1, 0, 0, 0, 100, time.UTC),
		time.Date(1969, 12, 31, 23, 59, 59, 999999900, time.UTC),
		time.Date(2021, 4, 27, 7, 50, 28, 753333300, time.UTC),
		time.Date(9999, 12, 31, 23, 59, 59, 999999900, time.UTC),
	} {
		wantRoundTrip(t, k, &chat.Chat{StartTime: at, Messages: []chat.Message{{Time: at}, {}, {Time: at.Add(100)}}}, describeChat)
	}
}

func TestEmptyListsAreReadAsNil(t *testing.T) {
	t.Parallel()
	k := testCodec(t)
	doc, err := encode(k, &chat.Chat{Messages: []chat.Message{}, Extra: chat.Extra{}, Wrapup: &chat.Wrapup{}}, describeChat)
	if err != nil {
		t.Fatal(err)
	}
	got, err := decode(k, doc, describeChat)
	if err != nil {
		t.Fatal(err)
	}
	if got.Messages != nil || got.Extra != nil || got.Wrapup == nil {
		t.Errorf("got %#v, want nil lists and an empty wrap-up", got)
	}
}

func TestDamagedDocumentsAreRefused(t *testing.T) {
	t.Parallel()
	k, r := testCodec(t), storetest.NewRandom(2)
	for range 20 {
		want := r.Chat()
		packed, err := encode(k, want, describeChat)
		if err != nil {
			t.Fatal(err)
		}
		for i := range packed {
			damaged := bytes.Clone(packed)
			damaged[i] ^= 1 << r.IntN(8)
			if got, err := decode(k, damaged, describeChat); err == nil && !cmp.Equal(got, want) {
				t.Fatalf("byte %d of %d was changed and nobody noticed", i, len(packed))
			}
			if _, err := decode(k, packed[:i], describeChat); err == nil {
				t.Fatalf("the first %d of %d bytes passed as a document", i, len(packed))
			}
		}
		if _, err := decode(k, append(packed, 0), describeChat); err == nil {
			t.Fatal("a byte too many was not noticed")
		}
	}
}

func TestDocumentOfANewerVersionIsRefused(t *testing.T) {
	t.Parallel()
	_, err := decode(testCodec(t), []byte{documentVersion + 1, 0, 1, 2, 3}, describeChat)
	if newer := fmt.Sprintf("version %d", documentVersion+1); err == nil || !strings.Contains(err.Error(), newer) {
		t.Errorf("got %v, want an error that names %s", err, newer)
	}
}

// What a younger version added has its usual value in an older document.
func TestNounsOfAnOlderVersionAreRead(t *testing.T) {
	t.Parallel()
	k := testCodec(t)
	extra := chat.Extra{{Name: "x", Raw: "1"}}
	wantOlder(t, k, chat.Campaign{Name: "C", Language: "en", Extra: extra}, describeCampaign, func(c *chat.Campaign) {
		c.PreChat = make([]chat.AskedField, 1)
		c.Look, c.Texts, c.AllowedOrigins, c.Challenge = chat.DefaultLook, make([]chat.Wording, 1), []string{"https://a.example"}, 8
	})
	wantOlder(t, k, chat.Department{Name: "D", Extra: extra}, describeDepartment, func(d *chat.Department) { d.NotInLiveChat = true })
	wantOlder(t, k, chat.Segment{Name: "S", Extra: extra}, describeSegment, func(s *chat.Segment) { s.Conditions.Logic = "1" })
	wantOlder(t, k, chat.AutoInvitation{Name: "A", Extra: extra}, describeAutoInvitation, func(a *chat.AutoInvitation) { a.IsDisabled = true })
	wantOlder(t, k, chat.Agent{Email: "a@example.com", Extra: extra}, describeAgent, func(a *chat.Agent) { a.IsInactive = true })
	wantOlder(t, k, chat.Bot{Name: "B", Extra: extra}, describeBot, func(b *chat.Bot) { b.WebhookURL, b.IsDisabled = "https://b.example.com", true })
	wantOlder(t, k, chat.Webhook{TargetURL: "https://h.example"}, describeWebhook, func(w *chat.Webhook) { w.Secret, w.IsDisabled = "whsec_x", true })
}

// wantOlder writes a noun with something younger about it as version 1 did.
func wantOlder[N any](t *testing.T, k *codec, old N, describe func(*coder, *N), younger func(*N)) {
	t.Helper()
	changed := old
	younger(&changed)
	c := coder{version: 1}
	describe(&c, &changed)
	got, err := decode(k, append([]byte{1, packedNot}, c.out...), describe)
	if err != nil {
		t.Fatalf("%T: %v", old, err)
	}
	if diff := cmp.Diff(&old, got); diff != "" {
		t.Errorf("%T differs (-want +got):\n%s", old, diff)
	}
}

func TestDocumentThatUnpacksTooFarIsRefused(t *testing.T) {
	t.Parallel()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	bomb := w.EncodeAll(make([]byte, maxDocument+1), []byte{documentVersion, packedZstd})
	if _, err := decode(testCodec(t), bomb, describeChat); err == nil {
		t.Errorf("%d bytes that unpack to %d passed", len(bomb), maxDocument+1)
	}
}

func TestListThatPromisesTooMuchIsRefused(t *testing.T) {
	t.Parallel()
	c := coder{reading: true, in: "\xff\xff\xff\xff\xff\xff\xff\xff\x7f" + strings.Repeat("\x00", 100)}
	var items []chat.Message
	list(&c, &items, describeMessage)
	if c.err == nil || cap(items) > 1<<10 {
		t.Errorf("error %v, room for %d messages", c.err, cap(items))
	}
}

// FuzzDocument looks for bytes that make the decoder panic or that it reads as
// something that cannot be written again.
func FuzzDocument(f *testing.F) {
	k, r := testCodec(f), storetest.NewRandom(3)
	for range 5 {
		c := coder{}
		describeChat(&c, r.Chat())
		f.Add(c.out)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := decode(k, append([]byte{documentVersion, packedNot}, body...), describeChat)
		if err != nil {
			return
		}
		again, err := encode(k, got, describeChat)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := decode(k, again, describeChat); err != nil {
			t.Fatalf("read, written, and not read again: %v", err)
		}
	})
}

func TestTextsOfADocumentShareItsMemory(t *testing.T) {
	k := testCodec(t)
	doc, err := encode(k, talk(rand.New(rand.NewPCG(1, 1)), 10), describeChat)
	if err != nil {
		t.Fatal(err)
	}
	allocs := testing.AllocsPerRun(100, func() {
		if _, err := decode(k, doc, describeChat); err != nil {
			t.Fatal(err)
		}
	})
	if allocs > 8 {
		t.Errorf("decoding a chat of 10 messages makes %v allocations", allocs)
	}
}

// talk is a plain chat of n messages.
func talk(r *rand.Rand, n int) *chat.Chat {
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	c := &chat.Chat{ID: 1, GUID: chat.GUID{1}, RequestedTime: at, PreChat: chat.PreChat{Name: "Ann", Email: "ann@example.com"}}
	for i := range n {
		c.Messages = append(c.Messages, chat.Message{
			Action: chat.VisitorAddText, Text: strings.Repeat("how are you ", 1+r.IntN(6)), SenderName: "Ann", Time: at.Add(time.Duration(i) * time.Minute),
		})
	}
	return c
}

func BenchmarkDecode(b *testing.B) {
	k := testCodec(b)
	doc, err := encode(k, talk(rand.New(rand.NewPCG(1, 1)), 10), describeChat)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := decode(k, doc, describeChat); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	k, c := testCodec(b), talk(rand.New(rand.NewPCG(1, 1)), 10)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := encode(k, c, describeChat); err != nil {
			b.Fatal(err)
		}
	}
}
