package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
)

// preparePostgres starts a PostgreSQL in a folder. Unlike the one of the tests it
// is durable (fsync is on), so that the time of an import means something.
func preparePostgres(ctx context.Context, dir string) (address, dsn string, stop func() error, err error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil || len(found) == 0 {
		return "", "", nil, errors.New("there is none in /usr/lib/postgresql: scripts/install-needs installs it")
	}
	bin := slices.Max(found)
	as, err := unprivileged(dir)
	if err != nil {
		return "", "", nil, err
	}
	data := filepath.Join(dir, "data")
	runs := func(ctx context.Context, name string, args ...string) error {
		cmd := exec.CommandContext(ctx, filepath.Join(bin, name), append([]string{"-D", data}, args...)...)
		cmd.SysProcAttr, cmd.Dir = as, dir
		cmd.Env = append(cmd.Environ(), "LC_ALL=C.UTF-8", "TZ=UTC")
		if err := cmd.Run(); err != nil {
			log, _ := os.ReadFile(filepath.Join(dir, "log")) // what there is of it
			return fmt.Errorf("%s: %w\n%s", name, err, log)
		}
		return nil
	}
	if err := runs(ctx, "initdb", "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"); err != nil {
		return "", "", nil, err
	}
	settings := fmt.Sprintf("-c listen_addresses='' -c unix_socket_directories=%s -c jit=off -c shared_buffers=256MB", dir)
	if err := runs(ctx, "pg_ctl", "-w", "-l", filepath.Join(dir, "log"), "-o", settings, "start"); err != nil {
		return "", "", nil, err
	}
	stop = func() error { return runs(context.WithoutCancel(ctx), "pg_ctl", "-w", "-m", "fast", "stop") }
	address = "postgres:///postgres?" + url.Values{"host": {dir}, "user": {"postgres"}, "sslmode": {"disable"}}.Encode()
	return address, address, stop, nil
}

// unprivileged makes the folder that of a user PostgreSQL agrees to run as.
func unprivileged(dir string) (*syscall.SysProcAttr, error) {
	as := &syscall.SysProcAttr{Setpgid: true}
	if os.Geteuid() != 0 {
		return as, nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, uidErr := strconv.Atoi(account.Uid)
	gid, gidErr := strconv.Atoi(account.Gid)
	if err := errors.Join(uidErr, gidErr, os.Chown(dir, uid, gid)); err != nil {
		return nil, fmt.Errorf("give the folder to %s: %w", account.Username, err)
	}
	as.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return as, nil
}
