package v4

import (
	"context"
	"net/http"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/chat"
)

// providerMembers lists the members of an identity provider. Its secret goes in and never
// out.
func providerMembers(s shape, p *chat.IdentityProvider) {
	s.guid("id", &p.ID)
	s.text("name", &p.Name)
	issuer, secret := p.Issuer, ""
	s.text("issuer", &issuer)
	if s.reading() {
		p.SetIssuer(issuer)
	}
	s.text("clientId", &p.ClientID)
	if s.reading() {
		if s.text("clientSecret", &secret); secret != "" {
			p.ClientSecret, p.Fresh = secret, true
		}
	}
	texts(s, "scopes", &p.Scopes)
	texts(s, "allowedDomains", &p.Domains)
	s.flag("isEmailTrusted", &p.TrustsEmail)
	opposite(s, "isEnabled", &p.IsDisabled)
	s.flag("createsAgents", &p.MakesAgents)
	s.enum("role", (*uint8)(&p.Role), roles)
	guids(s, "departmentIds", &p.DepartmentIDs)
}

// providerRoutes are the operations on identity providers.
func (s *server) providerRoutes() []route {
	c := resource(s, "/global/identityProviders", providerMembers, nil, "name", "issuer", "clientId", "clientSecret")
	add := c.add
	c.add = func(ctx context.Context, actor chat.Actor, p *chat.IdentityProvider) (*chat.IdentityProvider, error) {
		p.ID = uuid.New() // unlike other ids, it tells the site
		return add(ctx, actor, p)
	}
	return append(
		c.routes(),
		route{get, "/global/agents/{id}/openIds", settings, noBody, false, s.listOpenIDs},
		route{del, "/global/agents/{id}/openIds", settings, noBody, false, s.dropOpenIDs},
	)
}

// checkProvider asks an issuer about itself, for who sets it up.
func (s *server) checkProvider(r *http.Request, _ chat.Actor) (answer, error) {
	body, err := objectOf(r)
	if err != nil {
		return answer{}, err
	}
	issuer, err := body.requiredText("issuer")
	if err != nil {
		return answer{}, err
	}
	if s.OpenID == nil {
		return answer{}, errNoProvider
	}
	return noContent, s.OpenID.Check(r.Context(), issuer)
}

func openIDMembers(s shape, b *chat.OpenIDBinding) {
	s.text("issuer", &b.Issuer)
	s.text("subject", &b.Subject)
	s.instant("created", &b.Created, exact)
}

func (s *server) listOpenIDs(r *http.Request, actor chat.Actor) (answer, error) {
	agent, err := agentOf(r, actor)
	if err != nil {
		return answer{}, err
	}
	all, err := s.Service.OpenIDBindings(r.Context(), actor, agent)
	if err != nil {
		return answer{}, err
	}
	return answered(encodeList(all, openIDMembers)), nil
}

func (s *server) dropOpenIDs(r *http.Request, actor chat.Actor) (answer, error) {
	agent, err := agentOf(r, actor)
	if err != nil {
		return answer{}, err
	}
	defer s.forget(actor.Site, agent)
	return noContent, s.Service.DropOpenIDs(r.Context(), actor, agent)
}
