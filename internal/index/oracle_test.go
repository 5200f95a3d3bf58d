package index

import (
	"context"
	"flag"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/parleychat/parley/internal/bus"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
	"github.com/parleychat/parley/internal/store"
	"github.com/parleychat/parley/internal/store/storetest"
)

var (
	treeCount = flag.Int("trees", 2000, "how many random conditions the oracle asks")
	treeSeed  = flag.Uint64("seed", 1, "where the oracle's random numbers begin")
)

// The oracle asks random conditions of random chats, which come, change and go
// meanwhile, and compares what a service with an index answers with what
// filter.Match says.
const (
	chatsPerRound = 60
	treesPerRound = 250
)

func TestIndexAnswersAsTheDefinitionSays(t *testing.T) {
	t.Parallel()
	t.Logf("-seed %d -trees %d", *treeSeed, *treeCount)
	stores := bothStores(t)
	matched, answered := 0, 0
	for round := 0; round*treesPerRound < *treeCount; round++ {
		o := newOracle(t, *treeSeed, round, stores)
		for range min(treesPerRound, *treeCount-round*treesPerRound) {
			n, err := o.ask(t.Context())
			if err != nil {
				t.Fatalf("-seed %d, round %d: %v", *treeSeed, round, err)
			}
			if n > 0 && n < len(o.chats)/2 {
				matched++
			}
			if o.IntN(12) == 0 {
				o.disturb(t)
			}
		}
		answered += o.answered
		o.close(t)
	}
	if matched < *treeCount/10 {
		t.Errorf("only %d of %d conditions found some chats and not others: the oracle asks the wrong questions", matched, *treeCount)
	}
	if answered < *treeCount/2 {
		t.Errorf("the index answered only %d of %d conditions on two databases", answered, *treeCount)
	}
}

// bothStores are stores on fresh databases of both kinds.
func bothStores(t *testing.T) map[string]*store.Store {
	t.Helper()
	return map[string]*store.Store{"SQLite": openStore(t, sqliteAddress(t)), "PostgreSQL": openStore(t, storetest.Postgres(t))}
}

func sqliteAddress(tb testing.TB) string {
	tb.Helper()
	return "sqlite:" + filepath.Join(tb.TempDir(), "parley.db")
}

func openStore(tb testing.TB, address string) *store.Store {
	tb.Helper()
	s, err := store.Open(tb.Context(), address, store.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Errorf("close the store: %v", err)
		}
	})
	return s
}

// indexed is a store with an index and the service on both.
type served struct {
	store   *store.Store
	index   *counting
	folder  string
	service *chat.Service
}

// counting is the index of one site, which counts what it answers.
type counting struct {
	*Index
	answered int
}

func (c *counting) Find(ctx context.Context, id chat.SiteID, q chat.Query) (*chat.Found, error) {
	found, err := c.Index.Find(ctx, id, q)
	if found != nil {
		c.answered++
	}
	return found, err
}

// oracle is a site with random chats, the same in each store.
type oracle struct {
	*storetest.Random
	on       map[string]*served
	site     chat.SiteID
	chats    []*chat.Chat
	related  *chat.Related
	nextID   int64
	answered int
}

func newOracle(t *testing.T, seed uint64, round int, stores map[string]*store.Store) *oracle {
	t.Helper()
	o := &oracle{Random: storetest.NewRandom(seed<<20 + uint64(round)), site: chat.SiteID(round + 1), on: map[string]*served{}}
	o.related = o.Related()
	site, agent := chat.Site{ID: o.site}, chat.Agent{ID: o.NewGUID()}
	account := chat.Account{Site: o.site, Agent: agent.ID}
	key := chat.Key{Hash: [32]byte{byte(round), byte(round >> 8)}, Site: o.site, Agent: agent.ID}
	for name, s := range stores {
		if err := s.CreateSite(t.Context(), site, agent, account, key); err != nil {
			t.Fatal(err)
		}
		o.on[name] = &served{store: s, folder: filepath.Join(t.TempDir(), "index")}
		o.on[name].open(t, o.site)
	}
	o.update(t, func(ctx context.Context, tx chat.Tx) error { return tx.Keep(ctx, o.related) })
	for range chatsPerRound / 10 {
		o.add(t, 10)
	}
	return o
}

// open makes the service, with the index that is in the folder.
func (s *served) open(t *testing.T, id chat.SiteID) {
	t.Helper()
	x, err := New(s.folder, Options{Source: s.store})
	if err != nil {
		t.Fatal(err)
	}
	x.sites = map[chat.SiteID]*site{}
	if _, err := x.open(id); err != nil {
		t.Fatal(err)
	}
	s.index = &counting{Index: x}
	s.service = chat.NewService(s.store, nil, bus.NewLocal(), time.Now).WithIndex(s.index)
}

func (o *oracle) close(t *testing.T) {
	t.Helper()
	for _, s := range o.on {
		if err := s.index.close(); err != nil {
			t.Fatal(err)
		}
	}
}

