package index

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"os"
	"path/filepath"
)

// A segment's file is a magic word, the number of chats, the length and checksum
// of what is read at the start, the length of the blocks, and these two.
const (
	magic      = "PARLSEG\x01"
	headLength = len(magic) + 4 + 8 + 4 + 8
)

// segmentFile is the file that a segment's blocks are read from.
type segmentFile struct {
	*os.File
	name string
}

// save writes a segment to a file and gives the one that reads from it.
func save(s *segment, folder, name string) (*segment, error) {
	meta := s.meta()
	blocks, err := io.ReadAll(io.NewSectionReader(s.blocks, 0, math.MaxInt64))
	if err != nil {
		return nil, fmt.Errorf("read the terms of a segment: %w", err)
	}
	head := append(make([]byte, 0, headLength), magic...)
	head = binary.LittleEndian.AppendUint32(head, uint32(s.n))
	head = binary.LittleEndian.AppendUint64(head, uint64(len(meta)))
	head = binary.LittleEndian.AppendUint32(head, crc32.Checksum(meta, castagnoli))
	head = binary.LittleEndian.AppendUint64(head, uint64(len(blocks)))
	if err := writeFile(folder, name, head, meta, blocks); err != nil {
		return nil, err
	}
	f, err := os.Open(filepath.Join(folder, name))
	if err != nil {
		return nil, fmt.Errorf("open a segment that was just written: %w", err)
	}
	return &segment{
		n: s.n, ids: s.ids, ticks: s.ticks, byID: s.byID, texts: s.texts, terms: s.terms,
		file: &segmentFile{f, name}, blocks: io.NewSectionReader(f, int64(headLength+len(meta)), int64(len(blocks))),
	}, nil
}

// writeFile writes a file whole or not at all.
func writeFile(folder, name string, parts ...[]byte) (err error) {
	f, err := os.CreateTemp(folder, "new-*")
	if err != nil {
		return fmt.Errorf("write the index: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("write the index: %w", err), os.Remove(f.Name()))
		}
	}()
	for _, p := range parts {
		if _, err = f.Write(p); err != nil {
			return errors.Join(err, f.Close())
		}
	}
	if err = errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if err = os.Rename(f.Name(), filepath.Join(folder, name)); err != nil {
		return err
	}
	return syncFolder(folder)
}

func syncFolder(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// wipe overwrites a file and removes it.
func wipe(path string) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("remove a file of the index: %w", err)
		}
	}()
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	size, err := f.Seek(0, io.SeekEnd)
	zeros := make([]byte, 1<<16)
	for at := int64(0); err == nil && at < size; at += int64(len(zeros)) {
		_, err = f.WriteAt(zeros[:min(int64(len(zeros)), size-at)], at)
	}
	return errors.Join(err, f.Sync(), f.Close(), os.Remove(path))
}

// load reads a segment's file but for its blocks.
func load(folder, name string) (s *segment, err error) {
	f, err := os.Open(filepath.Join(folder, name))
	if err != nil {
		return nil, fmt.Errorf("open a segment: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close())
		}
	}()
	head := make([]byte, headLength)
	if _, err := io.ReadFull(f, head); err != nil {
		return nil, fmt.Errorf("read a segment: %w", err)
	}
	rest, ok := bytes.CutPrefix(head, []byte(magic))
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("look at a segment: %w", err)
	}
	n, metaLength := binary.LittleEndian.Uint32(rest), binary.LittleEndian.Uint64(rest[4:])
	sum, blocksLength := binary.LittleEndian.Uint32(rest[12:]), binary.LittleEndian.Uint64(rest[16:])
	size := uint64(info.Size()) - uint64(headLength)
	if !ok || n > maxSegment || metaLength > size || blocksLength != size-metaLength {
		return nil, fmt.Errorf("%w: the file of a segment has not the length that it says", ErrDamaged)
	}
	meta := make([]byte, metaLength)
	if _, err := io.ReadFull(f, meta); err != nil {
		return nil, fmt.Errorf("read a segment: %w", err)
	}
	if crc32.Checksum(meta, castagnoli) != sum {
		return nil, fmt.Errorf("%w: the file of a segment has another checksum", ErrDamaged)
	}
	s = &segment{n: int(n), file: &segmentFile{f, name}}
	s.blocks = io.NewSectionReader(f, int64(headLength)+int64(metaLength), int64(blocksLength))
	return s, s.readMeta(meta)
}

// meta is what is kept in memory of a segment.
func (s *segment) meta() []byte {
	var b []byte
	for _, id := range s.ids {
		b = binary.LittleEndian.AppendUint64(b, uint64(id))
	}
	for _, t := range s.ticks {
		b = binary.LittleEndian.AppendUint64(b, uint64(t))
	}
	for _, i := range s.byID {
		b = binary.LittleEndian.AppendUint16(b, i)
	}
	for i := range s.texts {
		b = s.texts[i].appendTo(b)
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(s.terms.len()))
	b = appendUint32s(b, s.terms.firstAt)
	b = append(b, s.terms.firsts...)
	b = appendUint32s(b, s.terms.at)
	return appendUint32s(b, s.terms.sums)
}

func (s *segment) readMeta(b []byte) error {
	r := &metaReader{b}
	s.ids, s.ticks, s.byID = make([]int64, s.n), make([]int64, s.n), make([]uint16, s.n)
	for _, list := range [...][]int64{s.ids, s.ticks} {
		for i, raw := 0, r.take(8*s.n); i < len(raw)/8; i++ {
			list[i] = int64(binary.LittleEndian.Uint64(raw[8*i:]))
		}
	}
	for i, raw := 0, r.take(2*s.n); i < len(raw)/2; i++ {
		s.byID[i] = binary.LittleEndian.Uint16(raw[2*i:])
	}
	for i := range s.texts {
		c := &s.texts[i]
		c.at, c.folded = r.texts(s.n)
		c.originAt, c.originals = r.texts(s.n)
	}
	if blocks := r.uint32s(1); blocks[0] > 0 {
		n := int(blocks[0])
		s.terms.firstAt, s.terms.firsts = r.texts(n)
		s.terms.at, s.terms.sums = r.uint32s(n+1), r.uint32s(n)
	}
	if r.rest == nil {
		return fmt.Errorf("%w: the file of a segment is too short", ErrDamaged)
	}
	return nil
}

// metaReader takes pieces off what was read; nil is left when there was too little.
type metaReader struct{ rest []byte }

func (r *metaReader) take(n int) []byte {
	if n > len(r.rest) {
		r.rest = nil
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *metaReader) uint32s(n int) []uint32 {
	list := make([]uint32, n)
	for i, raw := 0, r.take(4*n); i < len(raw)/4; i++ {
		list[i] = binary.LittleEndian.Uint32(raw[4*i:])
	}
	return list
}

// texts reads where n texts begin, and the texts.
func (r *metaReader) texts(n int) ([]uint32, []byte) {
	at := r.uint32s(n + 1)
	return at, bytes.Clone(r.take(int(at[n])))
}
