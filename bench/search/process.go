package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// touch reads all files below the folders, so that the system has them in memory.
func touch(folders ...string) error {
	_, err := eachFile(folders, func(path string) (int64, error) {
		f, err := os.Open(path)
		if err != nil {
			return 0, err
		}
		n, err := io.Copy(io.Discard, f)
		return n, errors.Join(err, f.Close())
	})
	return err
}

// eachFile sums up over the regular files below the folders. One that vanishes
// meanwhile counts nothing.
func eachFile(folders []string, of func(path string) (int64, error)) (sum int64, err error) {
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() {
				var n int64
				n, err = of(path)
				sum += n
			}
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			return err
		})
		if err != nil {
			return 0, err
		}
	}
	return sum, nil
}

func fileSize(path string) (int64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// bytesOnDisk is the size of the database and all that is kept beside it.
func (x *bench) bytesOnDisk(ctx context.Context) (int64, error) {
	if x.backend.size == "" {
		return eachFile([]string{filepath.Join(x.dir, "parley.db"), filepath.Join(x.dir, "parley.db-wal"), filepath.Join(x.dir, "serve")}, fileSize)
	}
	f, err := openFloor(ctx, x.prepared, x.dialect)
	if err != nil {
		return 0, err
	}
	defer f.close() //nolint:errcheck // it has only been read
	if _, err := f.db.ExecContext(ctx, x.settle); err != nil {
		return 0, err
	}
	var size int64
	if err := f.db.QueryRowContext(ctx, x.backend.size).Scan(&size); err != nil {
		return 0, err
	}
	beside, err := eachFile([]string{filepath.Join(x.dir, "serve")}, fileSize)
	return size + beside, err
}

// residentBytes is the memory of a process that is in use.
func residentBytes(pid int) (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := bytes.Cut(status, []byte("VmRSS:"))
	var kB int64
	if _, err := fmt.Sscan(string(rest), &kB); err != nil {
		return 0, fmt.Errorf("read the memory of process %d: %w", pid, err)
	}
	return kB << 10, nil
}

// cpuTime is what a process has used so far, exact to 10 ms.
func cpuTime(pid int) (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if len(fields) < 13 {
		return 0, fmt.Errorf("read the CPU time of process %d", pid)
	}
	var ticks int64
	for _, field := range fields[11:13] {
		n, err := strconv.ParseInt(string(field), 10, 64)
		if err != nil {
			return 0, fmt.Errorf("read the CPU time of process %d: %w", pid, err)
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond, nil
}

// cpuOfOneChat is the CPU time that one chat by its id costs Parley, and the same
// bytes a bare handler, in turns.
func (x *bench) cpuOfOneChat(ctx context.Context, s *server, h *bare) (parley, bare time.Duration, err error) {
	const requests, turns = 1000, 5
	variants := x.asker.oneChat()
	c := newClient(s.address, x.login)
	if err := c.ask(ctx, http.MethodGet, variants[0].path, nil); err != nil {
		return 0, 0, err
	}
	address, err := h.send(c.body.Bytes())
	if err != nil {
		return 0, 0, err
	}
	static := newClient(address, login{})
	for range turns {
		for _, arm := range []struct {
			pid int
			c   *client
			sum *time.Duration
		}{{s.cmd.Process.Pid, c, &parley}, {h.cmd.Process.Pid, static, &bare}} {
			before, err := cpuTime(arm.pid)
			if err != nil {
				return 0, 0, err
			}
			for i := range requests {
				if err := arm.c.ask(ctx, http.MethodGet, variants[i%len(variants)].path, nil); err != nil {
					return 0, 0, err
				}
			}
			after, err := cpuTime(arm.pid)
			if err != nil {
				return 0, 0, err
			}
			*arm.sum += after - before
		}
	}
	return parley / (requests * turns), bare / (requests * turns), nil
}

// manyClients is how many pages a second 8 clients get for ten seconds.
func (x *bench) manyClients(ctx context.Context, s *server) (float64, error) {
	const clients = 8
	variants := x.asker.months(x.asker.inDepartment())
	var pages atomic.Int64
	var failed atomic.Pointer[error]
	begun := time.Now()
	var wg sync.WaitGroup
	for i := range clients {
		wg.Go(func() {
			c := newClient(s.address, x.login)
			for n := i; time.Since(begun) < 10*time.Second; n++ {
				v := variants[n%len(variants)]
				if err := c.ask(ctx, v.method, v.path, v.body); err != nil {
					failed.Store(&err)
					return
				}
				pages.Add(1)
			}
		})
	}
	wg.Wait()
	if err := failed.Load(); err != nil {
		return 0, *err
	}
	return float64(pages.Load()) / time.Since(begun).Seconds(), nil
}
