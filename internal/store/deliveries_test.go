package store

import (
	"context"
	"net/url"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/store/storetest"
)

// TestNoPlanClaimsMoreDeliveriesThanAreAskedFor has PostgreSQL look for what is claimed in the way
// that it chooses by chance while a table is small: again for each row.
func TestNoPlanClaimsMoreDeliveriesThanAreAskedFor(t *testing.T) {
	t.Parallel()
	address, err := url.Parse(storetest.Postgres(t))
	if err != nil {
		t.Fatal(err)
	}
	query := address.Query()
	for _, way := range []string{"hashagg", "sort", "hashjoin", "mergejoin", "material"} {
		query.Set("enable_"+way, "off")
	}
	address.RawQuery = query.Encode()
	s := openTest(t, address.String())
	agent, now := uuid.New(), time.Now()
	err = s.CreateSite(t.Context(), chat.Site{ID: 1, Created: now}, chat.Agent{ID: agent}, chat.Account{Site: 1, Agent: agent}, chat.IssuedKey{AgentID: agent})
	if err != nil {
		t.Fatal(err)
	}
	w := chat.DueWebhook{Site: 1, Webhook: uuid.New()}
	queued := make([]chat.Delivery, 60)
	for i := range queued {
		queued[i] = chat.Delivery{ID: uuid.New(), Webhook: w.Webhook, Created: now, Due: now, Occasion: chat.Occasion{Event: chat.AgentStatusChanges, Time: now, Agent: chat.Person{ID: agent}}}
		if i%2 == 1 {
			queued[i].Webhook = agent // another one's
		}
	}
	if err := s.Update(t.Context(), 1, func(ctx context.Context, tx chat.Tx) error { return tx.QueueDeliveries(ctx, queued) }); err != nil {
		t.Fatal(err)
	}
	const most = 4
	for left := len(queued) / 2; left > 0; left -= most {
		claimed, err := s.ClaimDeliveries(t.Context(), w, now.Add(time.Second), now.Add(time.Hour), most)
		if err != nil || len(claimed) != min(most, left) {
			t.Fatalf("of %d that are due %d were claimed: %v", left, len(claimed), err)
		}
	}
}
