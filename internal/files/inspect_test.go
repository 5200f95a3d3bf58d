package files_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/image/bmp"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/files"
)

// inspect looks at a file and reads what is kept of it.
func inspect(t *testing.T, name string, content io.Reader) (*chat.Inspected, []byte, error) {
	t.Helper()
	dir := t.TempDir()
	in, err := files.NewInspector(dir).Inspect(t.Context(), name, content)
	if left, e := os.ReadDir(dir); e != nil || len(left) > 0 {
		t.Errorf("%v is left in the folder, %v", left, e)
	}
	if err != nil {
		return nil, nil, err
	}
	kept, err := io.ReadAll(in.Content)
	if err := errors.Join(err, in.Content.Close()); err != nil {
		t.Fatal(err)
	}
	if int64(len(kept)) != in.Size {
		t.Errorf("%d bytes are kept, and told of %d", len(kept), in.Size)
	}
	return in, kept, nil
}

// corners is a picture of 40 by 20 whose left upper corner is red and the rest white.
func corners() *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, 40, 20))
	for y := range 20 {
		for x := range 40 {
			c := color.RGBA{255, 255, 255, 255}
			if x < 10 && y < 10 {
				c = color.RGBA{255, 0, 0, 255}
			}
			m.Set(x, y, c)
		}
	}
	return m
}

func encoded(t *testing.T, encode func(io.Writer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func aPNG(t *testing.T) []byte {
	return encoded(t, func(w io.Writer) error { return png.Encode(w, corners()) })
}

func aJPEG(t *testing.T) []byte {
	return encoded(t, func(w io.Writer) error { return jpeg.Encode(w, corners(), nil) })
}

// aGIF has some frames of a size.
func aGIF(t *testing.T, frames, width, height int) []byte {
	m := &gif.GIF{}
	for range frames {
		m.Image = append(m.Image, image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.White, color.Black}))
		m.Delay = append(m.Delay, 10)
	}
	return encoded(t, func(w io.Writer) error { return gif.EncodeAll(w, m) })
}

// chunk is one chunk of a PNG.
func chunk(kind string, data []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	body := append([]byte(kind), data...)
	return binary.BigEndian.AppendUint32(append(b, body...), crc32.ChecksumIEEE(body))
}

