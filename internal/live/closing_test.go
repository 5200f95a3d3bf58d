package live_test

import (
	"io"
	"testing"
)

// TestOneCloseFrameEndsAConnection holds that whoever began to close, there is one frame
// of ours and then nothing: browsers take a second one for a fault.
func TestOneCloseFrameEndsAConnection(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, c := range map[string]struct {
		begins, answers []byte
		code            int
	}{
		"the server begins":             {masked(0x81, "nonsense"), masked(0x88, "\x03\xf0"), 1008},
		"the client begins":             {masked(0x88, "\x03\xe8"), nil, 1000},
		"the client begins with no why": {masked(0x88, ""), nil, 1000},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := w.raw(t)
			r.write(t, c.begins)
			if code := r.closed(t); code != c.code {
				t.Errorf("closed with %d, want %d", code, c.code)
			}
			r.write(t, c.answers)
			if rest, err := io.ReadAll(r.in); len(rest) > 0 {
				t.Errorf("after the close frame came % x, %v", rest, err)
			}
		})
	}
}
