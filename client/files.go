package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Upload is a file to send.
type Upload struct {
	// ID has 16 to 64 visible ASCII characters and is never used for anything else. One
	// is made where there is none. The same file under the same id is sent once, however
	// often it is given.
	ID      string
	Name    string
	Content []byte
}

// Sent acknowledges a file: it is on disk and entered into the chat. Pictures are made anew,
// and names cleaned, so that the file need not be as it was given.
type Sent struct {
	Ack

	File File
}

// SendFile sends a file until that is answered. A *Refusal says that it was not taken.
func (v *Visitor) SendFile(ctx context.Context, chat string, u Upload) (Sent, error) {
	return v.sendFile(ctx, chat, u, url.Values{"site": {strconv.FormatInt(v.hello.Site, 10)}})
}

// SendFile sends a file until that is answered. A *Refusal says that it was not taken.
func (a *Agent) SendFile(ctx context.Context, chat string, u Upload) (Sent, error) {
	return a.sendFile(ctx, chat, u, url.Values{})
}

// SendNoteFile is SendFile for agents only.
func (a *Agent) SendNoteFile(ctx context.Context, chat string, u Upload) (Sent, error) {
	return a.sendFile(ctx, chat, u, url.Values{"note": {"true"}})
}

// sendFile tries until there is an answer that says what has become of the file.
func (c *Conn) sendFile(ctx context.Context, chat string, u Upload, q url.Values) (Sent, error) {
	if u.ID == "" {
		u.ID = NewID()
	}
	q.Set("chat", chat)
	q.Set("id", u.ID)
	q.Set("name", u.Name)
	ctx, done := c.untilClosed(ctx)
	defer done()
	for failures := 0; ; failures++ {
		sent, err := c.tryFile(ctx, q, u.Content)
		var final *Refusal
		if err == nil || errors.As(err, &final) && !final.passes() {
			return sent, err
		}
		c.o.Log.Info("a file is sent again", "file", u.ID, "error", err)
		if pause(ctx, c.o.BackOff(failures)) != nil {
			return Sent{}, fmt.Errorf("file %s was not answered: %w", u.ID, errors.Join(context.Cause(ctx), err))
		}
	}
}

// untilClosed is a context that also ends with the client.
func (c *Conn) untilClosed(ctx context.Context) (context.Context, func()) {
	ctx, done := context.WithCancelCause(ctx)
	go func() {
		select {
		case <-c.ended:
			done(c.err())
		case <-ctx.Done():
		}
	}()
	return ctx, func() { done(nil) }
}

func (c *Conn) tryFile(ctx context.Context, q url.Values, content []byte) (Sent, error) {
	response, err := c.callFiles(ctx, http.MethodPost, "?"+q.Encode(), bytes.NewReader(content))
	if err != nil {
		return Sent{}, err
	}
	defer func() { _ = response.Body.Close() }()
	var f struct {
		serverFrame

		File File `json:"file"`
	}
	if err := json.NewDecoder(response.Body).Decode(&f); err != nil {
		return Sent{}, fmt.Errorf("the answer to a file: %w", err)
	}
	return Sent{Ack{ID: f.ID, Chat: f.Chat, Seq: f.Seq}, f.File}, nil
}

// OpenFile reads a file of a chat by its key. Close it.
func (c *Conn) OpenFile(ctx context.Context, key string) (io.ReadCloser, error) {
	target := "/" + url.PathEscape(key)
	if site := c.hello.Site; site != 0 {
		target += "?site=" + strconv.FormatInt(site, 10)
	}
	response, err := c.callFiles(ctx, http.MethodGet, target, nil)
	if err != nil {
		return nil, err
	}
	return response.Body, nil
}

// callFiles makes a call about files that is obeyed. A *Refusal is the answer to another.
func (c *Conn) callFiles(ctx context.Context, method, target string, body io.Reader) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, method, overHTTP(c.url)+"/files"+target, body)
	if err != nil {
		return nil, fmt.Errorf("call for a file: %w", err)
	}
	for name, values := range c.o.Header {
		request.Header[name] = values
	}
	credential, err := c.credential(ctx)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+credential)
	response, err := c.o.HTTP.Do(request)
	if err != nil {
		return nil, fmt.Errorf("call for a file: %w", err)
	}
	if response.StatusCode != http.StatusOK {
		defer func() { _ = response.Body.Close() }()
		return nil, refusalOf(response)
	}
	return response, nil
}

// overHTTP is an address that may have been given for WebSockets.
func overHTTP(address string) string {
	if rest, ok := strings.CutPrefix(address, "ws"); ok {
		return "http" + rest
	}
	return address
}

// credential is what the client comes in with.
func (c *Conn) credential(ctx context.Context) (string, error) {
	hello, err := c.identified(ctx, c.helloNow())
	return hello.Identity + hello.Secret + hello.Token, err
}

// refusalOf reads an answer that says no. One that is not the server's own, such as a
// proxy's, says by its status whether another try is of use.
func refusalOf(response *http.Response) error {
	var f serverFrame
	err := json.NewDecoder(io.LimitReader(response.Body, maxError)).Decode(&f)
	r := &Refusal{Code: Internal, Message: response.Status}
	switch {
	case err == nil && f.Type == "error":
		r.Code, r.Message = f.Code, f.Message
	case refusedForGood(response.StatusCode):
		r.Code = Invalid
	}
	if seconds, err := strconv.ParseUint(response.Header.Get("Retry-After"), 10, 31); err == nil {
		r.RetryAfter = time.Duration(seconds) * time.Second
	}
	return r
}
