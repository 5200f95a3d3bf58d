package chat

import (
	"context"
	"io"
)

// OpenAttachment opens a file of a chat that the actor may read. An unknown key, and a
// file whose content was not imported with its chat, is KindNotFound.
func (s *Service) OpenAttachment(ctx context.Context, actor Actor, ref Ref, key string) (Attachment, io.ReadCloser, error) {
	c, _, err := s.Chat(ctx, actor, ref, 0)
	if err != nil {
		return Attachment{}, nil, err
	}
	a := c.File(key)
	if a == nil {
		return Attachment{}, nil, errNoFile
	}
	content, err := s.files.Open(ctx, SiteFile{Site: actor.Site, Key: key})
	if KindOf(err) == KindInvalid && err != nil { // whatever the key of an import was
		err = errNoFile
	}
	return *a, content, err
}
