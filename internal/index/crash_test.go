package index

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

var errCrash = errors.New("the process is gone")

// fewSite opens the index of site 1 with few chats a file.
func fewSite(tb testing.TB, source chat.IndexSource, folder string) *site {
	tb.Helper()
	s, err := openSite(1, source, folder, discardLog(), time.Now)
	if err != nil {
		tb.Fatal(err)
	}
	s.sizes = fewChats
	return s
}

// work lets an index go through everything that changes files.
func work(tb testing.TB, s *site, source *fakeSource) error {
	tb.Helper()
	for range 6 {
		source.store(tb, 7)
		source.remove(2)
		if err := s.lookOnce(tb.Context()); err != nil {
			return err
		}
		if _, err := s.tend(false); err != nil {
			return err
		}
	}
	if _, err := s.purge(true); err != nil {
		return err
	}
	return s.close()
}

// said is what an index says of its chats once it has caught up.
func said(tb testing.TB, s *site) map[int64]string {
	tb.Helper()
	if err := s.lookOnce(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	snap := s.acquire()
	defer s.release(snap)
	return describe(tb, snap.parts...)
}

// asNew is an error when an index says something else than one that is made anew.
func asNew(tb testing.TB, s *site, source *fakeSource) error {
	tb.Helper()
	anew := fewSite(tb, source, filepath.Join(tb.TempDir(), "anew"))
	got, want := said(tb, s), said(tb, anew)
	if !maps.Equal(got, want) || len(want) == 0 {
		return fmt.Errorf("the index says\n%v\none made anew says\n%v", got, want)
	}
	return nil
}

func wantAsNew(tb testing.TB, s *site, source *fakeSource) {
	tb.Helper()
	if err := asNew(tb, s, source); err != nil {
		tb.Fatal(err)
	}
}

// TestAsNewSeesDifferences is the control of all that compare with an index made
// anew.
func TestAsNewSeesDifferences(t *testing.T) {
	t.Parallel()
	for name, wrong := range map[string]func(*snapshot){
		"skips events":    func(s *snapshot) { s.at++ },
		"forgets a death": func(s *snapshot) { s.parts[0].live = fullSet(s.parts[0].n) },
		"loses a chat":    func(s *snapshot) { s.parts[0].live.remove(s.parts[0].live.next(0)) },
		"loses a segment": func(s *snapshot) { s.parts = s.parts[1:] },
	} {
		source := newFakeSource()
		source.store(t, 20)
		s := fewSite(t, source, filepath.Join(t.TempDir(), "index"))
		if err := s.lookOnce(t.Context()); err != nil {
			t.Fatal(err)
		}
		source.remove(3)
		if err := s.lookOnce(t.Context()); err != nil {
			t.Fatal(err)
		}
		next := &snapshot{s.now.position, []part{{s.now.parts[0].segment, s.now.parts[0].live.clone()}}}
		wrong(next)
		s.release(s.publish(next))
		source.store(t, 1)
		if err := asNew(t, s, source); err == nil {
			t.Errorf("an index that %s is taken for a right one", name)
		}
	}
}

// TestAfterACrashTheIndexIsAsMadeAnew ends the process before each change of a file.
func TestAfterACrashTheIndexIsAsMadeAnew(t *testing.T) {
	t.Parallel()
	crashed := true
	changes := map[string]bool{}
	for at := 1; crashed; at++ {
		source, folder := newFakeSource(), filepath.Join(t.TempDir(), "index")
		s := fewSite(t, source, folder)
		n := 0
		s.disk.crash = func(change, name string) error {
			if n++; n >= at {
				changes[change+" "+filepath.Ext(name)] = true
				return errCrash
			}
			return nil
		}
		err := work(t, s, source)
		crashed = n >= at
		if err != nil && !errors.Is(err, errCrash) {
			t.Fatal(err)
		}
		again := fewSite(t, source, folder)
		wantAsNew(t, again, source)
		if err := again.close(); err != nil {
			t.Fatal(err)
		}
		wantOnlyNamed(t, folder)
	}
	if len(changes) < 6 {
		t.Errorf("only these changes were interrupted: %v", changes)
	}
}

// wantOnlyNamed looks for files that the manifest does not name.
func wantOnlyNamed(t *testing.T, folder string) {
	t.Helper()
	manifest, err := os.ReadFile(filepath.Join(folder, manifestName))
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != manifestName && !strings.Contains(string(manifest), e.Name()) {
			t.Errorf("%s is left over", e.Name())
		}
	}
}

// TestDamageIsNoticed changes each file in many places, one at a time.
func TestDamageIsNoticed(t *testing.T) {
	t.Parallel()
	source, folder := newFakeSource(), filepath.Join(t.TempDir(), "index")
	if err := work(t, fewSite(t, source, folder), source); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) < 2 {
		t.Fatal(entries, err)
	}
	noticed := 0
	for _, e := range entries {
		whole, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for at := 0; at < len(whole); at += 1 + len(whole)/23 {
			for name, damage := range map[string]func() []byte{
				"changed": func() []byte { b := append([]byte(nil), whole...); b[at] ^= 0x55; return b },
				"cut":     func() []byte { return whole[:at] },
			} {
				hurt := copyFolder(t, folder)
				if err := os.WriteFile(filepath.Join(hurt, e.Name()), damage(), 0o600); err != nil {
					t.Fatal(err)
				}
				if useDamaged(t, source, hurt) {
					noticed++
				} else {
					t.Logf("%s, %s at %d of %d: not noticed", e.Name(), name, at, len(whole))
				}
			}
		}
	}
	if noticed < 20 {
		t.Errorf("only %d damages were noticed", noticed)
	}
}

