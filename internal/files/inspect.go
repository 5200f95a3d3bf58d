package files

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/parleychat/parley/internal/chat"
)

// Inspector is the chat.Inspector of live chat: what is on a list of types is let
// through if its name and its content agree; a picture is decoded and made anew, so that
// nothing but the picture is left of it.
type Inspector struct {
	dir      string
	decoding chan struct{} // has room for those who decode at a time
}

var _ chat.Inspector = (*Inspector)(nil)

// decodersAtOnce bounds the memory for pictures: one of MaxPixels takes up to 400 MB.
const decodersAtOnce = 1

// NewInspector makes an inspector that keeps what it looks at in a folder. Nobody else
// can open these files, and they are gone when the process is.
func NewInspector(dir string) *Inspector {
	return &Inspector{dir: dir, decoding: make(chan struct{}, decodersAtOnce)}
}

// headBytes is how much of a file tells what it is.
const headBytes = 4096

// Inspect implements chat.Inspector.
func (i *Inspector) Inspect(ctx context.Context, name string, content io.Reader) (*chat.Inspected, error) {
	name = cleanName(name)
	kind, err := named(name)
	if err != nil {
		return nil, err
	}
	in := &chat.Inspected{Name: name, ContentType: kind.contentType}
	return i.inspect(ctx, in, kind, content, task{most: chat.MaxFile, tooLarge: chat.ErrFileTooLarge, redraw: redraw})
}

// Avatar implements chat.Inspector.
func (i *Inspector) Avatar(ctx context.Context, name string, content io.Reader) (*chat.Inspected, error) {
	name = cleanName(name)
	kind, err := named(name)
	if err == nil && !kind.image {
		err = chat.RefuseFile("an avatar is made of a picture")
	}
	if err != nil {
		return nil, err
	}
	in := &chat.Inspected{Name: name, ContentType: kind.contentType}
	return i.inspect(ctx, in, kind, content, task{most: chat.MaxAvatar, tooLarge: chat.ErrAvatarTooLarge, redraw: redrawAvatar})
}

// task is what is to become of a file: how large it may be when it comes, and how a
// picture is made anew.
type task struct {
	most     int64
	tooLarge error
	redraw   func(contentType string, from io.ReadSeeker, to io.Writer) (newType string, err error)
}

func (i *Inspector) inspect(ctx context.Context, in *chat.Inspected, kind *allowed, content io.Reader, t task) (*chat.Inspected, error) {
	came, err := i.take(in, content, t)
	if err != nil {
		return nil, err
	}
	in.Content, in.Size = came, in.Sent
	if err = i.look(ctx, in, kind, came, t); err != nil {
		return nil, errors.Join(err, in.Content.Close())
	}
	return in, nil
}

// take writes down what comes.
func (i *Inspector) take(in *chat.Inspected, content io.Reader, t task) (came *os.File, err error) {
	if came, err = i.spool(); err != nil {
		return nil, err
	}
	digest := sha256.New()
	in.Sent, err = io.Copy(io.MultiWriter(came, digest), io.LimitReader(content, t.most+1))
	switch {
	case err != nil:
		err = fmt.Errorf("take in a file: %w", err)
	case in.Sent > t.most:
		err = t.tooLarge
	case in.Sent == 0:
		err = chat.RefuseFile("the file is empty")
	}
	if err != nil {
		return nil, errors.Join(err, came.Close())
	}
	in.Digest = [32]byte(digest.Sum(nil))
	return came, nil
}

// spool makes a file without a name.
func (i *Inspector) spool() (*os.File, error) {
	f, err := os.CreateTemp(i.dir, draftPrefix)
	if err != nil {
		return nil, fmt.Errorf("make room for a file: %w", err)
	}
	if err := os.Remove(f.Name()); err != nil {
		return nil, errors.Join(fmt.Errorf("make room for a file: %w", err), f.Close())
	}
	return f, nil
}

// look compares the content with what the name says, and makes a picture anew.
func (i *Inspector) look(ctx context.Context, in *chat.Inspected, kind *allowed, came *os.File, t task) error {
	head := make([]byte, headBytes)
	n, err := came.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read a file that came: %w", err)
	}
	if err := kind.holds(head[:n]); err != nil {
		return err
	}
	if kind.image {
		return i.redraw(ctx, in, came, t)
	}
	return rewind(came)
}

// redraw puts a picture that is made anew in the place of the one that came.
func (i *Inspector) redraw(ctx context.Context, in *chat.Inspected, came *os.File, t task) error {
	select {
	case i.decoding <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-i.decoding }()
	anew, err := i.spool()
	if err != nil {
		return err
	}
	in.Content = anew
	defer func() { _ = came.Close() }() // it was only read
	out := bufio.NewWriter(anew)
	contentType, err := t.redraw(in.ContentType, came, out)
	if err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write a picture: %w", err)
	}
	if in.Size, err = anew.Seek(0, io.SeekEnd); err != nil {
		return fmt.Errorf("measure a picture: %w", err)
	}
	if in.Size > chat.MaxFile {
		return chat.ErrFileTooLarge
	}
	if contentType != in.ContentType {
		in.ContentType = contentType
		in.Name = strings.TrimSuffix(in.Name, filepath.Ext(in.Name)) + extensionOf(contentType)
	}
	return rewind(anew)
}
