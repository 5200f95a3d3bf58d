package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"path"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migrate brings the database up to the version of this program, one transaction
// a step, and refuses one that is newer. On PostgreSQL others that do the same
// wait; on SQLite the caller sees to that.
func migrate(ctx context.Context, db *sql.DB, d dialect) error {
	return migrateFrom(ctx, db, d, migrationFiles)
}

func migrateFrom(ctx context.Context, db *sql.DB, d dialect, files fs.FS) error {
	steps, err := migrations(files, d)
	if err != nil {
		return err
	}
	opts := []goose.ProviderOption{
		goose.WithGoMigrations(steps...), goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()),
	}
	if d.goose == goose.DialectPostgres {
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
		if err != nil {
			return fmt.Errorf("prepare the lock of the migration: %w", err)
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	provider, err := goose.NewProvider(d.goose, db, nil, opts...)
	if err != nil {
		return fmt.Errorf("prepare the migration: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("bring the database up to date: %w", err)
	}
	have, err := provider.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("read the database's version: %w", err)
	}
	if known := steps[len(steps)-1].Version; have > known {
		return fmt.Errorf("the database has version %d and this program knows versions up to %d: use a newer program", have, known)
	}
	return nil
}

// migrations makes the steps out of the files, which are numbered.
func migrations(files fs.FS, d dialect) ([]*goose.Migration, error) {
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil || len(names) == 0 {
		return nil, fmt.Errorf("list the migrations: %w", err)
	}
	steps := make([]*goose.Migration, len(names))
	for i, name := range names {
		version, err := goose.NumericComponent(path.Base(name))
		if err != nil {
			return nil, fmt.Errorf("number the migration %s: %w", name, err)
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read the migration %s: %w", name, err)
		}
		script := d.ddl.Replace(string(text))
		steps[i] = goose.NewGoMigration(version, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			if _, err := tx.ExecContext(ctx, script); err != nil {
				return err
			}
			return fill(ctx, tx, version)
		}}, nil)
	}
	return steps, nil
}

// fill does what of a step is beyond SQL.
func fill(ctx context.Context, tx *sql.Tx, version int64) error {
	switch version {
	case auditSubjectsStep:
		return fillSubjects(ctx, tx)
	default:
		return nil
	}
}
