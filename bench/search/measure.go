package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/demo"
)

// start is when the made-up chats begin.
var start = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// backend is a kind of database.
type backend struct {
	name, title string
	driver      string // of database/sql, for the floor
	version     string // the question for it
	// prepare makes a database below a folder: its address for Parley, its data
	// source name for the floor, and what ends it.
	prepare func(ctx context.Context, dir string) (address, dsn string, stop func() error, err error)
}

var backends = []backend{
	{"sqlite", "SQLite", "sqlite", "SELECT sqlite_version()", prepareSQLite},
	{"postgres", "PostgreSQL", "pgx", "SELECT split_part(current_setting('server_version'), ' ', 1)", preparePostgres},
}

// prepareSQLite gives the floor the settings of Parley's reading connections.
func prepareSQLite(_ context.Context, dir string) (address, dsn string, stop func() error, err error) {
	file := filepath.Join(dir, "parley.db")
	dsn = "file:" + file + "?mode=ro&_pragma=busy_timeout(5000)&_pragma=query_only(1)&_pragma=cache_size(-8192)&_pragma=temp_store(MEMORY)"
	return "sqlite:" + file, dsn, func() error { return nil }, nil
}

// measureBackend fills a database, serves it, and asks all questions.
func measureBackend(ctx context.Context, b backend, o options) (m measured, err error) {
	dir, err := os.MkdirTemp("", "parley-bench")
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	address, dsn, stop, err := b.prepare(ctx, dir)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, stop()) }()
	m = measured{title: b.title, chats: o.chats}
	l, err := initSite(ctx, o.parley, address)
	if err != nil {
		return m, err
	}
	if m.imported, err = importChats(ctx, o, address); err != nil {
		return m, err
	}
	s, err := serve(ctx, o.parley, address, filepath.Join(dir, "files"))
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	f, err := openFloor(ctx, b.driver, dsn)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, f.close()) }()
	if err := f.db.QueryRowContext(ctx, b.version).Scan(&m.version); err != nil {
		return m, err
	}
	m.questions, err = askAll(ctx, o, newClient(s.address, l), f)
	return m, err
}

func askAll(ctx context.Context, o options, c *client, f *floor) ([]question, error) {
	search, err := askSearch(ctx, o, c, f)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	one, err := askOne(ctx, o, c, f)
	if err != nil {
		return nil, fmt.Errorf("read one chat: %w", err)
	}
	return []question{search, one}, nil
}

// windows are ranges of 30 days all over the time of the chats, in the
// department that has most of them.
func windows(seed uint64) ([]window, error) {
	var department chat.GUID
	for id, d := range demo.New(seed, start).Related().Departments {
		if d.Name == "Customer Service" {
			department = id
		}
	}
	if department == (chat.GUID{}) {
		return nil, errors.New("the demo site has no department Customer Service")
	}
	var all []window
	for day := 0; day < 700; day += 10 {
		from := start.AddDate(0, 0, day)
		all = append(all, window{department, from, from.AddDate(0, 0, 30)})
	}
	return all, nil
}

// askSearch asks for the newest 50 chats of 30 days in one department.
func askSearch(ctx context.Context, o options, c *client, f *floor) (question, error) {
	q := question{text: "The newest 50 chats of 30 days in one department, with transcripts, sessions and the exact total:", target: 2.5}
	all, err := windows(o.seed)
	if err != nil {
		return q, err
	}
	const path = "/v4/livechat/chats:Search?pageSize=50"
	requests, answers := make([][]byte, len(all)), make([][]byte, len(all))
	for i, w := range all {
		requests[i] = w.request()
		if err := c.ask(ctx, http.MethodPost, path, requests[i]); err != nil {
			return q, err
		}
		answers[i] = append([]byte(nil), c.body.Bytes()...)
		if err := agree(ctx, c, f, w); err != nil {
			return q, err
		}
	}
	bare, stop, err := newReplay(ctx, answers)
	if err != nil {
		return q, err
	}
	q.arms = []*arm{
		{name: "Parley", ask: func(round int) error { return c.ask(ctx, http.MethodPost, path, requests[round%len(all)]) }},
		{name: "SQL written by hand, same driver, same rows", ask: func(round int) error { return f.search(ctx, all[round%len(all)]) }},
		{name: "net/http sending the same bytes", ask: bare},
	}
	return q, errors.Join(interleave(q.arms, len(all), o.rounds), stop())
}

// agree is an error when Parley and the floor do not find the same chats: then
// comparing their times would mean nothing.
func agree(ctx context.Context, c *client, f *floor, w window) error {
	got, err := c.found()
	if err != nil {
		return err
	}
	if err := f.search(ctx, w); err != nil {
		return err
	}
	if len(got.List) == 0 || !reflect.DeepEqual(got, f.last) {
		return fmt.Errorf("from %s: Parley finds %d chats, SQL %d, or not the same ones", w.from.Format(time.DateOnly), got.Total, f.last.Total)
	}
	return nil
}

// askOne asks for one chat after the other by its id.
func askOne(ctx context.Context, o options, c *client, f *floor) (question, error) {
	q := question{text: "One chat by its id, with its transcript:"}
	ids, answers := make([]int64, min(o.chats, 500)), make([][]byte, min(o.chats, 500))
	path := func(round int) string { return "/v4/livechat/chats/" + strconv.FormatInt(ids[round%len(ids)], 10) }
	for i := range ids {
		ids[i] = 1 + int64(i)*int64(o.chats/len(ids))
		if err := c.ask(ctx, http.MethodGet, path(i), nil); err != nil {
			return q, err
		}
		answers[i] = append([]byte(nil), c.body.Bytes()...)
	}
	bare, stop, err := newReplay(ctx, answers)
	if err != nil {
		return q, err
	}
	q.arms = []*arm{
		{name: "Parley", ask: func(round int) error { return c.ask(ctx, http.MethodGet, path(round), nil) }},
		{name: "net/http sending the same bytes", ask: bare},
		{name: "SQL: the document alone", ask: func(round int) error { return f.read(ctx, ids[round%len(ids)]) }},
	}
	return q, errors.Join(interleave(q.arms, len(ids), o.rounds), stop())
}

// newReplay asks a bare handler that sends the answer of the round.
func newReplay(ctx context.Context, answers [][]byte) (ask func(int) error, stop func() error, err error) {
	var current atomic.Int64
	address, stop, err := replay(func() []byte { return answers[current.Load()] })
	if err != nil {
		return nil, nil, err
	}
	c := newClient(address, login{})
	return func(round int) error {
		current.Store(int64(round % len(answers)))
		return c.ask(ctx, http.MethodGet, "/", nil)
	}, stop, nil
}
