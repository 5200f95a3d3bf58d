package chat

import "fmt"

// AuditAnchor is an entry's number and hash as somebody has noted it elsewhere.
type AuditAnchor struct {
	N    int64
	Hash [32]byte
}

// AuditWalk holds the entries of a log against their hashes, one after the other, from the
// first one that is kept.
type AuditWalk struct {
	site   SiteID
	chain  AuditChain
	anchor AuditAnchor
	met    bool // the anchor was
	n      int64
	hash   [32]byte
}

// NewAuditWalk begins one; the zero anchor is none.
func NewAuditWalk(site SiteID, chain AuditChain, anchor AuditAnchor) *AuditWalk {
	w := &AuditWalk{site: site, chain: chain, anchor: anchor, n: chain.First - 1, hash: chain.Before}
	w.met = anchor == AuditAnchor{w.n, w.hash} || anchor.N == 0
	return w
}

// Last is the number of the last entry that was right.
func (w *AuditWalk) Last() int64 { return w.n }

// Take takes the next entry. Its error names the first one that does not fit.
func (w *AuditWalk) Take(e *AuditEntry) error {
	switch next := w.n + 1; {
	case e.N > next:
		return fmt.Errorf("entry %d is missing: after %d comes %d", next, w.n, e.N)
	case e.N < next:
		return fmt.Errorf("entry %d is there where %d should be", e.N, next)
	case e.sum(w.site, w.hash) != e.Hash:
		return fmt.Errorf("entry %d does not fit: it is not what was written, or does not follow entry %d", e.N, w.n)
	}
	w.n, w.hash = e.N, e.Hash
	if w.n != w.anchor.N {
		return nil
	}
	if w.met = w.hash == w.anchor.Hash; !w.met {
		return fmt.Errorf("entry %d is another one than the anchor's: the log was written anew", w.n)
	}
	return nil
}

// End is called after the last entry.
func (w *AuditWalk) End() error {
	switch {
	case w.n != w.chain.Last:
		return fmt.Errorf("entry %d is missing: the log ends at %d, and %d were written", w.n+1, w.n, w.chain.Last)
	case w.hash != w.chain.Hash:
		return fmt.Errorf("entry %d does not fit: it is not the last one that was written", w.n)
	case w.met:
		return nil
	case w.anchor.N < w.chain.First:
		return fmt.Errorf("the anchor %d cannot be looked at: the entries before %d are gone by age", w.anchor.N, w.chain.First)
	default:
		return fmt.Errorf("entry %d of the anchor is missing: the log ends at %d", w.anchor.N, w.n)
	}
}
