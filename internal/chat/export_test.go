package chat

// CheckResource is what a resource's own rules say of it.
func CheckResource(r Resource) error { return r.check() }

// Legible is the beginning of a text that every database takes.
var Legible = legible
