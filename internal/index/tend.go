package index

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/google/uuid"
)

// When segments are merged, and the dead purged.
const (
	manySegments  = 24      // in memory: ask for tend
	flushChats    = 8192    // in memory: write them to a file
	largeSegment  = 3 << 14 // living chats, from which on a segment is not merged
	smallFiles    = 8       // of which as many are merged
	purgeAfter    = time.Second
	purgeRest     = 10 // times as long as a purge took
	mostPurgeRest = 5 * time.Minute
)

// upkeep is what tend remembers; tending guards it.
type upkeep struct {
	dead      time.Time // when chats were first seen dead, zero when there are none
	nextPurge time.Time
}

// notice asks for tend when a snapshot needs it.
func (s *site) notice(now *snapshot) {
	inMemory := 0
	for _, p := range now.parts {
		if p.file == nil {
			inMemory++
		}
	}
	if inMemory >= manySegments || !now.alive() {
		select {
		case s.unkempt <- struct{}{}:
		default:
		}
	}
}

// alive reports whether no chat of the snapshot is dead.
func (s *snapshot) alive() bool {
	return !slices.ContainsFunc(s.parts, part.hasDead)
}

func (p part) hasDead() bool { return p.live.count() < p.n }

// tend merges small segments, writes them to files and purges the dead, as far as it
// is time for that. It tells when to come back for the dead, zero for never.
func (s *site) tend(closing bool) (again time.Time, err error) {
	s.tending.Lock()
	defer s.tending.Unlock()
	if err := s.mergeMemory(closing); err != nil {
		return again, err
	}
	if err := s.mergeFiles(); err != nil {
		return again, err
	}
	return s.purge(closing)
}

// present is the snapshot of the moment; whoever merges must not rely on its
// living chats.
func (s *site) present() *snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// mergeMemory merges segments in memory with those of about their size, or all of
// them into a file.
func (s *site) mergeMemory(flush bool) error {
	var small []part
	total := 0
	for _, p := range s.present().parts {
		if p.file == nil {
			small = append(small, p)
			total += p.n
		}
	}
	slices.SortFunc(small, func(a, b part) int { return cmp.Compare(a.n, b.n) })
	if total >= flushChats || flush && total > 0 {
		return s.merge(upTo(small, maxSegment), true)
	}
	sum, n := 0, 0
	for n < len(small) && small[n].n <= 2*sum+64 {
		sum += small[n].n
		n++
	}
	if n < 4 {
		return nil
	}
	return s.merge(small[:n], false)
}

// upTo are the first parts that have together at most so many chats.
func upTo(parts []part, most int) []part {
	sum := 0
	for i, p := range parts {
		if sum += p.live.count(); sum > most {
			return parts[:i]
		}
	}
	return parts
}

// mergeFiles merges small files into a large one.
func (s *site) mergeFiles() error {
	var small []part
	for _, p := range s.present().parts {
		if p.file != nil && p.live.count() < largeSegment {
			small = append(small, p)
		}
	}
	if len(small) < smallFiles {
		return nil
	}
	slices.SortFunc(small, func(a, b part) int { return cmp.Compare(a.live.count(), b.live.count()) })
	if small = upTo(small, maxSegment); len(small) < 2 {
		return nil
	}
	return s.merge(small, true)
}

// purge rewrites the segments in which chats are dead, once they have been for a
// while, and rests after that so that it does not take a processor for itself.
func (s *site) purge(atOnce bool) (again time.Time, err error) {
	snap, now := s.present(), s.clock()
	if snap.alive() {
		s.upkeep.dead = time.Time{}
		return again, nil
	}
	if s.upkeep.dead.IsZero() {
		s.upkeep.dead = now
	}
	due := s.upkeep.dead.Add(purgeAfter)
	if due.Before(s.upkeep.nextPurge) {
		due = s.upkeep.nextPurge
	}
	if now.Before(due) && !atOnce {
		return due, nil
	}
	for _, p := range snap.parts {
		if !p.hasDead() {
			continue
		}
		if err := s.merge([]part{p}, p.file != nil); err != nil {
			return again, err
		}
	}
	took := s.clock().Sub(now)
	s.upkeep.nextPurge = s.clock().Add(min(took*purgeRest, mostPurgeRest))
	s.upkeep.dead = time.Time{}
	if !s.present().alive() {
		again = s.upkeep.nextPurge
	}
	return again, nil
}

// merge puts a new segment in the place of some parts. When files change, the
// manifest names the new ones before the old ones go.
func (s *site) merge(parts []part, toFile bool) error {
	merged, maps, err := merge(parts)
	if err != nil {
		return fmt.Errorf("merge segments: %w", err)
	}
	switch {
	case merged.n == 0:
		merged = nil
	case toFile:
		if merged, err = save(merged, s.folder, uuid.NewString()+segmentSuffix); err != nil {
			return err
		}
	}
	s.applying.Lock()
	defer s.applying.Unlock()
	next := s.now.replaced(parts, maps, merged)
	if !sameFiles(s.now, next) {
		if err := writeManifest(s.folder, next); err != nil {
			return errors.Join(err, discard(merged, s.folder))
		}
	}
	s.publish(next)
	return nil
}

func discard(s *segment, folder string) error {
	if s == nil || s.file == nil {
		return nil
	}
	return errors.Join(s.file.Close(), wipe(filepath.Join(folder, s.file.name)))
}

func sameFiles(a, b *snapshot) bool {
	return slices.Equal(fileNames(a), fileNames(b))
}

func fileNames(s *snapshot) (names []string) {
	for _, p := range s.parts {
		if p.file != nil {
			names = append(names, p.file.name)
		}
	}
	slices.Sort(names)
	return names
}
