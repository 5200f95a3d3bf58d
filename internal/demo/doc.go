// Package demo makes up a site and its chats: what `serve -demo` shows, what
// tests search, what benchmarks import. The same seed gives the same chats.
//
// The chats are meant to be as uneven as real ones: ten languages, some words
// in every third chat and most in a few, chats of one line and of sixty, visitors
// who come back, busy and quiet hours. Every chat is consistent: its figures are
// those that (*chat.Chat).Derive computes. Names, addresses and numbers are made
// up; domains and IP addresses are those reserved for documentation.
package demo
