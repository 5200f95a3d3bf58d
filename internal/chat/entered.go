package chat

import (
	"context"
	"net/mail"
	"slices"

	"github.com/parleychat/parley/internal/filter"
)

// entered is what a visitor has entered into a form that asks, beside a site's own
// fields, who the visitor is. The members point to where that is kept.
type entered struct {
	members    map[string]*string // by the folded names of the system fields
	department *GUID
	answers    []FieldResult
}

// entered is what the visitor has entered before the chat.
func (v *Wanted) entered() *entered {
	p := &v.PreChat
	return &entered{
		members: map[string]*string{
			"name": &p.Name, "email": &p.Email, "e-mail": &p.Email, "phone": &p.Phone, "company": &p.Company,
			"product": &p.ProductService, "product and service": &p.ProductService, "product & service": &p.ProductService,
		},
		department: &v.DepartmentID, answers: v.Fields,
	}
}

// The system field that is no text.
const departmentField = "department"

// hold holds what was entered to a form, and gives the results of the site's own fields.
// What system fields ask is taken from the member of the same name, or from an answer
// like any other's; it becomes a member.
func (e *entered) hold(form *Form) ([]FieldResult, error) {
	own := &Form{Type: form.Type}
	answers := slices.Clone(e.answers)
	to := map[GUID]*string{}
	for _, q := range form.asked {
		name := filter.Fold(q.Name)
		if q.IsSystem && name == departmentField {
			var err error
			if answers, err = e.inDepartment(form, q, answers); err != nil {
				return nil, err
			}
			continue
		}
		own.asked = append(own.asked, q)
		if member := e.members[name]; q.IsSystem && member != nil {
			to[q.ID] = member
			if *member != "" {
				answers = append(answers, FieldResult{FieldID: q.ID, Value: *member})
			}
		}
	}
	results, err := own.Check(answers, false)
	if err != nil {
		return nil, err
	}
	for _, r := range results {
		if member := to[r.FieldID]; member != nil {
			if member == e.members["email"] && !isAddress(r.Value) {
				return nil, Invalid("the field %q: %q is not an e-mail address", clip(r.FieldName), clip(r.Value))
			}
			*member = r.Value
		}
	}
	return slices.DeleteFunc(results, func(r FieldResult) bool { return to[r.FieldID] != nil }), nil
}

// inDepartment takes the department out of the answers.
func (e *entered) inDepartment(form *Form, q Question, answers []FieldResult) (others []FieldResult, err error) {
	for _, a := range answers {
		if asked := form.find(a); asked == nil || asked.ID != q.ID {
			others = append(others, a)
			continue
		}
		id, err := ParseGUID(a.Value)
		if err != nil {
			return nil, Invalid("the field %q: %q is not the id of a department", clip(q.Name), clip(a.Value))
		}
		if *e.department != (GUID{}) && *e.department != id {
			return nil, Invalid("the field %q is answered twice", clip(q.Name))
		}
		*e.department = id
	}
	if q.Required && *e.department == (GUID{}) {
		return nil, Invalid("the field %q is required", clip(q.Name))
	}
	return others, nil
}

func isAddress(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s
}

// holdTo holds what was entered to a form of a campaign; without one everything can be
// entered.
func (d *Desk) holdTo(ctx context.Context, site SiteID, campaign GUID, t FormType, e *entered) ([]FieldResult, error) {
	if campaign == (GUID{}) {
		return e.answers, nil
	}
	form, err := d.form(ctx, site, campaign, t)
	if err != nil {
		return nil, err
	}
	return e.hold(form)
}

// form reads a form of a campaign.
func (d *Desk) form(ctx context.Context, site SiteID, campaign GUID, t FormType) (*Form, error) {
	r, err := d.lobby.Resource(ctx, site, Campaigns, campaign)
	if KindOf(err) == KindNotFound {
		return nil, Invalid("campaign: there is no campaign %s", campaign)
	}
	if err != nil {
		return nil, err
	}
	c, _ := r.(*Campaign)
	fields, err := d.lobby.Resources(ctx, site, FormFields)
	if err != nil {
		return nil, err
	}
	tidy(c)
	return c.Form(t, fields), nil
}
