// Package live carries live chat over WebSockets: frames of JSON, the sessions of
// visitors and of agents (docs/live.md). It decides nothing: what may happen to a
// chat is chat.Desk's.
//
// A session has two goroutines. One reads commands, obeys each and answers it. The
// other one writes: whenever it hears that something has changed it reads the store
// from where its client is, so that a slow client holds nothing but its place.
package live
