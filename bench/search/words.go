package main

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/demo"
)

// departmentWord is the word that stands for a department in the floor's index.
func departmentWord(id chat.GUID) string { return "department" + hex.EncodeToString(id[:]) }

// wordsText is what the floor's index knows of a chat.
func wordsText(b *strings.Builder, c *chat.Chat) string {
	b.Reset()
	for i := range c.Messages {
		b.WriteString(c.Messages[i].Text)
		b.WriteByte('\n')
	}
	for _, text := range [...]string{c.PreChat.Name, c.PreChat.Email, c.PreChat.Phone, c.PreChat.Company} {
		b.WriteString(text)
		b.WriteByte('\n')
	}
	if c.Wrapup != nil {
		b.WriteString(c.Wrapup.Comment)
		b.WriteByte('\n')
	}
	b.WriteString(departmentWord(c.DepartmentID))
	return b.String()
}

// loadWords fills the floor's full-text index with the chats that chats:Search
// finds, on a connection of its own.
func loadWords(ctx context.Context, w wordsIndex, o options) (err error) {
	db, err := sql.Open(w.driver, w.dsn)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	for _, text := range w.create {
		if _, err := db.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("make the floor's index of words: %w", err)
		}
	}
	const batch = 1000
	var text strings.Builder
	ids, texts := make([]int64, 0, batch), make([]string, 0, batch)
	flush := func() error {
		err := w.insert(ctx, db, ids, texts)
		ids, texts = ids[:0], texts[:0]
		return err
	}
	for c := range demo.New(o.seed, start).Chats(o.chats, 1) {
		if c.GivenUp() {
			continue
		}
		ids, texts = append(ids, c.ID), append(texts, wordsText(&text, c))
		if len(ids) == batch {
			if err := flush(); err != nil {
				return fmt.Errorf("fill the floor's index of words: %w", err)
			}
		}
	}
	if err := flush(); err != nil {
		return fmt.Errorf("fill the floor's index of words: %w", err)
	}
	for _, text := range w.finish {
		if _, err := db.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("finish the floor's index of words: %w", err)
		}
	}
	return nil
}

// wordsIndex is how a database makes the floor's index.
type wordsIndex struct {
	driver, dsn    string
	create, finish []string
	attach         string // said on the floor's connection
	insert         func(ctx context.Context, db *sql.DB, ids []int64, texts []string) error
}

// sqliteWords is a contentless index, the smallest that knows phrases, in a file
// of its own.
func sqliteWords(file string) wordsIndex {
	return wordsIndex{
		driver: "sqlite", dsn: "file:" + file + "?_pragma=journal_mode(OFF)&_pragma=synchronous(OFF)",
		create: []string{"CREATE VIRTUAL TABLE words USING fts5(text, content='', contentless_delete=1)"},
		finish: []string{"INSERT INTO words (words) VALUES ('optimize')"},
		attach: "ATTACH 'file:" + file + "?mode=ro' AS floor",
		insert: insertWords,
	}
}

func insertWords(ctx context.Context, db *sql.DB, ids []int64, texts []string) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to take back
	for i := range ids {
		if _, err := tx.ExecContext(ctx, "INSERT INTO words (rowid, text) VALUES ($1, $2)", ids[i], texts[i]); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// postgresWords is a table beside the chats, with an inverted index.
func postgresWords(dsn string) wordsIndex {
	return wordsIndex{
		driver: "pgx", dsn: dsn,
		create: []string{"CREATE SCHEMA floor", "CREATE TABLE floor.words (chat bigint PRIMARY KEY, words tsvector NOT NULL)"},
		finish: []string{
			"SET maintenance_work_mem = '256MB'",
			"CREATE INDEX words_gin ON floor.words USING gin (words) WITH (fastupdate = off)", "VACUUM ANALYZE floor.words",
		},
		insert: func(ctx context.Context, db *sql.DB, ids []int64, texts []string) error {
			_, err := db.ExecContext(ctx, "INSERT INTO floor.words SELECT i, to_tsvector('simple', t) FROM unnest($1::bigint[], $2::text[]) AS x (i, t)", ids, texts)
			return err
		},
	}
}

// sqliteDialect quotes words, which makes them phrases.
var sqliteDialect = dialect{"words MATCH $1", "rowid", func(words []string) string {
	return `"` + strings.Join(words, `" AND "`) + `"`
}}

var postgresDialect = dialect{"words @@ $1::tsquery", "chat", func(words []string) string {
	return "(" + strings.Join(strings.Split(strings.Join(words, ")&("), " "), " <-> ") + ")"
}}
