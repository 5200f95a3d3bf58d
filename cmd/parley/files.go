package main

import (
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/files"
	"github.com/parleychat/parley/internal/live"
)

func (o *liveOptions) openCounter(room *live.Room, desk *chat.FileDesk, who live.Authenticator, log *slog.Logger) *live.Files {
	return live.NewFiles(live.FileOptions{Desk: desk, Auth: who, Origins: o.Origins, Room: room, Log: log})
}

// free tells how much room is left where files and, if it is a file itself, the database
// are kept.
func (c *serveCommand) free() (int64, error) {
	folders := []string{c.Files}
	if path, ok := strings.CutPrefix(c.Database, "sqlite:"); ok {
		folders = append(folders, filepath.Dir(path))
	}
	return files.Free(folders...)
}

// sweepDrafts removes, at the start and from time to time, what a crash has left of files
// that were being written.
func sweepDrafts(ctx context.Context, log *slog.Logger, folder *files.Folder) {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		if err := folder.DropDrafts(time.Now()); err != nil && ctx.Err() == nil {
			log.Error("removing drafts of files", "error", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}
