package bus_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/parleychat/parley/internal/bus"
	"github.com/parleychat/parley/internal/bus/bustest"
	"github.com/parleychat/parley/internal/chat"
)

const patience = 10 * time.Second // before a test calls something lost

// openNATS joins a node to a server; it leaves when the test ends.
func openNATS(t *testing.T, address string, log io.Writer) *bus.NATS {
	t.Helper()
	b, err := bus.OpenNATS(address, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

// Each case has a server of its own: the cases speak of the same sites.

func TestNATSWithinOneNode(t *testing.T) {
	t.Parallel()
	bustest.Run(t, func(t *testing.T) (here, there chat.Bus) {
		t.Helper()
		b := openNATS(t, bustest.NATS(t), io.Discard)
		return b, b
	})
}

func TestNATSBetweenNodes(t *testing.T) {
	t.Parallel()
	bustest.Run(t, func(t *testing.T) (here, there chat.Bus) {
		t.Helper()
		server := bustest.NATS(t)
		return openNATS(t, server, io.Discard), openNATS(t, server, io.Discard)
	})
}

// text is a log that may be read while it is written.
type text struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *text) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *text) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

func TestNATSCutOff(t *testing.T) {
	t.Parallel()
	server := bustest.NATS(t)
	cable := bustest.NewCable(t, strings.TrimPrefix(server, "nats://"))
	var log text
	here := openNATS(t, "nats://ada:secret@"+cable.Address(), &log)
	there := openNATS(t, server, io.Discard)
	news := here.Follow(t.Context(), 1)
	ear, _ := bustest.Listen(t, here, 1, chat.GUID{7})

	there.Publish(t.Context(), 1)
	await(t, news, "news before the cut")
	cable.Cut()
	here.Publish(t.Context(), 1)
	await(t, news, "a node's own news while it is cut off")
	there.Publish(t.Context(), 1) // lost
	cable.Mend()
	await(t, news, "the wake-up after the cut")
	await(t, ear.Notes, "the wake-up of listeners")
	there.Publish(t.Context(), 1)
	await(t, news, "news after the cut")
	for _, want := range []string{"the NATS server is gone", "connected to NATS"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %q:\n%s", want, log.String())
		}
	}
	if strings.Contains(log.String(), "secret") {
		t.Errorf("the log shows the password:\n%s", log.String())
	}
}

func TestNATSThatIsFrozenHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	cable := bustest.NewCable(t, strings.TrimPrefix(bustest.NATS(t), "nats://"))
	b := openNATS(t, "nats://"+cable.Address(), io.Discard)
	cable.Freeze()
	note := make([]byte, 64<<10)
	began := time.Now()
	for range 1000 { // 64 MB, which no network buffer takes
		b.Whisper(t.Context(), 1, chat.GUID{7}, note)
		b.Publish(t.Context(), 1)
	}
	if took := time.Since(began); took > patience/2 {
		t.Errorf("telling a bus whose server is frozen took %v", took)
	}
}

func TestNATSThatCannotBeReachedAtTheStart(t *testing.T) {
	t.Parallel()
	server := bustest.NATS(t)
	cable := bustest.NewCable(t, strings.TrimPrefix(server, "nats://"))
	cable.Cut()
	var log text
	here := openNATS(t, "nats://"+cable.Address(), &log)
	if !strings.Contains(log.String(), "cannot be reached") {
		t.Errorf("the log says nothing:\n%s", log.String())
	}
	news := here.Follow(t.Context(), 1)
	cable.Mend()
	await(t, news, "the wake-up when the server is there")
	openNATS(t, server, io.Discard).Publish(t.Context(), 1)
	await(t, news, "news from then on")
}

func TestNATSAddressesAreChecked(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "localhost", "http://localhost", "nats://", "nats://a:pass%word@h", "nats://h,"} {
		b, err := bus.OpenNATS(address, slog.New(slog.DiscardHandler))
		if err == nil {
			t.Errorf("%q was taken", address)
			_ = b.Close()
		} else if strings.Contains(err.Error(), "pass") && address != "" && strings.Contains(err.Error(), "pass%word") {
			t.Errorf("%q: the error shows the password: %v", address, err)
		}
	}
}

func TestNATSSubjectsOfOthersArePassedOver(t *testing.T) {
	t.Parallel()
	server := bustest.NATS(t)
	b := openNATS(t, server, io.Discard)
	news := b.Follow(t.Context(), 1)
	ear, _ := bustest.Listen(t, b, 1, chat.GUID{7})
	other, err := nats.Connect(server)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	guid := chat.GUID{7}.String()
	for _, subject := range []string{"parley.log.x", "parley.log.-1", "parley.log.99999999999999999999", "parley.note.1.x", "parley.note.x." + guid, "parley.note.1." + guid} {
		if err := other.Publish(subject, []byte("note")); err != nil {
			t.Fatal(err)
		}
	}
	if note := await(t, ear.Notes, "the one note that is in order"); string(note) != "note" {
		t.Errorf("got %q", note)
	}
	select {
	case <-news:
		t.Error("news out of nonsense")
	default:
	}
}

func await[V any](t *testing.T, ch <-chan V, what string) (v V) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	select {
	case v = <-ch:
	case <-ctx.Done():
		t.Fatalf("%s did not come", what)
	}
	return v
}
