package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// talks are the steps that wait to be taken together. While some are being committed
// the next ones gather.
type talks struct {
	mu      sync.Mutex
	waiting []*spoken
	busy    bool // a goroutine takes them
}

// maxTalks is how many steps are taken together at most.
const maxTalks = 128

// spoken is a step that waits.
type spoken struct {
	*chat.Talk
	key  chatKey
	done chan error
}

// errAlone answers a step that is to be taken in a transaction of its own.
var errAlone = errors.New("the chat is another than was known")

// Talk implements chat.Talks. A step in a chat that is known is taken together with
// those in other chats, which costs two statements for all of them and waits for nobody.
// What that cannot do, and what it would refuse, is done with the chat locked and read:
// what is known may be what was.
func (s *Store) Talk(ctx context.Context, t *chat.Talk) error {
	key := chatKey{t.Site, t.Chat}
	if s.recent.find(key) != nil {
		p := &spoken{Talk: t, key: key, done: make(chan error, 1)}
		s.gather(p)
		if err := <-p.done; !errors.Is(err, errAlone) {
			return err
		}
	}
	var learnt *recentChat
	err := s.writes.transact(ctx, func(ctx context.Context, c *conn) (err error) {
		learnt, err = s.liveTx(c, t.Site).talk(ctx, t)
		return err
	})
	if err == nil && learnt != nil {
		s.recent.keep(key, learnt)
	}
	return err
}

// gather has a step taken soon.
func (s *Store) gather(p *spoken) {
	s.talks.mu.Lock()
	defer s.talks.mu.Unlock()
	s.talks.waiting = append(s.talks.waiting, p)
	if !s.talks.busy {
		s.talks.busy = true
		go s.talkOn()
	}
}

// talkOn takes steps until none waits.
func (s *Store) talkOn() {
	for {
		s.talks.mu.Lock()
		n := min(len(s.talks.waiting), maxTalks)
		batch := slices.Clone(s.talks.waiting[:n])
		s.talks.waiting = slices.Delete(s.talks.waiting, 0, n)
		s.talks.busy = n > 0
		s.talks.mu.Unlock()
		if n == 0 {
			return
		}
		s.talkTogether(batch)
	}
}

// turned is what becomes of one chat when steps are taken together.
type turned struct {
	key   chatKey
	was   *recentChat
	now   *chat.Running
	added []chat.Entry
	steps []*spoken
	saved bool
}

// talkTogether takes steps in one transaction.
func (s *Store) talkTogether(batch []*spoken) {
	all := s.turn(batch)
	err := s.saveAll(all)
	for _, t := range all {
		answer := err
		switch {
		case err != nil:
			s.recent.drop(t.key)
		case !t.saved:
			s.recent.drop(t.key)
			answer = errAlone
		default:
			noteClientIDs(t.was.ids, t.added)
			s.recent.keep(t.key, &recentChat{chat: t.now, due: t.was.due, ids: t.was.ids})
		}
		for _, p := range t.steps {
			p.done <- answer
		}
	}
}

// turn takes steps in the chats that are known, one after the other, and answers those
// that it is not for.
func (s *Store) turn(batch []*spoken) (all []*turned) {
	byKey := map[chatKey]*turned{}
	for _, p := range batch {
		t := byKey[p.key]
		if t == nil {
			was := s.recent.find(p.key)
			if was == nil {
				p.done <- errAlone
				continue
			}
			t = &turned{key: p.key, was: was, now: was.chat}
			byKey[p.key] = t
		}
		if !t.take(p) {
			p.done <- errAlone
		} else if len(t.steps) == 1 {
			all = append(all, t)
		}
	}
	return all
}

// take takes one step, if nothing comes of it but what sqlTalk stores.
func (t *turned) take(p *spoken) bool {
	next := t.now.Clone()
	added, changed, err := p.Rule(next, t.earlier(p.Stamp))
	if err != nil || !changed || !talkOnly(t.now, next) || filter.Ticks(next.Deadline(p.Terms)) < t.was.due {
		return false
	}
	next.Version++
	t.now, t.added, t.steps = next, append(t.added, added...), append(t.steps, p)
	return true
}

// earlier finds what a client has given the same id.
func (t *turned) earlier(s chat.Stamp) *chat.Entry {
	for i := range t.added {
		if e := &t.added[i]; e.Client != "" && e.Client == s.Client && e.Sender == s.Sender {
			return e
		}
	}
	return t.was.earlier(s)
}

// talkOnly reports whether a chat has changed in nothing that has a column of its own,
// but for its version and last number.
func talkOnly(was, now *chat.Running) bool {
	return was.State == now.State && was.Holder == now.Holder && was.Offer == now.Offer && was.Bot == now.Bot &&
		was.Turn.Due.Equal(now.Turn.Due) && was.SeenUntil.Equal(now.SeenUntil) && slices.Equal(was.Beside, now.Beside)
}

