package live_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/parleychat/parley/internal/live"
)

// carrier is a connection of a client, whatever carries it.
type carrier interface {
	Read(ctx context.Context) (websocket.MessageType, []byte, error)
	Write(ctx context.Context, kind websocket.MessageType, data []byte) error
	CloseNow() error
}

// transport makes carriers to a room.
type transport func(t *testing.T, base string) carrier

// onBoth runs a case over a WebSocket, and over server-sent events and requests.
func onBoth(t *testing.T, run func(*testing.T, transport)) {
	t.Helper()
	for name, over := range map[string]transport{"socket": dialSocket, "stream": dialStream} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t, over)
		})
	}
}

func dialSocket(t *testing.T, base string) carrier {
	t.Helper()
	conn, _, err := websocket.Dial(t.Context(), base+live.Path, &websocket.DialOptions{Subprotocols: []string{live.Protocol}}) //nolint:bodyclose // Dial closes it
	if err != nil {
		t.Fatal(err)
	}
	conn.SetReadLimit(8 << 20)
	return conn
}

// streamed is a carrier of server-sent events. Its first frame begins it.
type streamed struct {
	base, token string
	ctx         context.Context
	leave       context.CancelFunc
	body        io.ReadCloser
	events      *bufio.Reader
	early       error // the first frame was refused with
}

func dialStream(t *testing.T, base string) carrier {
	t.Helper()
	s := &streamed{base: base}
	s.ctx, s.leave = context.WithCancel(t.Context())
	return s
}

func (s *streamed) post(ctx context.Context, path, body string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.base+path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	if s.token != "" {
		req.Header.Set(live.SessionHeader, s.token)
	}
	return http.DefaultClient.Do(req)
}

// Write begins the stream with the first frame, and posts each other one.
func (s *streamed) Write(ctx context.Context, _ websocket.MessageType, data []byte) error {
	if s.body != nil {
		answer, err := s.post(ctx, live.SendPath, string(data))
		if err != nil {
			return err
		}
		return answer.Body.Close()
	}
	answer, err := s.post(s.ctx, live.StreamPath, string(data)) //nolint:bodyclose // CloseNow closes it
	if err != nil {
		return err
	}
	s.body, s.events = answer.Body, bufio.NewReader(answer.Body)
	switch answer.StatusCode {
	case http.StatusOK:
	case http.StatusRequestEntityTooLarge:
		s.early = websocket.CloseError{Code: websocket.StatusMessageTooBig}
		return nil
	default:
		return fmt.Errorf("answered by %s", answer.Status)
	}
	name, first, err := s.event()
	var session struct{ Token string }
	if err == nil {
		err = json.Unmarshal(first, &session)
	}
	s.token = session.Token
	if err == nil && (name != "session" || s.token == "") {
		err = fmt.Errorf("the stream begins with %s %s", name, first)
	}
	return err
}

// event reads the next event; comments are none.
func (s *streamed) event() (name string, data []byte, err error) {
	for {
		line, err := s.events.ReadString('\n')
		if err != nil {
			return "", nil, err
		}
		switch line = strings.TrimSuffix(line, "\n"); {
		case strings.HasPrefix(line, "event: "):
			name = line[len("event: "):]
		case strings.HasPrefix(line, "data: "):
			data = []byte(line[len("data: "):])
		case line == "" && data != nil:
			return name, data, nil
		}
	}
}

// Read gives the next frame, and the end as a WebSocket would.
func (s *streamed) Read(ctx context.Context) (websocket.MessageType, []byte, error) {
	if s.early != nil {
		return 0, nil, s.early
	}
	stop := context.AfterFunc(ctx, s.leave)
	defer stop()
	name, data, err := s.event()
	if err != nil {
		return 0, nil, err
	}
	if name == "" {
		return websocket.MessageText, data, nil
	}
	var end struct {
		Code   int
		Reason string
	}
	if err := json.Unmarshal(data, &end); err != nil || name != "close" {
		return 0, nil, errors.Join(err, fmt.Errorf("the event %s: %s", name, data))
	}
	return 0, nil, websocket.CloseError{Code: websocket.StatusCode(end.Code), Reason: end.Reason}
}

// CloseNow ends the stream.
func (s *streamed) CloseNow() error {
	s.leave()
	if s.body == nil {
		return nil
	}
	return s.body.Close()
}
