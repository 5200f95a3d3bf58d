package v4

import (
	"net/http/httptest"
	"testing"

	"github.com/parleychat/parley/internal/v4/v4test"
)

// The same vectors run against the finished program on each database; here they
// hold the API against the store in memory.
func TestVectors(t *testing.T) {
	t.Parallel()
	w := withChats(t)
	server := httptest.NewServer(w)
	defer server.Close()
	v4test.Run(t, server.URL, w.key, "testdata/vectors")
	v4test.Run(t, server.URL, w.key, "testdata/vectors/once")
}
