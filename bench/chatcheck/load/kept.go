package load

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/parleychat/parley/bench/chatcheck/history"
	"github.com/parleychat/parley/client"
)

// The rules beside those of the history.
const (
	Private    history.Rule = "a visitor sees no chat of others"
	Complete   history.Rule = "in the end everybody has seen the whole chat"
	Transcript history.Rule = "the record of the API has the texts of the chat's log, in its order"
)

// kept is what the server has of the chats.
type kept struct {
	entries []history.Entry
	found   []history.Violation
}

func (k *kept) broken(rule history.Rule, format string, args ...any) {
	k.found = append(k.found, history.Violation{Rule: rule, What: fmt.Sprintf(format, args...)})
}

// ours leaves out what agents saw of chats from before the run.
func (r *run) ours(seen []history.Seen, k *kept) (ours []history.Seen) {
	own := map[string]string{}
	for guid, t := range r.chats {
		for _, s := range t.visitor.tabs {
			own[s.name] = guid
		}
	}
	for _, s := range seen {
		guid, isVisitor := own[s.Subscriber]
		if isVisitor && guid != s.Chat {
			k.broken(Private, "%s sees chat %s", s.Subscriber, s.Chat)
		}
		if r.chats[s.Chat] != nil {
			ours = append(ours, s)
		}
	}
	return ours
}

// finish has the visitors end their chats.
func (r *run) finish(ctx context.Context) error {
	errs := make(chan error, len(r.visitors))
	for _, v := range r.visitors {
		go func() {
			_, err := v.tabs[0].conn.Do(ctx, client.Command{Type: "end", Chat: v.talk.guid})
			if client.IsRefused(err, client.Conflict) {
				err = nil // it has ended already
			}
			errs <- err
		}()
	}
	var err error
	for range r.visitors {
		err = errors.Join(err, <-errs)
	}
	return err
}

// kept waits until everybody has seen the ends, and reads what the server has.
func (r *run) kept(ctx context.Context) (*kept, error) {
	k := &kept{}
	for _, behind := range r.settle(ctx) {
		k.broken(Complete, "%s", behind)
	}
	for guid, t := range r.chats {
		entries, err := r.log(ctx, t)
		if err != nil {
			return nil, fmt.Errorf("the log of chat %s: %w", guid, err)
		}
		var said []string
		for _, e := range entries {
			id := idOf(e)
			k.entries = append(k.entries, history.Entry{Chat: guid, Seq: e.Seq, ID: id})
			if id != "" {
				said = append(said, id)
			}
		}
		recorded, err := r.transcript(ctx, guid)
		if err != nil {
			return nil, fmt.Errorf("the record of chat %s: %w", guid, err)
		}
		if !slices.Equal(said, recorded) {
			k.broken(Transcript, "chat %s has %d texts in its log and %d in its record, the first difference is at %d", guid, len(said), len(recorded), difference(said, recorded))
		}
	}
	return k, nil
}

func difference(a, b []string) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}

// settle waits until everybody has seen the ends, and gives who has not.
func (r *run) settle(ctx context.Context) (behind []string) {
	ctx, done := context.WithTimeout(ctx, r.Settle)
	defer done()
	const every = 20 * time.Millisecond
	look := time.NewTicker(every)
	defer look.Stop()
	for {
		if behind = r.behind(); len(behind) == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return behind
		case <-look.C:
		}
	}
}

// behind tells who takes part in a chat and has not seen its end. Visitors take part in
// theirs whatever happens.
func (r *run) behind() (behind []string) {
	for guid, t := range r.chats {
		for _, s := range t.visitor.tabs {
			if _, end := s.sawEnd(guid); !end {
				behind = append(behind, s.name+" in chat "+guid)
			}
		}
		for _, a := range r.agents {
			for _, s := range a.seats {
				if part, end := s.sawEnd(guid); part && !end {
					behind = append(behind, s.name+" in chat "+guid)
				}
			}
		}
	}
	return behind
}

// log reads all entries of a chat in pages, as its visitor may.
func (r *run) log(ctx context.Context, t *talk) (all []client.Entry, err error) {
	for more := true; more; {
		var some []client.Entry
		if some, more, err = t.visitor.tabs[0].conn.Entries(ctx, t.guid, int64(len(all))); err != nil {
			return nil, err
		}
		if len(some) == 0 {
			break
		}
		all = append(all, some...)
	}
	return all, nil
}

// transcript reads the ids of the texts in the record of a chat.
func (r *run) transcript(ctx context.Context, guid string) (ids []string, err error) {
	api := client.NewAPI(r.API, r.Tokens[0], r.HTTP)
	record, err := api.Chat(ctx, guid)
	if err != nil {
		return nil, err
	}
	for _, m := range record.Messages {
		if m.ChatAction == "agentSendText" || m.ChatAction == "visitorAddTextMessage" {
			id, _, _ := strings.Cut(m.Message, " ")
			ids = append(ids, id)
		}
	}
	return ids, nil
}
