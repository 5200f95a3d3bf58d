package client

import (
	"errors"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"github.com/coder/websocket"
)

// FullJitter waits before another try for a random time, of which the most doubles with
// each failure in a row, from one bound to the other. So the clients of a server that was
// away do not all come back at once.
func FullJitter(from, to time.Duration) func(failures int) time.Duration {
	return func(failures int) time.Duration {
		most := from
		for ; failures > 0 && most < to; failures-- {
			most *= 2
		}
		return rand.N(min(most, to)) + 1 //nolint:gosec // a pause need not be secret
	}
}

// The close codes that clients tell apart.
const (
	closeTooBig  = websocket.StatusMessageTooBig
	closePolicy  = websocket.StatusPolicyViolation
	closeRestart = websocket.StatusServiceRestart
)

// restartIn is how long a server that ends wants to be left alone.
func restartIn(err error) time.Duration {
	var closed websocket.CloseError
	if !errors.As(err, &closed) || closed.Code != closeRestart {
		return 0
	}
	text, ok := strings.CutPrefix(closed.Reason, "reconnectIn=")
	seconds, err := strconv.ParseUint(text, 10, 10)
	if !ok || err != nil {
		return 0
	}
	return time.Duration(seconds) * time.Second
}
