package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/client"
	"github.com/parleychat/parley/internal/bus/bustest"
	"github.com/parleychat/parley/internal/store/storetest"
)

// TestANodeShowsAndBansWhatTheOtherIsTold has an agent at one node and a visitor at
// another.
func TestANodeShowsAndBansWhatTheOtherIsTold(t *testing.T) {
	t.Parallel()
	db, nats := storetest.Postgres(t), bustest.NATS(t)
	site := initSite(t, db)
	here, there := start(t, "-database", db, "-nats", nats), start(t, "-database", db, "-nats", nats)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	shop, err := post(ctx, there, site, "campaigns", map[string]any{"name": "Shop", "allowedOrigins": []string{"https://shop.example"}})
	if err != nil {
		t.Fatal(err)
	}
	expectOpen(ctx, t, here, site, false)
	agent, err := client.ConnectAgent(ctx, there, site.APIKey, client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = agent.Close() }()
	if err := agent.SetStatus(ctx, client.Online, 3); err != nil {
		t.Fatal(err)
	}
	expectOpen(ctx, t, here, site, true)

	evil := client.Options{Header: http.Header{"Origin": {"https://evil.example"}}, Campaign: shop}
	if _, err := client.ConnectVisitor(ctx, here, int64(site.SiteID), "", evil); err == nil || !strings.Contains(err.Error(), "allowedOrigins") {
		t.Errorf("from a page of another origin: %v", err)
	}
	visitor, err := client.ConnectVisitor(ctx, here, int64(site.SiteID), "", client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = visitor.Close() }()
	asked, err := visitor.Request(ctx, client.Request{Name: "Vi"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := agent.Accept(ctx, asked.Chat); err != nil {
		t.Fatal(err)
	}
	if _, err := agent.Ban(ctx, asked.Chat, 1, "Insults"); err != nil {
		t.Fatal(err)
	}
	for { // until the connection is no more
		if _, err := visitor.Next(ctx); err != nil {
			if errors.Is(err, context.DeadlineExceeded) {
				t.Error("the visitor was not put out")
			}
			break
		}
	}
	if _, err := client.ConnectVisitor(ctx, here, int64(site.SiteID), visitor.Secret(), client.Options{}); err == nil || !strings.Contains(err.Error(), "you cannot chat here") {
		t.Errorf("the visitor comes again: %v", err)
	}
}

// expectOpen waits until a node tells pages that the site is open, or is not.
func expectOpen(ctx context.Context, t *testing.T, base string, site newSite, want bool) {
	t.Helper()
	for ctx.Err() == nil {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/live/campaign?site="+strconv.FormatInt(int64(site.SiteID), 10), nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		var shown struct{ Open bool }
		if err := errors.Join(json.NewDecoder(response.Body).Decode(&shown), response.Body.Close()); err != nil {
			t.Fatal(err)
		}
		if shown.Open == want {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("the site is never open: %v", want)
}
