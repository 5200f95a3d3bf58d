package client

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// vector is a frame of internal/live/testdata.
type vector struct {
	About string
	Frame json.RawMessage
}

// vectorsOf are those of one side, by type.
func vectorsOf(t *testing.T, side string) map[string][]vector {
	t.Helper()
	files, err := filepath.Glob("../internal/live/testdata/" + side + "/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no vectors: %v", err)
	}
	all := map[string][]vector{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var some []vector
		if err := json.Unmarshal(data, &some); err != nil {
			t.Fatal(err)
		}
		all[strings.TrimSuffix(filepath.Base(file), ".json")] = some
	}
	return all
}

// unknown are the frames that the client neither sends nor makes anything of, and why.
var unknown = map[string]string{
	"ping": "the client pings by WebSocket", "pong": "it answers what is not sent",
	"availability": "web pages show what is open",
}

// areAll reports vectors that nobody looks at.
func areAll(t *testing.T, vectors map[string][]vector, looked []string) {
	t.Helper()
	for kind := range vectors {
		if _, is := unknown[kind]; is == slices.Contains(looked, kind) {
			t.Errorf("whether the client knows the frame %s is not said", kind)
		}
	}
}

// into reads a frame, and knows each of its members.
func into(frame json.RawMessage, f any) error {
	d := json.NewDecoder(bytes.NewReader(frame))
	d.DisallowUnknownFields()
	return d.Decode(f)
}

// TestEachCommandIsWrittenAsTheServerReadsIt reads the vectors into what the client sends,
// and writes them again.
func TestEachCommandIsWrittenAsTheServerReadsIt(t *testing.T) {
	t.Parallel()
	vectors := vectorsOf(t, "client")
	kinds := []string{"hello", "request", "status", "accept", "refuse", "post", "note", "transfer", "join", "watch", "leave", "end", "survey", "page", "typing", "read", "human", "decline", "takeOver", "invite", "wrapup", "visit", "visitors", "offline", "transcript", "ban", "token", "chooseTicket", "dropTicket"}
	areAll(t, vectors, kinds)
	for _, kind := range kinds {
		if len(vectors[kind]) == 0 {
			t.Errorf("there is no vector of %s", kind)
		}
		for _, v := range vectors[kind] {
			var f any
			switch kind {
			case "hello":
				f = &helloFrame{}
			case "typing", "read":
				f = &newsFrame{}
			case "visit":
				f = &visitFrame{}
			case "visitors":
				f = &visitorsFrame{}
			default:
				f = &Command{}
			}
			if err := into(v.Frame, f); err != nil {
				t.Errorf("%s, %s: %v", kind, v.About, err)
				continue
			}
			written, err := encode(f, agentFrame)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(plain(t, v.Frame), plain(t, written)); diff != "" {
				t.Errorf("%s, %s (-vector +written):\n%s", kind, v.About, diff)
			}
		}
	}
}

// plain is a frame without what counts as left out.
func plain(t *testing.T, frame []byte) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal(frame, &m); err != nil {
		t.Fatal(err)
	}
	for name, value := range m {
		list, isList := value.([]any)
		if value == nil || isList && len(list) == 0 || name == "after" && value == 0.0 {
			delete(m, name)
		}
	}
	return m
}

// TestEachFrameOfTheServerIsKnownInAllItsMembers reads the vectors into what the client
// makes of them.
func TestEachFrameOfTheServerIsKnownInAllItsMembers(t *testing.T) {
	t.Parallel()
	vectors := vectorsOf(t, "server")
	blanks := map[string]func() any{
		"welcome": func() any { return &serverFrame{} }, "ack": func() any { return &serverFrame{} },
		"error": func() any { return &serverFrame{} }, "page": func() any { return &serverFrame{} },
		"entry": func() any { return &Entry{} }, "state": func() any { return &ChatState{} },
		"typing": func() any { return &Typing{} }, "resync": func() any { return &Resync{} }, "gone": func() any { return &Gone{} },
		"invitation": func() any { return &Invitation{} }, "wrapup": func() any { return &AskedWrapup{} },
		"visitors": func() any { return &Visitors{} }, "challenge": func() any { return &Challenge{} },
	}
	areAll(t, vectors, slices.Collect(maps.Keys(blanks)))
	for kind, blank := range blanks {
		if len(vectors[kind]) == 0 {
			t.Errorf("there is no vector of %s", kind)
		}
		for _, v := range vectors[kind] {
			var members map[string]json.RawMessage
			if err := json.Unmarshal(v.Frame, &members); err != nil {
				t.Fatal(err)
			}
			if kind != "page" { // its entries have types of their own
				delete(members, "type")
				delete(members, "protocol")
			} else {
				members["entries"] = bytes.ReplaceAll(members["entries"], []byte(`"type": "entry", `), nil)
			}
			frame, err := json.Marshal(members)
			if err != nil {
				t.Fatal(err)
			}
			if err := into(frame, blank()); err != nil {
				t.Errorf("%s, %s: %v", kind, v.About, err)
			}
		}
	}
}
