package bus_test

import (
	"testing"

	"github.com/parleychat/parley/internal/bus"
	"github.com/parleychat/parley/internal/bus/bustest"
	"github.com/parleychat/parley/internal/chat"
)

func TestLocal(t *testing.T) {
	t.Parallel()
	bustest.Run(t, func(*testing.T) (here, there chat.Bus) {
		b := bus.NewLocal()
		return b, b
	})
}
