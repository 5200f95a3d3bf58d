package demo

// language is what visitors, agents and bots of one language are called and say.
// In a phrase, {product}, {order}, {topic} and {name} are filled in.
type language struct {
	tag      string // of the browser
	campaign string
	timeZone string // minutes, JavaScript's sign
	weight   int    // visitors of this language in a hundred

	given, family []string
	familyFirst   bool

	topics   []string // nouns, the common ones first
	asks     []string // the visitor's opening
	visitor  []string
	agent    []string
	bot      []string
	thanks   []string // the visitor's last words
	comments []string // about the chat, in the survey
	notes    []string // between agents, and in wrap-ups

	sounds   []string // what its made-up words consist of
	unspaced bool     // words are written without spaces between them
}

// languages are those of the site, with weights that add up to 100.
func languages() []*language {
	return []*language{
		english(), german(), french(), spanish(), chinese(), arabic(), japanese(),
		russian(), hebrew(), thai(),
	}
}
