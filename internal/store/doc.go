// Package store keeps chats, the nouns they point to, the event log and who may
// sign in, in SQLite or PostgreSQL: chat.Store and chat.Accounts, one
// implementation with one SQL text for both databases. What differs between them
// is in dialect.
//
// A chat is stored twice over: as the columns that it is filtered and sorted by,
// and as one document with everything, which is all that an answer is made from.
// Documents are binary: coder.go is their language, describe.go their contents,
// document.go their wrapping.
//
// All fixed SQL stands in statements.go and migrations, the SQL of searches is
// made in search.go and where.go.
package store
