package chattest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"sync"

	"github.com/parleychat/parley/internal/chat"
)

// Files is a chat.Files in memory. The zero value is ready.
type Files struct {
	mu       sync.Mutex
	contents map[chat.SiteFile][]byte
}

// Put implements chat.Files.
func (f *Files) Put(_ context.Context, file chat.SiteFile, content io.Reader) error {
	data, err := io.ReadAll(content)
	if err != nil {
		return fmt.Errorf("read the file's content: %w", err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.contents == nil {
		f.contents = map[chat.SiteFile][]byte{}
	}
	f.contents[file] = data
	return nil
}

// Open implements chat.Files.
func (f *Files) Open(_ context.Context, file chat.SiteFile) (io.ReadCloser, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	data, ok := f.contents[file]
	if !ok {
		return nil, chat.NotFound("there is no such file")
	}
	return io.NopCloser(bytes.NewReader(data)), nil
}

// Remove implements chat.Files.
func (f *Files) Remove(_ context.Context, file chat.SiteFile) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.contents, file)
	return nil
}

// Keys are the keys of the files of a site, in order.
func (f *Files) Keys(site chat.SiteID) (keys []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for file := range f.contents {
		if file.Site == site {
			keys = append(keys, file.Key)
		}
	}
	slices.Sort(keys)
	return keys
}

// Bus is a chat.Bus that counts the news and passes none on. The zero value is
// ready.
type Bus struct {
	mu   sync.Mutex
	news map[chat.SiteID]int
}

// Publish implements chat.Bus.
func (b *Bus) Publish(_ context.Context, site chat.SiteID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.news == nil {
		b.news = map[chat.SiteID]int{}
	}
	b.news[site]++
}

// News is how often news of a site was published.
func (b *Bus) News(site chat.SiteID) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.news[site]
}

// Follow implements chat.Bus; the channel stays silent and closes with ctx.
func (b *Bus) Follow(ctx context.Context, _ chat.SiteID) <-chan struct{} {
	ch := make(chan struct{})
	context.AfterFunc(ctx, func() { close(ch) })
	return ch
}

// Whisper implements chat.Bus and passes nothing on.
func (b *Bus) Whisper(context.Context, chat.SiteID, chat.GUID, []byte) {}

// Spread implements chat.Bus and passes nothing on.
func (b *Bus) Spread(context.Context, chat.SiteID, chat.GUID, *chat.Advance) {}

// Listen implements chat.Bus; the listener is told nothing.
func (b *Bus) Listen(context.Context, chat.SiteID, chat.GUID, chat.Listener) (leave func()) {
	return func() {}
}
