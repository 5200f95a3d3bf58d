package files

import (
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"

	"golang.org/x/image/draw"
)

// avatarSide is that of an avatar in pixels: what the widget shows is 42 wide, on fine
// screens three times that.
const avatarSide = 192

// redrawAvatar makes a small square JPEG of the middle of a picture; what can be seen
// through becomes white.
func redrawAvatar(contentType string, from io.ReadSeeker, to io.Writer) (newType string, err error) {
	defer recovered(&err)
	picture, err := read(contentType, from)
	if err != nil {
		return "", err
	}
	avatar := image.NewRGBA(image.Rect(0, 0, avatarSide, avatarSide))
	draw.Draw(avatar, avatar.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.CatmullRom.Scale(avatar, avatar.Rect, picture, middle(picture.Bounds()), draw.Over, nil)
	if err := jpeg.Encode(to, avatar, &jpeg.Options{Quality: quality}); err != nil {
		return "", fmt.Errorf("write an avatar: %w", err)
	}
	return "image/jpeg", nil
}

// middle is the largest square in the middle of a rectangle.
func middle(r image.Rectangle) image.Rectangle {
	side := min(r.Dx(), r.Dy())
	corner := r.Min.Add(image.Pt((r.Dx()-side)/2, (r.Dy()-side)/2))
	return image.Rectangle{corner, corner.Add(image.Pt(side, side))}
}
