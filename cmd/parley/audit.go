package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/store"
	"github.com/parleychat/parley/internal/v4"
)

// auditCommands are about the audit logs of sites.
type auditCommands struct {
	Verify verifyCommand `cmd:"" help:"Hold the audit logs of all sites against their hashes, and print an anchor of each."`
	Export exportCommand `cmd:"" help:"Print the audit log of a site, one JSON object a line, the first entry first."`
}

// verifyCommand walks the chains.
type verifyCommand struct {
	database
	Anchors []string `name:"anchor" placeholder:"SITE:N:HASH,…" help:"What an earlier call has printed: those entries must still be there."`
}

// Run tells of each site whether its log is as it was written; its error is that one is not.
func (c *verifyCommand) Run(ctx context.Context, std streams) (err error) {
	anchors, err := parseAnchors(c.Anchors)
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, c.Database, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	sites, err := db.Sites(ctx)
	if err != nil {
		return err
	}
	wrong := 0
	for _, site := range sites {
		chain, err := verifyAudit(ctx, db, site.ID, anchors[site.ID])
		delete(anchors, site.ID)
		if err != nil {
			wrong++
			fmt.Fprintf(std.out, "site %d: %v\n", site.ID, err)
			continue
		}
		fmt.Fprintf(std.out, "site %d: entries %d to %d fit; anchor %d:%d:%x\n", site.ID, chain.First, chain.Last, site.ID, chain.Last, chain.Hash)
	}
	for site := range anchors {
		wrong++
		fmt.Fprintf(std.out, "site %d: there is no such site, and an anchor of it\n", site)
	}
	if wrong > 0 {
		return fmt.Errorf("%d audit logs are not as they were written", wrong)
	}
	return nil
}

// parseAnchors reads the anchors that an earlier call has printed.
func parseAnchors(texts []string) (map[chat.SiteID]chat.AuditAnchor, error) {
	anchors := map[chat.SiteID]chat.AuditAnchor{}
	for _, text := range texts {
		parts := strings.Split(text, ":")
		bad := fmt.Errorf("-anchor: %q is not SITE:N:HASH, as parley audit verify prints it", text)
		if len(parts) != 3 {
			return nil, bad
		}
		site, err1 := chat.ParseSiteID(parts[0])
		n, err2 := strconv.ParseInt(parts[1], 10, 64)
		sum, err3 := hex.DecodeString(parts[2])
		if errors.Join(err1, err2, err3) != nil || n < 0 || len(sum) != 32 {
			return nil, bad
		}
		anchors[site] = chat.AuditAnchor{N: n, Hash: [32]byte(sum)}
	}
	return anchors, nil
}

// verifyAudit walks a chain. A server may write to the log meanwhile, which does not matter,
// and may cut it, which is why the walk begins again then.
func verifyAudit(ctx context.Context, log chat.AuditLog, site chat.SiteID, anchor chat.AuditAnchor) (chat.AuditChain, error) {
	for {
		chain, err := log.AuditChain(ctx, site)
		if err != nil {
			return chain, err
		}
		wrong := walkAudit(ctx, log, site, chain, anchor)
		if wrong == nil {
			return chain, nil
		}
		now, err := log.AuditChain(ctx, site)
		if err != nil || now.First == chain.First {
			return chain, errors.Join(wrong, err)
		}
	}
}

func walkAudit(ctx context.Context, log chat.AuditLog, site chat.SiteID, chain chat.AuditChain, anchor chat.AuditAnchor) error {
	walk := chat.NewAuditWalk(site, chain, anchor)
	err := eachAudit(ctx, log, site, chain, func(e *chat.AuditEntry) error { return walk.Take(e) })
	if err != nil {
		return err
	}
	return walk.End()
}

// eachAudit reads the entries up to the end of a chain, in order.
func eachAudit(ctx context.Context, log chat.AuditLog, site chat.SiteID, chain chat.AuditChain, each func(*chat.AuditEntry) error) error {
	const part = 500
	q := chat.AuditQuery{Above: chain.First - 1, Below: chain.Last + 1, Forward: true, Limit: part}
	for {
		entries, err := log.AuditEntries(ctx, site, q)
		if err != nil {
			return err
		}
		for i := range entries {
			if err := each(&entries[i]); err != nil {
				return err
			}
			q.Above = entries[i].N
		}
		if len(entries) < part {
			return nil
		}
	}
}

// exportCommand prints a log.
type exportCommand struct {
	database
	Site int64 `default:"10000" help:"Number of the site (default: 10000)."`
}

// Run prints the entries as they are, whether they fit or not.
func (c *exportCommand) Run(ctx context.Context, std streams) (err error) {
	db, err := store.Open(ctx, c.Database, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	site := chat.SiteID(c.Site)
	chain, err := db.AuditChain(ctx, site)
	if err != nil {
		return err
	}
	return eachAudit(ctx, db, site, chain, func(e *chat.AuditEntry) error {
		_, err := std.out.Write(append(v4.AuditLine(*e), '\n'))
		return err
	})
}

// cutAudits is a chore that removes entries of all sites that are too old to be kept.
func cutAudits(db *store.Store, service *chat.Service, keep time.Duration) func(context.Context) error {
	return func(ctx context.Context) error {
		if keep <= 0 {
			return nil
		}
		sites, err := db.Sites(ctx)
		if err != nil {
			return err
		}
		return service.CutAudit(ctx, sites, time.Now().Add(-keep))
	}
}
