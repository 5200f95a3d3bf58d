package chat

import (
	"context"
	"sync"
	"time"
)

// rounds is how what is due in the store is done: each round starts some of it, which goes
// on beside the next ones, and reports how many it has started.
type rounds struct {
	start  func(context.Context) (started int, err error)
	report func(error)     // takes what nobody can be told
	wake   <-chan struct{} // asks for a round before its time; nil for none
	under  *sync.WaitGroup // what was started, and goes on
}

// run makes a round within the time every until ctx ends. Then it waits for what is under way.
func (r rounds) run(ctx context.Context, every time.Duration) {
	defer r.under.Wait()
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if _, err := r.start(ctx); err != nil && ctx.Err() == nil {
			r.report(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-r.wake:
		}
	}
}

// toEnd makes rounds until one starts nothing, and waits for what each has started.
func (r rounds) toEnd(ctx context.Context) error {
	for {
		started, err := r.start(ctx)
		if r.under.Wait(); err != nil || started == 0 {
			return err
		}
	}
}
