package store

import (
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
)

// severalAtOnce is how many pieces of work one goroutine takes at a time.
const severalAtOnce = 8

// inParallel calls fn with each number below n, on all processors when n is large
// enough for that to pay. It gives all errors.
func inParallel(n int, fn func(int) error) error {
	var next atomic.Int64
	var mu sync.Mutex
	var errs []error
	work := func() {
		for {
			from := int(next.Add(severalAtOnce)) - severalAtOnce
			for i := from; i < min(from+severalAtOnce, n); i++ {
				if err := fn(i); err != nil {
					mu.Lock()
					errs = append(errs, err)
					mu.Unlock()
				}
			}
			if from >= n {
				return
			}
		}
	}
	var others sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (n+severalAtOnce-1)/severalAtOnce) - 1 {
		others.Go(work)
	}
	work()
	others.Wait()
	return errors.Join(errs...)
}
