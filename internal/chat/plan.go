package chat

import "time"

// The ways of answering a search.
const (
	BySQL       = "sql"       // by the database alone
	ByDocuments = "documents" // by looking into the documents of candidates
	ByIndex     = "index"     // by the search index
)

// Plan tells how a search was answered.
type Plan struct {
	By         string
	Conditions string // in normal form, see filter.Show
	Candidates int64  // chats that had to be looked into, none when SQL or the index knew all
	Documents  int64  // that were read
	Bytes      int64  // of the documents, as they are stored
	Steps      []PlanStep
	// Database is how the database goes about it, line by line in its own words.
	Database []string
}

// PlanStep is a part of the work and the time that it took.
type PlanStep struct {
	Name string
	Took time.Duration
}

// Step adds the time since began, and gives the time now. A nil Plan takes none.
func (p *Plan) Step(name string, began time.Time) time.Time {
	now := time.Now()
	if p != nil {
		p.Steps = append(p.Steps, PlanStep{name, now.Sub(began)})
	}
	return now
}
