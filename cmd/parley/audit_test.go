package main

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	_ "modernc.org/sqlite"
)

func TestTheAuditLogIsVerifiedAndPrinted(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "p.db")
	parley := func(args ...string) (string, error) {
		t.Helper()
		var out bytes.Buffer
		err := run(t.Context(), append(args, "-database", "sqlite:"+file), noEnv, strings.NewReader(""), &out, &bytes.Buffer{})
		return out.String(), err
	}
	for _, site := range []string{"10000", "10001"} {
		if _, err := parley("init", "-site", site, "-email", "ada@example.com", "-password", "correct horse battery"); err != nil {
			t.Fatal(err)
		}
	}
	printed, err := parley("audit", "verify")
	if err != nil || !strings.Contains(printed, "site 10001: entries 1 to 1 fit") {
		t.Fatalf("%s %v", printed, err)
	}
	anchors := strings.Join(regexp.MustCompile(`\d+:\d+:[0-9a-f]{64}`).FindAllString(printed, -1), ",")
	if again, err := parley("audit", "verify", "-anchor", anchors); err != nil || again != printed {
		t.Errorf("by the anchors: %s %v", again, err)
	}
	for _, bad := range []string{"10000", "10000:1:ab", "x:1:" + strings.Repeat("0", 64)} {
		if _, err := parley("audit", "verify", "-anchor", bad); err == nil || !strings.Contains(err.Error(), "SITE:N:HASH") {
			t.Errorf("%s: %v", bad, err)
		}
	}
	for _, lost := range []string{"10000:7:", "7:1:"} {
		if out, err := parley("audit", "verify", "-anchor", lost+strings.Repeat("0", 64)); err == nil {
			t.Errorf("%s is found: %s", lost, out)
		}
	}
	lines, err := parley("audit", "export", "-site", "10001")
	var entry struct{ Action, Hash string }
	if err != nil || json.Unmarshal([]byte(lines), &entry) != nil || entry.Action != "site.created" || len(entry.Hash) != 64 {
		t.Errorf("%s %v", lines, err)
	}
	tampered(t, file, `UPDATE audit_entry SET time = time - 1 WHERE site = 10001`)
	out, err := parley("audit", "verify")
	if err == nil || !strings.Contains(out, "site 10000: entries 1 to 1 fit") || !strings.Contains(out, "site 10001: entry 1 does not fit") {
		t.Errorf("%s %v", out, err)
	}
}

// tampered changes a database behind everybody's back.
func tampered(t *testing.T, file, text string) {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), text); err != nil {
		t.Error(err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}
