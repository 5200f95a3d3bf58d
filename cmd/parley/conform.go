package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/conform"
	"github.com/parleychat/parley/internal/v4"
)

// conformCommand holds a server to the test vectors of the Chat API.
type conformCommand struct {
	Base     string `default:"http://127.0.0.1:8080" placeholder:"ADDRESS" help:"The server to try, be it Parley or another (default: http://127.0.0.1:8080)."`
	Key      string `placeholder:"SECRET" help:"API key or access token of an administrator of the site."`
	Email    string `placeholder:"ADDRESS" help:"E-mail address that goes with -key, to sign in by Basic instead of Bearer."`
	Only     string `name:"run" placeholder:"REGEXP" help:"Only the vectors whose name matches."`
	ReadOnly bool   `help:"Leave out the vectors that write, so that they can be tried again and again."`
	Data     bool   `help:"Print the chats that the vectors need, ready to be imported, and do nothing else."`
	Clean    bool   `help:"Delete the chats that the vectors need from the site, and do nothing else."`
}

// Validate implements kong's check of the flags.
func (c *conformCommand) Validate() error {
	if c.Key == "" && !c.Data {
		return errors.New("-key is missing: the API key of an administrator of the site")
	}
	_, err := regexp.Compile(c.Only)
	return err
}

// Run tries the vectors one after the other and ends with an error unless each
// request was answered as it should be. What the requests created is removed.
func (c *conformCommand) Run(ctx context.Context, std streams) error {
	server := &conform.Server{Base: c.Base, Sign: conform.Bearer(c.Key)}
	if c.Email != "" {
		server.Sign = conform.Basic(c.Email, c.Key)
	}
	chats, err := v4.VectorChats()
	switch {
	case err != nil:
		return err
	case c.Data:
		_, err := std.out.Write(chats)
		return err
	case c.Clean:
		return clean(ctx, server, chats)
	}
	vectors, err := c.vectors()
	if err != nil {
		return err
	}
	if err := hasChats(ctx, server); err != nil {
		return err
	}
	return tryAll(ctx, server, vectors, bufio.NewWriter(std.out))
}

// vectors are those that are asked for, the ones that write last.
func (c *conformCommand) vectors() ([]conform.Vector, error) {
	only, err := regexp.Compile(c.Only)
	if err != nil {
		return nil, err
	}
	data, err := v4.Vectors()
	if err != nil {
		return nil, err
	}
	all, err := conform.Read(data, "vectors")
	if err != nil {
		return nil, err
	}
	if !c.ReadOnly {
		writing, err := conform.Read(data, "vectors/once")
		if err != nil {
			return nil, err
		}
		all = append(all, writing...)
	}
	all = slices.DeleteFunc(all, func(v conform.Vector) bool { return !only.MatchString(v.Name) })
	if len(all) == 0 {
		return nil, fmt.Errorf("-run %s: no vector is called so", c.Only)
	}
	return all, nil
}

// hasChats looks for one of the chats that the vectors need.
func hasChats(ctx context.Context, server *conform.Server) error {
	got, err := server.Ask(ctx, conform.Step{Request: conform.Message{Line: "GET /v4/livechat/chats/4875"}})
	switch {
	case err != nil:
		return err
	case got.Status == 404:
		return errors.New("the site lacks the chats that the vectors need: print them by parley conform -data, and import them")
	case got.Status != 200:
		return fmt.Errorf("reading chat 4875 is answered with %d: %.300s", got.Status, got.Body)
	default:
		return nil
	}
}

func tryAll(ctx context.Context, server *conform.Server, vectors []conform.Vector, out *bufio.Writer) error {
	start, requests, passed, failed := time.Now(), 0, 0, 0
	var created []string
	for _, v := range vectors {
		r, err := server.Try(ctx, v)
		created = append(created, r.Created...)
		if err != nil {
			return errors.Join(err, remove(ctx, server, created), out.Flush())
		}
		requests += len(v.Steps)
		if len(r.Failures) == 0 {
			passed++
		}
		failed += len(r.Failures)
		report(out, r)
		if err := out.Flush(); err != nil {
			return fmt.Errorf("print the results: %w", err)
		}
	}
	fmt.Fprintf(out, "%d of %d vectors passed: %d of %d requests answered as they should be, in %.1f s\n", passed, len(vectors), requests-failed, requests, time.Since(start).Seconds())
	err := errors.Join(remove(ctx, server, created), out.Flush())
	if failed > 0 {
		err = errors.Join(err, fmt.Errorf("%d of %d vectors failed", len(vectors)-passed, len(vectors)))
	}
	return err
}

// remove takes away what the vectors created.
func remove(ctx context.Context, server *conform.Server, created []string) error {
	left, err := server.Remove(context.WithoutCancel(ctx), created)
	if len(left) > 0 {
		err = errors.Join(err, fmt.Errorf("what the vectors created could not be removed: %s", strings.Join(left, " ")))
	}
	return err
}

// report prints what came of a vector: for a request that failed, what was sent,
// what is wrong, and both answers.
func report(out *bufio.Writer, r conform.Result) {
	if len(r.Failures) == 0 {
		fmt.Fprintf(out, "ok    %-24s %d requests\n", r.Vector.Name, len(r.Vector.Steps))
		return
	}
	fmt.Fprintf(out, "FAIL  %-24s %d of %d requests\n", r.Vector.Name, len(r.Failures), len(r.Vector.Steps))
	for _, f := range r.Failures {
		fmt.Fprintf(out, "      %d: %s\n", f.Number, f.Step.Request.Line)
		if len(f.Step.Request.Body) > 0 {
			fmt.Fprintf(out, "         sent  %s\n", shortened(f.Step.Request.Body))
		}
		fmt.Fprintf(out, "         wrong %v\n", f.Why)
		fmt.Fprintf(out, "         want  %s %s\n", f.Step.Answer.Line, shortened(f.Step.Answer.Body))
		fmt.Fprintf(out, "         got   %d %s\n", f.Answer.Status, shortened(f.Answer.Body))
	}
}

// shortened is a body on one line of bearable length.
func shortened(body []byte) string {
	const most = 600
	var b bytes.Buffer
	if json.Compact(&b, body) != nil {
		b.Reset()
		b.Write(body)
	}
	if b.Len() > most {
		return strings.ToValidUTF8(string(b.Bytes()[:most]), "") + "…"
	}
	return b.String()
}

// clean deletes the chats that the vectors need, by their guids.
func clean(ctx context.Context, server *conform.Server, chats []byte) error {
	var guids []string
	for line := range bytes.Lines(chats) {
		var c struct{ GUID string }
		if err := json.Unmarshal(line, &c); err != nil {
			return err
		}
		guids = append(guids, c.GUID)
	}
	for batch := range slices.Chunk(guids, chat.MaxBatch) {
		body, err := json.Marshal(batch)
		if err != nil {
			return err
		}
		got, err := server.Ask(ctx, conform.Step{Request: conform.Message{Line: "DELETE /v4/livechat/chats", Body: body}})
		if err != nil {
			return err
		}
		if got.Status >= 300 {
			return fmt.Errorf("deleting the chats is answered with %d: %.300s", got.Status, got.Body)
		}
	}
	return nil
}
