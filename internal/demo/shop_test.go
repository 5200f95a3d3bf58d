package demo_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/demo"
)

// A visit to the offer's page, which names no campaign, is invited after a while, and one
// to any other page of the demo is not.
func TestTheShopInvitesWhoLooksAtAnOffer(t *testing.T) {
	t.Parallel()
	site := demo.New(1, start)
	var all []chat.Resource
	for _, i := range site.Related().AutoInvitations {
		all = append(all, i)
	}
	for _, r := range site.Shop(uuid.New()).Resources {
		if r.Collection() == chat.AutoInvitations {
			all = append(all, r)
		}
	}
	inviting := chat.InvitingOf(all)
	if len(inviting) != len(all) {
		t.Fatalf("%d of %d invitations can be used", len(inviting), len(all))
	}
	for url, want := range map[string]bool{"http://127.0.0.1:8080/demo/offer.html": true, "http://127.0.0.1:8080/demo/": false, "http://127.0.0.1:8080/demo/product.html": false} {
		seen := chat.Sighting{At: start, Page: chat.PageView{URL: url}, Times: 7}
		v := chat.BeginVisit(uuid.New(), &seen)
		v.Take(&seen)
		if got, _ := chat.Choose(inviting, v, start.Add(time.Second)); got != nil {
			t.Errorf("%s: %q at once", url, got.Name)
		}
		got, _ := chat.Choose(inviting, v, start.Add(10*time.Minute))
		if (got != nil) != want || (want && got.Message == "") {
			t.Errorf("%s: invited by %+v", url, got)
		}
	}
}
