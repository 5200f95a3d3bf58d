package store

import (
	"errors"
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"

	"github.com/parleychat/parley/internal/chat"
)

// A document is the format's version, how the rest is packed, and the packed
// members of one noun (describe.go).
const (
	documentVersion = 9
	packedNot       = 0
	packedZstd      = 1 // one zstd frame, which names its dictionary
)

// maxDocument bounds what a document may unpack to, in bytes.
const maxDocument = 64 << 20

// packLevel is the fastest: on short documents with a dictionary the slower levels
// save 3 % and cost two to three times as much.
const packLevel = zstd.SpeedFastest

// smallDocument is the size from which packing can pay.
const smallDocument = 48

// codec turns nouns into documents and back. It may be used by many at a time.
type codec struct {
	pack   *zstd.Encoder
	unpack *zstd.Decoder
	rooms  sync.Pool // of *[]byte, to unpack into
}

// newCodec packs with the newest dictionary and unpacks with all of them; with
// none it packs without.
func newCodec(dictionaries ...[]byte) (*codec, error) {
	to := []zstd.EOption{zstd.WithEncoderLevel(packLevel), zstd.WithSingleSegment(true), zstd.WithLowerEncoderMem(true)}
	if n := len(dictionaries); n > 0 {
		to = append(to, zstd.WithEncoderDict(dictionaries[n-1]))
	}
	pack, err := zstd.NewWriter(nil, to...)
	if err != nil {
		return nil, fmt.Errorf("prepare the packing of documents: %w", err)
	}
	unpack, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(maxDocument), zstd.WithDecoderConcurrency(0),
		zstd.WithDecoderLowmem(true), zstd.WithDecoderDicts(dictionaries...))
	if err != nil {
		return nil, fmt.Errorf("prepare the unpacking of documents: %w", err)
	}
	return &codec{pack: pack, unpack: unpack}, nil
}

func (k *codec) close() {
	k.unpack.Close()
}

// encode makes the document of a noun. Times lose what is below 100 ns and
// durations what is below a second.
func encode[N any](k *codec, noun *N, describe func(*coder, *N)) ([]byte, error) {
	loose, err := encodeLoose(noun, describe)
	if body := loose[min(2, len(loose)):]; len(body) >= smallDocument {
		doc := k.pack.EncodeAll(body, []byte{documentVersion, packedZstd})
		if len(doc) < len(loose) {
			return doc, nil
		}
	}
	return loose, err
}

// encodeLoose is as encode for what is soon replaced: packing would take longer than
// all else that is done with it.
func encodeLoose[N any](noun *N, describe func(*coder, *N)) ([]byte, error) {
	const usual = 512
	c := coder{version: documentVersion, out: append(make([]byte, 0, usual), documentVersion, packedNot)}
	describe(&c, noun)
	if size := len(c.out) - 2; size > maxDocument {
		return nil, chat.Invalid("a record of %d bytes: at most %d can be stored", size, maxDocument)
	}
	return c.out, nil
}

// decode reads a document into a new noun. Its times are in UTC, and what was
// empty is nil.
func decode[N any](k *codec, doc []byte, describe func(*coder, *N)) (*N, error) {
	if len(doc) < 2 {
		return nil, errDamaged
	}
	if doc[0] == 0 || doc[0] > documentVersion {
		return nil, fmt.Errorf("the document is of version %d, and this program reads up to %d", doc[0], documentVersion)
	}
	c := coder{version: doc[0], reading: true}
	switch doc[1] {
	case packedNot:
		c.in = string(doc[2:])
	case packedZstd:
		in, err := k.unpacked(doc[2:])
		if err != nil {
			return nil, err
		}
		c.in = in
	default:
		return nil, errDamaged
	}
	noun := new(N)
	describe(&c, noun)
	if c.err == nil && c.in != "" {
		c.fail()
	}
	if c.err != nil {
		return nil, c.err
	}
	return noun, nil
}

func (k *codec) unpacked(frame []byte) (string, error) {
	room, ok := k.rooms.Get().(*[]byte)
	if !ok {
		room = new([]byte)
	}
	body, err := k.unpack.DecodeAll(frame, (*room)[:0])
	if err != nil {
		return "", errors.Join(errDamaged, err)
	}
	text := string(body)
	if cap(body) <= 1<<20 {
		*room = body
		k.rooms.Put(room)
	}
	return text, nil
}
