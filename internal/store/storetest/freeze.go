package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// Freeze stops all processes of the server: connections stay open, and nothing is
// answered until thaw is called.
func (s *Server) Freeze() (thaw func() error, err error) {
	data := s.data
	if data == "" {
		data = filepath.Join(s.folder, "data")
	}
	note, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if err != nil {
		return nil, fmt.Errorf("find the server's process: %w", err)
	}
	first, _, _ := bytes.Cut(note, []byte("\n"))
	postmaster, err := strconv.Atoi(string(first))
	if err != nil {
		return nil, fmt.Errorf("read the number of the server's process: %w", err)
	}
	stopped := []int{postmaster} // before the others, so that it starts no more of them
	if err := syscall.Kill(postmaster, syscall.SIGSTOP); err != nil {
		return nil, fmt.Errorf("stop the server: %w", err)
	}
	children, err := childrenOf(postmaster)
	for _, pid := range children {
		if syscall.Kill(pid, syscall.SIGSTOP) == nil { // else it has ended
			stopped = append(stopped, pid)
		}
	}
	return func() error {
		var errs []error
		for _, pid := range stopped {
			if err := syscall.Kill(pid, syscall.SIGCONT); err != nil && !errors.Is(err, syscall.ESRCH) {
				errs = append(errs, fmt.Errorf("let the server go on: %w", err))
			}
		}
		return errors.Join(errs...)
	}, err
}

// childrenOf lists the processes that a process has started.
func childrenOf(parent int) (children []int, err error) {
	all, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return nil, fmt.Errorf("list processes: %w", err)
	}
	for _, name := range all {
		stat, err := os.ReadFile(name)
		if err != nil {
			continue // it has ended
		}
		// pid (name) state parent …; the name may have any characters.
		fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
		if len(fields) < 2 || string(fields[1]) != strconv.Itoa(parent) {
			continue
		}
		if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(name))); err == nil {
			children = append(children, pid)
		}
	}
	return children, nil
}
