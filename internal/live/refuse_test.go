package live

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/parleychat/parley/internal/chat"
)

// TestWhoHasSentTooMuchInADayIsToldToWaitLonger than who sends too many files at a time.
func TestWhoHasSentTooMuchInADayIsToldToWaitLonger(t *testing.T) {
	t.Parallel()
	for err, want := range map[error]string{chat.ErrTooManyFiles: "3600", chat.Limited("too many at a time"): ""} {
		w := httptest.NewRecorder()
		NewFiles(FileOptions{}).refuse(w, httptest.NewRequest(http.MethodPost, FilesPath, nil), err)
		if got := w.Header().Get("Retry-After"); w.Code != http.StatusTooManyRequests || got != want {
			t.Errorf("%v: %d, Retry-After %q", err, w.Code, got)
		}
	}
}
