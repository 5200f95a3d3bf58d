package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/demo"
)

var (
	soakFor     = flag.Duration("soak", 2*time.Second, "how long clients search and delete")
	soakChats   = flag.Int("soak-chats", 2000, "in how many chats")
	soakClients = flag.Int("soak-clients", 50, "how many clients do")
)

// TestManyClientsSearchAndDelete has clients search in all ways and delete, as fast
// as they can: none may see an error of the server, and its memory must stay.
func TestManyClientsSearchAndDelete(t *testing.T) {
	data := filepath.Join(t.TempDir(), "chats.json")
	made := parley(t, "demo-data", "-chats", strconv.Itoa(*soakChats), "-seed", "9")
	out, err := os.Create(data)
	if err != nil {
		t.Fatal(err)
	}
	made.Stdout = out
	if err := errors.Join(made.Run(), out.Close()); err != nil {
		t.Fatal(err)
	}
	for name, db := range databases(t) {
		t.Run(name, func(t *testing.T) {
			key := initSite(t, db).APIKey
			if err := parley(t, "import", "-database", db, data).Run(); err != nil {
				t.Fatal(err)
			}
			base, pid := startProcess(t, db)
			s := &soak{key: key, base: base, pid: pid, took: map[string][]time.Duration{}, statuses: map[string]int{}, next: 1}
			s.run(t)
			s.judge(t)
		})
	}
}

// startProcess serves in a process of its own.
func startProcess(t *testing.T, db string) (base string, pid int) {
	t.Helper()
	dir := t.TempDir()
	cmd := parley(t, "serve", "-listen", "127.0.0.1:0", "-database", db, "-files", filepath.Join(dir, "files"), "-index", filepath.Join(dir, "index"))
	cmd.Dir = dir
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) } // when the test ends
	logs, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(logs)
	for base == "" && lines.Scan() {
		var line struct{ Msg, Address string }
		if json.Unmarshal(lines.Bytes(), &line) == nil && line.Msg == "listening" {
			base = "http://" + line.Address
		}
	}
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		for shown := 0; lines.Scan(); {
			if strings.Contains(lines.Text(), `"level":"ERROR"`) && shown < 20 {
				shown++
				t.Logf("the server says %s", lines.Text())
			}
		}
	}()
	t.Cleanup(func() {
		<-drained
		if err := cmd.Wait(); err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("serve ended with %v", err)
		}
	})
	if base == "" {
		t.Fatalf("serve never listened: %v", lines.Err())
	}
	return base, cmd.Process.Pid
}

// soak is one run.
type soak struct {
	base, key string
	pid       int

	mu       sync.Mutex
	next     int // the chat that is deleted next
	took     map[string][]time.Duration
	statuses map[string]int // answers by kind and status
	wrong    []string
	memory   []int64 // bytes, a sample each tick
}

func (s *soak) run(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), *soakFor)
	defer cancel()
	transport := &http.Transport{MaxIdleConnsPerHost: *soakClients}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, Timeout: 2 * time.Minute}
	var all sync.WaitGroup
	for n := range *soakClients {
		all.Go(func() {
			dice := rand.New(rand.NewPCG(uint64(n), 5))
			for ctx.Err() == nil {
				s.ask(t.Context(), client, dice)
			}
		})
	}
	tick := time.NewTicker(*soakFor / 40)
	defer tick.Stop()
	for ctx.Err() == nil {
		select {
		case <-tick.C:
			s.memory = append(s.memory, residentBytes(t, s.pid))
		case <-ctx.Done():
		}
	}
	all.Wait()
}

func residentBytes(t *testing.T, pid int) (kB int64) {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := bytes.Cut(status, []byte("VmRSS:"))
	if _, err := fmt.Sscan(string(rest), &kB); err != nil {
		t.Fatal(err)
	}
	return kB << 10
}

// ask asks one thing. What may be answered: 200 and 204; 404 for a chat that
// another client has deleted; 422 for a search that would read too much; 429 for
// one that waited its turn too long.
func (s *soak) ask(ctx context.Context, client *http.Client, dice *rand.Rand) {
	kind, method, path, body := s.something(dice)
	req, err := http.NewRequestWithContext(ctx, method, s.base+path, strings.NewReader(body))
	if err != nil {
		s.note(kind, 0, 0, err.Error())
		return
	}
	req.Header.Set("Authorization", "Bearer "+s.key)
	begun := time.Now()
	res, err := client.Do(req)
	if err != nil {
		s.note(kind, 0, 0, err.Error())
		return
	}
	text, err := io.ReadAll(res.Body)
	if err = errors.Join(err, res.Body.Close()); err != nil {
		s.note(kind, 0, 0, err.Error())
		return
	}
	wrong := ""
	if !slices.Contains([]int{200, 204, 404, 422, 429}, res.StatusCode) {
		wrong = fmt.Sprintf("%s: %.300s", res.Status, text)
	}
	s.note(kind, res.StatusCode, time.Since(begun), wrong)
}

