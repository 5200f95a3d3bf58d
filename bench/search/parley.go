package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// login is what `parley init` prints.
type login struct {
	Email  string `json:"email"`
	APIKey string `json:"apiKey"`
}

const siteID = "10000"

// initSite makes the site that the chats go to.
func initSite(ctx context.Context, program, database string) (l login, err error) {
	cmd := exec.CommandContext(ctx, program, "init", "-database", database, "-site", siteID, "-email", "bench@example.com")
	cmd.Env = append(cmd.Environ(), "PARLEY_PASSWORD=only-for-the-benchmark")
	out, err := output(cmd)
	if err != nil {
		return l, err
	}
	if err := json.Unmarshal(out, &l); err != nil {
		return l, fmt.Errorf("read what init printed: %w", err)
	}
	return l, nil
}

// importChats pipes made-up chats into an import.
func importChats(ctx context.Context, o options, chats int, database string) (time.Duration, error) {
	made := madeUp(ctx, o, chats)
	pipe, err := made.StdoutPipe()
	if err != nil {
		return 0, err
	}
	begun := time.Now()
	if err := made.Start(); err != nil {
		return 0, err
	}
	err = importFrom(ctx, o, database, pipe)
	return time.Since(begun), errors.Join(err, made.Wait())
}

// importFile imports made-up chats from a file, so that the time is that of the import
// alone: making them up would take one of two processors.
func importFile(ctx context.Context, o options, chats int, database, folder string) (took time.Duration, err error) {
	file, err := os.CreateTemp(folder, "second-chats")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, file.Close(), os.Remove(file.Name())) }()
	made := madeUp(ctx, o, chats)
	made.Stdout = file
	if err := made.Run(); err != nil {
		return 0, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return 0, err
	}
	begun := time.Now()
	err = importFrom(ctx, o, database, file)
	return time.Since(begun), err
}

func madeUp(ctx context.Context, o options, chats int) *exec.Cmd {
	return exec.CommandContext(ctx, o.parley, "demo-data", "-chats", strconv.Itoa(chats), "-seed", strconv.FormatUint(o.seed, 10), "-start", start.Format(time.RFC3339))
}

func importFrom(ctx context.Context, o options, database string, chats io.Reader) error {
	stored := exec.CommandContext(ctx, o.parley, "import", "-database", database, "-site", siteID, "-")
	stored.Stdin = chats
	_, err := output(stored)
	return err
}

func output(cmd *exec.Cmd) ([]byte, error) {
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w: %s", cmd.Path, cmd.Args[1], err, bytes.TrimSpace(stderr.Bytes()))
	}
	return out, nil
}

// server is a running `parley serve`.
type server struct {
	cmd     *exec.Cmd
	address string // host:port
}

// serve starts Parley on a free port of this machine and waits until it listens.
// Its working directory is a folder of its own: what it keeps beside the database
// is there.
func serve(ctx context.Context, program, database, folder string) (*server, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, program, "serve", "-database", database, "-files", filepath.Join(folder, "files"), "-listen", "127.0.0.1:0")
	cmd.Dir = folder
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 30 * time.Second
	log, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &server{cmd: cmd}
	lines := bufio.NewScanner(log)
	var said []byte
	for s.address == "" && lines.Scan() {
		said = append(append(said, lines.Bytes()...), '\n')
		var line struct {
			Message string `json:"msg"`
			Address string `json:"address"`
		}
		if json.Unmarshal(lines.Bytes(), &line) == nil && line.Message == "listening" {
			s.address = line.Address
		}
	}
	if s.address == "" {
		return nil, fmt.Errorf("parley serve did not start: %w: %s", cmd.Wait(), said)
	}
	go io.Copy(io.Discard, log) //nolint:errcheck // only so that the pipe never fills
	return s, nil
}

// stop ends the server and waits for it.
func (s *server) stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("stop parley serve: %w", err)
	}
	return s.cmd.Wait()
}
