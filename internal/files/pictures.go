package files

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
	"golang.org/x/image/webp"

	"github.com/parleychat/parley/internal/chat"
)

// MaxPixels is how many pixels a picture may have, all of its frames together.
const MaxPixels = 32_000_000

// quality is that of JPEGs that are made anew.
const quality = 90

// format is how pictures of a type are read.
type format struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

// formats are all that are read. A GIF moves: this way it gives its first frame.
var formats = map[string]format{
	"image/gif":  {gif.DecodeConfig, gif.Decode},
	"image/png":  {png.DecodeConfig, png.Decode},
	"image/jpeg": {jpeg.DecodeConfig, jpeg.Decode},
	"image/webp": {webp.DecodeConfig, webp.Decode},
	"image/bmp":  {bmp.DecodeConfig, bmp.Decode},
	"image/tiff": {tiff.DecodeConfig, tiff.Decode},
}

// redraw reads a picture and writes it anew: the picture, and nothing else that the file
// had. It is looked at how large the picture is before there is any room made for it.
func redraw(contentType string, from io.ReadSeeker, to io.Writer) (newType string, err error) {
	defer recovered(&err)
	if contentType == "image/gif" {
		return contentType, redrawGIF(from, to)
	}
	picture, err := read(contentType, from)
	if err != nil {
		return "", err
	}
	return encode(contentType, picture, to)
}

// recovered, deferred, refuses a picture at which a decoder has panicked: those of foreign
// formats have had such bugs.
func recovered(err *error) {
	if reason := recover(); reason != nil {
		*err = chat.RefuseFile("the picture cannot be read")
	}
}

// read reads a picture as it was held; of one that moves the first frame.
func read(contentType string, from io.ReadSeeker) (image.Image, error) {
	f := formats[contentType]
	if err := rewind(from); err != nil {
		return nil, err
	}
	config, err := f.config(bufio.NewReader(from))
	if err != nil {
		return nil, unreadable(err)
	}
	if err := fits(int64(config.Width) * int64(config.Height)); err != nil {
		return nil, err
	}
	turn, err := orientation(contentType, from)
	if err != nil {
		return nil, err
	}
	if err := rewind(from); err != nil {
		return nil, err
	}
	picture, err := f.decode(bufio.NewReader(from))
	if err != nil {
		return nil, unreadable(err)
	}
	return turned(picture, turn), nil
}

// encode writes a picture: as a photo if it was one, else without any loss.
func encode(was string, picture image.Image, to io.Writer) (newType string, err error) {
	if was == "image/jpeg" || was == "image/webp" && opaque(picture) {
		newType, err = "image/jpeg", jpeg.Encode(to, picture, &jpeg.Options{Quality: quality})
	} else {
		newType, err = "image/png", (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(to, picture)
	}
	if err != nil {
		return "", fmt.Errorf("write a picture anew: %w", err)
	}
	return newType, nil
}

func opaque(picture image.Image) bool {
	o, ok := picture.(interface{ Opaque() bool })
	return ok && o.Opaque()
}

func fits(pixels int64) error {
	if pixels <= 0 || pixels > MaxPixels {
		return chat.RefuseFile("the picture has %d pixels: at most %d can be taken", pixels, MaxPixels)
	}
	return nil
}

// unreadable refuses what a decoder could not read. It may be the disk that failed.
func unreadable(err error) error {
	var e *chat.Error
	if errors.As(err, &e) {
		return err
	}
	return &chat.Error{Kind: chat.KindInvalid, Message: "the picture cannot be read", Cause: errors.Join(chat.ErrFileRefused, err)}
}

func rewind(f io.Seeker) error {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("go back in a file: %w", err)
	}
	return nil
}

// redrawGIF keeps the frames of a picture that moves.
func redrawGIF(from io.ReadSeeker, to io.Writer) error {
	if err := rewind(from); err != nil {
		return err
	}
	pixels, err := gifPixels(bufio.NewReader(from))
	if err != nil {
		return unreadable(err)
	}
	if err := fits(pixels); err != nil {
		return err
	}
	if err := rewind(from); err != nil {
		return err
	}
	moving, err := gif.DecodeAll(bufio.NewReader(from))
	if err != nil {
		return unreadable(err)
	}
	if err := gif.EncodeAll(to, moving); err != nil {
		return fmt.Errorf("write a picture anew: %w", err)
	}
	return nil
}

// The blocks that a GIF consists of.
const (
	gifExtension = 0x21
	gifFrame     = 0x2c
	gifEnd       = 0x3b
)

// gifPixels adds up the pixels of a GIF's frames without decoding them.
func gifPixels(r *bufio.Reader) (pixels int64, err error) {
	head := make([]byte, 13)
	if _, err := io.ReadFull(r, head); err != nil {
		return 0, err
	}
	pixels = int64(head[6]) | int64(head[7])<<8
	pixels *= int64(head[8]) | int64(head[9])<<8 // room for the whole picture is made in any case
	err = skipColours(r, head[10])
	for frames := 0; err == nil && pixels <= MaxPixels; {
		block, e := r.ReadByte()
		switch {
		case e != nil:
			return 0, e
		case block == gifEnd:
			return pixels, nil
		case block == gifExtension:
			if _, err = r.Discard(1); err == nil {
				err = skipBlocks(r)
			}
		case block == gifFrame:
			var n int64
			n, err = skipFrame(r)
			if frames++; frames > 1 {
				pixels += n
			}
		default:
			return 0, errors.New("a block of an unknown kind")
		}
	}
	return pixels, err
}

func skipFrame(r *bufio.Reader) (pixels int64, err error) {
	d := make([]byte, 9)
	if _, err := io.ReadFull(r, d); err != nil {
		return 0, err
	}
	pixels = (int64(d[4]) | int64(d[5])<<8) * (int64(d[6]) | int64(d[7])<<8)
	if err := skipColours(r, d[8]); err != nil {
		return 0, err
	}
	if _, err := r.Discard(1); err != nil {
		return 0, err
	}
	return pixels, skipBlocks(r)
}

// skipColours passes over a table of colours, if the flags say that there is one.
func skipColours(r *bufio.Reader, flags byte) error {
	if flags&0x80 == 0 {
		return nil
	}
	_, err := r.Discard(3 << (flags&7 + 1))
	return err
}

func skipBlocks(r *bufio.Reader) error {
	for {
		n, err := r.ReadByte()
		if err != nil || n == 0 {
			return err
		}
		if _, err := r.Discard(int(n)); err != nil {
			return err
		}
	}
}
