package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"sync"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// AdminVariable is the environment variable with the address of a PostgreSQL
// server on which tests may create databases. Without it they start their own.
const AdminVariable = "PARLEY_TEST_POSTGRES"

// Main is for TestMain: it runs the tests and stops the server that they started.
func Main(m *testing.M) { os.Exit(Tests{m}.Run()) }

// Tests runs tests as Main does, for those who wrap *testing.M further.
type Tests struct{ M interface{ Run() int } }

// Run runs the tests, stops the server that they started, and gives the exit code.
func (t Tests) Run() int {
	code := t.M.Run()
	if err := shared.stop(); err != nil {
		fmt.Fprintln(os.Stderr, "stop PostgreSQL:", err)
		code = max(code, 1)
	}
	return code
}

// Postgres gives the address of a fresh, empty PostgreSQL database, which is gone
// when the test ends.
func Postgres(tb testing.TB) string {
	tb.Helper()
	admin := os.Getenv(AdminVariable)
	if admin == "" {
		var err error
		if admin, err = shared.start(); err != nil {
			tb.Fatalf("start PostgreSQL: %v", err)
		}
	}
	address, err := url.Parse(admin)
	if err != nil {
		tb.Fatalf("%s is not an address such as postgres://user@host/postgres", AdminVariable)
	}
	name := shared.databaseName()
	execute(tb, admin, "CREATE DATABASE "+name)
	tb.Cleanup(func() { execute(tb, admin, "DROP DATABASE "+name+" WITH (FORCE)") })
	address.Path = "/" + name
	return address.String()
}

func execute(tb testing.TB, address, text string) {
	tb.Helper()
	db, err := sql.Open("pgx", address)
	if err != nil {
		tb.Fatalf("open %s: %v", AdminVariable, err)
	}
	if _, err := db.ExecContext(context.Background(), text); err != nil {
		tb.Errorf("%s: %v", text, err)
	}
	if err := db.Close(); err != nil {
		tb.Errorf("close the administrator's connection: %v", err)
	}
}

// shared is the server of this test process.
var shared sharedServer

// sharedServer is started when the first test needs it.
type sharedServer struct {
	mu        sync.Mutex
	tried     bool
	err       error
	server    *Server
	databases int
}

func (s *sharedServer) databaseName() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.databases++
	return fmt.Sprintf("parley_test_%d_%d", os.Getpid(), s.databases)
}

// start starts the server unless it runs and gives its administrator's address.
func (s *sharedServer) start() (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.tried {
		s.tried = true
		s.server, s.err = StartServer("fsync=off", "synchronous_commit=off", "full_page_writes=off", "jit=off", "max_connections=300")
	}
	if s.err != nil {
		return "", s.err
	}
	return s.server.Address(), nil
}

func (s *sharedServer) stop() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.server == nil {
		return nil
	}
	err := s.server.Stop()
	s.server = nil
	return err
}
