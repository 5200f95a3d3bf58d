// Command audit measures what the audit log costs: a change of a setting with its entry beside the
// same change without one, in turns within one run, since the speed of a machine drifts; and how
// fast a log is held against its hashes. Compare ratios, not milliseconds.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/bench/machine"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/store"
	"github.com/parleychat/parley/internal/store/storetest"
)

// options are what the command line sets.
type options struct {
	rounds  int
	entries int
	out     string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "audit:", err)
		stop()
		os.Exit(1) //nolint:gocritic // stop has been called
	}
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) (err error) {
	var o options
	flags := flag.NewFlagSet("audit", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.IntVar(&o.rounds, "rounds", 1000, "how many changes of each kind")
	flags.IntVar(&o.entries, "entries", 100_000, "how long the log is that is verified")
	flags.StringVar(&o.out, "o", "", "also write the results to this file")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	folder, err := os.MkdirTemp("", "parley-audit")
	if err != nil {
		return fmt.Errorf("make a folder for the database: %w", err)
	}
	defer func() { _ = os.RemoveAll(folder) }()
	var b strings.Builder
	fmt.Fprintf(&b, "# The audit log\n\n%s, %s; %d changes of each kind, in turns.\n", machine.Name(), runtime.Version(), o.rounds)
	server, err := storetest.StartServer("jit=off") // durable, unlike that of the tests
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	for _, d := range [][2]string{{"SQLite", "sqlite:" + filepath.Join(folder, "audit.db")}, {"PostgreSQL", server.Address()}} {
		m, err := measure(ctx, d[1], o)
		if err != nil {
			return fmt.Errorf("%s: %w", d[0], err)
		}
		m.report(&b, d[0])
	}
	if _, err := io.WriteString(stdout, b.String()); err != nil || o.out == "" {
		return err
	}
	return os.WriteFile(o.out, []byte(b.String()), 0o644) //nolint:gosec // results are for everybody
}

// measured is what came out for one database.
type measured struct {
	without, with []time.Duration // a change of a skill
	ratio         float64         // median of with : without, of changes that followed each other
	entries       int
	filled        time.Duration
	verified      time.Duration
	found         time.Duration // one chat's entry among all
}

func measure(ctx context.Context, address string, o options) (m measured, err error) {
	db, err := store.Open(ctx, address, store.Options{})
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	agent := uuid.New()
	err = db.CreateSite(ctx, chat.Site{ID: site, Created: time.Now()}, chat.Agent{ID: agent}, chat.Account{Site: site, Agent: agent}, chat.IssuedKey{AgentID: agent})
	if err != nil {
		return m, err
	}
	if err := m.change(ctx, db, agent, o.rounds); err != nil {
		return m, err
	}
	if err := m.fill(ctx, db, agent, o.entries); err != nil {
		return m, err
	}
	return m, m.verify(ctx, db)
}

const site = 1

// change writes a skill, in turns with an entry and without.
func (m *measured) change(ctx context.Context, db *store.Store, agent chat.GUID, rounds int) error {
	skill := &chat.Skill{ID: uuid.New(), Name: "French"}
	var ratios []float64
	for i := range rounds {
		var took [2]time.Duration
		for turn := range took {
			entered := (i+turn)%2 == 1
			began := time.Now()
			err := db.Update(ctx, site, func(ctx context.Context, tx chat.Tx) error {
				skill.Description = fmt.Sprint(i)
				if err := tx.PutResource(ctx, skill); err != nil || !entered {
					return err
				}
				return tx.Audit(ctx, chat.AuditEntry{
					Action: chat.ResourceChanged, Time: time.Now(), Collection: "skills", Target: skill.ID, Name: skill.Name,
					By:      chat.Doer{Agent: agent, SignIn: agent, Address: "192.0.2.7"},
					Members: []chat.Difference{{Member: "description", Before: fmt.Sprint(i - 1), After: fmt.Sprint(i)}},
				})
			})
			if err != nil {
				return err
			}
			if took[turn] = time.Since(began); entered {
				m.with = append(m.with, took[turn])
			} else {
				m.without = append(m.without, took[turn])
			}
		}
		with, without := took[0], took[1]
		if i%2 == 0 {
			with, without = took[1], took[0]
		}
		ratios = append(ratios, float64(with)/float64(without))
	}
	slices.Sort(ratios)
	m.ratio = ratios[len(ratios)/2]
	return nil
}

// fill makes the log as long as it is to be.
func (m *measured) fill(ctx context.Context, db *store.Store, agent chat.GUID, entries int) error {
	const atOnce = 1000
	began := time.Now()
	for n := 0; n < entries; n += atOnce {
		deeds := make([]chat.AuditEntry, min(atOnce, entries-n))
		for i := range deeds {
			deeds[i] = chat.AuditEntry{
				Action: chat.ChatsRemoved, Time: time.Now(), Count: 1, IDs: []int64{int64(n + i)},
				By: chat.Doer{Agent: agent, SignIn: agent, Address: "192.0.2.7"},
			}
		}
		if err := db.Audit(ctx, site, deeds...); err != nil {
			return err
		}
	}
	m.filled, m.entries = time.Since(began), entries
	return nil
}

// verify walks the log as parley audit verify does, and looks for one chat.
func (m *measured) verify(ctx context.Context, db *store.Store) error {
	chain, err := db.AuditChain(ctx, site)
	if err != nil {
		return err
	}
	began := time.Now()
	walk := chat.NewAuditWalk(site, chain, chat.AuditAnchor{})
	q := chat.AuditQuery{Forward: true, Limit: 500}
	for more := true; more; {
		part, err := db.AuditEntries(ctx, site, q)
		if err != nil {
			return err
		}
		for i := range part {
			if err := walk.Take(&part[i]); err != nil {
				return err
			}
			q.Above = part[i].N
		}
		more = len(part) == q.Limit
	}
	if err := walk.End(); err != nil {
		return err
	}
	m.verified, m.entries = time.Since(began), int(walk.Last())
	began = time.Now()
	about := chat.AuditQuery{About: chat.Subject{Of: chat.NumberedChat, ID: 7}, Limit: 50}
	found, err := db.AuditEntries(ctx, site, about)
	if err == nil && len(found) != 1 {
		err = fmt.Errorf("%d entries are about one chat", len(found))
	}
	m.found = time.Since(began)
	return err
}

func (m *measured) report(w io.Writer, name string) {
	fmt.Fprintf(w, "\n## %s\n\nA setting is changed, in milliseconds:\n\n| | p50 | p95 | p99 |\n|---|---:|---:|---:|\n", name)
	for _, row := range []struct {
		name string
		all  []time.Duration
	}{{"with its entry", m.with}, {"without: the floor", m.without}} {
		slices.Sort(row.all)
		at := func(share float64) float64 { return row.all[int(share*float64(len(row.all)-1))].Seconds() * 1000 }
		fmt.Fprintf(w, "| %s | %.3f | %.3f | %.3f |\n", row.name, at(.5), at(.95), at(.99))
	}
	fmt.Fprintf(w, "\nMedian of with : without, of changes one after the other: %.2f.\n", m.ratio)
	fmt.Fprintf(w, "\n%d entries are verified at %.0f a second (target 100000). A thousand in one transaction are\nwritten at %.0f a second. One chat's entry among them all is found in %.2f ms.\n",
		m.entries, float64(m.entries)/m.verified.Seconds(), float64(m.entries)/m.filled.Seconds(), m.found.Seconds()*1000)
}
