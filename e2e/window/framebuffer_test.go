//go:build linux

package window

import (
	"encoding/binary"
	"image"
	"image/color"
	"image/draw"
	"testing"
)

// dump builds a window dump of two pixels in a row of three, with one colour map entry.
func dump(set func(header []uint32)) []byte {
	header := make([]uint32, 25)
	header[0], header[1], header[3] = 100, 7, 24
	header[4], header[5] = 2, 1
	header[11], header[12], header[19] = 32, 12, 1
	set(header)
	var raw []byte
	for _, word := range header {
		raw = binary.BigEndian.AppendUint32(raw, word)
	}
	raw = append(raw, make([]byte, 12)...)
	return append(raw, 1, 2, 3, 0, 4, 5, 6, 0, 9, 9, 9, 9)
}

func TestDecodeXWD(t *testing.T) {
	picture, err := decodeXWD(dump(func([]uint32) {}))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := picture.Bounds().Max.X, 2; got != want {
		t.Errorf("width %d, want %d: the padding of a row is not picture", got, want)
	}
	if got, want := picture.At(1, 0), (color.RGBA{6, 5, 4, 255}); got != want {
		t.Errorf("second pixel %v, want %v", got, want)
	}
	if got := colours(picture); got != 2 {
		t.Errorf("%d colours, want 2", got)
	}
}

func TestDecodeXWDRefuses(t *testing.T) {
	for name, set := range map[string]func(h []uint32){
		"another version":        func(h []uint32) { h[1] = 6 },
		"16 bits a pixel":        func(h []uint32) { h[11] = 16 },
		"most significant first": func(h []uint32) { h[7] = 1 },
		"wider than its rows":    func(h []uint32) { h[4] = 4 },
		"cut short":              func(h []uint32) { h[5] = 2 },
		"map beyond the end":     func(h []uint32) { h[19] = 1 << 30 },
	} {
		if _, err := decodeXWD(dump(set)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := decodeXWD([]byte("XWD")); err == nil {
		t.Error("three bytes: no error")
	}
}

// A frame alone, or an empty page in it, must not pass for a window that shows something.
func TestInsideLeavesTheFrameOut(t *testing.T) {
	picture := image.NewRGBA(image.Rect(0, 0, 400, 300))
	draw.Draw(picture, picture.Rect, image.Black, image.Point{}, draw.Src)
	if got := colours(inside(picture)); got > 1 {
		t.Errorf("an empty screen has %d colours", got)
	}
	for y := 50; y < 70; y++ { // a title bar with letters in it
		for x := 100; x < 300; x++ {
			picture.Set(x, y, color.RGBA{uint8(x), uint8(y), 200, 255})
		}
	}
	draw.Draw(picture, image.Rect(100, 70, 300, 250), image.White, image.Point{}, draw.Src)
	if got := colours(inside(picture)); got != 1 {
		t.Errorf("an empty page has %d colours, want 1", got)
	}
	for x := 150; x < 190; x++ {
		picture.Set(x, 100, color.RGBA{uint8(x), 0, 0, 255})
	}
	if got := colours(inside(picture)); got != 41 {
		t.Errorf("a page with something on it has %d colours, want 41", got)
	}
}
