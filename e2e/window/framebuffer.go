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

// colours counts the different colours of a picture.
func colours(picture *image.RGBA) int {
	seen := map[[3]byte]struct{}{}
	for i := 0; i+3 < len(picture.Pix); i += 4 {
		seen[[3]byte(picture.Pix[i:i+3])] = struct{}{}
	}
	return len(seen)
}
