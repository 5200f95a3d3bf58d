package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
)

// disk is a file system of its own whose power can be cut.
type disk struct {
	image  string
	folder string // where it is mounted
}

// newDisk makes a disk that the calling goroutine and the processes that it starts
// see, and nobody else: the goroutine keeps its thread, which has a table of mounts of
// its own. When the test ends or dies, the thread does, with it the mount, and with
// that the loop device.
func newDisk(t *testing.T) *disk {
	t.Helper()
	runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
	if err := errors.Join(unix.Unshare(unix.CLONE_FS|unix.CLONE_NEWNS), unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, "")); err != nil {
		t.Fatalf("have mounts of one's own: %v", err)
	}
	dir := t.TempDir()
	d := &disk{image: filepath.Join(dir, "image"), folder: filepath.Join(dir, "disk")}
	const size = 256 << 20
	if err := errors.Join(os.WriteFile(d.image, nil, 0o600), os.Truncate(d.image, size), os.Mkdir(d.folder, 0o700)); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "mkfs.ext4", "-q", "-F", d.image).CombinedOutput(); err != nil {
		t.Fatalf("mkfs.ext4: %v: %s", err, out)
	}
	d.mount(t)
	t.Cleanup(func() { _ = unix.Unmount(d.folder, unix.MNT_DETACH) }) // it may be out already
	return d
}

// mount puts the image behind a loop device, which is gone when it is not mounted any
// more, and mounts that.
func (d *disk) mount(t *testing.T) {
	t.Helper()
	device, err := d.attach()
	if err != nil {
		t.Fatalf("attach a loop device: %v", err)
	}
	defer device.Close()
	if err := unix.Mount(device.Name(), d.folder, "ext4", 0, ""); err != nil {
		t.Fatalf("mount %s: %v", device.Name(), err)
	}
}

// attach finds a free loop device. Another process may find the same one, and be
// faster.
func (d *disk) attach() (*os.File, error) {
	control, err := os.OpenFile("/dev/loop-control", os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	defer control.Close()
	image, err := os.OpenFile(d.image, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	defer image.Close()
	for range 20 {
		n, err := unix.IoctlRetInt(int(control.Fd()), unix.LOOP_CTL_GET_FREE)
		if err != nil {
			return nil, fmt.Errorf("ask for a free one: %w", err)
		}
		device, err := openLoop(n)
		if err != nil {
			return nil, err
		}
		config := &unix.LoopConfig{Fd: uint32(image.Fd()), Info: unix.LoopInfo64{Flags: unix.LO_FLAGS_AUTOCLEAR}}
		if err = unix.IoctlLoopConfigure(int(device.Fd()), config); err == nil {
			return device, nil
		}
		_ = device.Close() // the error is told, or another one is tried
		if !errors.Is(err, unix.EBUSY) {
			return nil, fmt.Errorf("use %s: %w", device.Name(), err)
		}
	}
	return nil, errors.New("others take every one")
}

// openLoop opens a loop device, and makes its node where nothing else does.
func openLoop(n int) (*os.File, error) {
	const major = 7
	name := fmt.Sprintf("/dev/loop%d", n)
	if err := unix.Mknod(name, unix.S_IFBLK|0o600, int(unix.Mkdev(major, uint32(n)))); err != nil && !errors.Is(err, unix.EEXIST) {
		return nil, fmt.Errorf("make %s: %w", name, err)
	}
	return os.OpenFile(name, os.O_RDWR, 0)
}

// cutPower ends all writing at once: what was not written to the device by now is
// lost, as it stands in memory only.
func (d *disk) cutPower(t *testing.T) {
	t.Helper()
	const (
		shutdown    = 0x8004587d // EXT4_IOC_SHUTDOWN
		withoutLogs = 2          // EXT4_GOING_FLAGS_NOLOGFLUSH
	)
	folder, err := os.Open(d.folder)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	if err := unix.IoctlSetPointerInt(int(folder.Fd()), shutdown, withoutLogs); err != nil {
		t.Fatalf("shut the file system down: %v", err)
	}
	if err := os.WriteFile(filepath.Join(d.folder, "late"), nil, 0o600); err == nil {
		t.Fatal("the file system takes writes without power")
	}
}

// restart mounts the disk again, as the power cut has left it.
func (d *disk) restart(t *testing.T) {
	t.Helper()
	if err := unix.Unmount(d.folder, 0); err != nil {
		t.Fatalf("unmount: %v", err)
	}
	d.mount(t)
}

// copyOut copies files that begin with a name to a folder that everybody sees.
func (d *disk) copyOut(t *testing.T, prefix, to string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(d.folder, prefix+"*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err == nil {
			err = os.WriteFile(filepath.Join(to, filepath.Base(name)), content, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestAPowerCutLosesWhatWasNotSynced is the control of the disk: what was synced is
// there after a cut, what was only written is not.
func TestAPowerCutLosesWhatWasNotSynced(t *testing.T) {
	t.Parallel()
	needsRoot(t)
	d := newDisk(t)
	for name, synced := range map[string]bool{"synced": true, "written": false} {
		f, err := os.Create(filepath.Join(d.folder, name))
		if err != nil {
			t.Fatal(err)
		}
		_, err = f.WriteString(name)
		if err == nil && synced {
			err = f.Sync()
		}
		if err := errors.Join(err, f.Close()); err != nil {
			t.Fatal(err)
		}
	}
	d.cutPower(t)
	d.restart(t)
	if got, err := os.ReadFile(filepath.Join(d.folder, "synced")); err != nil || !bytes.Equal(got, []byte("synced")) {
		t.Errorf("what was synced is %q, %v", got, err)
	}
	if got, err := os.ReadFile(filepath.Join(d.folder, "written")); err == nil && len(got) > 0 {
		t.Errorf("what was only written is there: %q", got)
	}
}

// needsRoot is for tests that mount. It is the only reason to skip one.
func needsRoot(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("cutting the power needs root")
	}
}
