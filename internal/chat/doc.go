// Package chat is the heart of Parley: its nouns, their rules, the use cases
// (Service), and the interfaces it needs from the outside (Store, Files, Bus).
//
// Nouns carry no tags. A rule is a pure method on a noun; the clock and new ids
// are arguments. Everything belongs to a site, and every call names it.
package chat
