package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// DueTurns implements chat.Lobby.
func (s *Store) DueTurns(ctx context.Context, now time.Time, perBot int) (due []chat.DueTurn, err error) {
	err = s.read(ctx, func(ctx context.Context, c *conn) error {
		return c.query(ctx, func(rows *sql.Rows) error {
			var site int64
			var guid, bot sql.RawBytes
			err := rows.Scan(&site, &guid, &bot)
			d := chat.DueTurn{Site: chat.SiteID(site)}
			copy(d.Chat[:], guid)
			copy(d.Bot[:], bot)
			due = append(due, d)
			return err
		}, sqlLiveTurns, filter.Ticks(now), max(perBot, 0))
	})
	if err != nil {
		return nil, fmt.Errorf("read which bots have a turn: %w", err)
	}
	return due, nil
}

// WithBots implements chat.Lobby.
func (s *Store) WithBots(ctx context.Context, site chat.SiteID) ([]*chat.Running, error) {
	found, err := s.running(ctx, sqlLiveWithBots, int64(site))
	if err != nil {
		return nil, fmt.Errorf("read the chats that bots hold: %w", err)
	}
	return found, nil
}
