package conform

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Server is where vectors are sent to, and as whom.
type Server struct {
	Base string // such as http://127.0.0.1:8080
	// Sign puts the credentials into a request that names none of its own.
	Sign func(*http.Request)
}

// Bearer signs in with an API key or an access token.
func Bearer(token string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }
}

// Basic signs in with an agent's e-mail address and an API key.
func Basic(email, key string) func(*http.Request) {
	return func(r *http.Request) { r.SetBasicAuth(email, key) }
}

// Answer is what a server answers.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

const timeout = time.Minute

// Ask sends a step's request. An error means that there was no answer.
func (s *Server) Ask(ctx context.Context, step Step) (Answer, error) {
	method, target, err := step.Call()
	if err != nil {
		return Answer{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, strings.TrimSuffix(s.Base, "/")+target, bytes.NewReader(step.Request.Body))
	if err != nil {
		return Answer{}, err
	}
	s.Sign(r)
	for name, values := range step.Request.Header {
		r.Header[name] = values
	}
	if r.Header.Get("Authorization") == "none" {
		r.Header.Del("Authorization")
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	got, err := client.Do(r)
	if err != nil {
		return Answer{}, fmt.Errorf("send the request: %w", err)
	}
	defer got.Body.Close() //nolint:errcheck // it has been read
	body, err := io.ReadAll(got.Body)
	if err != nil {
		return Answer{}, fmt.Errorf("read the answer: %w", err)
	}
	return Answer{got.StatusCode, got.Header, body}, nil
}

// Matches tells where an answer is not as the step expects it, nil if nowhere.
func (s Step) Matches(got Answer) error {
	want := s.Answer
	if status := fmt.Sprint(got.Status); status != want.Line {
		return fmt.Errorf("the status is %s, want %s: %.300s", status, want.Line, got.Body)
	}
	for name, values := range want.Header {
		if has := got.Header.Values(name); !slices.Equal(has, values) {
			return fmt.Errorf("the header %s is %q, want %q", name, has, values)
		}
	}
	if len(want.Body) == 0 {
		if len(got.Body) > 0 {
			return fmt.Errorf("there is a body, want none: %.300s", got.Body)
		}
		return nil
	}
	return Contains(want.Body, got.Body)
}
