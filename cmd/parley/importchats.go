package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/parleychat/parley/internal/bus"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/store"
	"github.com/parleychat/parley/internal/v4"
)

// importCommand stores chats that were exported elsewhere.
type importCommand struct {
	database
	Site  int64    `default:"10000" help:"Number of the site (default: 10000)."`
	Files []string `arg:"" name:"file" help:"Files to read, - for standard input."`
}

// Run imports file after file. A bad record is reported and the others go in;
// the error at the end tells how many were bad.
func (c *importCommand) Run(ctx context.Context, std streams) (err error) {
	db, err := store.Open(ctx, c.Database, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	sites, err := db.Sites(ctx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(sites, func(s chat.Site) bool { return int64(s.ID) == c.Site }) {
		return fmt.Errorf("there is no site %d: create it with parley init", c.Site)
	}
	// Nothing is removed by an import, so that it needs no files.
	service := chat.NewService(db, nil, bus.NewLocal(), time.Now)
	im := newImporter(service, chat.Actor{Site: chat.SiteID(c.Site), Role: chat.RoleAdmin, May: chat.WriteChats}, std.err)
	err = c.readAll(ctx, im, std.in)
	im.progress.end()
	fmt.Fprintln(std.out, im.summary())
	return errors.Join(err, im.failure())
}

func (c *importCommand) readAll(ctx context.Context, im *importer, stdin io.Reader) error {
	for _, name := range c.Files {
		if name == "-" {
			if err := im.read(ctx, "standard input", stdin); err != nil {
				return err
			}
			continue
		}
		if err := im.readFile(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

// The size of a transaction: large enough that its commit does not matter, small
// enough to be quick and to fit in memory.
const (
	batchChats = 250
	batchBytes = 8 << 20
)

// importer carries chats from readers into the service, in batches. Reading and
// storing overlap.
type importer struct {
	service  *chat.Service
	actor    chat.Actor
	errs     io.Writer
	progress *progress
	counts   map[chat.Outcome]int
	bad      int
}

// batch is what goes into one transaction.
type batch struct {
	items   []v4.ChatItem
	related chat.Related
	bytes   int64
}

func newImporter(service *chat.Service, actor chat.Actor, errs io.Writer) *importer {
	return &importer{service: service, actor: actor, errs: errs, progress: newProgress(errs), counts: map[chat.Outcome]int{}}
}

func (im *importer) readFile(ctx context.Context, name string) error {
	f, err := os.Open(name)
	if err != nil {
		im.report(name, v4.ChatItem{Err: err})
		return nil
	}
	return errors.Join(im.read(ctx, name, f), f.Close())
}

// read imports one input. Its error is a reason to stop; bad records are only
// counted.
func (im *importer) read(ctx context.Context, name string, r io.Reader) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	batches := make(chan *batch, 1)
	go func() {
		defer close(batches)
		fill(ctx, v4.NewChatReader(r), batches)
	}()
	for b := range batches {
		if err := im.store(ctx, name, b); err != nil {
			return fmt.Errorf("import %s: %w; what is stored stays, run the import again to go on", name, err)
		}
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("import %s: interrupted; what is stored stays, run the import again to go on", name)
	}
	return nil
}

// fill gathers the reader's records into batches until its end.
func fill(ctx context.Context, reader *v4.ChatReader, batches chan<- *batch) {
	b := &batch{}
	start := int64(0)
	flush := func() bool {
		if len(b.items) == 0 {
			return true
		}
		select {
		case batches <- b:
			b = &batch{}
			return true
		case <-ctx.Done():
			return false
		}
	}
	for {
		item, err := reader.Next()
		if errors.Is(err, io.EOF) {
			flush()
			return
		}
		if err != nil {
			item.Err = err
		}
		b.bytes += item.Offset - start
		start = item.Offset
		b.items = append(b.items, item)
		if item.Related != nil {
			b.related.Merge(item.Related)
		}
		full := len(b.items) >= batchChats || b.bytes >= batchBytes
		if (full || err != nil) && !flush() || err != nil {
			return
		}
	}
}

// store imports one batch and reports its bad records.
func (im *importer) store(ctx context.Context, name string, b *batch) error {
	var chats []*chat.Chat
	var from []v4.ChatItem
	for _, item := range b.items {
		if item.Err != nil {
			im.report(name, item)
			continue
		}
		chats, from = append(chats, item.Chat), append(from, item)
	}
	outcomes, err := im.service.Import(ctx, im.actor, chats, &b.related)
	if err != nil {
		return err
	}
	for i, outcome := range outcomes {
		if outcome == chat.Clashing {
			from[i].Err = fmt.Errorf("the id %d belongs to another chat of this site", chats[i].ID)
			im.report(name, from[i])
			continue
		}
		im.counts[outcome]++
	}
	im.progress.show(im.summary)
	return nil
}

func (im *importer) report(name string, item v4.ChatItem) {
	im.bad++
	im.progress.end()
	place := ""
	if item.Index > 0 {
		place = fmt.Sprintf(": record %d at byte %d", item.Index, item.Offset)
	}
	fmt.Fprintf(im.errs, "%s%s: not imported: %v\n", name, place, item.Err)
}

func (im *importer) summary() string {
	return fmt.Sprintf("%d added, %d completed, %d unchanged, %d not imported",
		im.counts[chat.Added], im.counts[chat.Completed], im.counts[chat.Unchanged], im.bad)
}

func (im *importer) failure() error {
	if im.bad == 0 {
		return nil
	}
	return fmt.Errorf("%d records or files were not imported", im.bad)
}
