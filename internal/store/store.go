package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

var (
	_ chat.Store    = (*Store)(nil)
	_ chat.Accounts = (*Store)(nil)
	_ chat.Tx       = (*tx)(nil)
)

// Options are what can be set about a store; the zero value is fine.
type Options struct {
	// Log gets what no caller can be told; nil discards it.
	Log *slog.Logger
	// StatementTimeout is how long a question to the database may take, and on
	// PostgreSQL any one statement; 0 is 10 seconds.
	StatementTimeout time.Duration
	// Wrap is put around what opens connections, for tests that watch or disturb
	// what reaches the database; nil leaves it as it is.
	Wrap func(driver.Connector) driver.Connector
}

func (o Options) filled() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.StatementTimeout <= 0 {
		o.StatementTimeout = 10 * time.Second
	}
	if o.Wrap == nil {
		o.Wrap = func(c driver.Connector) driver.Connector { return c }
	}
	return o
}

// Store is a database. It may be used by many goroutines at a time.
type Store struct {
	dialect dialect
	codec   *codec
	reads   reader
	writes  writer
	failed  <-chan struct{}
	timeout time.Duration
	limits  limits
	recent  recent
	talks   talks
	where   func(*statement, filter.Expr) (string, error) // replaced by the oracle's control
	rest    io.Closer                                     // closed last; may be nil
	closing sync.Once
	closed  error
}

// Open opens the database with an address, "sqlite:PATH" or "postgres://…", makes
// it when it is an empty one, and brings it up to date. Several processes may do
// so at once. Its errors never show a password.
func Open(ctx context.Context, address string, opts Options) (*Store, error) {
	opts = opts.filled()
	scheme, rest, _ := strings.Cut(address, ":")
	switch scheme {
	case "sqlite":
		return openSQLite(ctx, rest, opts)
	case "postgres", "postgresql":
		return openPostgres(ctx, address, opts)
	default:
		return nil, errors.New("the address of a database begins with sqlite: or postgres://")
	}
}

func newStore(d dialect, opts Options, r reader, w writer, failed <-chan struct{}, rest *sql.DB) (*Store, error) {
	packing, err := dictionaries()
	if err != nil {
		return nil, err
	}
	k, err := newCodec(packing...)
	if err != nil {
		return nil, err
	}
	s := &Store{dialect: d, codec: k, reads: r, writes: w, failed: failed, timeout: opts.StatementTimeout, limits: searchLimits, where: (*statement).where}
	if rest != nil {
		s.rest = rest
	}
	return s, nil
}

// Close waits for the transactions that run and closes the database. Calls after
// it fail.
func (s *Store) Close() error {
	s.closing.Do(func() {
		errs := []error{s.writes.close(), s.reads.close()}
		if s.rest != nil {
			errs = append(errs, s.rest.Close())
		}
		s.codec.close()
		s.closed = errors.Join(errs...)
	})
	return s.closed
}

// Ready is nil when the database can be read and nothing is known that keeps it
// from being written.
func (s *Store) Ready(ctx context.Context) error {
	if err := s.writes.healthy(); err != nil {
		return err
	}
	return s.read(ctx, func(ctx context.Context, c *conn) error {
		return c.query(ctx, func(*sql.Rows) error { return nil }, "SELECT 1")
	})
}

// Failed is closed when a commit failed in a way that leaves the database's files
// in doubt, such as an error of fsync: the process must end then. On PostgreSQL,
// whose server sees to that itself, it never is.
func (s *Store) Failed() <-chan struct{} { return s.failed }

// Update implements chat.Store.
func (s *Store) Update(ctx context.Context, site chat.SiteID, fn func(context.Context, chat.Tx) error) error {
	return s.writes.transact(ctx, func(ctx context.Context, c *conn) error {
		t := &tx{conn: c, store: s, site: site}
		if err := fn(ctx, t); err != nil {
			return err
		}
		return t.settle(ctx)
	})
}

// read runs fn with a connection, within the time that a question may take.
func (s *Store) read(ctx context.Context, fn func(context.Context, *conn) error) error {
	limited, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	err := s.reads.read(limited, func(c *conn) error { return fn(limited, c) })
	if err != nil && limited.Err() != nil {
		return s.dialect.busy(ctx, &lateError{err})
	}
	return s.dialect.busy(ctx, err)
}

// Chat implements chat.Store.
func (s *Store) Chat(ctx context.Context, site chat.SiteID, ref chat.Ref, include chat.Include) (*chat.Chat, *chat.Related, error) {
	var found *chat.Chat
	related := &chat.Related{}
	err := s.read(ctx, func(ctx context.Context, c *conn) error {
		text, key := sqlChatByID, any(ref.ID)
		if ref.GUID != (chat.GUID{}) {
			text, key = sqlChatByGUID, ref.GUID[:]
		}
		err := c.lookUp(ctx, func(rows *sql.Rows) error {
			r, err := s.scanRecord(rows)
			if err != nil {
				return err
			}
			if found = &r.Chat; include.Has(chat.IncludeSession) {
				r.tell(related)
			}
			return nil
		}, text, int64(site), key)
		if err != nil || found == nil {
			return err
		}
		return s.relate(ctx, c, site, include, []*chat.Chat{found}, related)
	})
	switch {
	case err != nil:
		return nil, nil, fmt.Errorf("read chat %s: %w", ref, err)
	case found == nil:
		return nil, nil, chat.ErrChatNotFound
	default:
		return found, related, nil
	}
}

// scanRecord reads a row that is the document of a chat.
func (s *Store) scanRecord(rows *sql.Rows) (*record, error) {
	var doc sql.RawBytes
	if err := rows.Scan(&doc); err != nil {
		return nil, err
	}
	return decode(s.codec, doc, describeRecord)
}

// DoomedFiles implements chat.Store.
func (s *Store) DoomedFiles(ctx context.Context, limit int) ([]chat.SiteFile, error) {
	var files []chat.SiteFile
	err := s.read(ctx, func(ctx context.Context, c *conn) error {
		return c.query(ctx, func(rows *sql.Rows) error {
			var site int64
			var key []byte
			if err := rows.Scan(&site, &key); err != nil {
				return err
			}
			files = append(files, chat.SiteFile{Site: chat.SiteID(site), Key: string(key)})
			return nil
		}, sqlDoomedFiles, max(limit, 0))
	})
	if err != nil {
		return nil, fmt.Errorf("list the files of deleted chats: %w", err)
	}
	return files, nil
}

// FilesGone implements chat.Store.
func (s *Store) FilesGone(ctx context.Context, files []chat.SiteFile) error {
	bySite := map[chat.SiteID][]any{}
	for _, f := range files {
		bySite[f.Site] = append(bySite[f.Site], []byte(f.Key))
	}
	err := s.writes.transact(ctx, func(ctx context.Context, c *conn) error {
		c.erased = true
		for site, keys := range bySite {
			if err := c.deleteIn(ctx, site, "doomed_file", "key", keys); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("strike off the files of deleted chats: %w", err)
	}
	return nil
}
