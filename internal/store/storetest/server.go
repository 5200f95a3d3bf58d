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
	"syscall"
	"time"
)

// Server is a PostgreSQL of one's own in a temporary folder, reached through a
// socket in it. It cannot outlive this process.
type Server struct {
	folder string
	data   string        // what outlives the server; none when all is below folder
	ending chan struct{} // closed to end the process
	ended  chan error    // what became of it
}

// StartServer starts the newest PostgreSQL that Debian's packages have installed,
// with settings such as "fsync=off", and waits until it answers. Run as root, it
// becomes the user postgres. Stop it when done.
func StartServer(settings ...string) (*Server, error) {
	s := &Server{}
	if err := s.launch(settings); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

// StartServerIn is as StartServer, with the data in a folder that stays when the server
// is stopped, and may be there from before.
func StartServerIn(data string, settings ...string) (*Server, error) {
	s := &Server{data: data}
	if err := s.launch(settings); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

// Address is that of the administrator's database.
func (s *Server) Address() string {
	return "postgres:///postgres?" + url.Values{"host": {s.folder}, "user": {"postgres"}, "sslmode": {"disable"}}.Encode()
}

// Stop ends the server and removes its folder.
func (s *Server) Stop() error {
	if s.ending == nil {
		return os.RemoveAll(s.folder)
	}
	close(s.ending)
	s.ending = nil
	return <-s.ended
}

func (s *Server) launch(settings []string) error {
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
	data, err := s.dataFolder(attributes, bin)
	if err != nil {
		return err
	}
	args := []string{"-D", data, "-k", s.folder, "-c", "listen_addresses="}
	for _, setting := range settings {
		args = append(args, "-c", setting)
	}
	ending, ended := make(chan struct{}), make(chan error, 1)
	if err := s.run(s.command(attributes, filepath.Join(bin, "postgres"), args...), ending, ended); err != nil {
		return err
	}
	s.ending, s.ended = ending, ended
	return s.await()
}

// dataFolder is the folder of the data, which is made unless it is there.
func (s *Server) dataFolder(attributes *syscall.SysProcAttr, bin string) (data string, err error) {
	data = filepath.Join(s.folder, "data")
	if s.data != "" {
		data = s.data
		if _, err := os.Stat(filepath.Join(data, "PG_VERSION")); err == nil {
			return data, nil
		}
		if err := os.MkdirAll(data, 0o700); err != nil {
			return "", fmt.Errorf("make the folder of the data: %w", err)
		}
		if owner := attributes.Credential; owner != nil {
			if err := os.Chown(data, int(owner.Uid), int(owner.Gid)); err != nil {
				return "", fmt.Errorf("give the folder of the data away: %w", err)
			}
		}
	}
	initdb := s.command(attributes, filepath.Join(bin, "initdb"), "-D", data, "-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
	if out, err := initdb.CombinedOutput(); err != nil {
		return "", fmt.Errorf("initdb: %w: %s", err, out)
	}
	return data, nil
}

func (s *Server) command(attributes *syscall.SysProcAttr, name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.SysProcAttr, cmd.Dir = attributes, s.folder
	cmd.Env = append(os.Environ(), "HOME="+s.folder, "LC_ALL=C.UTF-8", "TZ=UTC")
	return cmd
}

// run starts the process on a thread of its own, which stays for as long as the
// process does: Linux ends the process when the thread that started it ends,
// which otherwise could be any time (Pdeathsig).
func (s *Server) run(cmd *exec.Cmd, ending <-chan struct{}, ended chan<- error) error {
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
		<-ending
		err = cmd.Process.Signal(syscall.SIGINT) // fast shutdown
		_ = cmd.Wait()                           // its exit status says no more than the log
		ended <- errors.Join(err, log.Close(), os.RemoveAll(s.folder))
	}()
	return <-started
}

// await waits until the server answers.
func (s *Server) await() error {
	db, err := sql.Open("pgx", s.Address())
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
