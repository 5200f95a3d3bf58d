package store

import (
	"strconv"

	"github.com/parleychat/parley/internal/chat"
)

// linkKind tells the rows of chat_link apart.
type linkKind int64

// The kinds of link, as they are stored.
const (
	agentLink linkKind = iota + 1
	botLink
	categoryLink
	segmentLink
	fromDepartmentLink
	toDepartmentLink
)

// linkPlace is where the guids of a kind stand.
func linkPlace(k linkKind) place {
	return place{
		column: "target",
		many:   "chat_link x WHERE x.site = c.site AND x.chat = c.id AND x.kind = " + strconv.FormatInt(int64(k), 10),
	}
}

// botPlace is where all bots of a chat stand; it is sorted by the chat's own.
func botPlace() place {
	p := linkPlace(botLink)
	p.sort = "bot"
	return p
}

// links calls add for each link of a chat, each once.
func links(c *chat.Chat, add func(linkKind, chat.GUID)) {
	for _, of := range []struct {
		kind linkKind
		ids  []chat.GUID
	}{
		{agentLink, c.AgentIDs()},
		{botLink, c.BotIDs()},
		{categoryLink, c.CategoryOptionIDs()},
		{segmentLink, c.SegmentIDs()},
		{fromDepartmentLink, c.TransferredFrom()},
		{toDepartmentLink, c.TransferredTo()},
	} {
		for _, id := range of.ids {
			add(of.kind, id)
		}
	}
}
