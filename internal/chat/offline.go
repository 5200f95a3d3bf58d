package chat

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/filter"
)

// OfflineMessage is what a visitor left when nobody was there (wire.md §9).
type OfflineMessage struct {
	ID                int64
	GUID              GUID
	SessionID         GUID
	CreatedTime       time.Time
	Name              string
	Email             string
	Phone             string
	Company           string
	DepartmentID      GUID
	SkillID           GUID
	AgentID           GUID
	TicketID          int64
	Subject           string
	Message           string
	AttachmentID      int64
	AttachmentName    string
	PageTitle         string
	PageURL           string
	Source            Source
	AutoInvitationID  GUID
	CampaignID        GUID
	VisitorID         GUID
	ContactIdentityID GUID
	Fields            []FieldResult // of the offline message form
	Digest            string        // of the command that left it; "" when none did
}

// ErrOfflineMessageNotFound answers an unknown offline message and one of another
// site alike.
var ErrOfflineMessageNotFound = NotFound("there is no such offline message")

// OfflineMessages keeps what visitors left. What changes it takes part in a
// transaction on the site.
type OfflineMessages interface {
	// OfflineMessage reads one; ErrOfflineMessageNotFound.
	OfflineMessage(ctx context.Context, site SiteID, ref Ref) (*OfflineMessage, error)

	// SearchOfflineMessages answers a query whose Where is in filter.Normal form.
	// Which messages match is defined by filter.Match on OfflineRecord. What
	// Check refuses is KindInvalid.
	SearchOfflineMessages(ctx context.Context, site SiteID, q OfflineQuery) (*OfflinePage, error)

	// AddOfflineMessage stores a message and gives its id: the site's next, or the one
	// that comes along. Ids are never given again. A taken id or guid is KindConflict,
	// a message without a guid KindInvalid, an unknown site KindNotFound.
	AddOfflineMessage(ctx context.Context, site SiteID, within Tx, m OfflineMessage) (int64, error)

	// DeleteOfflineMessages removes those of the messages that there are and gives
	// their number.
	DeleteOfflineMessages(ctx context.Context, site SiteID, within Tx, refs []Ref) (int64, error)
}

// OfflineQuery is one page of a search among offline messages.
type OfflineQuery struct {
	Where filter.Expr // nil for all
	Sort  Sort        // by createdTime if it names no field
	Page  int64       // counted from 0
	Size  int64
}

// Check refuses an order, or a condition, by a field that is not declared.
func (q OfflineQuery) Check() error {
	if d, ok := OfflineFieldNamed(q.Sort.By); !ok || !d.Sortable {
		return Invalid("offline messages cannot be sorted by %q", clip(q.Sort.By))
	}
	for f := range filter.Fields(q.Where) {
		if _, ok := OfflineFieldNamed(f.Name); !ok {
			return Invalid("offline messages cannot be searched by %q", clip(f.Name))
		}
	}
	return nil
}

// OfflinePage is the answer to an OfflineQuery.
type OfflinePage struct {
	Total    int64 // messages found, on all pages
	Number   int64 // of this page, counted from 0
	Size     int64
	Messages []OfflineMessage
}

// normal brings a query into the bounds of a search's, and to the messages that sees
// holds for.
func (q OfflineQuery) normal(sees filter.Expr) OfflineQuery {
	bounded := Query{Where: q.Where, Sort: q.Sort, Page: q.Page, Size: q.Size}.normal(sees)
	q.Where, q.Page, q.Size = bounded.Where, bounded.Page, bounded.Size
	if q.Sort.By == "" {
		q.Sort.By = FieldCreatedTime.Name
	}
	return q
}

// OfflineMessage reads one of the actor's site; ErrOfflineMessageNotFound.
func (s *Service) OfflineMessage(ctx context.Context, actor Actor, ref Ref) (*OfflineMessage, error) {
	if err := actor.Require(ReadChats); err != nil {
		return nil, err
	}
	m, err := s.store.OfflineMessage(ctx, actor.Site, ref)
	if err == nil && !filter.Match(actor.seesOffline(), OfflineRecord{OfflineMessage: m}) {
		return nil, ErrOfflineMessageNotFound
	}
	return m, err
}

// SearchOfflineMessages answers one page of the actor's site, its number and size
// brought into bounds; a page past the end is empty. It counts as a search
// (WithSearchLimits).
func (s *Service) SearchOfflineMessages(ctx context.Context, actor Actor, q OfflineQuery) (*OfflinePage, error) {
	if err := actor.Require(ReadChats); err != nil {
		return nil, err
	}
	if err := s.gate.enter(ctx, actor.Site); err != nil {
		return nil, err
	}
	defer s.gate.leave(actor.Site)
	return s.store.SearchOfflineMessages(ctx, actor.Site, q.normal(actor.seesOffline()))
}

// AddOfflineMessage stores a message, as of now where it does not say when. Webhooks are
// told of one that is of now; one that says when it was left is history, as imported chats
// are (decisions/034).
func (s *Service) AddOfflineMessage(ctx context.Context, actor Actor, m OfflineMessage) (*OfflineMessage, error) {
	if err := actor.Require(WriteChats); err != nil {
		return nil, err
	}
	switch {
	case m.ID < 0 || m.ID > maxPartID:
		return nil, Invalid("%d is not the id of an offline message: it is a positive integer up to 2^53", m.ID)
	case strings.TrimSpace(m.Message) == "":
		return nil, Invalid("message: an offline message says something")
	}
	if m.GUID == (GUID{}) {
		m.GUID = uuid.New()
	}
	isNew := m.CreatedTime.IsZero()
	if isNew {
		m.CreatedTime = s.now()
	}
	m.CreatedTime = filter.FromTicks(filter.Ticks(m.CreatedTime)) // as exact as it is kept
	given := m
	err := s.update(ctx, actor, func(ctx context.Context, tx Tx) (err error) {
		if m.ID, err = s.store.AddOfflineMessage(ctx, actor.Site, tx, given); err != nil || !isNew {
			return err
		}
		return tellOfMessage(ctx, tx, m)
	})
	if err != nil {
		return nil, err
	}
	return &m, nil
}

// DeleteOfflineMessage removes one; ErrOfflineMessageNotFound.
func (s *Service) DeleteOfflineMessage(ctx context.Context, actor Actor, ref Ref) error {
	n, err := s.DeleteOfflineMessages(ctx, actor, []Ref{ref})
	if err == nil && n == 0 {
		err = ErrOfflineMessageNotFound
	}
	return err
}

// DeleteOfflineMessages removes those of the messages that there are and gives their
// number. Chats that point to them keep their ids.
func (s *Service) DeleteOfflineMessages(ctx context.Context, actor Actor, refs []Ref) (n int64, err error) {
	if err := actor.Require(DeleteChats); err != nil {
		return 0, err
	}
	if len(refs) > MaxBatch {
		return 0, Invalid("%d offline messages in one deletion: the limit is %d", len(refs), MaxBatch)
	}
	err = s.update(ctx, actor, func(ctx context.Context, tx Tx) (err error) {
		if n, err = s.store.DeleteOfflineMessages(ctx, actor.Site, tx, refs); err != nil || n == 0 {
			return err
		}
		return audit(ctx, tx, actor, s.now(), AuditEntry{Action: OfflineMessagesRemoved, Count: n})
	})
	return n, err
}
