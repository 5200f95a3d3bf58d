package chat

// Extra holds the members of a noun that came in with an import and that Parley
// has no name for, so that they can be given back as they came. Raw is in the
// language of the edge that read it; the heart never looks inside.
type Extra []Member

// Member is one unknown member.
type Member struct {
	Name string
	Raw  string
}