// singleWriter is a writer to a server: one statement can do what takes several elsewhere,
// and no answer may ever come.
type singleWriter interface {
	single(ctx context.Context, fn func(context.Context, *conn) error) error
}

// saveAll stores what has become of chats, for which no caller's patience counts: a server
// that is silent must not keep all that is said from being stored by another one.
func (s *Store) saveAll(all []*turned) error {
	if len(all) == 0 {
		return nil
	}
	save := func(ctx context.Context, c *conn) error { return saveTurned(ctx, c, all) }
	w, ok := s.writes.(singleWriter)
	if !ok {
		return s.writes.transact(context.Background(), save)
	}
	ctx, cancel := context.WithTimeout(context.Background(), s.timeout)
	defer cancel()
	var err error
	if len(all) == 1 && len(all[0].added) == 1 {
		err = w.single(ctx, func(ctx context.Context, c *conn) error { return saveOne(ctx, c, all[0]) })
	} else {
		err = s.writes.transact(ctx, save)
	}
	if err != nil && ctx.Err() != nil {
		return errBusy(err)
	}
	return err
}

// saveOne is saveTurned for one message.
func saveOne(ctx context.Context, c *conn, t *turned) error {
	row, err := t.row()
	if err != nil {
		return err
	}
	entry, err := entryRow(t.key, &t.added[0])
	if err != nil {
		return err
	}
	found := foundChats{}
	text := fmt.Sprintf(sqlTalkOne, c.dialect.talkStatement(1))
	if err := c.query(ctx, found.scan, text, append(row, entry[2:]...)...); err != nil {
		return fmt.Errorf("save what was said: %w", err)
	}
	t.saved = found[t.key]
	return nil
}

// row is the row of a chat as sqlTalk lists it.
func (t *turned) row() ([]any, error) {
	doc, err := encodeLoose(t.now, describeRunning)
	return []any{int64(t.key.site), t.key.guid[:], t.was.chat.Version, t.now.Version, t.now.LastSeq, doc}, err
}

// saveTurned stores what has become of chats that are still as they were.
func saveTurned(ctx context.Context, c *conn, all []*turned) error {
	saved, err := saveChats(ctx, c, all)
	if err != nil {
		return err
	}
	var rows [][]any
	for _, t := range all {
		if t.saved = saved[t.key]; !t.saved {
			continue
		}
		for i := range t.added {
			row, err := entryRow(t.key, &t.added[i])
			if err != nil {
				return err
			}
			rows = append(rows, row)
		}
	}
	return c.insertParts(ctx, entryTarget, sixteens, rows)
}

func saveChats(ctx context.Context, c *conn, all []*turned) (foundChats, error) {
	rows := make([][]any, 0, len(all))
	for _, t := range all {
		row, err := t.row()
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	saved, err := c.talk(ctx, rows)
	if err != nil {
		return nil, fmt.Errorf("save what was said: %w", err)
	}
	return saved, nil
}

// talk takes a step with the chat locked. learnt is what is known of it then; nil when
// nothing was saved.
func (t *liveTx) talk(ctx context.Context, step *chat.Talk) (learnt *recentChat, err error) {
	r, err := t.Lock(ctx, step.Chat)
	if err != nil {
		return nil, err
	}
	learnt, earlier, err := t.learn(ctx, r, step.Stamp)
	if err != nil {
		return nil, err
	}
	added, changed, err := step.Rule(r, earlier)
	if err != nil || !changed {
		return nil, err
	}
	deadline := r.Deadline(step.Terms)
	learnt.due = filter.Ticks(deadline)
	noteClientIDs(learnt.ids, added)
	return learnt, t.Save(ctx, r, deadline, added)
}

// learn reads what is to be known of a chat to take its next steps without reading, and
// what a command has led to before. Of a chat that is too long to be kept it reads only
// that.
func (t *liveTx) learn(ctx context.Context, r *chat.Running, s chat.Stamp) (learnt *recentChat, earlier *chat.Entry, err error) {
	guid := r.Chat.GUID
	if r.LastSeq > maxRecentEntry {
		earlier, err = t.Repeated(ctx, guid, s.Sender, s.Client)
		return &recentChat{chat: r, ids: clientIDs(nil)}, earlier, err
	}
	entries, err := t.store.scanEntries(ctx, t.conn, sqlLiveIDs, int64(t.site), guid[:])
	if err != nil {
		return nil, nil, fmt.Errorf("read which commands a chat has had: %w", err)
	}
	learnt = &recentChat{chat: r, ids: clientIDs(entries)}
	return learnt, learnt.earlier(s), nil
}
