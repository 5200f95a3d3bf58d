package bus_test

import (
	"testing"

	"github.com/parleychat/parley/internal/bus"
	"github.com/parleychat/parley/internal/bus/bustest"
	"github.com/parleychat/parley/internal/chat"
)

func TestLocal(t *testing.T) {
	bustest.Run(t, func() chat.Bus { return bus.NewLocal() })
}
