//go:build linux

package window

import (
	"encoding/binary"
	"errors"
	"image"
	"os"
	"path/filepath"
)

// picture reads the display's memory, which Xvfb keeps in a file of the XWD format.
// That needs no further program and no connection to the display.
func (d *Desktop) picture() (*image.RGBA, error) {
	raw, err := os.ReadFile(filepath.Join(d.dir, "screen", "Xvfb_screen0"))
	if err != nil {
		return nil, err
	}
	return decodeXWD(raw)
}

// decodeXWD decodes an X window dump with 32 bits a pixel, least significant byte
// first, which is how Xvfb writes a screen of depth 24. It refuses any other.
func decodeXWD(raw []byte) (*image.RGBA, error) {
	const words = 25 // of the header, each 32 bits, most significant byte first
	if len(raw) < words*4 {
		return nil, errors.New("window dump: shorter than its header")
	}
	word := func(i int) int { return int(binary.BigEndian.Uint32(raw[i*4:])) }
	headerSize, version, depth := word(0), word(1), word(3)
	width, height := word(4), word(5)
	order, bits, stride, colourMap := word(7), word(11), word(12), word(19)
	const colourSize = 12
	if version != 7 || depth != 24 || order != 0 || bits != 32 || width > stride/4 {
		return nil, errors.New("window dump: not 32 bits a pixel, least significant byte first")
	}
	start := headerSize + colourMap*colourSize
	if start < 0 || height < 0 || start+stride*height > len(raw) {
		return nil, errors.New("window dump: shorter than its picture")
	}
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		row := raw[start+y*stride:]
		for x := range width {
			blue, green, red := row[x*4], row[x*4+1], row[x*4+2]
			copy(picture.Pix[picture.PixOffset(x, y):], []byte{red, green, blue, 255})
		}
	}
	return picture, nil
}

// inside cuts a picture down to what the windows on it show: everything that is not
// the black background, less the frame that the window manager draws.
func inside(picture *image.RGBA) *image.RGBA {
	var windows image.Rectangle
	for y := range picture.Rect.Max.Y {
		for x := range picture.Rect.Max.X {
			if i := picture.PixOffset(x, y); [3]byte(picture.Pix[i:]) != [3]byte{} {
				windows = windows.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	const titleBar, border = 24, 8
	windows = windows.Inset(border)
	windows.Min.Y = min(windows.Min.Y+titleBar-border, windows.Max.Y)
	return picture.SubImage(windows).(*image.RGBA)
}

// colours counts the different colours of a picture.
func colours(picture *image.RGBA) int {
	seen := map[[3]byte]struct{}{}
	for y := picture.Rect.Min.Y; y < picture.Rect.Max.Y; y++ {
		for x := picture.Rect.Min.X; x < picture.Rect.Max.X; x++ {
			seen[[3]byte(picture.Pix[picture.PixOffset(x, y):])] = struct{}{}
		}
	}
	return len(seen)
}
