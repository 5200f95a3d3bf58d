package files_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/files"
)

// avatar makes an avatar of a file.
func avatar(t *testing.T, name string, content io.Reader) (image.Image, error) {
	t.Helper()
	in, err := files.NewInspector(t.TempDir()).Avatar(t.Context(), name, content)
	if err != nil {
		return nil, err
	}
	kept, err := io.ReadAll(in.Content)
	if err := errors.Join(err, in.Content.Close()); err != nil {
		t.Fatal(err)
	}
	if int64(len(kept)) != in.Size || in.ContentType != "image/jpeg" {
		t.Errorf("%d bytes are kept, and told of: %+v", len(kept), in)
	}
	m, err := jpeg.Decode(bytes.NewReader(kept))
	if err != nil {
		t.Fatal(err)
	}
	return m, nil
}

// stripes are three of a width, each as high as wide: red, green and blue; or see-through.
func stripes(side int, opacity uint8) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, 3*side, side))
	for y := range side {
		for x := range 3 * side {
			c := [3]color.NRGBA{{255, 0, 0, opacity}, {0, 128, 0, opacity}, {0, 0, 255, opacity}}[x/side]
			m.Set(x, y, c)
		}
	}
	return m
}

func near(a, b color.Color) bool {
	like := func(x, y uint32) bool { return max(x, y)-min(x, y) < 0x1000 }
	r, g, blue, _ := a.RGBA()
	r2, g2, blue2, _ := b.RGBA()
	return like(r, r2) && like(g, g2) && like(blue, blue2)
}

func TestAnAvatarIsTheMiddleOfAPictureSmallAndSquare(t *testing.T) {
	t.Parallel()
	green := color.NRGBA{0, 128, 0, 255}
	for name, test := range map[string]struct {
		content []byte
		want    color.Color
	}{
		"a.png":      {encoded(t, func(w io.Writer) error { return png.Encode(w, stripes(400, 255)) }), green},
		"small.png":  {encoded(t, func(w io.Writer) error { return png.Encode(w, stripes(8, 255)) }), green},
		"photo.jpg":  {encoded(t, func(w io.Writer) error { return jpeg.Encode(w, stripes(400, 255), nil) }), green},
		"unseen.png": {encoded(t, func(w io.Writer) error { return png.Encode(w, stripes(400, 0)) }), color.White},
		"moves.gif":  {aGIF(t, 3, 60, 20), color.White},
	} {
		m, err := avatar(t, name, bytes.NewReader(test.content))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		size := m.Bounds().Size()
		if size != image.Pt(192, 192) {
			t.Errorf("%s: %v", name, size)
		}
		for _, at := range []image.Point{{20, 20}, {96, 96}, {171, 171}} {
			if got := m.At(at.X, at.Y); !near(got, test.want) {
				t.Errorf("%s: %v at %v", name, got, at)
			}
		}
	}
}

func TestNoAvatarIsMadeOfWhatIsNoPicture(t *testing.T) {
	t.Parallel()
	for name, content := range map[string][]byte{
		"a.pdf":     []byte("%PDF-1.7\n"),
		"a.png":     []byte("no picture"),
		"a.svg":     []byte("<svg onload=alert(1)>"),
		"broken":    aPNG(t),
		"half.png":  aPNG(t)[:50],
		"huge.png":  hugePNG(60_000, 60_000),
		"empty.png": nil,
	} {
		if _, err := avatar(t, name, bytes.NewReader(content)); !errors.Is(err, chat.ErrFileRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	large := io.MultiReader(bytes.NewReader(aPNG(t)), strings.NewReader(strings.Repeat("x", chat.MaxAvatar)))
	if _, err := avatar(t, "a.png", large); !errors.Is(err, chat.ErrAvatarTooLarge) {
		t.Errorf("a picture that is too large: %v", err)
	}
}
