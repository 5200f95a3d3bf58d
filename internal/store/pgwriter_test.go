package store

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/parleychat/parley/internal/store/storetest"
)

func TestLostConnectionAtCommitMeansUnknown(t *testing.T) {
	t.Parallel()
	if err := commitError(io.ErrUnexpectedEOF); !errors.Is(err, ErrOutcomeUnknown) {
		t.Errorf("a lost connection gave %v", err)
	}
	if err := commitError(&pgconn.PgError{Severity: "FATAL", Code: "57P01"}); !errors.Is(err, ErrOutcomeUnknown) {
		t.Errorf("a server that ends gave %v", err)
	}
	refused := commitError(&pgconn.PgError{Severity: "ERROR", Code: "40001"})
	if errors.Is(refused, ErrOutcomeUnknown) || postgresMishap(refused) != crowded {
		t.Errorf("a refusal gave %v", refused)
	}
}

func TestServerThatEndsAConnectionUndoesItsTransaction(t *testing.T) {
	t.Parallel()
	s := openTest(t, storetest.Postgres(t))
	err := s.writes.transact(t.Context(), func(ctx context.Context, c *conn) error {
		if err := note(1)(ctx, c); err != nil {
			return err
		}
		return c.query(ctx, func(*sql.Rows) error { return nil }, "SELECT pg_terminate_backend(pg_backend_pid())")
	})
	if err == nil {
		t.Error("the transaction succeeded")
	}
	sites, err := s.Sites(t.Context())
	if err != nil || len(sites) != 0 {
		t.Errorf("it left %v, %v", sites, err)
	}
}
