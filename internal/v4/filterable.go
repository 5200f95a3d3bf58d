package v4

import (
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// filterable is something that a search can name.
type filterable struct {
	name  string
	field chat.Declared
	// within is the field that contains looks into, where it is another one.
	within *chat.Declared
}

// fieldFor is the field that an operator works on.
func (f filterable) fieldFor(op filter.Operator) namedField {
	if op.Within && f.within != nil {
		return namedField{f.name, *f.within}
	}
	return namedField{f.name, f.field}
}

// namedField is a field under the name that the caller knows it by.
type namedField struct {
	called string
	chat.Declared
}

// aliases are other names of declared fields (wire.md §4), folded.
var aliases = map[string]filter.Field{
	"campaign":                    chat.FieldCampaignID,
	"chatchatbotmap.botid":        chat.FieldBotID,
	"chatsegmentresult.segmentid": chat.FieldSegmentID,
}

// vocabulary is what the searches among records of one type may name.
type vocabulary struct {
	what    string // the records, for messages
	named   func(string) (chat.Declared, bool)
	aliases map[string]filter.Field // by folded names
	forms   bool                    // any other name is that of a form's field
	newest  chat.Sort               // the order of a search that asks for none
}

var (
	ofChats = vocabulary{what: "chats", named: chat.FieldNamed, aliases: aliases, forms: true, newest: chat.NewestFirst}

	ofOfflineMessages = vocabulary{
		what: "offline messages", named: chat.OfflineFieldNamed, aliases: map[string]filter.Field{"campaign": chat.FieldCampaignID},
		newest: chat.Sort{By: chat.FieldCreatedTime.Name, Descending: true},
	}
)

// lookUp finds what a filter's name means in a search of chats.
func lookUp(name string) (filterable, bool) { return ofChats.lookUp(name) }

// lookUp finds what a filter's name means: in any case, {! and } around it are
// optional.
func (v vocabulary) lookUp(name string) (filterable, bool) {
	folded := foldName(bareName(name))
	field := folded
	if f, ok := v.aliases[folded]; ok {
		field = f.Name
	}
	d, ok := v.named(field)
	if !ok {
		return filterable{}, false
	}
	f := filterable{name: clip(name), field: d}
	if sameName(folded, d.Name) {
		f.name = d.Name
	}
	if d.Field == chat.FieldCampaignID {
		if campaign, ok := v.named(chat.FieldCampaignName.Name); ok {
			f.within = &campaign
		}
	}
	return f, true
}
