package index

import (
	"context"
	"errors"
	"time"
)

// follow keeps the index of a site near its log, and in shape, until ctx ends.
func (s *site) follow(ctx context.Context, news <-chan struct{}) {
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	purge := time.NewTimer(0)
	defer purge.Stop()
	for {
		s.look(ctx)
		again, err := s.tend(false)
		switch {
		case mustReset(err):
			s.reset(err)
		case err != nil && ctx.Err() == nil:
			s.log.Error("keeping the index in shape", "site", s.id, "error", err)
		case !again.IsZero():
			purge.Reset(max(again.Sub(s.clock()), 0))
		}
		if !s.rest(ctx) {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-news:
		case <-look.C:
		case <-purge.C:
		case <-s.unkempt:
		}
	}
}

// rest lets news gather, and reports whether ctx goes on.
func (s *site) rest(ctx context.Context) bool {
	t := time.NewTimer(restAfter)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// look applies what is new in the log, and tends what grows meanwhile.
func (s *site) look(ctx context.Context) {
	err := s.lookOnce(ctx)
	switch {
	case err == nil || ctx.Err() != nil:
	case mustReset(err):
		s.reset(err)
	default:
		s.log.Error("following the event log for the index", "site", s.id, "error", err)
	}
}

func (s *site) lookOnce(ctx context.Context) error {
	had := s.present().at
	last, err := s.source.LastEvent(ctx, s.id)
	if err != nil {
		return err
	}
	if last < had {
		return errOtherLog // a backup was restored
	}
	for {
		more, err := s.step(ctx, last)
		if err != nil || !more {
			return err
		}
		if _, err := s.tend(false); err != nil {
			return err
		}
	}
}

// close writes everything to files.
func (s *site) close() error {
	_, err := s.tend(true)
	s.keepFiles.Store(true)
	s.mu.Lock()
	last := s.now
	s.now = &snapshot{}
	s.mu.Unlock()
	s.release(last)
	return errors.Join(err)
}
