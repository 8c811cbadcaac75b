//go:build linux

package window

import (
	"encoding/binary"
	"image/color"
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
