//go:build race

package main

// The race detector makes an import twenty times slower; the full number of
// kills runs without it.
const defaultKills = 5
