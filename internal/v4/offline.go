package v4

import (
	"context"
	"net/http"
	"slices"

	"github.com/parleychat/parley/internal/chat"
)

// offlineMembers lists the members of an offline message (wire.md §9).
func offlineMembers(s shape, m *chat.OfflineMessage) {
	s.integer("id", &m.ID)
	s.guid("guid", &m.GUID)
	s.guid("sessionId", &m.SessionID)
	s.instant("createdTime", &m.CreatedTime, exact)
	s.text("name", &m.Name)
	s.text("email", &m.Email)
	s.text("phone", &m.Phone)
	s.text("company", &m.Company)
	s.guid("departmentId", &m.DepartmentID)
	s.guid("skillId", &m.SkillID)
	s.guid("agentId", &m.AgentID)
	s.integer("ticketId", &m.TicketID)
	s.text("subject", &m.Subject)
	s.text("message", &m.Message)
	s.integer("attachmentId", &m.AttachmentID)
	s.text("attachmentFileName", &m.AttachmentName)
	s.text("requestingPageTitle", &m.PageTitle)
	s.text("requestingPageURL", &m.PageURL)
	s.enum("source", (*uint8)(&m.Source), sources)
	s.guid("autoInvitationId", &m.AutoInvitationID)
	s.guid("campaignId", &m.CampaignID)
	s.guid("visitorId", &m.VisitorID)
	s.guid("contactIdentityId", &m.ContactIdentityID)
	items(s, "fields", &m.Fields, func(s shape, f *chat.FieldResult) {
		s.guid("fieldId", &f.FieldID)
		s.text("fieldName", &f.FieldName)
		s.text("value", &f.Value)
	})
}

// offlineMessages are the operations on what visitors left (wire.md §9).
func (s *server) offlineMessages() []route {
	const path = "/livechat/offlineMessages"
	return slices.Concat(collection[chat.Ref, chat.OfflineMessage]{
		path: path, members: offlineMembers, needs: []string{"message"},
		reading: read, adding: change, removing: remove,
		id:    func(s string) (chat.Ref, error) { return chat.ParseRefOf(toOfflineMessages.one, s) },
		pages: pageOf,
		list: func(ctx context.Context, actor chat.Actor, page, size int64) ([]chat.OfflineMessage, error) {
			found, err := s.Service.SearchOfflineMessages(ctx, actor, chat.OfflineQuery{Sort: chat.Sort{By: "id"}, Page: page, Size: size})
			if err != nil {
				return nil, err
			}
			return found.Messages, nil
		},
		read: s.Service.OfflineMessage,
		add: func(ctx context.Context, actor chat.Actor, m *chat.OfflineMessage) (*chat.OfflineMessage, error) {
			return s.Service.AddOfflineMessage(ctx, actor, *m)
		},
		remove: s.Service.DeleteOfflineMessage,
	}.routes(), []route{
		{post, path + ":Search", read, searchBody, false, s.searchOffline},
		{del, path, remove, jsonBody, false, s.deleteOffline},
		{post, path + ":BatchDelete", remove, jsonBody, false, s.deleteOffline},
	})
}

// searchOffline answers a page of the offline messages, in the envelope of a search.
func (s *server) searchOffline(r *http.Request, actor chat.Actor) (answer, error) {
	q, err := decodeOfflineQuery(r)
	if err != nil {
		return answer{}, err
	}
	page, err := s.Service.SearchOfflineMessages(r.Context(), actor, q)
	if err != nil {
		return answer{}, err
	}
	w := writer{buf: append(s.lend(), '{')}
	w.echo("total", page.Total)
	w.echo("pageCount", (page.Total+page.Size-1)/page.Size)
	items(&w, "list", &page.Messages, offlineMembers)
	w.echo("pageIndex", page.Number)
	w.echo("pageSize", page.Size)
	w.end('}')
	return answer{status: http.StatusOK, body: w.done(), lent: true}, nil
}

func decodeOfflineQuery(r *http.Request) (q chat.OfflineQuery, err error) {
	p, body, err := questionOf(r)
	if err != nil {
		return q, err
	}
	doc, err := searchBodyOf(body)
	if err != nil {
		return q, err
	}
	if err := (additions{doc, p}).refuseAll(ofOfflineMessages.what); err != nil {
		return q, err
	}
	if q.Sort, err = ofOfflineMessages.sortOf(p); err != nil {
		return q, err
	}
	if q.Page, q.Size, err = pageOf(p); err != nil {
		return q, err
	}
	q.Where, err = ofOfflineMessages.conditions(doc, p)
	return q, err
}

// deleteOffline deletes those of a list that there are.
func (s *server) deleteOffline(r *http.Request, actor chat.Actor) (answer, error) {
	body, err := bodyOf(r)
	if err != nil {
		return answer{}, err
	}
	refs, err := decodeRefs(body, toOfflineMessages)
	if err != nil {
		return answer{}, err
	}
	_, err = s.Service.DeleteOfflineMessages(r.Context(), actor, refs)
	return noContent, err
}
