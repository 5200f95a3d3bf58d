package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

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
var shared server

// server is a PostgreSQL in a temporary folder, reached through a socket in it.
type server struct {
	mu        sync.Mutex
	tried     bool
	err       error
	folder    string
	ending    chan struct{} // closed to end the process
	ended     chan error    // what became of it
	databases int
}

func (s *server) databaseName() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.databases++
	return fmt.Sprintf("parley_test_%d_%d", os.Getpid(), s.databases)
}

// start starts the server unless it runs and gives its administrator's address.
func (s *server) start() (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.tried {
		s.tried = true
		s.err = s.launch()
	}
	return s.address(), s.err
}

func (s *server) address() string {
	return "postgres:///postgres?" + url.Values{"host": {s.folder}, "user": {"postgres"}, "sslmode": {"disable"}}.Encode()
}

func (s *server) launch() error {
	programs, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil || len(programs) == 0 {
		return errors.New("there is none in /usr/lib/postgresql: `make test` installs it")
	}
	slices.Sort(programs)
	bin := programs[len(programs)-1]
	attributes, err := unprivileged()
	if err != nil {
		return err
	}
	if s.folder, err = socketFolder(attributes.Credential); err != nil {
		return err
	}
	data := filepath.Join(s.folder, "data")
	initdb := s.command(attributes, filepath.Join(bin, "initdb"), "-D", data, "-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	postgres := s.command(attributes, filepath.Join(bin, "postgres"), "-D", data, "-k", s.folder, "-c", "listen_addresses=",
		"-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "jit=off", "-c", "max_connections=300")
	s.ending, s.ended = make(chan struct{}), make(chan error, 1)
	if err := s.run(postgres); err != nil {
		return err
	}
	return s.await()
}

func (s *server) command(attributes *syscall.SysProcAttr, name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.SysProcAttr, cmd.Dir = attributes, s.folder
	cmd.Env = append(os.Environ(), "HOME="+s.folder, "LC_ALL=C.UTF-8", "TZ=UTC")
	return cmd
}

// run starts the process on a thread of its own, which stays for as long as the
// process does: Linux ends the process when the thread that started it ends,
// which otherwise could be any time (Pdeathsig).
func (s *server) run(cmd *exec.Cmd) error {
	log, err := os.Create(filepath.Join(s.folder, "log"))
	if err != nil {
		return fmt.Errorf("make the server's log: %w", err)
	}
	cmd.Stdout, cmd.Stderr = log, log
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err != nil {
			return
		}
		<-s.ending
		err = cmd.Process.Signal(syscall.SIGINT) // fast shutdown
		_ = cmd.Wait()                           // its exit status says no more than the log
		s.ended <- errors.Join(err, log.Close(), os.RemoveAll(s.folder))
	}()
	return <-started
}

// await waits until the server answers.
func (s *server) await() error {
	db, err := sql.Open("pgx", s.address())
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		err := db.PingContext(ctx)
		if err == nil {
			return db.Close()
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			log, _ := os.ReadFile(filepath.Join(s.folder, "log")) // what there is of it
			return fmt.Errorf("it does not answer: %w\n%s", errors.Join(err, db.Close()), log)
		}
	}
}

func (s *server) stop() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ending == nil {
		return nil
	}
	close(s.ending)
	s.ending = nil
	return <-s.ended
}

// unprivileged are the attributes of a process that PostgreSQL accepts to be,
// which root's is not, and that ends with this one.
func unprivileged() (*syscall.SysProcAttr, error) {
	attributes := &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGQUIT}
	if os.Geteuid() != 0 {
		return attributes, nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("find the user it runs as: %w", err)
	}
	uid, err := strconv.ParseUint(account.Uid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("read the user's number: %w", err)
	}
	gid, err := strconv.ParseUint(account.Gid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("read the group's number: %w", err)
	}
	attributes.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return attributes, nil
}

// socketFolder makes a folder for the user with a path short enough for a
// socket's address, 107 bytes.
func socketFolder(owner *syscall.Credential) (string, error) {
	parent := os.TempDir()
	if len(parent) > 60 {
		parent = "/tmp"
	}
	folder, err := os.MkdirTemp(parent, "parley-pg")
	if err != nil {
		return "", fmt.Errorf("make its folder: %w", err)
	}
	if owner != nil {
		if err := os.Chown(folder, int(owner.Uid), int(owner.Gid)); err != nil {
			return "", fmt.Errorf("give its folder away: %w", err)
		}
	}
	return folder, nil
}
