// Package chattest holds the interfaces of chat in memory, for tests: a Store
// that answers searches with filter.Match and so says what every other store
// must answer, and Files and a Bus that do the least.
package chattest
