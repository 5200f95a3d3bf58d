package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// measured is what was seen on one database.
type measured struct {
	backend     backend
	version     string
	chats       int // imported in
	imported    time.Duration
	caughtUp    time.Duration // from the first start to the first search by a keyword
	firstSearch time.Duration // the same after a restart
	size        int64
	empty       int64 // bytes of memory of a server without chats
	loaded      int64 // and after all questions
	answers     []*answer
	throughput  float64 // pages a second, by 8 clients
	cpu, bare   time.Duration
}

// answer is what became of a question: its arms are Parley, the SQL written by
// hand if there is one, and the bare handler.
type answer struct {
	question
	arms    []*arm
	first   time.Duration // the longest that Parley took for a variant that was not asked before
	refused *refused
}

// bench measures one database.
type bench struct {
	options
	backend
	prepared
	dir   string
	login login
	asker *asker
	say   io.Writer
}

// measureBackend fills a database, serves it, and asks all questions. All data is
// below one folder, gone afterwards unless it is to be kept.
func measureBackend(ctx context.Context, b backend, o options, say io.Writer) (m measured, err error) {
	m.backend = b
	dir, done, err := o.place(b)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, done()) }()
	a, err := newAsker(o)
	if err != nil {
		return m, err
	}
	p, err := b.prepare(dir, o.keep != "")
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, p.stop()) }()
	x := &bench{options: o, backend: b, prepared: p, dir: dir, asker: a, say: say}
	if m.empty, err = x.emptyServer(ctx); err != nil {
		return m, fmt.Errorf("start an empty server: %w", err)
	}
	if err := x.fillOrReuse(ctx, &m); err != nil || o.fillOnly {
		return m, err
	}
	return m, x.askAll(ctx, &m)
}

func (x *bench) progress(format string, args ...any) {
	fmt.Fprintf(x.say, "%s %s: %s\n", time.Now().Format(time.TimeOnly), x.title, fmt.Sprintf(format, args...))
}

// emptyServer tells the memory of a server without chats that has answered once.
func (x *bench) emptyServer(ctx context.Context) (rss int64, err error) {
	dir, err := os.MkdirTemp("", "parley-bench")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	database := "sqlite:" + filepath.Join(dir, "empty.db")
	l, err := initSite(ctx, x.parley, database)
	if err != nil {
		return 0, err
	}
	s, err := serve(ctx, x.parley, database, dir)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	if err := newClient(s.address, l).ask(ctx, http.MethodPost, "/v4/livechat/chats:Search", nil); err != nil {
		return 0, err
	}
	return residentBytes(s.cmd.Process.Pid)
}

// fill imports the chats, lets the server catch up, and builds the floor's index.
func (x *bench) fill(ctx context.Context, m *measured) (err error) {
	if err = x.importData(ctx, m); err != nil {
		return err
	}
	if m.caughtUp, err = x.startToSearch(ctx, x.address, "serve"); err != nil {
		return err
	}
	if m.firstSearch, err = x.startToSearch(ctx, x.address, "serve"); err != nil {
		return err
	}
	if m.size, err = x.bytesOnDisk(ctx); err != nil {
		return fmt.Errorf("measure the size: %w", err)
	}
	x.progress("imported in %v, first search after %v and %v; building the index of the SQL written by hand", m.imported, m.caughtUp, m.firstSearch)
	return loadWords(ctx, x.words, x.options)
}

func (x *bench) importData(ctx context.Context, m *measured) (err error) {
	x.progress("importing %d chats", x.chats)
	if x.login, err = initSite(ctx, x.parley, x.address); err != nil {
		return err
	}
	m.chats = x.chats
	m.imported, err = importChats(ctx, x.options, x.chats, x.address)
	return err
}

// startToSearch starts the server and waits until a search by a rare word, which
// needs all that searches need, is answered, and by the index.
func (x *bench) startToSearch(ctx context.Context, address, folder string) (took time.Duration, err error) {
	begun := time.Now()
	s, err := serve(ctx, x.parley, address, filepath.Join(x.dir, folder))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	c := newClient(s.address, x.login)
	v := x.asker.years(x.asker.word("quillback"))[0]
	body := bytes.Replace(v.body, []byte("{"), []byte(`{"explain":true,`), 1)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for ; ctx.Err() == nil; <-tick.C {
		err := c.ask(ctx, v.method, v.path, body)
		var no *refused
		if errors.As(err, &no) && no.status != http.StatusNotImplemented {
			continue // what the index does not answer may be too much without it
		}
		if err != nil {
			return 0, err
		}
		if bytes.Contains(c.body.Bytes(), []byte(`"by":"index"`)) {
			break
		}
	}
	return time.Since(begun), ctx.Err()
}

