package v4

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/chat/chattest"
)

// pending is a store whose searches last until their caller goes.
type pending struct {
	*chattest.Store
	begun, ended chan struct{}
}

func (e *pending) Search(ctx context.Context, _ chat.SiteID, _ chat.Query) (*chat.Page, error) {
	e.begun <- struct{}{}
	<-ctx.Done()
	e.ended <- struct{}{}
	return nil, ctx.Err()
}

// TestAClientThatLeavesEndsItsSearch and makes room for the next one.
func TestAClientThatLeavesEndsItsSearch(t *testing.T) {
	t.Parallel()
	store := &pending{chattest.NewStore(), make(chan struct{}), make(chan struct{})}
	actor, _ := store.AddSite(t, 10000)
	key := addKey(t, store.Store, actor, chat.AllPermissions)
	service := chat.NewService(store, &chattest.Files{}, &chattest.Bus{}, time.Now).WithSearchLimits(chat.SearchLimits{PerSite: 1, Wait: time.Minute})
	server := httptest.NewServer(New(Options{Service: service, Auth: auth.New(store, time.Now)}))
	defer server.Close()
	client := func() (leave context.CancelFunc, gone chan error) {
		ctx, leave := context.WithCancel(t.Context())
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, server.URL+"/livechat/chats:search", strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+key)
		gone = make(chan error, 1)
		go func() {
			res, err := http.DefaultClient.Do(r)
			if err == nil {
				err = errors.Join(errors.New(res.Status), res.Body.Close())
			}
			gone <- err
		}()
		return leave, gone
	}
	leave, gone := client()
	<-store.begun
	leaveToo, goneToo := client() // waits for its turn
	leave()
	<-store.ended
	<-store.begun
	leaveToo()
	<-store.ended
	for _, g := range []chan error{gone, goneToo} {
		if err := <-g; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
}
