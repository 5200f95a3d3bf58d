package store

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
	"github.com/parleychat/parley/internal/store/storetest"
)

var (
	treeCount = flag.Int("trees", 2000, "how many random conditions the oracle asks")
	treeSeed  = flag.Uint64("seed", 1, "where the oracle's random numbers begin")
)

// The oracle asks random conditions of random chats and compares what the stores
// answer with what filter.Match says.
const (
	chatsPerRound = 50
	treesPerRound = 250
)

func TestOracleFindsNoDifference(t *testing.T) {
	t.Parallel()
	stores := map[string]*Store{"SQLite": openTest(t, sqliteAddress(t)), "PostgreSQL": openTest(t, storetest.Postgres(t))}
	t.Logf("-seed %d -trees %d", *treeSeed, *treeCount)
	matched := 0
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
		}
	}
	if matched < *treeCount/10 {
		t.Errorf("only %d of %d conditions found some chats and not others: the oracle asks the wrong questions", matched, *treeCount)
	}
}

// TestOracleCatchesWrongAnswers is the oracle's positive control.
func TestOracleCatchesWrongAnswers(t *testing.T) {
	t.Parallel()
	for name, wrong := range map[string]func(*statement, filter.Expr) (string, error){
		"negation forgets missing values": nullUnsafe,
		"bounds are always inclusive":     inclusive,
		"groups are all conjunctions":     conjunctions,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for database, address := range map[string]string{"SQLite": sqliteAddress(t), "PostgreSQL": storetest.Postgres(t)} {
				s := openTest(t, address)
				s.where = wrong
				o := newOracle(t, *treeSeed, 0, map[string]*Store{database: s})
				var err error
				for i := 0; i < 2000 && err == nil; i++ {
					_, err = o.ask(t.Context())
				}
				if err == nil {
					t.Errorf("%s: 2000 conditions did not show it", database)
				}
			}
		})
	}
}

func nullUnsafe(s *statement, e filter.Expr) (string, error) {
	switch e := e.(type) {
	case filter.And:
		return wrongGroup(s, e, " AND ", sqlTrue, nullUnsafe)
	case filter.Or:
		return wrongGroup(s, e, " OR ", sqlFalse, nullUnsafe)
	case filter.Not:
		holds, err := s.leaf(e.X, false)
		return "NOT (" + holds + ")", err
	default:
		return s.where(e)
	}
}

func inclusive(s *statement, e filter.Expr) (string, error) {
	switch e := e.(type) {
	case filter.And:
		return wrongGroup(s, e, " AND ", sqlTrue, inclusive)
	case filter.Or:
		return wrongGroup(s, e, " OR ", sqlFalse, inclusive)
	case filter.Range:
		for _, b := range []**filter.Bound{&e.Min, &e.Max} {
			if *b != nil {
				*b = &filter.Bound{Value: (*b).Value}
			}
		}
		return s.where(e)
	default:
		return s.where(e)
	}
}

func conjunctions(s *statement, e filter.Expr) (string, error) {
	if or, ok := e.(filter.Or); ok {
		return wrongGroup(s, or, " AND ", sqlFalse, conjunctions)
	}
	return s.where(e)
}

func wrongGroup(s *statement, members []filter.Expr, operator, none string, where func(*statement, filter.Expr) (string, error)) (string, error) {
	text := none
	for i, m := range members {
		part, err := where(s, m)
		if err != nil {
			return "", err
		}
		if i == 0 {
			text = part
		} else {
			text = "(" + text + operator + part + ")"
		}
	}
	return text, nil
}

// oracle is a site with random chats, the same in each store.
type oracle struct {
	*storetest.Random
	stores  map[string]*Store
	site    chat.SiteID
	chats   []*chat.Chat
	related *chat.Related
}

