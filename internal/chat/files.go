package chat

import (
	"context"
	"io"
)

// Files keeps the contents of attachments. Keys are opaque; one that is not a
// plain name is KindInvalid. Its suite is filestest.
type Files interface {
	// Put stores a file durably before it returns; an existing one is replaced.
	Put(ctx context.Context, file SiteFile, content io.Reader) error
	// Open reads a file; KindNotFound when there is none.
	Open(ctx context.Context, file SiteFile) (io.ReadCloser, error)
	// Remove deletes a file; removing one that is not there is no error.
	Remove(ctx context.Context, file SiteFile) error
}
