package main

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"

	"github.com/parleychat/parley/internal/store/storetest"
)

// backend is a kind of database. Its number is that of its limits.
type backend struct {
	number      int
	name, title string
	version     string // the question for it
	size        string // the question for its bytes, none when files are counted
	settle      string // what brings its statistics up to date after an import
	dialect     dialect
	explain     string // before a statement, asks for its plan
	prepare     func(dir string, kept bool) (prepared, error)
}

// prepared is an empty database.
type prepared struct {
	address string // for Parley
	dsn     string // for the floor, which reads
	words   wordsIndex
	second  func(ctx context.Context) (address string, err error) // of another, empty database
	folder  string                                                // with the database's files
	stop    func() error
}

var backends = []backend{
	{0, "sqlite", "SQLite", "SELECT sqlite_version()", "", "", sqliteDialect, "EXPLAIN QUERY PLAN ", prepareSQLite},
	{
		1, "postgres", "PostgreSQL", "SELECT split_part(current_setting('server_version'), ' ', 1)",
		"SELECT pg_database_size(current_database())", "VACUUM ANALYZE", postgresDialect, "EXPLAIN ", preparePostgres,
	},
}

// prepareSQLite gives the floor the settings of Parley's reading connections.
func prepareSQLite(dir string, _ bool) (prepared, error) {
	file := filepath.Join(dir, "parley.db")
	return prepared{
		address: "sqlite:" + file, folder: dir,
		dsn:   "file:" + file + "?mode=ro&_pragma=busy_timeout(5000)&_pragma=query_only(1)&_pragma=cache_size(-8192)&_pragma=temp_store(MEMORY)",
		words: sqliteWords(filepath.Join(dir, floorFile)),
		second: func(context.Context) (string, error) {
			folder, err := os.MkdirTemp(dir, "second")
			return "sqlite:" + filepath.Join(folder, "parley.db"), err
		},
		stop: func() error { return nil },
	}, nil
}

// floorFile is the index of words of the floor.
const floorFile = "floor.db"

// preparePostgres starts a PostgreSQL. Unlike that of the tests it is durable
// (fsync is on), so that the time of an import means something.
func preparePostgres(dir string, kept bool) (prepared, error) {
	start := storetest.StartServer
	if kept {
		start = func(settings ...string) (*storetest.Server, error) {
			return storetest.StartServerIn(filepath.Join(dir, "data"), settings...)
		}
	}
	server, err := start("jit=off", "shared_buffers=1GB", "max_wal_size=4GB")
	if err != nil {
		return prepared{}, err
	}
	address, err := url.Parse(server.Address())
	if err != nil {
		return prepared{}, err
	}
	return prepared{
		address: server.Address(), dsn: server.Address(), words: postgresWords(server.Address()),
		folder: address.Query().Get("host"), stop: server.Stop,
		second: func(ctx context.Context) (string, error) { return secondDatabase(ctx, *address) },
	}, nil
}

// secondDatabase makes an empty database beside the first.
func secondDatabase(ctx context.Context, address url.URL) (string, error) {
	db, err := sql.Open("pgx", address.String())
	if err != nil {
		return "", err
	}
	_, err = db.ExecContext(ctx, "DROP DATABASE IF EXISTS second")
	if err == nil {
		_, err = db.ExecContext(ctx, "CREATE DATABASE second")
	}
	address.Path = "/second"
	return address.String(), errors.Join(err, db.Close())
}
