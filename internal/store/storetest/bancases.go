package storetest

import (
	"net/netip"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

var banCases = map[string]func(*testing.T, *office){
	"an agent who bans ends the chat, and the ban stays": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 3)
		c := o.accepted(t, ada)
		bob := o.agent(t, "Bob", 3) // later, so that the chat is offered to Ada
		d := o.desk()
		_, err := d.BanVisitor(t.Context(), c.by(bob), 1, "mine")
		wantKind(t, err, chat.KindDenied)
		order := c.by(ada)
		first, err := d.BanVisitor(t.Context(), order, 24, "Insults")
		done(t, first, err)
		again, err := o.desks[len(o.desks)-1].BanVisitor(t.Context(), order, 24, "Insults")
		done(t, again, err)
		wantSame(t, again, first)
		_, err = d.BanVisitor(t.Context(), order, 25, "Insults")
		wantKind(t, err, chat.KindConflict)
		wantSame(t, c.record(t).Status, chat.Normal)
		log, err := o.store.AuditEntries(t.Context(), o.site, chat.AuditQuery{Collection: "bans", Limit: 9})
		if err != nil || len(log) != 1 || log[0].By.Agent != ada.Agent || log[0].Action != chat.ResourceAdded {
			t.Errorf("the audit log: %+v, %v", log, err)
		}
		front, err := d.Front(t.Context(), o.site)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, front.Bans(c.visitor, netip.Addr{}, o.clock()), true)
		wantSame(t, front.Bans(c.visitor, netip.Addr{}, o.clock().Add(24*time.Hour)), false)
		other, err := d.Front(t.Context(), o.other)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, other.BansVisitors(), false)
	},
	"who is put out has no running chat any more": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 3)
		waiting, held := o.request(t), o.accepted(t, ada)
		for _, c := range []caller{waiting, held} {
			for range 2 { // the second time there is nothing to end
				if err := o.desk().Expel(t.Context(), o.site, c.visitor); err != nil {
					t.Fatal(err)
				}
			}
			wantSame(t, c.record(t).VisitorID, c.visitor)
		}
	},
}
