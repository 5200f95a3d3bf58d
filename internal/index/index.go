package index

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"

	"github.com/parleychat/parley/internal/chat"
)

var _ chat.Index = (*Index)(nil)

// Options say what an index is made from.
type Options struct {
	Source chat.IndexSource
	// Sites lists the sites whose logs are followed.
	Sites func(context.Context) ([]chat.Site, error)
	// Bus tells that a site's log has grown; the index also looks by itself.
	Bus   chat.Bus
	Log   *slog.Logger
	Clock func() time.Time
}

// Index is the index of all sites in one folder, which belongs to one process at a
// time. It may be used by many goroutines.
type Index struct {
	Options
	folder string

	mu    sync.Mutex
	sites map[chat.SiteID]*site // nil before the folder is ours, and at the end
	ready chan struct{}         // closed when all sites that were there have been opened
}

// waitReady is how long a search waits for the indexes to be opened at the start.
const waitReady = 5 * time.Second

// lookEvery is how often logs are looked at without news.
const lookEvery = 2 * time.Second

// restAfter is how long news is let gather after a log was looked at.
const restAfter = 50 * time.Millisecond

// New makes an index in a folder, which may be there from before. It answers nothing
// until Run has begun.
func New(folder string, opts Options) (*Index, error) {
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	if opts.Clock == nil {
		opts.Clock = time.Now
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the index: %w", err)
	}
	info, err := os.Stat(folder)
	if err != nil {
		return nil, fmt.Errorf("look at the folder of the index: %w", err)
	}
	if mode := info.Mode().Perm(); mode&0o007 != 0 {
		return nil, fmt.Errorf("%s is open to every user of this machine (mode %04o): run chmod o= on it", folder, mode)
	}
	return &Index{Options: opts, folder: folder, ready: make(chan struct{})}, nil
}

// Run waits for the process that has the folder, if there is one, and then follows
// the logs of all sites until ctx ends. In the end everything is in files.
func (x *Index) Run(ctx context.Context) error {
	unlock, err := x.lock(ctx)
	if err != nil || unlock == nil {
		return err
	}
	defer unlock()
	x.mu.Lock()
	x.sites = map[chat.SiteID]*site{}
	x.mu.Unlock()
	var followers sync.WaitGroup
	x.followAll(ctx, &followers)
	followers.Wait()
	return x.close()
}

// lock takes the folder; no function when ctx ended first.
func (x *Index) lock(ctx context.Context) (unlock func(), err error) {
	type outcome struct {
		unlock func()
		err    error
	}
	taken := make(chan outcome, 1)
	go func() {
		unlock, err := lockedfile.MutexAt(filepath.Join(x.folder, "lock")).Lock()
		taken <- outcome{unlock, err}
	}()
	select {
	case o := <-taken:
		if o.err != nil {
			return nil, fmt.Errorf("lock the folder of the index: %w", o.err)
		}
		return o.unlock, nil
	case <-ctx.Done():
		go func() {
			if o := <-taken; o.err == nil {
				o.unlock()
			}
		}()
		return nil, nil
	}
}

// followAll follows each site, also those that come into being.
func (x *Index) followAll(ctx context.Context, followers *sync.WaitGroup) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	followed := map[chat.SiteID]bool{}
	opened := sync.OnceFunc(func() { close(x.ready) })
	defer opened()
	for {
		sites, err := x.Sites(ctx)
		if err != nil && ctx.Err() == nil {
			x.Log.Error("listing the sites for the index", "error", err)
		}
		for _, noun := range sites {
			if followed[noun.ID] {
				continue
			}
			s, err := x.open(noun.ID)
			if err != nil {
				x.Log.Error("the index of a site cannot be used", "site", noun.ID, "error", err)
				continue
			}
			followed[noun.ID] = true
			followers.Go(func() { s.follow(ctx, x.Bus.Follow(ctx, s.id)) })
		}
		opened()
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// open makes the index of a site answer.
func (x *Index) open(id chat.SiteID) (*site, error) {
	s, err := openSite(id, x.Source, filepath.Join(x.folder, strconv.FormatInt(int64(id), 10)), x.Log, x.Clock)
	if err != nil {
		return nil, err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.sites[id] = s
	return s, nil
}

// opened is the index of a site, nil when there is none. It waits a while for those
// that are being opened.
func (x *Index) opened(ctx context.Context, id chat.SiteID) *site {
	s, ours := x.look(id)
	if s != nil || !ours {
		return s
	}
	select {
	case <-x.ready:
		return s
	default:
	}
	ctx, cancel := context.WithTimeout(ctx, waitReady)
	defer cancel()
	select {
	case <-x.ready:
	case <-ctx.Done():
	}
	s, _ = x.look(id)
	return s
}

// look also reports whether the folder is ours.
func (x *Index) look(id chat.SiteID) (s *site, ours bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.sites[id], x.sites != nil
}

func (x *Index) close() error {
	x.mu.Lock()
	sites := x.sites
	x.sites = nil
	x.mu.Unlock()
	var errs []error
	for _, s := range sites {
		errs = append(errs, s.close())
	}
	return errors.Join(errs...)
}

// Find implements chat.Index.
func (x *Index) Find(ctx context.Context, id chat.SiteID, q chat.Query) (*chat.Found, error) {
	s := x.opened(ctx, id)
	if s == nil || !answers(q) {
		return nil, nil
	}
	snap, err := s.fresh(ctx)
	if err == nil && snap == nil {
		return nil, nil
	}
	var found *chat.Found
	if err == nil {
		found, err = s.find(ctx, snap, q)
		s.release(snap)
	}
	if mustReset(err) {
		s.reset(err)
		return nil, nil
	}
	return found, err
}

// mustReset reports whether an error says that the index is of no use any more.
func mustReset(err error) bool {
	var path *fs.PathError
	return errors.Is(err, ErrDamaged) || errors.Is(err, errPosting) || errors.Is(err, errOtherLog) || errors.As(err, &path)
}
