package files

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"io"
)

// A camera writes a photo down as it was held, and says beside it how it is to be turned.
// That is lost with all else that stands beside the picture, so that the picture itself
// is turned.

// upright is the orientation of a picture that is as it should be (Exif 2.3, 0x0112).
const upright = 1

// orientation reads how a photo is to be turned; whatever is not understood is upright.
func orientation(contentType string, from io.ReadSeeker) (int, error) {
	if contentType != "image/jpeg" {
		return upright, nil
	}
	if err := rewind(from); err != nil {
		return upright, err
	}
	const most = 256 << 10 // the marker stands in front
	head, err := io.ReadAll(io.LimitReader(from, most))
	if err != nil {
		return upright, err
	}
	return exifOrientation(head), nil
}

// exifOrientation looks for the Exif segment among those of a JPEG.
func exifOrientation(jpeg []byte) int {
	const app1, startOfScan = 0xe1, 0xda
	for at := 2; at+4 <= len(jpeg) && jpeg[at] == 0xff && jpeg[at+1] != startOfScan; {
		size := int(binary.BigEndian.Uint16(jpeg[at+2:]))
		end := at + 2 + size
		if size < 2 || end > len(jpeg) {
			return upright
		}
		if tiff, ok := bytes.CutPrefix(jpeg[at+4:end], []byte("Exif\x00\x00")); ok && jpeg[at+1] == app1 {
			return tiffOrientation(tiff)
		}
		at = end
	}
	return upright
}

// tiffOrientation looks for the entry in the first directory.
func tiffOrientation(tiff []byte) int {
	const tag, entry = 0x0112, 12
	var order binary.ByteOrder = binary.LittleEndian
	if bytes.HasPrefix(tiff, []byte("MM")) {
		order = binary.BigEndian
	}
	if len(tiff) < 8 {
		return upright
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return upright
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < entry {
			return upright
		}
		if order.Uint16(entries) == tag {
			if n := int(order.Uint16(entries[8:])); n >= 1 && n <= 8 {
				return n
			}
			return upright
		}
		entries = entries[entry:]
	}
	return upright
}

// turned is a picture as it is to be seen.
func turned(picture image.Image, orientation int) image.Image {
	if orientation == upright {
		return picture
	}
	return &turnedImage{picture, picture.Bounds(), orientation}
}

// turnedImage turns and mirrors a picture where it is looked at.
type turnedImage struct {
	image.Image
	was         image.Rectangle
	orientation int
}

// Bounds implements image.Image.
func (t *turnedImage) Bounds() image.Rectangle {
	if t.orientation >= 5 { // stands on its side
		return image.Rect(0, 0, t.was.Dy(), t.was.Dx())
	}
	return image.Rect(0, 0, t.was.Dx(), t.was.Dy())
}

// At implements image.Image.
func (t *turnedImage) At(x, y int) color.Color {
	if t.orientation >= 5 {
		x, y = y, x
	}
	switch t.orientation {
	case 2, 3, 7, 8:
		x = t.was.Dx() - 1 - x
	}
	switch t.orientation {
	case 3, 4, 6, 7:
		y = t.was.Dy() - 1 - y
	}
	return t.Image.At(t.was.Min.X+x, t.was.Min.Y+y)
}
