package syncserver

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	_ "embed"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// common are passwords of ten characters and more that are tried first, one a line.
//
//go:embed common.txt
var common string

// A HashCost is how hard a guess at a password is: argon2id's memory and passes.
type HashCost struct {
	KiB, Passes uint32
}

// A hasher turns passwords into PHC strings. It bounds how many it works on at once,
// because each takes its memory.
type hasher struct {
	HashCost
	slots chan struct{}
	dummy string // what an unknown address is compared with, for its time
}

const (
	saltBytes = 16
	hashBytes = 32
)

func newHasher(cost HashCost, atOnce int) *hasher {
	h := &hasher{HashCost: cost, slots: make(chan struct{}, atOnce)}
	h.dummy = h.phc([]byte("nobody's"), make([]byte, saltBytes))
	return h
}

func (h *hasher) phc(password, salt []byte) string {
	sum := argon2.IDKey(password, salt, h.Passes, h.KiB, 1, hashBytes)
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=1$%s$%s", argon2.Version, h.KiB, h.Passes, encode(salt), encode(sum))
}

// enter waits for a slot.
func (h *hasher) enter(ctx context.Context) error {
	select {
	case h.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// hash returns the PHC string of a password, with a salt of its own.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	if err := h.enter(ctx); err != nil {
		return "", err
	}
	defer func() { <-h.slots }()
	salt := make([]byte, saltBytes)
	rand.Read(salt)
	return h.phc([]byte(norm.NFC.String(password)), salt), nil
}

// verify compares a password with a PHC string. weak says that the string was made at
// another cost than today's.
func (h *hasher) verify(ctx context.Context, password, phc string) (ok, weak bool, err error) {
	var v, m, t, p uint32
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, false, fmt.Errorf("a stored password is not argon2id")
	}
	_, err = fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &v, &m, &t, &p)
	salt, saltErr := base64.RawStdEncoding.DecodeString(parts[4])
	want, sumErr := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || saltErr != nil || sumErr != nil || v != argon2.Version || p == 0 || p > 255 || t == 0 || len(want) == 0 {
		return false, false, fmt.Errorf("a stored password is damaged")
	}
	if err := h.enter(ctx); err != nil {
		return false, false, err
	}
	defer func() { <-h.slots }()
	got := argon2.IDKey([]byte(norm.NFC.String(password)), salt, t, m, uint8(p), uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1, m != h.KiB || t != h.Passes || p != 1, nil
}

// checkPassword says what is wrong with a new password, or "".
func checkPassword(password, email string, least, most int) string {
	if !utf8.ValidString(password) {
		return "the password is not text"
	}
	password = norm.NFC.String(password)
	switch n := utf8.RuneCountInString(password); {
	case n < least:
		return fmt.Sprintf("the password needs at least %d characters", least)
	case n > most:
		return fmt.Sprintf("the password may have at most %d characters", most)
	}
	folded := strings.ToLower(password)
	name, _, _ := strings.Cut(strings.ToLower(email), "@")
	if strings.Contains("\n"+common, "\n"+folded+"\n") || strings.Trim(folded, folded[:1]) == "" ||
		folded == strings.ToLower(email) || folded == name {
		return "this password is among the first that anybody would try; choose another"
	}
	return ""
}
