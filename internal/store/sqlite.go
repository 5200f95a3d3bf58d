package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"
	"runtime"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/rogpeppe/go-internal/lockedfile"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

func sqliteDialect() dialect {
	return dialect{
		goose:    goose.DialectSQLite3,
		explain:  "EXPLAIN QUERY PLAN ",
		ddl:      strings.NewReplacer("{{text}}", "text", "{{bytes}}", "blob", "{{clustered}}", "WITHOUT ROWID"),
		position: "instr",
		args:     1 << 7, // the driver looks each one up among all: n arguments cost n² / 2 steps
		mishap:   sqliteMishap,
	}
}

// Result codes of SQLite (sqlite.org/rescode.html).
const (
	sqliteBusy       = 5
	sqliteLocked     = 6
	sqliteInterrupt  = 9
	sqliteIOErr      = 10
	sqliteCorrupt    = 11
	sqliteNotADB     = 26
	sqlitePrimaryKey = 1555
	sqliteUnique     = 2067
)

func sqliteMishap(err error) mishap {
	var coded interface{ Code() int }
	if !errors.As(err, &coded) {
		return otherMishap
	}
	switch code := coded.Code(); {
	case code == sqlitePrimaryKey || code == sqliteUnique:
		return duplicate
	case code&0xff == sqliteBusy || code&0xff == sqliteLocked:
		return crowded
	case code&0xff == sqliteIOErr || code&0xff == sqliteCorrupt || code&0xff == sqliteNotADB:
		return broken
	case code == sqliteInterrupt:
		return overdue
	default:
		return otherMishap
	}
}

// The settings of every connection. The data of acknowledged writes survives a
// power cut (synchronous=FULL), and what is deleted is overwritten.
var (
	writingPragmas = []string{
		"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "secure_delete(1)",
		"cache_size(-16384)", "temp_store(MEMORY)", "wal_autocheckpoint(16000)", // when the checkpointer does not keep up
	}
	readingPragmas = []string{"busy_timeout(5000)", "query_only(1)", "cache_size(-32768)", "temp_store(MEMORY)"}
)

func openSQLite(ctx context.Context, path string, opts Options) (*Store, error) {
	if path == "" || strings.HasPrefix(path, ":memory:") {
		return nil, errors.New("the address of a SQLite database is sqlite:PATH with the path of a file")
	}
	if err := claimFile(path); err != nil {
		return nil, err
	}
	writing, err := prepareSQLite(ctx, path, opts)
	if err != nil {
		return nil, err
	}
	raw, err := writing.Conn(ctx)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open the connection for writing: %w", err), writing.Close())
	}
	beside, err := writing.Conn(ctx)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open the connection for checkpoints: %w", err), writing.Close())
	}
	reading, err := dialSQLite(sqliteDSN(path, "ro", readingPragmas), opts)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open the database for reading: %w", err), writing.Close())
	}
	c := newConn(raw, sqliteDialect())
	c.whole = true
	// A crash may have come between an erasure and the emptying of the log.
	if empty, err := c.emptyLog(ctx, 0); err != nil || !empty {
		c.erased = true // tried again after the first transaction
	}
	w := newGroupWriter(c, startCheckpoints(beside), sqliteMishap, opts.Log)
	go w.serve()
	readers := min(max(2*runtime.GOMAXPROCS(0), 4), 16)
	return newStore(sqliteDialect(), opts, newSlotReader(reading, sqliteDialect(), readers), w, w.failed, writing)
}

// prepareSQLite opens the database for writing and brings it up to date, while
// other processes that do the same wait at a lock file beside it.
func prepareSQLite(ctx context.Context, path string, opts Options) (*sql.DB, error) {
	unlock, err := lockedfile.MutexAt(path + ".lock").Lock()
	if err != nil {
		return nil, fmt.Errorf("wait for other processes that open the database: %w", err)
	}
	defer unlock()
	db, err := dialSQLite(sqliteDSN(path, "rw", writingPragmas), opts)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	if err := upgradeSQLite(ctx, db); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), db.Close())
	}
	return db, nil
}

// sqliteFile opens connections to one data source.
type sqliteFile struct {
	driver driver.Driver
	dsn    string
}

// Connect implements driver.Connector.
func (f sqliteFile) Connect(context.Context) (driver.Conn, error) { return f.driver.Open(f.dsn) }

// Driver implements driver.Connector.
func (f sqliteFile) Driver() driver.Driver { return f.driver }

func dialSQLite(dsn string, opts Options) (*sql.DB, error) {
	db, err := sql.Open("sqlite", dsn) // the only way to the driver that is registered
	if err != nil {
		return nil, err
	}
	registered := db.Driver()
	return sql.OpenDB(opts.Wrap(sqliteFile{registered, dsn})), db.Close()
}

func upgradeSQLite(ctx context.Context, db *sql.DB) error {
	var version string
	if err := db.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version); err != nil {
		return fmt.Errorf("read the library's version: %w", err)
	}
	if err := checkSQLiteVersion(version); err != nil {
		return err
	}
	if err := migrate(ctx, db, sqliteDialect()); err != nil {
		return err
	}
	return describeSites(ctx, db)
}

func sqliteDSN(path, mode string, pragmas []string) string {
	query := url.Values{"mode": {mode}, "_pragma": pragmas, "_txlock": {"immediate"}}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + query.Encode()
}

// checkSQLiteVersion refuses libraries with bugs that damage data: the WAL-reset
// bug, fixed in 3.51.3, and a memory bug of the full-text search, in 3.53.2.
func checkSQLiteVersion(version string) error {
	least := [3]int{3, 53, 2}
	var have [3]int
	for i, part := range strings.SplitN(version, ".", 4)[:min(3, strings.Count(version, ".")+1)] {
		n, err := strconv.Atoi(part)
		if err != nil {
			return fmt.Errorf("the SQLite library has the odd version %q", version)
		}
		have[i] = n
	}
	for i := range least {
		if have[i] != least[i] {
			if have[i] > least[i] {
				return nil
			}
			return fmt.Errorf("the SQLite library %s can damage data: 3.53.2 or later is needed", version)
		}
	}
	return nil
}

// claimFile makes the database's file, for its owner alone, and refuses one that
// everybody can read.
func claimFile(path string) (err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("open the database's file: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("look at the database's file: %w", err)
	}
	if mode := info.Mode().Perm(); mode&0o007 != 0 {
		return fmt.Errorf("%s is open to every user of this machine (mode %04o): run chmod o= on it", path, mode)
	}
	return nil
}
