package main

import (
	"net/url"
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
	prepare     func(dir string) (prepared, error)
}

// prepared is an empty database.
type prepared struct {
	address string // for Parley
	dsn     string // for the floor, which reads
	words   wordsIndex
	folder  string // with the database's files
	stop    func() error
}

var backends = []backend{
	{0, "sqlite", "SQLite", "SELECT sqlite_version()", "", "", sqliteDialect, prepareSQLite},
	{
		1, "postgres", "PostgreSQL", "SELECT split_part(current_setting('server_version'), ' ', 1)",
		"SELECT pg_database_size(current_database())", "VACUUM ANALYZE", postgresDialect, preparePostgres,
	},
}

// prepareSQLite gives the floor the settings of Parley's reading connections.
func prepareSQLite(dir string) (prepared, error) {
	file := filepath.Join(dir, "parley.db")
	return prepared{
		address: "sqlite:" + file, folder: dir,
		dsn:   "file:" + file + "?mode=ro&_pragma=busy_timeout(5000)&_pragma=query_only(1)&_pragma=cache_size(-8192)&_pragma=temp_store(MEMORY)",
		words: sqliteWords(filepath.Join(dir, "floor.db")),
		stop:  func() error { return nil },
	}, nil
}

// preparePostgres starts a PostgreSQL. Unlike that of the tests it is durable
// (fsync is on), so that the time of an import means something.
func preparePostgres(string) (prepared, error) {
	server, err := storetest.StartServer("jit=off", "shared_buffers=1GB", "max_wal_size=4GB")
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
	}, nil
}
