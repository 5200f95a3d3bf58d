package chat

// FirstResources is what a site begins with, so that its widget works at once: a department
// with its first agent, and a campaign that asks for a name and an address. Each takes an id
// from newID.
func FirstResources(site string, agent GUID, newID func() GUID) []Resource {
	name := &FormField{ID: newID(), Name: "Name", IsSystem: true}
	email := &FormField{ID: newID(), Name: "Email", IsSystem: true}
	if site == "" {
		site = "Website"
	}
	return []Resource{
		name, email,
		&Department{ID: newID(), Name: "Support", AgentIDs: []GUID{agent}},
		&Campaign{ID: newID(), Name: site, PreChat: []AskedField{{FieldID: name.ID, IsRequired: true}, {FieldID: email.ID, Order: 1}}},
	}
}
