// Package storetest is the contract of chat.Store and chat.Accounts as a suite,
// and what else tests of and with stores need: a PostgreSQL server, and records.
package storetest
