package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// client asks over one connection that is kept alive.
type client struct {
	http  *http.Client
	base  string
	login login
	body  bytes.Buffer // of the last answer
}

func newClient(address string, l login) *client {
	return &client{
		http:  &http.Client{Transport: &http.Transport{MaxConnsPerHost: 1}, Timeout: 30 * time.Second},
		base:  "http://" + address,
		login: l,
	}
}

// ask sends a request and reads the whole answer into c.body.
func (c *client) ask(ctx context.Context, method, path string, body []byte) error {
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	if c.login.APIKey != "" {
		req.SetBasicAuth(c.login.Email, c.login.APIKey)
		req.Header.Set("x-api-siteid", siteID) //nolint:canonicalheader // as clients of the API write it
	}
	answer, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer answer.Body.Close() //nolint:errcheck // it has been read
	c.body.Reset()
	if _, err := io.Copy(&c.body, answer.Body); err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %s: %s", method, path, answer.Status, c.body.Bytes())
	}
	return nil
}

// found is what a search answered.
type found struct {
	Total int64 `json:"total"`
	List  []struct {
		ID int64 `json:"id"`
	} `json:"list"`
}

func (c *client) found() (f found, err error) {
	if err := json.Unmarshal(c.body.Bytes(), &f); err != nil {
		return f, fmt.Errorf("read an answer: %w", err)
	}
	return f, nil
}

// request is the search as the API takes it.
func (w window) request() []byte {
	const day = "2006-01-02T15:04:05Z"
	body, _ := json.Marshal(map[string]any{"filters": []map[string]any{
		{"name": "requestedTime", "operator": "is", "value": []string{w.from.Format(day), w.to.Format(day)}},
		{"name": "departmentId", "operator": "is", "value": []string{w.department.String()}},
	}}) //nolint:errchkjson // only texts
	return body
}

// replay serves the same bytes at every address: what net/http alone costs. The
// bytes are read when they are asked for.
func replay(body func() []byte) (address string, stop func() error, err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	s := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_, _ = w.Write(body())
	})}
	go s.Serve(l) //nolint:errcheck // it ends when it is closed
	return l.Addr().String(), s.Close, nil
}
