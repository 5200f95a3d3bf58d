package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

func postgresDialect() dialect {
	return dialect{
		goose:    goose.DialectPostgres,
		explain:  "EXPLAIN (COSTS OFF) ", // the estimates would tell of other sites
		ddl:      strings.NewReplacer("{{text}}", `text COLLATE "C"`, "{{bytes}}", "bytea", "{{clustered}}", ""),
		position: "strpos",
		lock:     " ORDER BY c.id FOR UPDATE",
		args:     1 << 12,
		replan:   []any{pgx.QueryExecModeCacheDescribe},
		mishap:   postgresMishap,
	}
}

// postgresMishap sorts by SQLSTATE (PostgreSQL documentation, appendix A).
func postgresMishap(err error) mishap {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return otherMishap
	}
	switch pg.Code {
	case "40001", "40P01": // serialization failure, deadlock
		return crowded
	case "23505":
		return duplicate
	case "57014": // statement_timeout, or cancelled
		return overdue
	default:
		return otherMishap
	}
}

// leastPostgres is the oldest version that Parley is tried with.
const leastPostgres = 14

func openPostgres(ctx context.Context, address string, opts Options) (*Store, error) {
	config, err := postgresConfig(address)
	if err != nil {
		return nil, err
	}
	if err := preparePostgres(ctx, config, opts); err != nil {
		return nil, err
	}
	config.RuntimeParams["statement_timeout"] = strconv.FormatInt(opts.StatementTimeout.Milliseconds(), 10)
	db := sql.OpenDB(opts.Wrap(stdlib.GetConnector(*config)))
	n := max(4*runtime.GOMAXPROCS(0), 8)
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	db.SetConnMaxIdleTime(5 * time.Minute)
	d := postgresDialect()
	return newStore(d, opts, poolReader{db, d}, &pgWriter{db: db, dialect: d}, nil, nil)
}

// preparePostgres checks the server and brings the database up to date, on a
// connection whose statements may take as long as they need.
func preparePostgres(ctx context.Context, config *pgx.ConnConfig, opts Options) (err error) {
	db := sql.OpenDB(opts.Wrap(stdlib.GetConnector(*config)))
	defer func() { err = errors.Join(err, db.Close()) }()
	var version int
	var encoding string
	err = db.QueryRowContext(ctx, "SELECT current_setting('server_version_num')::int, current_setting('server_encoding')").
		Scan(&version, &encoding)
	if err != nil {
		return fmt.Errorf("connect to the database: %w", err)
	}
	if err := checkPostgres(version, encoding); err != nil {
		return err
	}
	return migrate(ctx, db, postgresDialect())
}

func checkPostgres(version int, encoding string) error {
	if version < leastPostgres*10000 {
		return fmt.Errorf("the server is PostgreSQL %d: %d or later is needed", version/10000, leastPostgres)
	}
	if encoding != "UTF8" {
		return fmt.Errorf("the database's encoding is %s: UTF8 is needed", encoding)
	}
	return nil
}

// postgresConfig reads an address. Its errors never show the address, since it
// can hold a password where nobody expects one.
func postgresConfig(address string) (*pgx.ConnConfig, error) {
	const form = "it is postgres://USER:PASSWORD@HOST:PORT/DATABASE, with special characters as %XX"
	if _, err := url.Parse(address); err != nil {
		return nil, errors.New("the address of the PostgreSQL database cannot be read: " + form)
	}
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, errors.New("the address of the PostgreSQL database has a part that cannot be used: " + form)
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "parley"
	}
	return config, nil
}
