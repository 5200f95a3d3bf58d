package index

import (
	"errors"
	"path/filepath"
)

// position is a place in the event log.
type position struct {
	at   int64   // the number of the last event before it
	last *anchor // the last event that was seen before it; nil for none
}

// snapshot is the index of a site at one moment. It never changes.
type snapshot struct {
	position
	parts []part
}

// with is a snapshot in which some chats are dead and a segment was added.
func (s *snapshot) with(dead []int64, added *segment) *snapshot {
	next := &snapshot{position: s.position, parts: make([]part, 0, len(s.parts)+1)}
	for _, p := range s.parts {
		var live set
		for _, id := range dead {
			if i := p.find(id); i >= 0 && p.live.has(i) {
				if live == nil {
					live = p.live.clone()
				}
				live.remove(i)
			}
		}
		if live != nil {
			p.live = live
		}
		next.parts = append(next.parts, p)
	}
	if added != nil {
		next.parts = append(next.parts, part{added, fullSet(added.n)})
	}
	return next
}

// replaced is a snapshot in which merged stands for some parts, with the chats dead
// that died in these since they were merged. merged may be nil when it has no chats.
func (s *snapshot) replaced(old []part, maps []moved, merged *segment) *snapshot {
	next := &snapshot{position: s.position}
	var live set
	if merged != nil {
		live = fullSet(merged.n)
	}
	for _, p := range s.parts {
		k := indexOf(old, p.segment)
		if k < 0 {
			next.parts = append(next.parts, p)
			continue
		}
		died := old[k].live.clone()
		died.andNot(p.live)
		for i := died.next(0); i >= 0; i = died.next(i + 1) {
			live.remove(int(maps[k][i]))
		}
	}
	if merged != nil {
		next.parts = append(next.parts, part{merged, live})
	}
	return next
}

func indexOf(parts []part, s *segment) int {
	for i, p := range parts {
		if p.segment == s {
			return i
		}
	}
	return -1
}

// closeFiles closes the files of segments that nobody uses yet.
func (s *snapshot) closeFiles() error {
	var errs []error
	for _, p := range s.parts {
		if p.file != nil {
			errs = append(errs, p.file.Close())
		}
	}
	return errors.Join(errs...)
}

// acquire gives the present snapshot, whose files stay until release.
func (s *site) acquire() *snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.now.parts {
		p.users.Add(1)
	}
	return s.now
}

func (s *site) release(snap *snapshot) {
	for _, p := range snap.parts {
		s.drop(p.segment)
	}
}

// drop ends one use of a segment. The file of one that nobody uses any more is
// closed, and wiped unless the index is being closed.
func (s *site) drop(seg *segment) {
	if seg.users.Add(-1) > 0 || seg.file == nil {
		return
	}
	err := seg.file.Close()
	if !s.keepFiles.Load() {
		err = errors.Join(err, wipe(filepath.Join(s.folder, seg.file.name)))
	}
	if err != nil {
		s.log.Error("a segment that is not needed any more is left", "site", s.id, "error", err)
	}
}

// publish makes a snapshot the present one.
func (s *site) publish(next *snapshot) {
	s.mu.Lock()
	before := s.now
	s.now = next
	for _, p := range next.parts {
		p.users.Add(1)
	}
	s.mu.Unlock()
	if before != nil {
		s.release(before)
	}
}