func (s *soak) note(kind string, status int, took time.Duration, wrong string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.statuses[kind+" "+strconv.Itoa(status)]++
	if wrong != "" {
		s.wrong = append(s.wrong, kind+": "+wrong)
	}
	if status == http.StatusOK || status == http.StatusNoContent {
		s.took[kind] = append(s.took[kind], took)
	}
}

// something is a search of any kind, mostly; else a read or a deletion.
func (s *soak) something(dice *rand.Rand) (kind, method, path, body string) {
	const search = "/v4/livechat/chats:Search?pageSize=50"
	days := []int{7, 30, 365}[dice.IntN(3)]
	from := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, dice.IntN(700))
	when := cond("requestedTime", "is", from.Format(time.RFC3339), from.AddDate(0, 0, days).Format(time.RFC3339))
	word := demo.Landmarks()[dice.IntN(3)].Word
	switch dice.IntN(14) {
	case 0:
		return "range", http.MethodPost, search + "&include=visitor,chatAgent,department", filters(when)
	case 1:
		return "enums", http.MethodPost, search, filters(when, cond("status", "is", "normal"), cond("source", "is", "chatButton"), cond("chatType", "is", "agentOnly"))
	case 2:
		return "keyword", http.MethodPost, search, filters(when, cond("keywords", "is", word))
	case 3:
		return "phrase", http.MethodPost, search, filters(when, cond("keywords", "is", `"`+demo.Phrase+`"`))
	case 4:
		return "contains", http.MethodPost, search, filters(when, cond("preChatEmail", "contains", "@fjord"))
	case 5:
		return "expression", http.MethodPost, search, filters(when, cond("preChatEmail", "regularExpression", `[0-9]@mail\.example$`))
	case 6:
		return "deep page", http.MethodPost, search + "&pageIndex=" + strconv.Itoa(1+dice.IntN(*soakChats/50)), ""
	case 7:
		return "sorted", http.MethodPost, search + "&sortBy=duration&sortOrder=desc", filters(when)
	case 8:
		return "given up", http.MethodPost, "/v4/livechat/missedAndRefusedChats:Search", filters(when)
	case 9:
		return "cursor", http.MethodPost, search, `{"cursor":"","filters":[` + when + `]}`
	case 10:
		return "joined", http.MethodPost, search, `{"logicalExpression":"1 and (2 or not 3)","filters":[` + when + "," + cond("duration", "isMoreThan", "300") + "," + cond("agent", "exists") + `]}`
	case 11:
		return "one chat", http.MethodGet, "/v4/livechat/chats/" + strconv.Itoa(1+dice.IntN(*soakChats)) + "?include=session,visitor", ""
	case 12:
		return "delete", http.MethodDelete, "/v4/livechat/chats/" + strconv.Itoa(s.doomed(1)), ""
	default:
		first := s.doomed(5)
		return "delete batch", http.MethodPost, "/v4/livechat/chats:BatchDelete", fmt.Sprintf("[%d,%d,%d,%d,%d]", first, first+1, first+2, first+3, first+4)
	}
}

// doomed gives n chats to delete, from the oldest on, until there are none left.
func (s *soak) doomed(n int) (first int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	first = s.next
	s.next += n
	return first
}

func filters(all ...string) string { return `{"filters":[` + strings.Join(all, ",") + `]}` }

func cond(name, operator string, values ...string) string {
	raw, _ := json.Marshal(map[string]any{"name": name, "operator": operator, "value": values}) // only texts
	return string(raw)
}

func (s *soak) judge(t *testing.T) {
	t.Helper()
	for _, wrong := range s.wrong[:min(len(s.wrong), 5)] {
		t.Errorf("%d answers are wrong, such as %s", len(s.wrong), wrong)
	}
	total := 0
	for _, kind := range slices.Sorted(maps.Keys(s.took)) {
		took := s.took[kind]
		slices.Sort(took)
		at := func(p int) time.Duration { return took[min(len(took)*p/100, len(took)-1)].Round(time.Millisecond / 10) }
		t.Logf("%-12s %6d answered, p50 %8s  p95 %8s  p99 %8s", kind, len(took), at(50), at(95), at(99))
		total += len(took)
	}
	for _, status := range slices.Sorted(maps.Keys(s.statuses)) {
		if !strings.HasSuffix(status, " 200") && !strings.HasSuffix(status, " 204") {
			t.Logf("%s: %d", status, s.statuses[status])
		}
	}
	early, late := median(s.memory[len(s.memory)/4:len(s.memory)/2]), median(s.memory[3*len(s.memory)/4:])
	t.Logf("%.0f answers a second; memory %d MB in the second quarter, %d MB in the last", float64(total)/soakFor.Seconds(), early>>20, late>>20)
	if total < *soakClients {
		t.Errorf("%d answers to %d clients", total, *soakClients)
	}
	if *soakFor >= time.Minute && late > early+early/4 {
		t.Errorf("memory grew from %d MB to %d MB", early>>20, late>>20)
	}
}

func median(of []int64) int64 {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[len(sorted)/2]
}
