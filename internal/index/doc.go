// Package index answers searches from what it derives of the event log: which
// chats have a word or a value, in what order of time they were requested, and what
// their names, e-mail addresses, phone numbers and companies are. It is never a
// truth: delete its folder and it is made anew.
//
// An index is a list of segments for each site. A segment is made of some chats and
// never changes; a chat that is changed or deleted dies in its segment, and the new
// record goes into a new one. Segments are merged into larger ones, which leaves the
// dead behind: that is how they are purged. Small segments are in memory, large ones
// in files; what a crash loses is read from the log again.
//
// A search is evaluated in each segment by sets of its chats, one bit each
// (evaluate.go). What the index cannot decide, such as a phrase, is judged by the
// store on the few chats that are left.
package index
