package chattest

import (
	"context"
	"maps"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// liveFile is a file that was announced, and perhaps sent.
type liveFile struct {
	chat.Announced
	sent bool
}

// ChatOfFile implements chat.SentFiles.
func (s *Store) ChatOfFile(_ context.Context, id chat.SiteID, key string) (chat.GUID, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.at(id).live.files[key]; f.sent {
		return f.Chat, nil
	}
	return chat.GUID{}, chat.NotFound("there is no such file")
}

// DoomOverdue implements chat.SentFiles.
func (s *Store) DoomOverdue(_ context.Context, now time.Time, limit int) (n int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, at := range s.sites {
		for key, f := range at.live.files {
			if n < limit && !f.sent && !f.Until.After(now) {
				delete(at.live.files, key)
				s.doomed = append(s.doomed, chat.SiteFile{Site: id, Key: key})
				n++
			}
		}
	}
	return n, nil
}

// Announce implements chat.SentFilesTx.
func (t *liveTx) Announce(_ context.Context, f chat.Announced) error {
	t.live.files[f.Key] = liveFile{Announced: f}
	return nil
}

// Sent implements chat.SentFilesTx.
func (t *liveTx) Sent(_ context.Context, key string) error {
	f, ok := t.live.files[key]
	if !ok || f.sent {
		t.failed = chat.Conflict("the file is not announced any more")
		return t.failed
	}
	f.sent = true
	t.live.files[key] = f
	return nil
}

// Abandon implements chat.SentFilesTx.
func (t *liveTx) Abandon(_ context.Context, key string) error {
	if !t.live.files[key].sent {
		delete(t.live.files, key)
		t.doomed = append(t.doomed, key)
	}
	return nil
}

// BytesSent implements chat.SentFilesTx.
func (t *liveTx) BytesSent(_ context.Context, sender chat.GUID, since time.Time) (total int64, err error) {
	for _, f := range t.live.files {
		if f.Sender == sender && f.At.After(since) {
			total += f.Size
		}
	}
	return total, nil
}

// DoomFiles implements chat.SentFilesTx.
func (t *liveTx) DoomFiles(_ context.Context, of chat.GUID) error {
	t.dropFiles(of)
	return nil
}

// dropFiles dooms the files of a chat or agent that is gone; one under way becomes doomed when
// its time is over.
func (t *tx) dropFiles(gone chat.GUID) {
	maps.DeleteFunc(t.live.files, func(key string, f liveFile) bool {
		if f.Chat != gone || !f.sent {
			return false
		}
		t.doomed = append(t.doomed, key)
		return true
	})
}
