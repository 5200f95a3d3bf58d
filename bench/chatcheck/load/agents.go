package load

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"

	"github.com/parleychat/parley/client"
)

// MakeAgents makes agents on the site of a key that may do so, and gives a key of each.
// They stay when the run is over.
func MakeAgents(ctx context.Context, base, key string, n int) (keys []string, err error) {
	api := client.NewAPI(base, key, nil)
	run := rand.Text()[:8]
	for i := range n {
		name := fmt.Sprintf("chatcheck-%s-%d", run, i)
		var made struct{ ID, Secret string }
		agent := map[string]any{"email": name + "@example.com", "displayName": name, "isAdmin": true}
		if err := api.Do(ctx, http.MethodPost, "global/agents", nil, agent, &made); err != nil {
			return nil, fmt.Errorf("make an agent: %w", err)
		}
		issued := map[string]any{"name": name, "agentId": made.ID, "scopes": []string{"chats:read", "chats:write"}}
		if err := api.Do(ctx, http.MethodPost, "global/apiKeys", nil, issued, &made); err != nil {
			return nil, fmt.Errorf("make a key: %w", err)
		}
		keys = append(keys, made.Secret)
	}
	return keys, nil
}
