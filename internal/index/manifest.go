package index

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

const (
	manifestName  = "manifest.json"
	segmentSuffix = ".segment"
)

// manifest says what an index is made of. The files that it does not name are left
// over from a crash.
type manifest struct {
	Fingerprint string         `json:"fingerprint"`
	At          int64          `json:"at"`
	Last        *anchor        `json:"last,omitempty"`
	Segments    []manifestPart `json:"segments"`
}

type manifestPart struct {
	File string   `json:"file"`
	Live []uint64 `json:"live,omitempty"` // none when all are
}

// anchor is an event that the index has seen, to find out whether the log is still
// the same one.
type anchor struct {
	N    int64     `json:"n"`
	Time time.Time `json:"time"`
	GUID chat.GUID `json:"guid"`
}

func anchorOf(e chat.Event) *anchor { return &anchor{e.N, e.Time, e.Chat.GUID} }

// contradicts reports whether an event has the number of the anchor and is another.
func (a *anchor) contradicts(e chat.Event) bool {
	return a != nil && a.N == e.N && (!a.Time.Equal(e.Time) || a.GUID != e.Chat.GUID)
}

// writeManifest notes what of a snapshot is in files.
func writeManifest(folder string, s *snapshot) error {
	m := manifest{Fingerprint: fingerprint()}
	from := s.position
	for _, p := range s.parts {
		if p.file == nil {
			if p.since.at < from.at {
				from = p.since
			}
			continue
		}
		entry := manifestPart{File: p.file.name}
		if p.live.count() < p.n {
			entry.Live = p.live
		}
		m.Segments = append(m.Segments, entry)
	}
	m.At, m.Last = from.at, from.last
	text, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("write the index: %w", err)
	}
	return writeFile(folder, manifestName, text)
}

// readSnapshot reads what a manifest names, and wipes the files that it does not. A
// folder without a manifest gives an empty snapshot.
func readSnapshot(folder string) (*snapshot, error) {
	s := &snapshot{}
	text, err := os.ReadFile(filepath.Join(folder, manifestName))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return s, fmt.Errorf("read the index: %w", err)
	}
	var m manifest
	if err == nil {
		if err := json.Unmarshal(text, &m); err != nil {
			return s, fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		if m.Fingerprint != fingerprint() {
			return s, errors.New("the index is of another version of this program")
		}
	}
	named := map[string]bool{}
	for _, entry := range m.Segments {
		named[entry.File] = true
		p, err := readPart(folder, entry)
		if err != nil {
			return s, errors.Join(err, s.closeFiles())
		}
		s.parts = append(s.parts, p)
	}
	s.position = position{m.At, m.Last}
	return s, wipeOthers(folder, named)
}

func readPart(folder string, entry manifestPart) (part, error) {
	seg, err := load(folder, filepath.Base(entry.File))
	if err != nil {
		return part{}, err
	}
	p := part{seg, fullSet(seg.n)}
	if entry.Live != nil {
		if len(entry.Live) != len(p.live) {
			return part{}, errors.Join(fmt.Errorf("%w: the number of a segment's chats is in doubt", ErrDamaged), seg.file.Close())
		}
		p.live.and(entry.Live)
	}
	return p, nil
}

// wipeOthers wipes the segments that are not named, and what was being written.
func wipeOthers(folder string, named map[string]bool) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return fmt.Errorf("read the index: %w", err)
	}
	var errs []error
	for _, e := range entries {
		if name := e.Name(); !named[name] && (strings.HasSuffix(name, segmentSuffix) || strings.HasPrefix(name, "new-")) {
			errs = append(errs, wipe(filepath.Join(folder, name)))
		}
	}
	return errors.Join(errs...)
}

// wipeAll wipes an index.
func wipeAll(folder string) error {
	err := os.Remove(filepath.Join(folder, manifestName))
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return errors.Join(err, wipeOthers(folder, nil))
}
