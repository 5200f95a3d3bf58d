package chat

// Related holds nouns that chats point to by guid, each once. What a chat names
// and Related lacks is known by its id only.
type Related struct {
	Sessions          map[GUID]*Session
	Visitors          map[GUID]*Visitor
	ContactIdentities map[GUID]*ContactIdentity
	Campaigns         map[GUID]*Campaign
	Departments       map[GUID]*Department
	Skills            map[GUID]*Skill
	AutoInvitations   map[GUID]*AutoInvitation
	Segments          map[GUID]*Segment
	CategoryOptions   map[GUID]*CategoryOption
	Agents            map[GUID]*Agent
}

// Keep puts a noun into one of the maps of a Related, making the map on first
// use. A noun that is there already stays.
func Keep[N any](into *map[GUID]*N, id GUID, noun *N) {
	if *into == nil {
		*into = map[GUID]*N{}
	}
	if _, ok := (*into)[id]; !ok {
		(*into)[id] = noun
	}
}

// Merge adds the nouns of other, which may be nil; a noun that is there already
// stays.
func (r *Related) Merge(other *Related) {
	if other == nil {
		return
	}
	merge(&r.Sessions, other.Sessions)
	merge(&r.Visitors, other.Visitors)
	merge(&r.ContactIdentities, other.ContactIdentities)
	merge(&r.Campaigns, other.Campaigns)
	merge(&r.Departments, other.Departments)
	merge(&r.Skills, other.Skills)
	merge(&r.AutoInvitations, other.AutoInvitations)
	merge(&r.Segments, other.Segments)
	merge(&r.CategoryOptions, other.CategoryOptions)
	merge(&r.Agents, other.Agents)
}

func merge[N any](into *map[GUID]*N, from map[GUID]*N) {
	for id, noun := range from {
		Keep(into, id, noun)
	}
}

// Include is a set of the nouns and parts that a caller wants beside the chats
// themselves ("include", chat-api.txt, Get a single Chat).
type Include uint32

// The things that can be included.
const (
	IncludeAutoInvitation Include = 1 << iota
	IncludeCampaign
	IncludeChatAgent
	IncludeChatbotMap
	IncludeAttachment
	IncludeFieldResult
	IncludeSegmentResult
	IncludeWrapup
	IncludeWrapupCategory
	IncludeContactIdentity
	IncludeDepartment
	IncludeSurvey
	IncludeSession
	IncludeSkill
	IncludeVisitor
)

// Has reports whether all of what is in the set.
func (i Include) Has(what Include) bool { return i&what == what }
