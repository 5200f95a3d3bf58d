package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime/debug"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/bus"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/live"
	"github.com/parleychat/parley/internal/store"
)

const (
	serveMode = "serve-room"
	rawMode   = "serve-raw"
	site      = chat.SiteID(10000)
)

// anyone takes each token for the agent whose id it is.
type anyone struct{}

func (anyone) Authenticate(_ context.Context, r *http.Request) (chat.Actor, error) {
	id, err := chat.ParseGUID(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
	return chat.Actor{Site: site, Agent: id, Role: chat.RoleAdmin, May: chat.AllPermissions}, err
}

// serveRoom serves live chat on a database until the input ends, as the command does but
// for limits of rates, and prints where.
func serveRoom(ctx context.Context, database, profile string, stdin io.Reader, stdout io.Writer) (err error) {
	debug.SetGCPercent(400)
	if profile != "" {
		stop, err := profileTo(profile)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, stop()) }()
	}
	db, err := store.Open(ctx, database, store.Options{})
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // the process ends
	agent := chat.Agent{ID: uuid.New(), DisplayName: "Ada"}
	account := chat.Account{Site: site, Agent: agent.ID, Email: "ada@example.com", Role: chat.RoleAdmin}
	if err := db.CreateSite(ctx, chat.Site{ID: site}, agent, account, chat.IssuedKey{ID: uuid.New(), AgentID: agent.ID}); err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	news := bus.NewPolled(bus.NewLocal(), db.LastEvent, log).WithParts(db.Parts)
	terms := chat.DefaultTerms
	terms.QueueLimit = 1 << 20
	desk := chat.NewDesk(db, news, terms, time.Now, uuid.New)
	room := live.New(live.Options{
		Desk: desk, Auth: anyone{}, Now: time.Now, Log: log,
		Limits: live.Limits{VisitorRate: 1e9, VisitorBurst: 1e9, AgentRate: 1e9, AgentBurst: 1e9, Handshakes: 1e6, PerVisitor: 1e6},
	})
	set, stop := courier(ctx, db, desk, func(err error) { log.Warn("webhooks", "error", err) })
	defer stop()
	all := http.NewServeMux()
	all.Handle("/", room)
	all.HandleFunc(hooksPath, set)
	return listen(ctx, all, stdin, stdout)
}

// profileTo writes where the CPU's time goes until stop is called.
func profileTo(file string) (stop func() error, err error) {
	f, err := os.Create(file)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() error {
		pprof.StopCPUProfile()
		return f.Close()
	}, nil
}

func listen(ctx context.Context, handler http.Handler, stdin io.Reader, stdout io.Writer) error {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s := &http.Server{ReadHeaderTimeout: time.Minute, Handler: handler}
	go s.Serve(l)   //nolint:errcheck // it ends when it is closed
	defer s.Close() //nolint:errcheck // the process ends
	if _, err := fmt.Fprintln(stdout, l.Addr()); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, stdin)
	return err
}

// serveRaw accepts connections, as many as the input says, then writes the same bytes to
// all of them for each byte that the first one sends, to that one last: in the rhythm of
// lines of which each waits for the acknowledgement of the one before.
func serveRaw(ctx context.Context, stdin io.Reader, stdout io.Writer) error {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer l.Close() //nolint:errcheck // the process ends
	fmt.Fprintln(stdout, l.Addr())
	var fan, rounds, size int
	if _, err := fmt.Fscan(stdin, &fan, &rounds, &size); err != nil {
		return err
	}
	conns := make([]net.Conn, fan)
	for i := range conns {
		if conns[i], err = l.Accept(); err != nil {
			return err
		}
	}
	payload, asked := bytes.Repeat([]byte("x"), size), make([]byte, 1)
	for range rounds {
		if _, err := conns[0].Read(asked); err != nil {
			return err
		}
		for _, c := range slices.Backward(conns) {
			if _, err := c.Write(payload); err != nil {
				return err
			}
		}
	}
	_, err = io.Copy(io.Discard, stdin)
	return err
}

// process is a process of this program, or the command.
type process struct {
	cmd     *exec.Cmd
	in      io.WriteCloser
	said    *bufio.Reader
	address string
}

func start(ctx context.Context, args ...string) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	p := &process{cmd: exec.CommandContext(ctx, self, args...)}
	p.cmd.Stderr = os.Stderr
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	p.said = bufio.NewReader(out)
	p.address, err = p.line()
	return p, err
}

func (p *process) line() (string, error) {
	line, err := p.said.ReadString('\n')
	return strings.TrimSpace(line), err
}

func (p *process) stop() error { return errors.Join(p.in.Close(), p.cmd.Wait()) }

// resident is the memory of a process that is in use.
func resident(pid int) (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := bytes.Cut(status, []byte("VmRSS:"))
	var kB int64
	_, err = fmt.Sscan(string(rest), &kB)
	return kB << 10, err
}

// cpu is what a process has used so far, exact to 10 ms.
func cpu(pid int) (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	var ticks int64
	for _, field := range fields[11:13] {
		n, err := strconv.ParseInt(string(field), 10, 64)
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond, nil
}
