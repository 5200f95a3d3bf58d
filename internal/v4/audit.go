package v4

import (
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// auditLog is a part of an audit log, as it is shown.
type auditLog struct {
	entries     []listedAudit
	first, last int64
	hash        string
	hasMore     bool
}

// listedAudit is an entry with the name of who did it.
type listedAudit struct {
	chat.AuditEntry
	agent, hash string
}

func auditLogMembers(s shape, l *auditLog) {
	items(s, "entries", &l.entries, auditEntryMembers)
	s.flag("hasMore", &l.hasMore)
	s.integer("first", &l.first)
	s.integer("last", &l.last)
	s.text("hash", &l.hash)
}

func auditEntryMembers(s shape, e *listedAudit) {
	s.integer("n", &e.N)
	s.instant("time", &e.Time, exact)
	s.text("action", (*string)(&e.Action))
	s.guid("agentId", &e.By.Agent)
	s.text("agentName", &e.agent)
	s.guid("signInId", &e.By.SignIn)
	s.guid("apiKeyId", &e.By.APIKey)
	s.guid("clientId", &e.By.Client)
	s.text("address", &e.By.Address)
	s.text("collection", &e.Collection)
	s.guid("targetId", &e.Target)
	s.text("name", &e.Name)
	s.integer("count", &e.Count)
	scalars(s, "ids", &e.IDs, func(id *int64) { s.integer("", id) })
	items(s, "changes", &e.Members, func(s shape, m *chat.Difference) {
		s.text("member", &m.Member)
		s.text("before", &m.Before)
		s.text("after", &m.After)
	})
	s.text("hash", &e.hash)
}

// AuditLine is an entry as the API shows it, without the name of who did it.
func AuditLine(e chat.AuditEntry) []byte {
	return encode(&listedAudit{AuditEntry: e, hash: hex.EncodeToString(e.Hash[:])}, auditEntryMembers)
}

func (s *server) auditRoutes() []route {
	return []route{{get, "/global/auditLog", settings, noBody, false, s.auditLog}}
}

func (s *server) auditLog(r *http.Request, actor chat.Actor) (answer, error) {
	p, err := parametersOf(r)
	if err != nil {
		return answer{}, err
	}
	q, err := auditQueryOf(p)
	if err != nil {
		return answer{}, err
	}
	page, err := s.Service.AuditLog(r.Context(), actor, q)
	if err != nil {
		return answer{}, err
	}
	list := auditLog{first: page.Chain.First, last: page.Chain.Last, hash: hex.EncodeToString(page.Chain.Hash[:]), hasMore: page.More}
	for _, e := range page.Entries {
		list.entries = append(list.entries, listedAudit{e, page.Names[e.By.Agent], hex.EncodeToString(e.Hash[:])})
	}
	return answered(encode(&list, auditLogMembers)), nil
}

func auditQueryOf(p parameters) (q chat.AuditQuery, err error) {
	limit, err := wholeNumber(p, "limit")
	if err != nil {
		return q, err
	}
	q.Limit = int(min(max(limit, 0), chat.MaxAudit))
	if q.Below, err = wholeNumber(p, "before"); err != nil || q.Below < 0 {
		return q, chat.Invalid("before: %q is not the number of an entry", clip(p.one("before")))
	}
	for name, into := range map[string]*time.Time{"from": &q.From, "to": &q.To} {
		if *into, err = timeIn(p, name); err != nil {
			return q, err
		}
	}
	for name, into := range map[string]*chat.GUID{"agentId": &q.Agent, "targetId": &q.Target} {
		if text := p.one(foldName(name)); text != "" {
			if *into, err = chat.ParseGUID(text); err != nil {
				return q, chat.Invalid("%s: %s", name, err)
			}
		}
	}
	if q.About, err = subjectOf(p); err != nil {
		return q, err
	}
	action, err := oneOf(p, "action", auditActions())
	q.Action = chat.AuditAction(action)
	if err != nil {
		return q, err
	}
	q.Collection, err = oneOf(p, "collection", chat.AuditNames())
	return q, err
}

// subjectOf reads the number of what entries are to be about.
func subjectOf(p parameters) (about chat.Subject, err error) {
	for _, is := range []struct {
		name string
		of   chat.Numbered
	}{{"chatId", chat.NumberedChat}, {"ticketId", chat.NumberedTicket}} {
		if p.one(foldName(is.name)) == "" {
			continue
		}
		if about != (chat.Subject{}) {
			return about, chat.Invalid("ticketId: entries are about a chat or a ticket, and a chatId is there already")
		}
		about.Of = is.of
		if about.ID, err = wholeNumber(p, is.name); err != nil || about.ID <= 0 {
			return about, chat.Invalid("%s: %q is not a number of one", is.name, clip(p.one(foldName(is.name))))
		}
	}
	return about, nil
}

func timeIn(p parameters, name string) (t time.Time, err error) {
	text := p.one(name)
	if text == "" {
		return t, nil
	}
	t, ok := parseTime(text)
	if !ok {
		return t, chat.Invalid("%s: %q is not a time", name, clip(text))
	}
	return t, nil
}

// oneOf reads a parameter that is one of some words, in any letter case.
func oneOf(p parameters, name string, words []string) (string, error) {
	text := p.one(name)
	if text == "" {
		return "", nil
	}
	i := slices.IndexFunc(words, func(w string) bool { return sameName(w, text) })
	if i < 0 {
		return "", chat.Invalid("%s: %q is none of %s", name, clip(text), strings.Join(words, ", "))
	}
	return words[i], nil
}

func auditActions() []string {
	var words []string
	for _, a := range chat.AuditActions() {
		words = append(words, string(a))
	}
	return words
}
