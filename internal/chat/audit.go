package chat

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"slices"
	"strconv"
	"time"

	"github.com/parleychat/parley/internal/filter"
)

// AuditAction is what a deed was.
type AuditAction string

// The deeds that the audit log keeps. What it does not name it does not keep.
const (
	SiteCreated AuditAction = "site.created"
	SiteChanged AuditAction = "site.changed"

	SignedIn      AuditAction = "signIn.succeeded"
	SignInRefused AuditAction = "signIn.refused" // with how often, and from where the last time
	SignInEnded   AuditAction = "signIn.ended"
	SignInsEnded  AuditAction = "signIn.allEnded"
	TokenReused   AuditAction = "token.reused" // two have the same one: the sign-in was ended

	ClientTokens  AuditAction = "client.tokens"  // a program got tokens of its own: how often, and from where
	ClientRefused AuditAction = "client.refused" // what somebody said to be its secret is not; as SignInRefused

	PasswordChanged AuditAction = "password.changed"
	FactorSet       AuditAction = "secondFactor.set"
	FactorRemoved   AuditAction = "secondFactor.removed" // by its agent
	FactorReset     AuditAction = "secondFactor.reset"   // by a manager
	FactorRefused   AuditAction = "secondFactor.refused" // after the right password; as SignInRefused
	RecoveryRenewed AuditAction = "recoveryCodes.renewed"
	RecoveryUsed    AuditAction = "recoveryCode.used"
	RecoveryRefused AuditAction = "recoveryCode.refused" // as FactorRefused

	ResourceAdded   AuditAction = "resource.added"
	ResourceChanged AuditAction = "resource.changed"
	ResourceDeleted AuditAction = "resource.deleted"

	ChatsImported          AuditAction = "chats.imported"
	ChatsExported          AuditAction = "chats.exported" // by a client that says so; with what was searched for
	ChatsRead              AuditAction = "chats.read"     // BulkReads and more; with the last search
	ChatsRemoved           AuditAction = "chats.deleted"
	TicketDeleted          AuditAction = "ticket.deleted"
	OfflineMessagesRemoved AuditAction = "offlineMessages.deleted"
)

// AuditActions lists all of them.
func AuditActions() []AuditAction {
	return []AuditAction{
		SiteCreated, SiteChanged, SignedIn, SignInRefused, SignInEnded, SignInsEnded, TokenReused, ClientTokens, ClientRefused,
		PasswordChanged, FactorSet, FactorRemoved, FactorReset, FactorRefused, RecoveryRenewed, RecoveryUsed, RecoveryRefused,
		ResourceAdded, ResourceChanged, ResourceDeleted,
		ChatsImported, ChatsExported, ChatsRead, ChatsRemoved, TicketDeleted, OfflineMessagesRemoved,
	}
}

// Numbered is what has numbers that audit logs tell of. The values are stored.
type Numbered uint8

// Those.
const (
	NumberedChat Numbered = iota + 1
	NumberedTicket
)

// Numbers tells of what the IDs of an entry are the numbers; 0 for nothing.
func (a AuditAction) Numbers() Numbered {
	switch a {
	case ChatsRemoved:
		return NumberedChat
	case TicketDeleted:
		return NumberedTicket
	default:
		return 0
	}
}

// Subject is one thing with a number; the zero one is none.
type Subject struct {
	Of Numbered
	ID int64
}

// Doer is who has done something, and by what it was known.
type Doer struct {
	Agent   GUID // zero for the server itself and its operator, who needs no account
	SignIn  GUID
	APIKey  GUID
	Client  GUID // the OAuth client that acted in the agent's place
	Address string
}

// Difference is a member that a deed has changed. Before and After are as the API shows
// them, and empty for what is not to be told.
type Difference struct {
	Member        string
	Before, After string
}

// AuditEntry is a deed in a site's audit log. It tells of no visitor.
type AuditEntry struct {
	N      int64 // its number on the site, without gaps
	Time   time.Time
	By     Doer
	Action AuditAction

	Collection string // of what it was done to, as the API names it; "" for none
	Target     GUID   // what it was done to
	Name       string // what that was called

	Count   int64   // of how many it tells
	IDs     []int64 // of what has numbers
	Members []Difference

	Hash [32]byte // see Seal
}

