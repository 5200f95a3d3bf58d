package v4

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
)

// roleMembers lists what an agent's account makes of it. Where both are given the
// role counts; a password goes in and never out.
func roleMembers(s shape, n *chat.Agent) {
	isAdmin := n.Role == chat.RoleAdmin
	was := isAdmin
	s.flag("isAdmin", &isAdmin)
	if isAdmin && !was {
		n.Role = chat.RoleAdmin
	} else if was && !isAdmin {
		n.Role = chat.RoleAgent
	}
	s.enum("role", (*uint8)(&n.Role), roles)
	if s.reading() {
		s.text("password", &n.Password)
	}
}

// agentRoutes are the operations on agents and their accounts.
func (s *server) agentRoutes() []route {
	c := resource(s, "/global/agents", agentMembers, nil, "email")
	c.prepare = hashPassword
	return c.routes()
}

// hashPassword puts the hash of a password in its place, so that nothing behind it
// ever sees the password, and none is hashed within a transaction.
func hashPassword(body *node) error {
	for i := range body.kids {
		m := &body.kids[i]
		if !sameName(m.name, "password") || m.kind == null {
			continue
		}
		if m.kind != text {
			return chat.Invalid("password: it is a string, not %s", m.kind)
		}
		hash, err := auth.HashPassword(m.text)
		if err != nil {
			return err
		}
		m.text = hash
	}
	return nil
}

// keyMembers lists the members of an API key. Only its first answer has a secret.
func keyMembers(s shape, k *chat.IssuedKey) {
	s.guid("id", &k.ID)
	s.text("name", &k.Name)
	s.guid("agentId", &k.AgentID)
	scopeMembers(s, &k.May)
	if s.reading() || !k.Expires.IsZero() {
		s.instant("expires", &k.Expires, exact)
	}
	created, used := k.Created, k.LastUsed // what is read is not taken over
	s.instant("created", &created, exact)
	if s.reading() || !used.IsZero() {
		s.instant("lastUsed", &used, exact)
	}
	secretMembers(s, k.Prefix, k.Secret)
}

// clientMembers lists the members of an OAuth client.
func clientMembers(s shape, c *chat.OAuthClient) {
	s.guid("id", &c.ID)
	s.text("name", &c.Name)
	scalars(s, "redirectUris", &c.RedirectURIs, func(uri *string) { s.text("", uri) })
	scopeMembers(s, &c.May)
	s.guid("agentId", &c.AgentID)
	created, public := c.Created, c.IsPublic
	s.flag("isPublic", &c.IsPublic)
	if r, ok := s.(*reader); ok && r.err == nil && public != c.IsPublic && !created.IsZero() {
		r.err = chat.Invalid("isPublic: whether a client keeps a secret cannot be changed")
	}
	s.instant("created", &created, exact)
	secretMembers(s, c.Prefix, c.Secret)
}

// secretMembers tell how a secret begins and, once, the whole of it.
func secretMembers(s shape, prefix, secret string) {
	s.text("prefix", &prefix)
	if s.reading() || secret != "" {
		s.text("secret", &secret)
	}
}

// scopeMembers lists permissions by their names.
func scopeMembers(s shape, may *chat.Permissions) {
	names := strings.Fields(may.String())
	scalars(s, "scopes", &names, func(name *string) { s.text("", name) })
	if !s.reading() {
		return
	}
	if r, ok := s.(*reader); ok && r.err == nil {
		*may, r.err = permissionsOf(names)
	}
}

func permissionsOf(names []string) (may chat.Permissions, err error) {
	for _, name := range names {
		one, err := chat.ParsePermission(name)
		if err != nil {
			return 0, err
		}
		may |= one
	}
	return may, nil
}

// keyRoutes are the operations on API keys.
func (s *server) keyRoutes() []route {
	c := resource(s, "/global/apiKeys", keyMembers, nil, "name", "scopes")
	add := c.add
	c.add = func(ctx context.Context, actor chat.Actor, k *chat.IssuedKey) (*chat.IssuedKey, error) {
		k.Secret, k.Hash = auth.NewSecret(chat.APIKey)
		k.Prefix = auth.PrefixOf(k.Secret)
		return add(ctx, actor, k)
	}
	return c.routes()
}

// identityKeyMembers lists the members of an identity key. Only its first answer has a
// secret; what verifies signatures does not change.
func identityKeyMembers(s shape, k *chat.IdentityKey) {
	before := *k
	s.guid("id", &k.ID)
	s.text("name", &k.Name)
	s.enum("algorithm", (*uint8)(&k.Algorithm), identityAlgorithms)
	if s.reading() || k.PublicKey != "" {
		s.text("publicKey", &k.PublicKey)
	}
	created := k.Created
	s.instant("created", &created, exact)
	if s.reading() || k.Secret != "" {
		s.text("secret", &k.Secret)
	}
	changed := before.Algorithm != k.Algorithm || before.PublicKey != k.PublicKey || before.Secret != k.Secret
	if r, ok := s.(*reader); ok && r.err == nil && changed && !before.Created.IsZero() {
		r.err = chat.Invalid("an identity key is replaced by another one: only its name changes")
	}
}

// identityKeyRoutes are the operations on the keys that visitors' identities are signed
// with.
func (s *server) identityKeyRoutes() []route {
	c := resource(s, "/livechat/identityKeys", identityKeyMembers, nil, "name", "algorithm")
	c.prepare = refuseEmptySecret
	add := c.add
	c.add = func(ctx context.Context, actor chat.Actor, k *chat.IdentityKey) (*chat.IdentityKey, error) {
		if k.Algorithm == chat.HS256 && k.Secret == "" {
			k.Secret = auth.NewIdentitySecret()
		}
		k.Shared = k.Secret
		if err := auth.CheckIdentityKey(k); err != nil {
			return nil, err
		}
		return add(ctx, actor, k)
	}
	return c.routes()
}

// refuseEmptySecret tells a secret that is empty from one that the server is to make.
func refuseEmptySecret(body *node) error {
	for _, m := range body.kids {
		if sameName(m.name, "secret") && m.kind == text && m.text == "" {
			return chat.Invalid("secret: it is empty: leave it out to have one made")
		}
	}
	return nil
}

// clientRoutes are the operations on OAuth clients.
func (s *server) clientRoutes() []route {
	c := resource(s, "/global/oauthClients", clientMembers, nil, "name", "scopes")
	add := c.add
	c.add = func(ctx context.Context, actor chat.Actor, client *chat.OAuthClient) (*chat.OAuthClient, error) {
		client.ID = uuid.New() // unlike other ids, it tells the site
		if !client.IsPublic {
			client.Secret, client.Hash = auth.NewClientSecret()
			client.Prefix = auth.PrefixOf(client.Secret)
		}
		return add(ctx, actor, client)
	}
	return c.routes()
}
