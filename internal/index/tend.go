package index

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
)

// sizes say when segments are merged.
type sizes struct {
	memory int // so many chats in memory are written to a file
	large  int // a file with so many living chats is not merged any more
	files  int // so many smaller files are merged
	most   int // chats of a segment
}

var usualSizes = sizes{memory: 8192, large: 3 << 14, files: 8, most: maxSegment}

// manySegments in memory ask for tend.
const manySegments = 24

// When the dead are purged.
const (
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

// mergeMemory writes the segments in memory to a file when they are many chats, or
// else merges those that are small.
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
	if total < s.sizes.memory && (!flush || total == 0) {
		return s.mergeSmall(small)
	}
	err := s.merge(upTo(small, s.sizes.most), true)
	if err != nil && !flush { // the disk may be full: then all stays in memory
		err = errors.Join(err, s.mergeSmall(small))
	}
	return err
}

// mergeSmall merges the smallest segments in memory, as long as they are of about the
// same size.
func (s *site) mergeSmall(small []part) error {
	sum, n := 0, 0
	for n < len(small) && small[n].n <= 2*sum+64 && sum+small[n].n <= s.sizes.most {
		sum += small[n].n
		n++
	}
	if n < 4 {
		return nil
	}
	return s.merge(small[:n], false)
}

// upTo are the first parts that have together at most so many chats, one at least.
func upTo(parts []part, most int) []part {
	sum := 0
	for i, p := range parts {
		if sum += p.live.count(); sum > most && i > 0 {
			return parts[:i]
		}
	}
	return parts
}

// mergeFiles merges small files into a large one.
func (s *site) mergeFiles() error {
	var small []part
	for _, p := range s.present().parts {
		if p.file != nil && p.live.count() < s.sizes.large {
			small = append(small, p)
		}
	}
	if len(small) < s.sizes.files {
		return nil
	}
	slices.SortFunc(small, func(a, b part) int { return cmp.Compare(a.live.count(), b.live.count()) })
	if small = upTo(small, s.sizes.most); len(small) < 2 {
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
		if merged, err = save(merged, s.disk, uuid.NewString()+segmentSuffix); err != nil {
			return err
		}
	}
	if now := s.present(); toFile || parts[0].file != nil {
		if err := writeManifest(s.disk, now.replaced(parts, maps, merged)); err != nil {
			return errors.Join(err, s.discard(merged))
		}
	}
	s.applying.Lock()
	before := s.publish(s.now.replaced(parts, maps, merged))
	s.applying.Unlock()
	s.release(before)
	return nil
}

// discard removes a segment that nobody has seen.
func (s *site) discard(seg *segment) error {
	if seg == nil || seg.file == nil {
		return nil
	}
	return errors.Join(seg.file.Close(), s.disk.wipe(seg.file.name))
}
