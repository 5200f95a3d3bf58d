package v4

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"

	"github.com/parleychat/parley/internal/chat"
)

// A write with the header Idempotency-Key is done once, however often it is sent:
// the heart stores a receipt in the transaction of the write (chat.Receipt), and here
// the answer is added to it, sealed with a key that follows from the caller's. So what
// is kept of an answer, such as the secret of a new API key or the texts of a chat
// that is deleted meanwhile, can be read by nobody who does not know the caller's key.

// The bounds of a key. It must be long, since the answer is sealed with it.
const (
	onceHeader = "Idempotency-Key"
	minOnceKey = 16
	maxOnceKey = 128
)

// onceKey is the key of a write. Searches change nothing, and what anyone may ask for
// has no caller to keep an answer for.
func onceKey(rt route, r *http.Request) (string, bool) {
	keys, is := r.Header[onceHeader]
	return strings.Join(keys, ","), is && rt.writes()
}

// writes tells the routes that change something on behalf of a caller.
func (rt route) writes() bool {
	return rt.method != get && rt.need != anyone && rt.need != read
}

// receipt is all that follows from a key.
type receipt struct {
	chat.Receipt
	sealing cipher.AEAD
}

// receiptFor makes what follows from a key, its caller, and what is asked for.
func receiptFor(key string, actor chat.Actor, r *http.Request, body []byte) (receipt, error) {
	if len(key) < minOnceKey || len(key) > maxOnceKey || strings.ContainsFunc(key, func(c rune) bool { return c <= ' ' || c > '~' }) {
		return receipt{}, chat.Invalid("%s: it has %d to %d visible ASCII characters, and should be impossible to guess", onceHeader, minOnceKey, maxOnceKey)
	}
	caller := binary.BigEndian.AppendUint64(nil, uint64(actor.Site))
	caller = append(caller, actor.Agent[:]...)
	const idBytes, printBytes, sealBytes = 32, 32, 32
	derived, err := hkdf.Key(sha256.New, []byte(key), caller, "parley receipt", idBytes+printBytes+sealBytes)
	if err != nil {
		return receipt{}, fmt.Errorf("derive the keys of a receipt: %w", err)
	}
	var made receipt
	copy(made.ID[:], derived)
	mark := hmac.New(sha256.New, derived[idBytes:idBytes+printBytes])
	for _, part := range []string{r.Method, r.URL.EscapedPath(), r.URL.RawQuery, string(body)} {
		_, _ = mark.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part)))) // a hash takes everything
		_, _ = mark.Write([]byte(part))
	}
	copy(made.Print[:], mark.Sum(nil))
	block, err := aes.NewCipher(derived[idBytes+printBytes:])
	if err != nil {
		return receipt{}, fmt.Errorf("make the seal of a receipt: %w", err)
	}
	made.sealing, err = cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return receipt{}, fmt.Errorf("make the seal of a receipt: %w", err)
	}
	return made, nil
}

// once does a write, or answers as it was answered.
func (s *server) once(rt route, r *http.Request, actor chat.Actor, key string) (answer, error) {
	body, err := bodyOf(r)
	if err != nil {
		return answer{}, err
	}
	made, err := receiptFor(key, actor, r, body)
	if err != nil {
		return answer{}, err
	}
	leave, err := s.writing.wait(r.Context(), made.ID)
	if err != nil {
		return answer{}, err
	}
	defer leave()
	if a, err := s.again(r.Context(), actor, made); !errors.Is(err, errFirst) {
		return a, err
	}
	here := *r
	here.Body = http.NoBody
	if len(body) > 0 {
		here.Body = readCloser{bytes.NewReader(body)}
	}
	actor.Receipt = &made.Receipt
	a, err := rt.handle(&here, actor)
	switch {
	case errors.Is(err, chat.ErrDone): // by another process, since we looked
		return s.again(r.Context(), actor, made)
	case err != nil:
		return a, err
	}
	s.keepAnswer(r.Context(), actor, made, a)
	return a, nil
}

type readCloser struct{ *bytes.Reader }

func (readCloser) Close() error { return nil }

// errFirst says that a write was not done before.
var errFirst = errors.New("there is no receipt")

// again answers a write that was done before.
func (s *server) again(ctx context.Context, actor chat.Actor, made receipt) (answer, error) {
	had, err := s.Service.Receipt(ctx, actor, made.ID)
	switch {
	case chat.KindOf(err) == chat.KindNotFound && err != nil:
		return answer{}, errFirst
	case err != nil:
		return answer{}, err
	case had.Print != made.Print:
		return answer{}, &problem{
			status: http.StatusUnprocessableEntity, detail: 1, word: "idempotency_key_reused",
			message: onceHeader + ": the key came with another request before",
		}
	case had.Answer == nil:
		return answer{}, errUnanswered()
	}
	return opened(made, had.Answer)
}

// errUnanswered says that a write was done and its answer is not there: it is on its
// way in another process, or a crash came between the two.
func errUnanswered() error {
	return &problem{
		status: http.StatusConflict, detail: 1, word: "already_done",
		message: onceHeader + ": this was done, and how it was answered is not known, or not yet",
		header:  http.Header{"Retry-After": {"1"}},
	}
}

// maxSealed is the largest answer that is kept.
const maxSealed = 4 << 20

// keepAnswer adds the answer to the receipt. If that fails the write stays done, and
// whoever asks again is told so.
func (s *server) keepAnswer(ctx context.Context, actor chat.Actor, made receipt, a answer) {
	if len(a.body) > maxSealed {
		return
	}
	sealed := made.sealing.Seal(nil, nil, append(binary.BigEndian.AppendUint16(nil, uint16(a.status)), a.body...), made.ID[:]) //nolint:gosec // the cipher makes its own nonces
	if err := s.Service.KeepAnswer(context.WithoutCancel(ctx), actor, made.ID, sealed); err != nil {
		s.Log.LogAttrs(context.WithoutCancel(ctx), slog.LevelError, "an answer could not be kept", slog.Any("error", err))
	}
}

func opened(made receipt, sealed []byte) (answer, error) {
	const statusBytes = 2
	plain, err := made.sealing.Open(nil, nil, sealed, made.ID[:])
	if err != nil || len(plain) < statusBytes {
		return answer{}, fmt.Errorf("open the answer in a receipt: %w", errors.Join(err, errUnanswered()))
	}
	return answer{
		status: int(binary.BigEndian.Uint16(plain)), body: plain[statusBytes:],
		header: http.Header{"Idempotency-Replayed": {"true"}},
	}, nil
}

// turns lets writes with the same receipt wait for each other.
type turns struct {
	mu    sync.Mutex
	under map[[32]byte]chan struct{} // closed when the one that is under way has ended
}

// wait waits until it is the caller's turn; leave ends it.
func (t *turns) wait(ctx context.Context, id [32]byte) (leave func(), err error) {
	for {
		t.mu.Lock()
		ended, busy := t.under[id]
		if !busy {
			if t.under == nil {
				t.under = map[[32]byte]chan struct{}{}
			}
			ended = make(chan struct{})
			t.under[id] = ended
			t.mu.Unlock()
			return func() {
				t.mu.Lock()
				defer t.mu.Unlock()
				delete(t.under, id)
				close(ended)
			}, nil
		}
		t.mu.Unlock()
		select {
		case <-ended:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}