// hugePNG says that it has so many pixels, and has none.
func hugePNG(width, height uint32) []byte {
	head := binary.BigEndian.AppendUint32(nil, width)
	head = append(binary.BigEndian.AppendUint32(head, height), 8, 6, 0, 0, 0)
	return append(append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", head)...), chunk("IDAT", []byte("x"))...)
}

// anArchive is a ZIP of empty files.
func anArchive(t *testing.T, names ...string) string {
	return string(encoded(t, func(w io.Writer) error {
		z := zip.NewWriter(w)
		for _, name := range names {
			if _, err := z.Create(name); err != nil {
				return err
			}
		}
		return z.Close()
	}))
}

const canary = "<script>canary()</script>"

func TestWhatMayNotBeSent(t *testing.T) {
	t.Parallel()
	svg := `<svg xmlns="http://www.w3.org/2000/svg">` + canary + `</svg>`
	page := "<!DOCTYPE html><html>" + canary
	for name, c := range map[string]struct{ name, content string }{
		"a drawing":                         {"a.svg", svg},
		"a drawing called a picture":        {"a.png", svg},
		"a drawing called a text":           {"a.txt", svg},
		"a page":                            {"a.html", page},
		"a page called a text":              {"a.txt", page},
		"a page called a PDF":               {"a.pdf", page},
		"XML":                               {"a.xml", `<?xml version="1.0"?><a/>`},
		"XML called a table":                {"a.csv", `<?xml version="1.0"?><a/>`},
		"a script":                          {"a.js", "alert(1)"},
		"a shell script called a text":      {"a.txt", "#!/bin/sh\necho"},
		"a program":                         {"a.exe", "MZ\x90\x00"},
		"a program called a picture":        {"a.png", "MZ\x90\x00"},
		"a program called a document":       {"a.docx", "MZ\x90\x00" + strings.Repeat("\x00", 200)},
		"two extensions, the last one bad":  {"a.pdf.exe", "%PDF-1.7\n"},
		"two extensions, the first one bad": {"a.php.pdf", "%PDF-1.7\n"},
		"a bad extension turned round":      {"a\u202efdp.exe", "%PDF-1.7\n"},
		"a bad extension with a dot":        {"a.exe.", "MZ"},
		"a bad extension cut off by NUL":    {"a.exe\x00.pdf\x00", "%PDF-1.7\n"},
		"no extension":                      {"README", "text"},
		"nothing but an extension":          {".txt", "text"},
		"no name":                           {"", "text"},
		"an unknown extension":              {"a.xyz", "text"},
		"an extension of 300 characters":    {"a." + strings.Repeat("x", 300), "text"},
		"nothing":                           {"a.txt", ""},
		"a picture of another type":         {"a.jpg", string(aPNG(t))},
		"a picture cut off":                 {"a.png", string(aPNG(t)[:60])},
		"too many pixels":                   {"a.png", string(hugePNG(5745, 5745))},
		"far too many pixels":               {"a.png", string(hugePNG(1<<31-1, 1<<31-1))},
		"too many pixels in all frames":     {"a.gif", string(aGIF(t, 40, 1000, 1000))},
		"a picture that is a page":          {"a.gif", "GIF89a/*" + page + "*/=0;"},
	} {
		_, _, err := inspect(t, c.name, strings.NewReader(c.content))
		if chat.KindOf(err) != chat.KindInvalid || !errors.Is(err, chat.ErrFileRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatMayBeSentIsKeptAsItIs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ content, contentType string }{
		"a.pdf":  {"%PDF-1.7\n%âãÏÓ\n", "application/pdf"},
		"a.txt":  {"a text", "text/plain"},
		"a.log":  {`{"level":"info"}`, "text/plain"},
		"a.csv":  {"a,b\n1,2\n", "text/csv"},
		"a.zip":  {anArchive(t, "a.txt"), "application/zip"},
		"a.docx": {anArchive(t, "[Content_Types].xml", "word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		"a.mp3":  {"\xff\xfb\x90\x00", "audio/mpeg"},
	} {
		in, kept, err := inspect(t, name, strings.NewReader(c.content))
		switch {
		case err != nil:
			t.Errorf("%s: %v", name, err)
		case in.Name != name || in.ContentType != c.contentType || string(kept) != c.content:
			t.Errorf("%s: %+v, %q", name, in, kept)
		case in.Digest != sha256.Sum256([]byte(c.content)) || in.Sent != int64(len(c.content)):
			t.Errorf("%s: the digest or size of what came is another", name)
		}
	}
}

// TestOfAPictureNothingElseIsLeft hides a page where a picture may have it: behind its
// end, and in what stands beside it.
func TestOfAPictureNothingElseIsLeft(t *testing.T) {
	t.Parallel()
	plain := aPNG(t)
	const head = 8 + 25 // the signature and the first chunk
	beside := append(append(bytes.Clone(plain[:head]), chunk("tEXt", []byte("Comment\x00"+canary))...), plain[head:]...)
	for name, content := range map[string][]byte{
		"a.png":     beside,
		"end.png":   append(bytes.Clone(plain), canary...),
		"b.jpg":     append(aJPEG(t), canary...),
		"b.JPEG":    withExif(aJPEG(t), 1, canary),
		"c.gif":     append(aGIF(t, 3, 10, 10), canary...),
		"d.bmp":     append(encoded(t, func(w io.Writer) error { return bmp.Encode(w, corners()) }), canary...),
		"32Mpx.gif": append(aGIF(t, 32, 1000, 1000), canary...),
	} {
		in, kept, err := inspect(t, name, bytes.NewReader(content))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !bytes.Contains(content, []byte(canary)) || bytes.Contains(kept, []byte(canary)) {
			t.Errorf("%s still has what was hidden in it", name)
		}
		m, format, err := image.Decode(bytes.NewReader(kept))
		if err != nil || "image/"+format != in.ContentType {
			t.Errorf("%s is a %s of %s, %v", name, format, in.ContentType, err)
			continue
		}
		if strings.HasSuffix(name, ".bmp") && (in.Name != "d.png" || m.Bounds() != corners().Bounds()) {
			t.Errorf("%s became %s, %v", name, in.Name, m.Bounds())
		}
		if format == "gif" {
			frames, err := gif.DecodeAll(bytes.NewReader(kept))
			if err != nil || len(frames.Image) < 3 {
				t.Errorf("%s does not move any more: %v", name, err)
			}
		}
	}
}

// withExif puts an orientation and a comment into a JPEG.
func withExif(plain []byte, orientation byte, comment string) []byte {
	exif := "Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(orientation) + "\x00\x00\x00\x00\x00\x00" + comment
	segment := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(exif)+2))
	return append(append(append(bytes.Clone(plain[:2]), segment...), exif...), plain[2:]...)
}

// TestAPhotoIsTurnedAsItWasHeld looks where the red corner is afterwards.
func TestAPhotoIsTurnedAsItWasHeld(t *testing.T) {
	t.Parallel()
	for orientation, where := range map[byte]string{1: "left top", 2: "right top", 3: "right bottom", 4: "left bottom", 5: "left top", 6: "right top", 7: "right bottom", 8: "left bottom"} {
		_, kept, err := inspect(t, "a.jpg", bytes.NewReader(withExif(aJPEG(t), orientation, "")))
		if err != nil {
			t.Fatal(err)
		}
		m, _, err := image.Decode(bytes.NewReader(kept))
		if err != nil {
			t.Fatal(err)
		}
		size := m.Bounds().Size()
		if onSide := orientation >= 5; onSide != (size == image.Pt(20, 40)) {
			t.Errorf("orientation %d: %v", orientation, size)
		}
		for corner, at := range map[string]image.Point{
			"left top": {3, 3}, "right top": {size.X - 4, 3}, "left bottom": {3, size.Y - 4}, "right bottom": {size.X - 4, size.Y - 4},
		} {
			_, green, _, _ := m.At(at.X, at.Y).RGBA()
			if red := green < 0x8000; red != (corner == where) {
				t.Errorf("orientation %d: %s is red: %v", orientation, corner, red)
			}
		}
	}
}

func TestNamesAreCleaned(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"report.v2.txt":                   "report.v2.txt",
		"../../etc/passwd.txt":            "passwd.txt",
		`C:\Users\me\a.txt`:               "a.txt",
		"a\x00b\r\n.txt":                  "ab  .txt",
		"in\u202etxt.x\u200b.txt":         "intxt.x.txt",
		"cafe\u0301.txt":                  "café.txt",
		"  .hidden.txt":                   "hidden.txt",
		"a\xff.txt":                       "a.txt",
		`<"a">.txt`:                       "a.txt",
		strings.Repeat("ж", 300) + ".txt": strings.Repeat("ж", 98) + ".txt",
	} {
		in, _, err := inspect(t, name, strings.NewReader("text"))
		if err != nil || in.Name != want {
			t.Errorf("%q: %+v, %v", name, in, err)
		}
	}
}

func TestWhatIsTooLargeOrBreaksOffIsNotTaken(t *testing.T) {
	t.Parallel()
	if _, _, err := inspect(t, "a.txt", io.LimitReader(endless{}, chat.MaxFile+1)); !errors.Is(err, chat.ErrFileTooLarge) {
		t.Errorf("a byte too many: %v", err)
	}
	if _, _, err := inspect(t, "a.txt", io.LimitReader(endless{}, chat.MaxFile)); err != nil {
		t.Errorf("the most that can be taken: %v", err)
	}
	broken := errors.New("the line is dead")
	if _, _, err := inspect(t, "a.txt", io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Errorf("half of it: %v", err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestThereIsRoomOnTheDisk(t *testing.T) {
	t.Parallel()
	if free, err := files.Free(t.TempDir()); err != nil || free <= 0 {
		t.Errorf("%d bytes are free, %v", free, err)
	}
}
