package chat

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
)

// IssuedKey is what is told of an API key once its secret has been shown.
type IssuedKey struct {
	ID       GUID
	Name     string
	AgentID  GUID        // whom it stands for
	May      Permissions // what its role allows beside is not for the key
	Created  time.Time
	Expires  time.Time // zero for never
	LastUsed time.Time // zero for never; up to a minute old
	Prefix   string    // how the secret begins

	Hash   [32]byte // the secret's
	Secret string   // of a new key, to be shown once; never stored
}

// Collection implements Resource.
func (*IssuedKey) Collection() Collection { return APIKeys }

// Key implements Resource.
func (k *IssuedKey) Key() *GUID          { return &k.ID }
func (k *IssuedKey) title() string       { return k.Name }
func (k *IssuedKey) grants() Permissions { return k.May }

// begin implements beginning. A key stands for who makes it, if for nobody else.
func (k *IssuedKey) begin(by GUID, now time.Time) {
	k.Created = now
	if k.AgentID == (GUID{}) {
		k.AgentID = by
	}
}

func (k *IssuedKey) check() error {
	switch {
	case k.Name == "":
		return Invalid("name: an API key has a name")
	case k.AgentID == GUID{}:
		return Invalid("agentId: a key stands for an agent")
	default:
		return checkScopes(k.May)
	}
}

func (k *IssuedKey) points() []pointer {
	return pointersTo(Agents, "agentId", []GUID{k.AgentID})
}

func checkScopes(may Permissions) error {
	if may == 0 || may&^AllPermissions != 0 {
		return Invalid("scopes: at least one of %s", AllPermissions)
	}
	return nil
}

// OAuthClient is a program that agents let act in their place.
type OAuthClient struct {
	ID           GUID
	Name         string
	RedirectURIs []string    // where codes may be sent to, compared letter by letter
	May          Permissions // the most that its tokens may do
	AgentID      GUID        // whom it acts for by itself (client_credentials); zero for nobody
	IsPublic     bool        // cannot keep a secret, and has none
	Created      time.Time
	Prefix       string // how the secret begins

	Hash   [32]byte // the secret's
	Secret string   // of a new client, to be shown once; never stored
}

// Collection implements Resource.
func (*OAuthClient) Collection() Collection { return OAuthClients }

// Key implements Resource.
func (c *OAuthClient) Key() *GUID          { return &c.ID }
func (c *OAuthClient) title() string       { return c.Name }
func (c *OAuthClient) grants() Permissions { return c.May }

// The bounds of the addresses of a client.
const (
	MaxRedirectURIs = 10
	maxRedirectURI  = 1024
)

func (c *OAuthClient) begin(_ GUID, now time.Time) { c.Created = now }

func (c *OAuthClient) check() error {
	switch {
	case c.Name == "":
		return Invalid("name: an OAuth client has a name")
	case len(c.RedirectURIs) > MaxRedirectURIs:
		return Invalid("redirectUris: %d are more than the limit of %d", len(c.RedirectURIs), MaxRedirectURIs)
	case c.IsPublic && c.AgentID != GUID{}:
		return Invalid("agentId: a client that keeps no secret cannot act by itself")
	}
	for _, uri := range c.RedirectURIs {
		if !isRedirectURI(uri) {
			return Invalid("redirectUris: %q is not an https address, an http address of this machine, or one of an app's own scheme such as com.example.app:/done, without #", clip(uri))
		}
	}
	return checkScopes(c.May)
}

// isRedirectURI accepts what RFC 8252 does: https, http on the agent's own machine,
// and private schemes, which are names of domains turned round.
func isRedirectURI(s string) bool {
	u, err := url.Parse(s)
	if err != nil || len(s) > maxRedirectURI || strings.ContainsAny(s, "# \t\r\n;,'\"") || u.User != nil {
		return false
	}
	switch u.Scheme {
	case "https":
		return u.Hostname() != ""
	case "http":
		ip, err := netip.ParseAddr(u.Hostname())
		return u.Hostname() == "localhost" || (err == nil && ip.IsLoopback())
	default:
		return strings.Contains(u.Scheme, ".") && u.Host == ""
	}
}

func (c *OAuthClient) points() []pointer {
	ids := slices.DeleteFunc([]GUID{c.AgentID}, func(id GUID) bool { return id == GUID{} })
	return pointersTo(Agents, "agentId", ids)
}
