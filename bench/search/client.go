package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
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
		http:  &http.Client{Transport: &http.Transport{MaxConnsPerHost: 1}, Timeout: 60 * time.Second},
		base:  "http://" + address,
		login: l,
	}
}

// refused is an answer other than 200.
type refused struct {
	status int
	text   string
}

func (r *refused) Error() string { return fmt.Sprintf("answered %d: %s", r.status, r.text) }

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
		return fmt.Errorf("%s %s: %w", method, path, &refused{answer.StatusCode, c.body.String()})
	}
	return nil
}

// found is what a search answered.
type found struct {
	Total int64    `json:"total"`
	List  []listed `json:"list"`
	Next  string   `json:"nextCursor"`
}

type listed struct {
	ID int64 `json:"id"`
}

func (c *client) found() (f found, err error) {
	if err := json.Unmarshal(c.body.Bytes(), &f); err != nil {
		return f, fmt.Errorf("read an answer: %w", err)
	}
	return f, nil
}
