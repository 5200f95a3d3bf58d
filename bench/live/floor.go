package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"
)

// syncs times how long the disk takes to keep 4 kB.
func syncs(dir string) (took []time.Duration, err error) {
	f, err := os.Create(filepath.Join(dir, "sync"))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	block := make([]byte, 4096)
	for range 500 {
		if _, err := f.Write(block); err != nil {
			return nil, err
		}
		began := time.Now()
		if err := syscall.Fdatasync(int(f.Fd())); err != nil {
			return nil, err
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	return took, nil
}

// groups is how many rows of a message's size the database alone keeps a second, when
// so many are committed together, by one statement.
func groups(ctx context.Context, driver, dsn string, together int, most time.Duration) (float64, error) {
	db, err := sql.Open(driver, dsn)
	if err != nil {
		return 0, err
	}
	defer db.Close() //nolint:errcheck // it is thrown away
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS floor (id bigint PRIMARY KEY, text varchar(300) NOT NULL)"); err != nil {
		return 0, err
	}
	if _, err := db.ExecContext(ctx, "DELETE FROM floor"); err != nil {
		return 0, err
	}
	values := make([]string, together)
	args := make([]any, 2*together)
	for i := range values {
		values[i] = fmt.Sprintf("($%d, $%d)", 2*i+1, 2*i+2)
		args[2*i+1] = strings.Repeat("x", 200)
	}
	stmt, err := db.PrepareContext(ctx, "INSERT INTO floor VALUES "+strings.Join(values, ", ")) //nolint:gosec // numbers of arguments
	if err != nil {
		return 0, err
	}
	defer stmt.Close() //nolint:errcheck // as above
	rows, began := 0, time.Now()
	for time.Since(began) < most {
		for i := range together {
			args[2*i] = int64(rows + i)
		}
		if _, err := stmt.ExecContext(ctx, args...); err != nil {
			return 0, err
		}
		rows += together
	}
	return float64(rows) / time.Since(began).Seconds(), nil
}
