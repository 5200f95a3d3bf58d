package live_test

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain looks whether sessions and rooms leave goroutines behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
