package chat

import (
	"context"
	"time"
)

// Connections keeps who is connected to which node, and until when each is taken to be
// connected at all.
type Connections interface {
	// Seen takes visitors and agents to be connected until a time.
	Seen(ctx context.Context, site SiteID, who []GUID, until time.Time) error

	// Connect notes that somebody is connected to a node, and does as Seen does.
	Connect(ctx context.Context, site SiteID, who, node GUID, until time.Time) error

	// Disconnect notes that somebody is not connected to a node any more, and takes them
	// to be gone at a time, unless they are connected to another node that is alive then.
	Disconnect(ctx context.Context, site SiteID, who, node GUID, at time.Time) error
}

// Seen takes visitors and agents to be connected until a time.
func (d *Desk) Seen(ctx context.Context, site SiteID, who []GUID, until time.Time) error {
	return d.lobby.Seen(ctx, site, who, until)
}

// Connect notes that somebody is connected to a node, and takes them to be so until a
// time.
func (d *Desk) Connect(ctx context.Context, site SiteID, who, node GUID, until time.Time) error {
	return d.lobby.Connect(ctx, site, who, node, until)
}

// Disconnect notes that somebody's last connection to a node has ended.
func (d *Desk) Disconnect(ctx context.Context, site SiteID, who, node GUID) error {
	return d.lobby.Disconnect(ctx, site, who, node, d.now())
}
