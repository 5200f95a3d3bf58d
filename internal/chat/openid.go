package chat

import (
	"net/url"
	"slices"
	"strings"

	"github.com/parleychat/parley/internal/filter"
)

// IdentityProvider shows who agents are by OpenID Connect, so that they sign in without
// a password of this server.
type IdentityProvider struct {
	ID       GUID // made by the server: it tells the site
	Name     string
	Issuer   string // letter by letter as the provider writes it
	ClientID string
	// ClientSecret is what the server shows to the provider; it goes in and never out.
	ClientSecret string
	Fresh        bool     // ClientSecret is given anew; not kept
	Scopes       []string // asked for beside openid, email and profile
	Domains      []string // of the e-mail addresses that may sign in; none for all
	TrustsEmail  bool     // addresses count that the provider says nothing about
	IsDisabled   bool

	// Who is nobody's agent yet is made one, where the site wants that.
	MakesAgents   bool
	Role          Role // of those, RoleAgent if it says nothing
	DepartmentIDs []GUID
}

// The bounds of identity providers.
const (
	MaxIdentityProviders = 20 // of a site
	maxScopes            = 20
	maxDomains           = 100
	maxCredential        = 1024 // bytes of a client's id or secret
)

// Collection implements Resource.
func (*IdentityProvider) Collection() Collection { return IdentityProviders }

// Key implements Resource.
func (p *IdentityProvider) Key() *GUID    { return &p.ID }
func (p *IdentityProvider) title() string { return p.Name }

// tidy also fills in the role of agents that are made.
func (p *IdentityProvider) tidy() {
	p.DepartmentIDs = eachOnce(p.DepartmentIDs)
	if p.Role == 0 {
		p.Role = RoleAgent
	}
}

// grants implements granting: whoever names a provider says who is who, and so lets anybody
// in as any agent, the administrators among them.
func (*IdentityProvider) grants() Permissions { return AllPermissions }

func (p *IdentityProvider) points() []pointer {
	return pointersTo(Departments, "departmentIds", p.DepartmentIDs)
}

// among lets a site have a few.
func (p *IdentityProvider) among(others []Resource) error {
	if len(others) >= MaxIdentityProviders {
		return Conflict("a site has at most %d identity providers", MaxIdentityProviders)
	}
	return nil
}

func (p *IdentityProvider) check() error {
	if p.Name == "" {
		return errNameless(p)
	}
	if err := CheckIssuer(p.Issuer); err != nil {
		return err
	}
	switch {
	case p.ClientID == "" || len(p.ClientID) > maxCredential || !printable(p.ClientID):
		return Invalid("clientId: it has from 1 to %d bytes in one line", maxCredential)
	case p.ClientSecret == "" || len(p.ClientSecret) > maxCredential || !printable(p.ClientSecret):
		return Invalid("clientSecret: it has from 1 to %d bytes in one line", maxCredential)
	case p.Role > RoleSupervisor:
		return Invalid("role: nobody is made an administrator by being unknown: it is agent or supervisor")
	}
	if err := p.checkWords(); err != nil {
		return err
	}
	return checkMembers("departmentIds", p.DepartmentIDs)
}

func (p *IdentityProvider) checkWords() error {
	if len(p.Scopes) > maxScopes || len(p.Domains) > maxDomains {
		return Invalid("scopes, allowedDomains: they are at most %d and %d", maxScopes, maxDomains)
	}
	if i := slices.IndexFunc(p.Scopes, notOneWord); i >= 0 {
		return Invalid("scopes[%d]: it is one word without spaces", i)
	}
	notDomain := func(s string) bool { return notOneWord(s) || strings.ContainsAny(s, "@/:") }
	if i := slices.IndexFunc(p.Domains, notDomain); i >= 0 {
		return Invalid("allowedDomains[%d]: it is what stands behind the @ of an address, such as example.com", i)
	}
	return nil
}

func notOneWord(s string) bool {
	return s == "" || len(s) > MaxLine || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}

// CheckIssuer refuses what can be no provider's name for itself.
func CheckIssuer(issuer string) error {
	if err := checkURL("issuer", issuer); err != nil {
		return err
	}
	if u, err := url.Parse(issuer); err != nil || u.RawQuery != "" || u.Fragment != "" || strings.HasSuffix(u.Path, "/.well-known/openid-configuration") {
		return Invalid("issuer: it is the address before /.well-known/openid-configuration, with nothing behind it")
	}
	return nil
}

// SetIssuer makes the provider another one, which has no business with the secret that
// the one before knows.
func (p *IdentityProvider) SetIssuer(issuer string) {
	if issuer != p.Issuer {
		p.ClientSecret = ""
	}
	p.Issuer = issuer
}

// OpenIDUser is whom a provider has shown, as its signed token says.
type OpenIDUser struct {
	Subject  string // by which the provider knows it for good
	Name     string
	Email    string
	Verified bool // the provider says that the address is the user's own
	Denied   bool // the provider says that it is not
}

// maxOpenIDSubject is how long the name may be by which a provider knows somebody.
const maxOpenIDSubject = 255

// admit refuses a user whom the site does not want from this provider.
func (p *IdentityProvider) admit(u OpenIDUser) error {
	if u.Subject == "" || len(u.Subject) > maxOpenIDSubject || strings.ContainsRune(u.Subject, 0) {
		return Denied("%s does not tell who you are (sub)", p.Name)
	}
	if len(p.Domains) == 0 {
		return nil
	}
	if err := p.believes(u); err != nil {
		return err
	}
	_, domain, _ := strings.Cut(u.Email, "@")
	same := func(d string) bool { return filter.Fold(d) == filter.Fold(domain) }
	if !slices.ContainsFunc(p.Domains, same) {
		return Denied("addresses of %q may not sign in here", clip(domain))
	}
	return nil
}

// believes refuses a user whose address could be somebody else's.
func (p *IdentityProvider) believes(u OpenIDUser) error {
	switch {
	case u.Email == "":
		return Denied("%s does not tell your e-mail address", p.Name)
	case u.Denied || (!u.Verified && !p.TrustsEmail):
		return Denied("%s does not say that the address %s is verified to be yours", p.Name, clip(u.Email))
	default:
		return nil
	}
}
