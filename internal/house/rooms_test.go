package house

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// room is a row of the import table.
type room struct {
	folder string
	may    string // the rooms that its code, not its tests, may import
	never  string // packages of others that it must not import
	why    string
}

const (
	all   = "*"                                   // every room but commands and what is for tests
	wires = "database/sql net/http encoding/json" // packages of a database, a network, a wire
)

// rooms is the import table. A package without a row is an error: put it here,
// with its reason, and into docs/architecture.md.
var rooms = []room{
	{"internal/filter", "", wires, "what a search means is defined without knowing who asks or who answers"},
	{"internal/chat", "internal/filter", wires, "the heart: rules stay true whatever carries or keeps them"},
	{"internal/chat/chattest", "internal/chat internal/filter", wires, "a store in memory, answering by filter.Match, for tests of rooms that need one"},
	{"internal/store", "internal/chat internal/filter", "net/http", "SQL in and out; what a wire looks like is not its concern"},
	{"internal/store/storetest", "internal/chat internal/chat/chattest internal/filter internal/demo", "net/http", "the contract of chat.Store, whoever fulfils it"},
	{"internal/index", "internal/chat internal/filter", "database/sql net/http", "derived from the event log through chat.IndexSource; whatever keeps the log"},
	{"internal/bus", "internal/chat", "database/sql net/http", "carries news; the truth is in the store"},
	{"internal/bus/bustest", "internal/chat", "database/sql net/http", "the contract of chat.Bus, whoever fulfils it"},
	{"internal/files", "internal/chat", "database/sql net/http", "keeps contents; who may see them is decided elsewhere"},
	{"internal/files/filestest", "internal/chat", "database/sql net/http", "the contract of chat.Files, whoever fulfils it"},
	{"internal/auth", "internal/chat internal/filter", "database/sql", "from a credential to an actor, for every transport alike; e-mail addresses are folded as filter does"},
	{"internal/openapi", "", "database/sql", "descriptions of APIs, whatever API they are of"},
	{"internal/openapi/openapitest", "", "database/sql", "holds answers against a description, for tests of what is described"},
	{"internal/v4", "internal/chat internal/filter internal/auth internal/openapi internal/openid", "database/sql", "a foreign dialect in a room of its own; it reaches data through chat.Service only"},
	{"internal/conform", "", "database/sql", "test vectors for a server at any address, be it ours or not"},
	{"internal/v4/v4test", "internal/conform internal/openapi/openapitest", "database/sql", "the API's test vectors as tests, with the description beside them"},
	{"internal/live", "internal/chat internal/auth", "database/sql", "the WebSocket: it carries live chat and decides nothing; it reaches data through chat.Desk only"},
	{"internal/geo", "internal/chat", wires, "where addresses are, by a file on disk; it asks nobody on a network"},
	{"internal/mail", "internal/chat", "database/sql net/http", "sends what it is given; what is sent to whom is decided elsewhere"},
	{"internal/mail/mailtest", "", "database/sql net/http", "an SMTP server for tests of what sends mail"},
	{"internal/hook", "internal/chat", "database/sql", "calls addresses that customers name, and decides nothing that is in a chat"},
	{"internal/openid", "internal/chat", "database/sql", "asks identity providers who somebody is; which agent that is, and whether it may sign in, is decided elsewhere"},
	{"internal/openid/openidtest", "", "database/sql", "an identity provider for tests of what signs in by one"},
	{"internal/demo", "internal/chat internal/filter", wires, "makes nouns up; the other rooms carry and keep them"},
	{"client", "client/api", "database/sql", "for programs of others: it knows a server by its protocol alone"},
	{"client/api", "", "database/sql", "the API's nouns for clients, made from its description"},
	{"web", "", "database/sql", "the front end as it was built, and how pages of ours are kept safe; it reaches data through the server's addresses only"},
	{"internal/house", "", "", "looks at source, uses none of it"},
	{"cmd/parley", all, "", "the only place that knows all rooms: it wires them together"},
	{"bench/chatcheck", "bench/chatcheck/load", "database/sql", "the command around the load"},
	{"bench/chatcheck/load", "client client/api bench/chatcheck/history", "database/sql", "a server is known by its protocol alone, be it ours or not"},
	{"bench/chatcheck/proxy", "client", "database/sql", "a network that fails and a server that errs, for whatever is tried with them"},
	{"bench/chatcheck/history", "", wires, "says what clients may see of live chat without knowing how it is sent or kept"},
	{"bench/machine", "", wires, "says what results were measured on"},
	{"bench/audit", "bench/machine internal/chat internal/store internal/store/storetest", "", "measures the audit log itself, without HTTP"},
	{"bench/live", "internal/bus internal/chat internal/hook internal/live internal/store internal/store/storetest", "", "measures live chat in a process of its own, with rates that no limit allows, and what webhooks cost it"},
	{"bench/search", "bench/machine internal/chat internal/demo internal/filter internal/store/storetest", "", "measures the finished program from outside, on a PostgreSQL like that of the tests"},
}

// imports finds packages without a row, and imports that their row forbids.
func imports(_ *testing.T, tr *tree) []finding {
	var found []finding
	for _, f := range tr.files {
		i := slices.IndexFunc(rooms, func(r room) bool { return r.folder == f.room })
		if i < 0 {
			found = append(found, tr.at(f, f.Name, "package %s has no row in the import table", f.room))
			continue
		}
		if f.test {
			continue
		}
		for k, path := range f.imports() {
			if !rooms[i].allows(tr.module, path) {
				found = append(found, tr.at(f, f.Imports[k], "%s must not import %s: %s", f.room, path, rooms[i].why))
			}
		}
	}
	return found
}

func (r room) allows(module, path string) bool {
	ours, isOurs := strings.CutPrefix(path, module+"/")
	if !isOurs {
		return !slices.ContainsFunc(strings.Fields(r.never), func(n string) bool { return path == n || strings.HasPrefix(path, n+"/") })
	}
	if r.may == all {
		return !strings.HasPrefix(ours, "cmd/") && !strings.HasPrefix(ours, "bench/") && !strings.HasSuffix(ours, "test")
	}
	return slices.Contains(strings.Fields(r.may), ours)
}

// heartWithoutTags finds struct tags where nouns have no wire.
func heartWithoutTags(_ *testing.T, tr *tree) []finding {
	var found []finding
	for _, f := range tr.files {
		if f.room != "internal/chat" && f.room != "internal/filter" || f.test {
			continue
		}
		for _, tag := range tags(f) {
			found = append(found, tr.at(f, tag, "the tag %s: the heart knows no wire", tag.Value))
		}
	}
	return found
}

func TestEveryRowHasAReasonAndAPackage(t *testing.T) {
	t.Parallel()
	present := load(t, "../..").rooms()
	for _, r := range rooms {
		if r.why == "" {
			t.Errorf("%s: no reason stands beside the row", r.folder)
		}
		if !slices.Contains(present, r.folder) {
			t.Errorf("%s: there is no such package", strconv.Quote(r.folder))
		}
	}
}
