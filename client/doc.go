// Package client talks to a Parley server: as a visitor or an agent in live chat, and
// as a program that reads and changes the records of the Chat API.
//
// A [Visitor] or an [Agent] stays connected until it is closed, over as many
// connections as that takes. What it promises:
//
//   - A command that returns without an error is on the server's disk, once. It is sent
//     again with the same id until it is answered, also over a new connection.
//   - Each entry of a chat comes once, in the order that everybody sees. After a break
//     the server is asked for what came in between.
//   - When the server cannot go on from there it says so: a [Resync] comes, and the chat
//     again from its beginning.
//
// What the server sends by itself comes as an [Event]; take them with [Conn.Events] or
// [Conn.Next], in one goroutine. All else can be called by many at once.
//
// The protocol is described in docs/live.md.
package client