// auditFormat is what the first hashed field says. Another list of fields has another one.
const auditFormat = "parley audit 1"

// Seal makes an entry the one after another: it is given its number, and the hash of the
// hash before it and all that it says. Each field is hashed as a text behind its length
// (32 bits, big endian), in the order of the function; decision 028 has it for others.
func (e *AuditEntry) Seal(site SiteID, n int64, before [32]byte) {
	e.N, e.Time = n, filter.FromTicks(filter.Ticks(e.Time)) // as exact as it is kept
	e.Hash = e.sum(site, before)
}

func (e *AuditEntry) sum(site SiteID, before [32]byte) (sum [32]byte) {
	h := auditHash{sha256.New()}
	h.Write(before[:])
	h.texts(auditFormat, decimal(int64(site)), decimal(e.N), e.Time.UTC().Format(time.RFC3339Nano))
	h.texts(e.By.Agent.String(), e.By.SignIn.String(), e.By.APIKey.String(), e.By.Client.String(), e.By.Address)
	h.texts(string(e.Action), e.Collection, e.Target.String(), e.Name, decimal(e.Count), decimal(int64(len(e.IDs))))
	for _, id := range e.IDs {
		h.texts(decimal(id))
	}
	h.texts(decimal(int64(len(e.Members))))
	for _, m := range e.Members {
		h.texts(m.Member, m.Before, m.After)
	}
	h.Sum(sum[:0])
	return sum
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }

// auditHash hashes texts so that no two lists of them are the same bytes.
type auditHash struct{ hash.Hash }

func (h auditHash) texts(all ...string) {
	for _, s := range all {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(s))))
		h.Write([]byte(s))
	}
}

// AuditChain is what is known of a site's audit log beside its entries.
type AuditChain struct {
	First  int64    // the number of the first entry that is kept; after Last if there is none
	Before [32]byte // the hash of the entry before that, which is gone by age
	Last   int64
	Hash   [32]byte // of the last entry
}

// AuditQuery asks for entries of an audit log. What is zero does not count.
type AuditQuery struct {
	Above, Below int64 // numbers that those of the entries are between
	From, To     time.Time
	Agent        GUID // who did it
	Target       GUID
	Action       AuditAction
	Collection   string
	About        Subject
	Forward      bool // the first entries come first
	Limit        int
}

// Wants reports whether an entry is asked for.
func (q *AuditQuery) Wants(e *AuditEntry) bool {
	return e.N > q.Above && (q.Below == 0 || e.N < q.Below) &&
		(q.From.IsZero() || !e.Time.Before(q.From)) && (q.To.IsZero() || e.Time.Before(q.To)) &&
		(q.Agent == GUID{} || e.By.Agent == q.Agent) && (q.Target == GUID{} || e.Target == q.Target) &&
		(q.Action == "" || e.Action == q.Action) && (q.Collection == "" || e.Collection == q.Collection) &&
		(q.About == Subject{} || e.Action.Numbers() == q.About.Of && slices.Contains(e.IDs, q.About.ID))
}

// AuditLog reads audit logs.
type AuditLog interface {
	// AuditChain reads what is known of a site's log; KindNotFound when there is no such site.
	AuditChain(ctx context.Context, site SiteID) (AuditChain, error)

	// AuditEntries lists up to q.Limit entries that a query wants, the last one first.
	AuditEntries(ctx context.Context, site SiteID, q AuditQuery) ([]AuditEntry, error)

	// CutAudit removes the entries of a site before the first one that is not older than
	// a time, up to limit of them, and tells how many they were. The hash of the last one
	// is kept as AuditChain.Before.
	CutAudit(ctx context.Context, site SiteID, before time.Time, limit int) (n int, err error)
}

// Accountability is what is known of who was here, and of what they did.
type Accountability interface {
	SignIns
	AuditLog
}

// AuditTx writes to the audit log of a site.
type AuditTx interface {
	// Audit seals an entry as the next one. Whatever else a transaction locks it locks before: two
	// that write to one log wait for each other until the commit.
	Audit(ctx context.Context, e AuditEntry) error
}
