package chat

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/filter"
)

// Circumstances are what the conditions of segments and automatic invitations are
// about: a visit, and for segments a chat. Either may be missing.
type Circumstances struct {
	*Visit
	*Chat
	Now time.Time
}

// Values implements filter.Record.
func (c Circumstances) Values(f filter.Field) []filter.Value {
	d, ok := circumstanceNamed(f.Name)
	switch {
	case ok && c.Visit == nil, !ok && c.Chat == nil && f.Name != FieldCustomVariable.Name:
		return nil
	case ok && d.numbers != nil:
		return intValues(d.numbers(&c))
	case ok && d.ids != nil:
		return guidValues(presentIDs(d.ids(&c)))
	case ok:
		return textValues(d.texts(&c))
	default:
		return c.record().Values(f)
	}
}

// Texts implements filter.Originals.
func (c Circumstances) Texts(f filter.Field) []string {
	d, ok := circumstanceNamed(f.Name)
	switch {
	case ok && c.Visit == nil, ok && d.texts == nil, !ok && c.Chat == nil && f.Name != FieldCustomVariable.Name:
		return nil
	case ok:
		return d.texts(&c)
	default:
		return c.record().Texts(f)
	}
}

// record is the chat; while there is none, one that has only what the pages told.
func (c Circumstances) record() Record {
	if c.Chat != nil {
		return Record{Chat: c.Chat}
	}
	var none Chat
	if c.Visit != nil {
		none.FieldResults = c.Variables
	}
	return Record{Chat: &none}
}

func intValues(all []int64) []filter.Value {
	values := make([]filter.Value, len(all))
	for i, n := range all {
		values[i] = filter.IntValue(n)
	}
	return values
}

func textValues(all []string) []filter.Value {
	values := make([]filter.Value, len(all))
	for i, s := range all {
		values[i] = filter.TextValue(s)
	}
	return values
}

func presentIDs(ids ...GUID) (present []GUID) {
	for _, id := range ids {
		present = appendOnce(present, id)
	}
	return present
}

// Meeting is conditions made ready to be held against circumstances.
type Meeting struct {
	expr  filter.Expr // nil when there are none: all visitors are meant
	AtEnd bool        // some are known only once the chat has ended
}

// Met reports whether the circumstances meet the conditions.
func (m Meeting) Met(c Circumstances) bool { return filter.Match(m.expr, c) }

// Next is when time alone can next change what Met says of a visit; zero for never.
func (m Meeting) Next(v *Visit, now time.Time) (next time.Time) {
	for name, since := range map[string]time.Time{timeOnPage: v.Page().Since, timeOnSite: v.Session.StartTime} {
		for _, value := range filter.Compared(m.expr, filter.Field{Name: name, Kind: filter.Int}) {
			for _, n := range []int64{value.Int(), value.Int() + 1} { // reached, and passed
				at := since.Add(time.Duration(max(0, min(n, longestTime))) * time.Second)
				if at.After(now) && (next.IsZero() || at.Before(next)) {
					next = at
				}
			}
		}
	}
	return next
}

// longestTime on a page or site that a condition can wait for, in seconds.
const longestTime = 24 * 60 * 60

// audience says what conditions may name.
type audience uint8

const (
	visitors     audience = iota // those on the pages
	withTheChats                 // and what is known of their chats
)

// Meeting makes the conditions ready; the error names the one that is wrong.
func (c *Conditions) meeting(of audience) (m Meeting, err error) {
	parts := make([]filter.Expr, len(c.All))
	for i := range c.All {
		var late bool
		if parts[i], late, err = c.All[i].expr(of); err != nil {
			return Meeting{}, Invalid("conditions[%d].%s", i, err)
		}
		m.AtEnd = m.AtEnd || late
	}
	switch c.Met {
	case MetLogic:
		if m.expr, err = filter.ParseLogic(c.Logic, parts); err != nil {
			return Meeting{}, Invalid("logicalExpression: %s", err)
		}
	case MetAny:
		m.expr = filter.Join(parts, func(all []filter.Expr) filter.Expr { return filter.Or(all) })
	default:
		m.expr = filter.Join(parts, func(all []filter.Expr) filter.Expr { return filter.And(all) })
	}
	return m, nil
}

