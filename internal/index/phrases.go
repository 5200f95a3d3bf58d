package index

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// The index has words without their places, so that whether they stand in a row only
// the documents tell. A segment never changes, and neither does what its chats'
// documents say as long as they live in it: it is asked once for each phrase and chat.

// mostPhrases is how many phrases a segment remembers, in 16 kB each.
const mostPhrases = 16

// phrases are what a segment remembers of documents.
type phrases struct {
	mu    sync.Mutex
	known map[string]*answered
}

// answered is what is known of a phrase: which chats were asked about, and which of
// them have it.
type answered struct{ asked, have set }

// about gives what is known of a phrase.
func (p *phrases) about(key string, n int) answered {
	p.mu.Lock()
	defer p.mu.Unlock()
	if a := p.known[key]; a != nil {
		return answered{a.asked.clone(), a.have.clone()}
	}
	return answered{newSet(n), newSet(n)}
}

// learn adds to what is known of a phrase, in the place of another phrase when there
// are too many. What it is given is its own from then on.
func (p *phrases) learn(key string, more answered) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if a := p.known[key]; a != nil {
		a.asked.or(more.asked)
		a.have.or(more.have)
		return
	}
	for other := range p.known {
		if len(p.known) < mostPhrases {
			break
		}
		delete(p.known, other)
	}
	if p.known == nil {
		p.known = map[string]*answered{}
	}
	p.known[key] = &more
}

// settled are those of the chats among that have a phrase, if all that have it in
// messages or the comment are among them; some may be left out that have it elsewhere.
func (e *evaluation) settled(p filter.Phrase, f filter.Field, among set) (set, error) {
	key := f.Name + "\x00" + strings.Join(p.Terms, "\x00")
	if p.Prefix {
		key += "\x00*"
	}
	known := e.phrases.about(key, e.n)
	open := among.clone()
	open.andNot(known.asked)
	if !open.empty() {
		have, err := e.askAbout(p, f, open)
		if err != nil {
			return nil, err
		}
		known.have.or(have)
		e.phrases.learn(key, answered{open, have})
	}
	known.have.and(among)
	return known.have, nil
}

// askAbout asks the documents of chats.
func (e *evaluation) askAbout(p filter.Phrase, f filter.Field, open set) (set, error) {
	ids := make([]int64, 0, open.count())
	for i := open.next(0); i >= 0; i = open.next(i + 1) {
		ids = append(ids, e.ids[i])
	}
	holding, err := e.ask(e.ctx, filter.HasWords{Field: f, Query: filter.WordQuery{All: []filter.Phrase{p}}}, ids)
	if err != nil {
		return nil, err
	}
	have := newSet(e.n)
	for _, id := range holding {
		if i := e.find(id); i >= 0 {
			have.add(i)
		}
	}
	return have, nil
}

// ask has the source judge chats by words alone.
func (f *finding) ask(ctx context.Context, words filter.HasWords, ids []int64) ([]int64, error) {
	judged, err := f.source.Judge(ctx, f.id, chat.Query{GivenUp: f.query.GivenUp, Where: words}, ids)
	if err == nil && f.plan != nil {
		f.asking.Lock()
		defer f.asking.Unlock()
		f.plan.Candidates += int64(len(ids))
		f.plan.Documents += judged.Documents
		f.plan.Bytes += judged.Bytes
	}
	return judged.IDs, err
}

// mostTime is how long documents may be asked for one search.
const mostTime = 5 * time.Second

// inTime evaluates the query within the time that it may take. What was learnt until
// then stays, so that another try comes further.
func (f *finding) inTime(ctx context.Context) error {
	limited, cancel := context.WithTimeout(ctx, mostTime)
	defer cancel()
	err := f.evaluate(limited)
	if err != nil && limited.Err() != nil && ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
		return &chat.TooExpensive{Reason: fmt.Sprintf("it takes longer than %s", mostTime)}
	}
	return err
}