// useDamaged opens a damaged index and uses all of it, which must go as with one
// made anew. It reports whether the damage was noticed.
func useDamaged(t *testing.T, source *fakeSource, folder string) bool {
	t.Helper()
	s := fewSite(t, source, folder)
	defer s.close() //nolint:errcheck // what it says was looked at
	noticed := len(s.present().parts) == 0
	for _, p := range s.present().parts {
		if err := p.scan("", "", func([]byte, posting) error { return nil }); err != nil {
			if !mustReset(err) {
				t.Fatalf("%v is no reason to make the index anew", err)
			}
			noticed = true
			s.reset(err)
			break
		}
	}
	wantAsNew(t, s, source)
	return noticed
}

func copyFolder(t *testing.T, from string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "copy")
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return to
}

func TestAnIndexOfAnotherLogIsMadeAnew(t *testing.T) {
	t.Parallel()
	for name, other := range map[string]func(*fakeSource) *fakeSource{
		"another database": func(*fakeSource) *fakeSource {
			other := newFakeSource()
			other.name = "other"
			other.store(t, 100)
			return other
		},
		"a backup": func(s *fakeSource) *fakeSource { return s.backup() },
		"a backup with other events since": func(s *fakeSource) *fakeSource {
			old := s.backup()
			old.name = "since"
			old.store(t, 60)
			return old
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source, folder := newFakeSource(), filepath.Join(t.TempDir(), "index")
			source.store(t, 30)
			source.keep()
			if err := work(t, fewSite(t, source, folder), source); err != nil {
				t.Fatal(err)
			}
			changed := other(source)
			s := fewSite(t, changed, folder)
			if len(s.present().parts) > 0 {
				t.Error("the old index is used")
			}
			wantAsNew(t, s, changed)
		})
	}
}

// TestALogThatIsReplacedWhileItRunsIsNoticed is a failover to a standby that had not
// everything.
func TestALogThatIsReplacedWhileItRunsIsNoticed(t *testing.T) {
	t.Parallel()
	source := newFakeSource()
	source.store(t, 10)
	source.keep()
	source.store(t, 10)
	s := fewSite(t, source, filepath.Join(t.TempDir(), "index"))
	if err := s.lookOnce(t.Context()); err != nil {
		t.Fatal(err)
	}
	source.restore()
	if err := s.lookOnce(t.Context()); !mustReset(err) {
		t.Fatalf("a shorter log: %v", err)
	}
	source.name = "since"
	source.store(t, 15)
	if err := s.lookOnce(t.Context()); !mustReset(err) {
		t.Fatalf("another log: %v", err)
	}
	s.reset(errOtherLog)
	wantAsNew(t, s, source)
}

func TestTheFolderBelongsToOneProcess(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "index")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := New(folder, Options{}); err == nil || !strings.Contains(err.Error(), "open to every user") {
		t.Errorf("a folder that everybody can read: %v", err)
	}
	if err := os.Chmod(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	first, err := New(folder, Options{})
	if err != nil {
		t.Fatal(err)
	}
	unlock, err := first.lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	second, err := New(folder, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if found, err := second.Find(t.Context(), 1, chat.Query{}); found != nil || err != nil {
		t.Errorf("while it waits for the folder: %v, %v", found, err)
	}
	taken := make(chan error, 1)
	go func() {
		unlock, err := second.lock(t.Context())
		if err == nil {
			unlock()
		}
		taken <- err
	}()
	select {
	case err := <-taken:
		t.Errorf("two have the folder: %v", err)
	default:
	}
	unlock()
	if err := <-taken; err != nil {
		t.Error(err)
	}
}

// TestAFullDiskKeepsAllInMemory lets no file be written.
func TestAFullDiskKeepsAllInMemory(t *testing.T) {
	t.Parallel()
	source := newFakeSource()
	s := fewSite(t, source, filepath.Join(t.TempDir(), "index"))
	full := true
	s.disk.crash = func(change, _ string) error {
		if full && change == "write" {
			return errCrash
		}
		return nil
	}
	for range 60 {
		source.store(t, 2)
		if err := s.lookOnce(t.Context()); err != nil && !errors.Is(err, errCrash) {
			t.Fatal(err)
		}
		if _, err := s.tend(false); err != nil && !errors.Is(err, errCrash) {
			t.Fatal(err)
		}
	}
	if n := len(s.present().parts); n > 30 {
		t.Errorf("there are %d segments in memory", n)
	}
	wantAsNew(t, s, source)
	full = false
	if err := work(t, s, source); err != nil {
		t.Fatal(err)
	}
	wantAsNew(t, fewSite(t, source, s.disk.folder), source)
}