func newOracle(t *testing.T, seed uint64, round int, stores map[string]*Store) *oracle {
	t.Helper()
	o := &oracle{Random: storetest.NewRandom(seed<<20 + uint64(round)), stores: stores, site: chat.SiteID(round + 1)}
	o.related = o.Related()
	for range chatsPerRound {
		o.chats = append(o.chats, o.Chat())
	}
	site, agent := chat.Site{ID: o.site}, chat.Agent{ID: o.NewGUID()}
	account := chat.Account{Site: o.site, Agent: agent.ID}
	key := chat.IssuedKey{ID: o.NewGUID(), Hash: [32]byte{byte(round), byte(round >> 8)}, AgentID: agent.ID}
	for name, s := range stores {
		if err := s.CreateSite(t.Context(), site, agent, account, key); err != nil {
			t.Fatal(err)
		}
		err := s.Update(t.Context(), o.site, func(ctx context.Context, tx chat.Tx) error {
			list := make([]chat.Change, len(o.chats))
			for i, c := range o.chats {
				c.ID = int64(i + 1)
				list[i] = chat.Change{Kind: chat.ChatStored, Chat: c}
			}
			return errors.Join(tx.Keep(ctx, o.related), tx.Apply(ctx, list))
		})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	return o
}

// ask puts one random question to each store and tells how many chats answer it.
func (o *oracle) ask(ctx context.Context) (int, error) {
	tree := o.Tree(3)
	q := chat.Query{
		GivenUp: o.IntN(4) == 0,
		Where:   filter.Normal(tree),
		Sort:    o.Sort(),
		Size:    500,
	}
	if o.IntN(8) == 0 {
		q.Size = 1 + o.Int64N(12)
	}
	q.Facets = o.Facets()
	found := o.answer(tree, q)
	want := idsOf(found)
	aggregation := o.Aggregation()
	for name, s := range o.stores {
		got, err := answerOf(ctx, s, o.site, q)
		if err == nil && !slices.Equal(got, want) {
			err = fmt.Errorf("found %v, want %v", got, want)
		}
		if err == nil && (len(q.Facets) > 0 || len(want)%2 == 0) {
			err = o.follow(ctx, s, q, found)
		}
		if err == nil {
			err = o.aggregate(ctx, s, q, aggregation, found)
		}
		if err != nil {
			return 0, fmt.Errorf("%s, given up %v, sorted by %s (descending %v), %d a page, condition\n%s\nnormal form\n%s\n%w",
				name, q.GivenUp, q.Sort.By, q.Sort.Descending, q.Size, filter.Show(tree), filter.Show(q.Where), err)
		}
	}
	return len(want), nil
}

// answer is what the definition says.
func (o *oracle) answer(tree filter.Expr, q chat.Query) []*chat.Chat {
	var found []*chat.Chat
	for _, c := range o.chats {
		if c.GivenUp() == q.GivenUp && filter.Match(tree, chat.Record{Chat: c, Related: o.related}) {
			found = append(found, c)
		}
	}
	slices.SortFunc(found, func(a, b *chat.Chat) int { return storetest.Compare(q.Sort, a, b) })
	return found
}

func idsOf(chats []*chat.Chat) []int64 {
	ids := make([]int64, len(chats))
	for i, c := range chats {
		ids[i] = c.ID
	}
	return ids
}

// answerOf puts the pages of a search together.
func answerOf(ctx context.Context, s *Store, site chat.SiteID, q chat.Query) (ids []int64, err error) {
	ids = []int64{}
	for total := int64(math.MaxInt64); q.Page*q.Size < total; q.Page++ {
		page, err := s.Search(ctx, site, q)
		if err != nil {
			return nil, err
		}
		if total != math.MaxInt64 && total != page.Total {
			return nil, fmt.Errorf("page %d says there are %d chats, the pages before said %d", q.Page, page.Total, total)
		}
		total = page.Total
		for _, c := range page.Chats {
			ids = append(ids, c.ID)
		}
	}
	if q.Page > 0 && int64(len(ids)) > q.Page*q.Size {
		return nil, fmt.Errorf("%d chats on %d pages of %d", len(ids), q.Page, q.Size)
	}
	return ids, nil
}