// expr translates a condition; late is whether it waits for the end of the chat.
// Errors begin with the member that is wrong.
func (c *Condition) expr(of audience) (x filter.Expr, late bool, err error) {
	op, known := filter.OperatorNamed(c.Operator)
	if !known {
		return nil, false, errors.New("operator: there is no operator " + strconv.Quote(clip(c.Operator)))
	}
	operand, late, known := of.operand(c.Name)
	switch {
	case !known:
		return nil, false, errors.New("name: there is no condition " + strconv.Quote(clip(c.Name)))
	case op.Ignores(c.Values):
		return nil, false, errors.New("value: a condition that restricts nothing is none")
	}
	if x, err = op.Apply(operand, c.Values); err != nil {
		return nil, false, errors.New("value: " + err.Error())
	}
	if op.Negative {
		x = filter.Not{X: x}
	}
	return x, late, nil
}

// operand finds what a condition names, and whether it is known at the end of a chat
// only.
func (a audience) operand(name string) (o filter.Operand, late, ok bool) {
	o = filter.Operand{Called: name, Read: readValue}
	if d, ok := circumstanceNamed(name); ok {
		o.Field, o.Called = d.Field, d.Name
		return o, false, true
	}
	if form, field, ok := strings.Cut(name, "."); ok {
		if d, ok := FieldNamed(form); ok && d.form != nil && field != "" {
			variable := d.Name == FieldCustomVariable.Name
			o.Field, o.Loose = FormFieldByName(d.Field, field), true
			return o, !variable && d.Name != FieldPreChatForm.Name, variable || a == withTheChats
		}
	}
	d, ok := FieldNamed(name)
	if !ok || a != withTheChats || d.form != nil || unconditional[d.Name] {
		return o, false, false
	}
	o.Field, o.Called, o.Words = d.Field, d.Name, d.Words
	return o, !atRequest[d.Name], true
}

// unconditional are the fields of chats that no condition can name: they are full
// text, of other nouns, or follow from the segments.
var unconditional = map[string]bool{
	FieldKeywords.Name: true, FieldMessages.Name: true, FieldCampaignName.Name: true, "ssoUserId": true, FieldSegmentID.Name: true, "id": true,
}

// atRequest are the fields of chats that are known when one is requested.
var atRequest = map[string]bool{
	fieldGUID.Name: true, "sessionId": true, "visitorId": true, "contactIdentityId": true, "source": true, "autoInvitationId": true,
	"preChatSocialMediaSource": true, "preChatSocialProfileURL": true, "preChatName": true, "preChatEmail": true, "preChatPhone": true,
	"preChatCompany": true, "preChatProductService": true, "departmentId": true, "skillId": true, "requestedTime": true,
}

// readValue reads a value of a condition.
func readValue(kind filter.Kind, s string) (filter.Value, bool) {
	switch kind {
	case filter.Int:
		n, err := strconv.ParseInt(s, 10, 64)
		return filter.IntValue(n), err == nil
	case filter.Number:
		x, ok := EnteredNumber(s)
		return filter.NumberValue(x), ok
	case filter.Text:
		return filter.TextValue(s), true
	case filter.GUID:
		id, err := uuid.Parse(s)
		return filter.GUIDValue(id), err == nil && len(s) == 36
	case filter.Time:
		at, err := time.Parse(time.RFC3339, s)
		return filter.TimeValue(at), err == nil
	case filter.Bool:
		b := strings.EqualFold(s, "true")
		return filter.BoolValue(b), b || strings.EqualFold(s, "false")
	default:
		return filter.Value{}, false
	}
}