// askAll asks all questions of a running server.
func (x *bench) askAll(ctx context.Context, m *measured) (err error) {
	s, err := serve(ctx, x.parley, x.address, filepath.Join(x.dir, "serve"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	f, err := openFloor(ctx, x.prepared, x.dialect)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.close()) }()
	if err := f.db.QueryRowContext(ctx, x.version).Scan(&m.version); err != nil {
		return err
	}
	h, err := startBare(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.stop()) }()
	c := newClient(s.address, x.login)
	for _, q := range append(x.asker.questions(), x.cursorQuestion(ctx, c)) {
		a, err := x.askOne(ctx, q, c, f, h)
		if err != nil {
			return fmt.Errorf("%s: %w", q.text, err)
		}
		m.answers = append(m.answers, a)
	}
	if m.throughput, err = x.manyClients(ctx, s); err != nil {
		return fmt.Errorf("8 clients: %w", err)
	}
	if m.cpu, m.bare, err = x.cpuOfOneChat(ctx, s, h); err != nil {
		return fmt.Errorf("CPU of one chat: %w", err)
	}
	m.loaded, err = residentBytes(s.cmd.Process.Pid)
	return err
}

// askOne asks one question of all arms, after each variant has been seen to be
// answered alike.
func (x *bench) askOne(ctx context.Context, q question, c *client, f *floor, h *bare) (*answer, error) {
	a := &answer{question: q}
	if len(q.variants) == 0 {
		a.refused = &refused{0, "there is nothing to ask"}
		return a, nil
	}
	if err := touch(x.dir, x.folder); err != nil {
		return nil, err
	}
	if err := x.showPlan(ctx, f, q.variants[0].sql); err != nil {
		return nil, err
	}
	var body []byte
	for _, v := range q.variants {
		asked := time.Now()
		err := c.ask(ctx, v.method, v.path, v.body)
		a.first = max(a.first, time.Since(asked))
		if errors.As(err, &a.refused) {
			x.progress("%s: %v", q.text, err)
			return a, nil
		}
		if err != nil {
			return nil, err
		}
		body = append(body[:0], c.body.Bytes()...)
		if err := agree(ctx, c, f, v); err != nil {
			return nil, err
		}
	}
	address, err := h.send(body)
	if err != nil {
		return nil, err
	}
	static := newClient(address, login{})
	at := func(round int) variant { return q.variants[round%len(q.variants)] }
	a.arms = append(a.arms, &arm{name: "Parley", ask: func(round int) error {
		v := at(round)
		return c.ask(ctx, v.method, v.path, v.body)
	}})
	if q.variants[0].sql.page != "" {
		a.arms = append(a.arms, &arm{name: handWritten, ask: func(round int) error { return f.ask(ctx, at(round).sql) }})
	}
	a.arms = append(a.arms, &arm{name: "net/http", ask: func(int) error { return static.ask(ctx, http.MethodGet, "/", nil) }})
	err = interleave(a.arms, 3, x.rounds, x.most)
	x.progress("%s: %v", q.text, a.arms[0].percentile(50))
	return a, err
}

// showPlan tells how the database goes about the SQL written by hand.
func (x *bench) showPlan(ctx context.Context, f *floor, s statement) error {
	for _, text := range []struct {
		sql  string
		args []any
	}{{s.total, s.totalArgs}, {s.page, s.pageArgs}} {
		if text.sql == "" {
			continue
		}
		lines, err := f.plan(ctx, x.explain, text.sql, text.args)
		if err != nil {
			return err
		}
		x.progress("plan of the SQL:\n    %s", strings.Join(lines, "\n    "))
	}
	return nil
}

const handWritten = "SQL"

// agree is an error when Parley and the floor do not find the same chats: then
// comparing their times would mean nothing.
func agree(ctx context.Context, c *client, f *floor, v variant) error {
	if v.sql.total == "" {
		return nil
	}
	got, err := c.found()
	if err != nil {
		return err
	}
	if err := f.ask(ctx, v.sql); err != nil {
		return err
	}
	if got.Total != f.last.Total || !slices.Equal(got.List, f.last.List) {
		return fmt.Errorf("%s: Parley finds %d chats, SQL %d, or not the same ones", v.body, got.Total, f.last.Total)
	}
	return nil
}

// cursorQuestion asks for the page that deepPage asks for, by a cursor. There is
// nothing to ask when answers have none.
func (x *bench) cursorQuestion(ctx context.Context, c *client) question {
	q := question{text: byCursor, of: firstPage, ofOther: limit{1.3, 1.3}}
	const each = 500
	cursor := ""
	for range (x.asker.lastPage() - 1) * 50 / each {
		err := c.ask(ctx, http.MethodPost, fmt.Sprintf("/v4/livechat/chats:Search?pageSize=%d", each), []byte(`{"cursor":"`+cursor+`"}`))
		if err != nil {
			return q
		}
		f, err := c.found()
		if err != nil || f.Next == "" {
			return q
		}
		cursor = f.Next
	}
	q.variants = []variant{{method: http.MethodPost, path: "/v4/livechat/chats:Search?pageSize=50", body: []byte(`{"cursor":"` + cursor + `"}`)}}
	return q
}