func (o *oracle) update(t *testing.T, fn func(context.Context, chat.Tx) error) {
	t.Helper()
	for name, s := range o.on {
		if err := s.store.Update(t.Context(), o.site, fn); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
}

func (o *oracle) add(t *testing.T, n int) {
	t.Helper()
	changes := make([]chat.Change, n)
	for i := range changes {
		o.nextID++
		c := o.Chat()
		c.ID = o.nextID
		o.chats = append(o.chats, c)
		changes[i] = chat.Change{Kind: chat.ChatStored, Chat: c}
	}
	o.update(t, func(ctx context.Context, tx chat.Tx) error { return tx.Apply(ctx, changes) })
}

// disturb lets something happen to the chats or to the index.
func (o *oracle) disturb(t *testing.T) {
	t.Helper()
	switch i := o.IntN(len(o.chats)); o.IntN(6) {
	case 0:
		o.add(t, 1+o.IntN(3))
	case 1:
		gone := []chat.Change{{Kind: chat.ChatDeleted, Chat: o.chats[i]}}
		o.chats = slices.Delete(o.chats, i, i+1)
		o.update(t, func(ctx context.Context, tx chat.Tx) error { return tx.Apply(ctx, gone) })
	case 2:
		c := o.Chat()
		c.ID, c.GUID = o.chats[i].ID, o.chats[i].GUID
		o.chats[i] = c
		o.update(t, func(ctx context.Context, tx chat.Tx) error {
			return tx.Apply(ctx, []chat.Change{{Kind: chat.ChatChanged, Chat: c}})
		})
	case 3:
		for _, s := range o.on {
			if _, err := s.at(o.site).tend(o.IntN(2) == 0); err != nil {
				t.Fatal(err)
			}
		}
	case 4: // a restart
		o.close(t)
		for _, s := range o.on {
			o.answered += s.index.answered
			s.open(t, o.site)
		}
	default: // a crash: what is in memory is lost
		for _, s := range o.on {
			o.answered += s.index.answered
			s.open(t, o.site)
		}
	}
}

// ask puts one random question to each store and tells how many chats answer it.
func (o *oracle) ask(ctx context.Context) (int, error) {
	tree := o.Tree(3)
	q := chat.Query{
		GivenUp: o.IntN(4) == 0, Where: tree, Size: 10 + o.Int64N(40),
		Sort: chat.Sort{By: chat.FieldRequestedTime.Name, Descending: o.IntN(2) == 0}, Explain: o.IntN(8) == 0,
	}
	if o.IntN(2) == 0 {
		q.After = &chat.Place{}
	}
	if fields := chat.Fields(); o.IntN(4) == 0 {
		for _, i := range o.Perm(len(fields))[:8] {
			if fields[i].Counted {
				q.Facets = append(q.Facets, fields[i].Field)
			}
		}
	}
	want, facets := o.answer(tree, q)
	for name, s := range o.on {
		got, counted, err := answerOf(ctx, s.service, o.site, q)
		if err == nil && !slices.Equal(got, want) {
			err = fmt.Errorf("found %v, want %v", got, want)
		}
		if diff := cmp.Diff(facets, counted, cmp.AllowUnexported(filter.Value{}), cmpopts.EquateEmpty()); err == nil && diff != "" {
			err = fmt.Errorf("facets (-want +got):\n%s", diff)
		}
		if err != nil {
			return 0, fmt.Errorf("%s, given up %v, descending %v, %d a page, condition\n%s\nnormal form\n%s\n%w",
				name, q.GivenUp, q.Sort.Descending, q.Size, filter.Show(tree), filter.Show(filter.Normal(tree)), err)
		}
		o.answered += s.index.answered
		s.index.answered = 0
	}
	return len(want), nil
}

// answer is what the definition says.
func (o *oracle) answer(tree filter.Expr, q chat.Query) ([]int64, []chat.Facet) {
	var found []*chat.Chat
	tally := chat.NewTally(q.Facets)
	for _, c := range o.chats {
		record := chat.Record{Chat: c, Related: o.related}
		if c.GivenUp() == q.GivenUp && filter.Match(tree, record) {
			found = append(found, c)
			tally.Add(record)
		}
	}
	slices.SortFunc(found, func(a, b *chat.Chat) int { return storetest.Compare(q.Sort, a, b) })
	ids := make([]int64, len(found))
	for i, c := range found {
		ids[i] = c.ID
	}
	return ids, tally.Facets()
}

// answerOf puts the pages of a search together.
func answerOf(ctx context.Context, s *chat.Service, site chat.SiteID, q chat.Query) (ids []int64, facets []chat.Facet, err error) {
	ids = []int64{}
	total := int64(-1)
	for {
		page, err := s.Search(ctx, chat.Actor{Site: site, May: chat.ReadChats}, q)
		if err != nil {
			return nil, nil, err
		}
		if total >= 0 && total != page.Total {
			return nil, nil, fmt.Errorf("one page says that there are %d chats, the next %d", total, page.Total)
		}
		total, facets = page.Total, page.Facets
		for _, c := range page.Chats {
			ids = append(ids, c.ID)
		}
		if q.Explain != (page.Plan != nil) {
			return nil, nil, fmt.Errorf("explained: %v, want %v", page.Plan, q.Explain)
		}
		if q.After != nil {
			if q.After = page.Next; page.Next == nil {
				return ids, facets, nil
			}
			continue
		}
		if q.Page++; q.Page*q.Size >= total {
			return ids, facets, nil
		}
	}
}

// at is the index of the site.
func (s *served) at(id chat.SiteID) *site {
	found, _ := s.index.look(id)
	return found
}
