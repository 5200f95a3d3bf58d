package chat

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
)

// MaxAvatar is how many bytes a picture may have that becomes an avatar.
const MaxAvatar = 5 << 20

// errNoAvatar answers every key that is not that of an avatar.
var errNoAvatar = NotFound("there is no such avatar")

// SetAvatar makes an avatar of a picture, and gives it to an agent in the place of the
// one before. A crash leaves the agent with one of the two, and in time no other file.
func (d *FileDesk) SetAvatar(ctx context.Context, actor Actor, agent GUID, u Upload) (changed *Agent, err error) {
	if err := d.room(roomForFiles); err != nil {
		return nil, err
	}
	if err := d.mayDress(ctx, actor, agent); err != nil {
		return nil, err
	}
	in, err := d.inspect.Avatar(ctx, u.Name, u.Content)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Content.Close() }()
	key := rand.Text() + rand.Text()
	if err := d.announceAvatar(ctx, actor, agent, key, in.Sent); err != nil {
		return nil, err
	}
	if err = d.files.Put(ctx, SiteFile{Site: actor.Site, Key: key}, in.Content); err == nil {
		changed, err = d.dress(ctx, actor, agent, key)
	}
	if err != nil {
		d.abandon(ctx, actor.Site, key)
	}
	return changed, err
}

// RemoveAvatar takes the avatar of an agent away.
func (d *FileDesk) RemoveAvatar(ctx context.Context, actor Actor, agent GUID) error {
	_, err := d.dress(ctx, actor, agent, "")
	return err
}

// OpenAvatar opens the avatar with a key, for whoever knows it: all who are told of its
// agent do.
func (d *FileDesk) OpenAvatar(ctx context.Context, site SiteID, key string) (io.ReadCloser, error) {
	id, err := d.lobby.ChatOfFile(ctx, site, key)
	if err != nil {
		return nil, asNoAvatar(err)
	}
	r, err := d.lobby.Resource(ctx, site, Agents, id)
	if err != nil {
		return nil, asNoAvatar(err)
	}
	if a, ok := r.(*Agent); !ok || a.Avatar != key {
		return nil, errNoAvatar
	}
	content, err := d.files.Open(ctx, SiteFile{Site: site, Key: key})
	return content, asNoAvatar(err)
}

func asNoAvatar(err error) error {
	if err != nil && KindOf(err) == KindNotFound {
		return errNoAvatar
	}
	return err
}

// mayDress refuses, before anything is read, a picture of an agent that the actor may not
// change.
func (d *FileDesk) mayDress(ctx context.Context, actor Actor, agent GUID) error {
	return d.lobby.Live(ctx, actor.Site, func(ctx context.Context, tx LiveTx) error {
		_, err := dressed(ctx, tx, actor, agent)
		return err
	})
}

func (d *FileDesk) announceAvatar(ctx context.Context, actor Actor, agent GUID, key string, size int64) error {
	now := d.now()
	return d.lobby.Live(ctx, actor.Site, func(ctx context.Context, tx LiveTx) error {
		return tx.Announce(ctx, Announced{Key: key, Chat: agent, Sender: actor.Agent, Size: size, At: now, Until: now.Add(fileTimeout)})
	})
}

// dress gives an agent the avatar with a key that was announced, or none.
func (d *FileDesk) dress(ctx context.Context, actor Actor, agent GUID, key string) (a *Agent, err error) {
	err = d.act(ctx, actor.Site, false, func(ctx context.Context, w *work) error {
		if err := putReceipt(ctx, w.Records(), actor, w.now); err != nil {
			return err
		}
		if a, err = dressed(ctx, w, actor, agent); err != nil {
			return err
		}
		if err := w.DoomFiles(ctx, agent); err != nil {
			return err
		}
		if key != "" {
			if err := w.Sent(ctx, key); err != nil {
				return err
			}
		}
		a.Avatar, w.settings = key, true
		if err := w.Records().PutResource(ctx, a); err != nil {
			return err
		}
		return audit(ctx, w.Records(), actor, w.now, AuditEntry{
			Action: ResourceChanged, Collection: Agents.AuditName(), Target: agent, Name: a.title(), Members: []Difference{{Member: "avatar"}},
		})
	})
	return a, err
}

// dressed is the agent that an actor wants to change, as it is.
func dressed(ctx context.Context, tx LiveTx, actor Actor, agent GUID) (*Agent, error) {
	if err := actor.Require(Agents.Keeping()); err != nil {
		return nil, err
	}
	all, err := tx.Records().Resources(ctx, Agents)
	if err != nil {
		return nil, fmt.Errorf("read every agent: %w", err)
	}
	a, ok := find(all, agent).(*Agent)
	if !ok {
		return nil, Agents.unknown()
	}
	return a, refuseGrant(actor, a)
}
