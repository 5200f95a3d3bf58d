package main

import (
	"context"
	"os"
	"os/exec"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"modernc.org/sqlite"

	"github.com/parleychat/parley/internal/store/storetest"
)

// TestMain lets the test program be the command when it is called by its name.
func TestMain(m *testing.M) {
	testscript.Main(storetest.Tests{M: m}, map[string]func(){"parley": main, "hasty": hasty})
}

// parley is the command, ready to be started.
func parley(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Args = append([]string{"parley"}, args...)
	return cmd
}

// hasty is the command with a setting of SQLite that saves waiting for the disk.
func hasty() {
	sqlite.RegisterConnectionHook(func(conn sqlite.ExecQuerierContext, _ string) error {
		_, err := conn.ExecContext(context.Background(), "PRAGMA synchronous=NORMAL", nil)
		return err
	})
	main()
}
