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
func (f filterable) fieldFor(op operator) namedField {
	if op.within && f.within != nil {
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

// lookUp finds what a filter's name means: in any case, {! and } around it are
// optional.
func lookUp(name string) (filterable, bool) {
	folded := foldName(bareName(name))
	field := folded
	if f, ok := aliases[folded]; ok {
		field = f.Name
	}
	d, ok := chat.FieldNamed(field)
	if !ok {
		return filterable{}, false
	}
	f := filterable{name: clip(name), field: d}
	if sameName(folded, d.Name) {
		f.name = d.Name
	}
	if d.Field == chat.FieldCampaignID {
		if campaign, ok := chat.FieldNamed(chat.FieldCampaignName.Name); ok {
			f.within = &campaign
		}
	}
	return f, true
}
