package index

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// canaries are texts for everything that the index looks into. Their beginnings
// differ from all other terms, so that none is stored without them.
func canaries() (*chat.Chat, []string) {
	c := &chat.Chat{GUID: chat.GUID{99}, RequestedTime: time.Unix(5, 0), DepartmentID: chat.GUID{0xCA, 0x9A, 0x41}}
	c.PreChat = chat.PreChat{Name: "Qnamecanary Q", Email: "qmailcanary@example.com", Phone: "qphonecanary", Company: "QCompanyCanary"}
	c.Messages = []chat.Message{{Text: "xmessagecanary"}, {Text: "zothercanary"}}
	c.Wrapup = &chat.Wrapup{Comment: "ycommentcanary"}
	return c, []string{"namecanary", "Qnamecanary", "mailcanary", "phonecanary", "companycanary", "CompanyCanary", "messagecanary", "othercanary", "commentcanary", "\xca\x9a\x41"}
}

// seen tells which canaries stand in the files of a folder.
func seen(t *testing.T, folder string, canaries []string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		for _, c := range canaries {
			if bytes.Contains(content, []byte(c)) {
				found = append(found, c)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestNothingOfADeletedOrChangedChatIsLeftInTheFiles(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*fakeSource, *chat.Chat){
		"deleted": func(s *fakeSource, c *chat.Chat) {
			delete(s.chats, c.ID)
			s.log(chat.ChatDeleted, c)
		},
		"changed": func(s *fakeSource, c *chat.Chat) {
			s.chats[c.ID] = &chat.Chat{ID: c.ID, GUID: c.GUID}
			s.log(chat.ChatChanged, c)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := time.Unix(1000, 0)
			source, folder := newFakeSource(), filepath.Join(t.TempDir(), "index")
			source.store(t, 15)
			c, canaries := canaries()
			c.ID = 1000
			source.chats[c.ID] = c
			source.log(chat.ChatStored, c)
			s := fewSite(t, source, folder)
			s.clock = func() time.Time { return now }
			step := func() (again time.Time) {
				if err := s.lookOnce(t.Context()); err != nil {
					t.Fatal(err)
				}
				again, err := s.tend(false)
				if err != nil {
					t.Fatal(err)
				}
				return again
			}
			step()
			if found := seen(t, folder, canaries); len(found) != len(canaries) {
				t.Fatalf("of the canaries only %q are in the files", found)
			}
			linked := linkAll(t, folder)
			end(source, c)
			again := step()
			// The control: before the purge all is still there, and nothing of it is found.
			if found := seen(t, folder, canaries); len(found) != len(canaries) {
				t.Fatalf("before the purge only %q are in the files", found)
			}
			if again.Sub(now) > purgeAfter || again.IsZero() {
				t.Errorf("the purge is due at %v", again)
			}
			now = again
			step()
			if found := seen(t, folder, canaries); len(found) > 0 {
				t.Errorf("%q are in the files", found)
			}
			if found := seen(t, linked, canaries); len(found) > 0 {
				t.Errorf("%q are on the disk, in files that were removed", found)
			}
			if !s.present().alive() {
				t.Error("dead chats are left")
			}
			wantAsNew(t, s, source)
			if err := s.close(); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// linkAll gives the files of a folder second names, under which they can be looked
// at when they have been removed.
func linkAll(t *testing.T, folder string) string {
	t.Helper()
	to := t.TempDir()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), segmentSuffix) {
			if err := os.Link(filepath.Join(folder, e.Name()), filepath.Join(to, e.Name())); err != nil {
				t.Fatal(err)
			}
		}
	}
	return to
}

// TestPurgesRest shows that an index whose chats are deleted all the time is not
// purged all the time.
func TestPurgesRest(t *testing.T) {
	t.Parallel()
	now := time.Unix(1000, 0)
	source := newFakeSource()
	source.store(t, 30)
	s := fewSite(t, source, filepath.Join(t.TempDir(), "index"))
	s.clock = func() time.Time { now = now.Add(100 * time.Millisecond); return now }
	if err := s.lookOnce(t.Context()); err != nil {
		t.Fatal(err)
	}
	began, purges := now, 0
	for now.Sub(began) < time.Minute {
		source.store(t, 1)
		source.remove(1)
		if err := s.lookOnce(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := s.tend(false); err != nil {
			t.Fatal(err)
		}
		if s.present().alive() {
			purges++
		}
	}
	if purges < 10 || purges > 60 {
		t.Errorf("%d purges in a minute", purges)
	}
}

// TestSearchesUnderWayKeepTheirFiles purges while a search is being judged.
func TestSearchesUnderWayKeepTheirFiles(t *testing.T) {
	t.Parallel()
	source := newFakeSource()
	source.store(t, 30)
	s := fewSite(t, source, filepath.Join(t.TempDir(), "index"))
	if err := work(t, s, source); err != nil {
		t.Fatal(err)
	}
	s = fewSite(t, source, s.disk.folder)
	judging := &judgeHook{fakeSource: source}
	s.source = judging
	judging.hook = func() {
		source.remove(5)
		if err := s.lookOnce(context.Background()); err != nil {
			t.Error(err)
		}
		if _, err := s.purge(true); err != nil {
			t.Error(err)
		}
	}
	x := &Index{sites: map[chat.SiteID]*site{1: s}}
	for _, d := range chat.Fields() {
		if d.Name == "status" {
			q := chat.Query{Where: words(t, `"from first"`), Size: 100, Facets: nil}
			q.Facets = append(q.Facets, d.Field)
			found, err := x.Find(t.Context(), 1, q)
			if err != nil || found == nil || len(found.IDs) == 0 || len(found.Facets[0].Values) == 0 {
				t.Errorf("%+v, %v", found, err)
			}
		}
	}
}

// judgeHook lets something happen while chats are judged: once at a time, though
// several processors may ask.
type judgeHook struct {
	*fakeSource
	mu   sync.Mutex
	hook func()
}

func (j *judgeHook) Judge(ctx context.Context, id chat.SiteID, q chat.Query, ids []int64) (chat.Judged, error) {
	j.mu.Lock()
	j.hook()
	j.mu.Unlock()
	return j.fakeSource.Judge(ctx, id, q, ids)
}
