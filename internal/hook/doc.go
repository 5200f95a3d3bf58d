// Package hook calls addresses that customers name: bots, and webhooks. What it sends is
// signed as Standard Webhooks 1.0 say (docs/bots.md, docs/webhooks.md), and it connects to
// no address that only the server should reach.
package hook
