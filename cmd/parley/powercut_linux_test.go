package main

import (
	"context"
	"flag"
	"math/rand/v2"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/parleychat/parley/bench/chatcheck/history"
)

var cuts = flag.Int("cuts", 5, "how often the power is cut at most")

// TestPowerCutsLoseNothingThatWasAcknowledged cuts the power of the database's disk
// while people talk, over and over. Each time, what is on the disk is held to what
// they did and saw.
func TestPowerCutsLoseNothingThatWasAcknowledged(t *testing.T) {
	t.Parallel()
	needsRoot(t)
	o := newOutage(t, "parley")
	for n := range *cuts {
		for _, wrong := range o.cut(t) {
			t.Errorf("after cut %d: %s", n+1, wrong)
		}
		if t.Failed() {
			return
		}
	}
	o.crowd.catchUp(t, lasts(o.kept))
	h := o.crowd.rec.End(o.kept)
	for _, wrong := range h.Check() {
		t.Errorf("when all have seen all: %s", wrong)
	}
	t.Logf("%d messages were acknowledged in %d lives, %d of which ended with messages under way", o.crowd.acked.Load(), *cuts, o.midst)
	if o.midst == 0 {
		t.Error("no cut hit a message")
	}
}

// TestPowerCutsOfAHastyServerLoseMessages is the control of the test above: the server
// does not wait for the disk.
func TestPowerCutsOfAHastyServerLoseMessages(t *testing.T) {
	t.Parallel()
	needsRoot(t)
	o := newOutage(t, "hasty")
	for n := range *cuts {
		for _, wrong := range o.cut(t) {
			if wrong.Rule == history.Kept {
				t.Logf("after cut %d, of %d messages: %s", n+1, o.crowd.acked.Load(), wrong)
				return
			}
		}
	}
	t.Errorf("nothing was lost in %d cuts: they prove nothing", *cuts)
}

// outage is a server on a disk whose power is cut, and people who talk.
type outage struct {
	disk    *disk
	command string
	server  *node
	crowd   *crowd
	midst   int // cuts with messages under way
	kept    []history.Entry
}

func newOutage(t *testing.T, command string) *outage {
	t.Helper()
	const visitors, connections = 4, 6
	o := &outage{disk: newDisk(t), command: command}
	out, err := parley(t, "init", "-database", "sqlite:"+o.database(), "-email", "ada@example.com", "-password", "correct horse battery").Output()
	if err != nil {
		t.Fatalf("init: %v", err)
	}
	o.crowd = newCrowd(answerOf[newSite](t, out))
	o.start(t)
	o.crowd.gather(t, visitors, connections)
	return o
}

func (o *outage) database() string { return filepath.Join(o.disk.folder, "parley.db") }

func (o *outage) start(t *testing.T) {
	t.Helper()
	cmd := parley(t, "serve", "-listen", "127.0.0.1:0", "-database", "sqlite:"+o.database(),
		"-files", filepath.Join(o.disk.folder, "files"), "-index", filepath.Join(o.disk.folder, "index"))
	cmd.Args[0] = o.command
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	o.server = startCommand(t, cmd)
	o.crowd.moved(o.server.base)
}

// cut lets people talk for a while, stops all threads of the server, cuts the power,
// and gives what the history and the disk have of it. Then the server starts anew.
func (o *outage) cut(t *testing.T) []history.Violation {
	t.Helper()
	const most = 120 // messages, of the 340 that the limits of the sessions let through at once
	ctx, hush := context.WithCancel(t.Context())
	defer hush()
	wait := o.crowd.talk(ctx)
	o.crowd.awaitMore(t, 1+rand.Int64N(most))
	o.stop(t)
	o.disk.cutPower(t)
	o.server.kill()
	hush()
	wait()
	if o.crowd.unanswered() > 0 {
		o.midst++
	}
	o.disk.restart(t)
	o.kept = o.record(t)
	h := o.crowd.rec.End(o.kept)
	o.start(t)
	return h.Check()
}

// stop returns when no thread of the server runs any more.
func (o *outage) stop(t *testing.T) {
	t.Helper()
	pid := o.server.cmd.Process.Pid
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	var status syscall.WaitStatus
	if _, err := syscall.Wait4(pid, &status, syscall.WUNTRACED, nil); err != nil || !status.Stopped() {
		t.Fatalf("the server has not stopped: %v, %v", status, err)
	}
}

// record reads the chats from a copy of the disk's files: this process sees the disk
// on one of its threads only.
func (o *outage) record(t *testing.T) (record []history.Entry) {
	t.Helper()
	dir := t.TempDir()
	o.disk.copyOut(t, "parley.db", dir)
	path := filepath.Join(dir, "parley.db")
	if err := integrity(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	return kept(t, "sqlite:"+path, o.crowd)
}
