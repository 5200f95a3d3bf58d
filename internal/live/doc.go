// Package live carries live chat: frames of JSON, the sessions of visitors and of
// agents (docs/live.md). It decides nothing: what may happen to a chat is chat.Desk's.
//
// A session has one goroutine that reads commands, obeys each and answers it. What is
// to be sent it finds in its outbox, where anybody may put something without waiting;
// another goroutine sends it and ends when there is nothing more. It sends what others
// have just done as it was encoded once for all, and reads the store where something is
// missing, so that a slow client holds nothing but its place.
package live
