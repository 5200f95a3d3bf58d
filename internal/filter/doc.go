// Package filter says what a search means: a typed tree of conditions over the
// fields of a record, its normal form, and Match, which evaluates it in memory.
//
// Match is the definition. Whoever answers a search in another way (SQL, an
// index) must agree with it on every tree and every record.
//
// The package knows no chat, no SQL, no HTTP and no JSON.
package filter
