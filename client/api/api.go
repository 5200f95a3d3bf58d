// Package api has the nouns of the Chat API as Go types, for clients. They are made
// from the API's own description (make types), so that they are what it answers.
package api
