package syncserver

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
)

// A caller is who an access token was given to.
type caller struct {
	space, session, device uuid.UUID
	expires                time.Time
}

// audience is whom access tokens are for.
const audience = "mindflow-sync"

type claims struct {
	jwt.RegisteredClaims
	Session string `json:"sid"`
	Device  string `json:"did"`
}

// A signer makes and reads access tokens.
type signer struct {
	key    ed25519.PrivateKey
	life   time.Duration
	now    func() time.Time
	parser *jwt.Parser

	mu   sync.Mutex
	seen map[[sha256.Size]byte]caller // tokens whose signature was found good
}

// mostTokens is how many are remembered before all are forgotten.
const mostTokens = 50_000

func newSigner(key ed25519.PrivateKey, life time.Duration, now func() time.Time) *signer {
	return &signer{key: key, life: life, now: now, seen: map[[sha256.Size]byte]caller{}, parser: jwt.NewParser(jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}), jwt.WithAudience(audience),
		jwt.WithExpirationRequired(), jwt.WithTimeFunc(now))}
}

// sign gives c a token, and sets when it expires.
func (s *signer) sign(c *caller) (string, error) {
	now := s.now()
	c.expires = now.Add(s.life).Truncate(time.Second)
	return jwt.NewWithClaims(jwt.SigningMethodEdDSA, claims{jwt.RegisteredClaims{
		Subject: c.space.String(), Audience: jwt.ClaimStrings{audience}, IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(c.expires),
	}, c.session.String(), c.device.String()}).SignedString(s.key)
}

// read returns who a token was given to. A signature is checked once: that costs a good
// part of what a push does.
func (s *signer) read(token string) (caller, error) {
	hash := sha256.Sum256([]byte(token))
	s.mu.Lock()
	c, known := s.seen[hash]
	s.mu.Unlock()
	if known && s.now().Before(c.expires) {
		return c, nil
	}
	c, err := s.parse(token)
	if err != nil {
		return caller{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.seen) >= mostTokens {
		clear(s.seen)
	}
	s.seen[hash] = c
	return c, nil
}

func (s *signer) parse(token string) (c caller, err error) {
	var said claims
	if _, err := s.parser.ParseWithClaims(token, &said, func(*jwt.Token) (any, error) { return s.key.Public(), nil }); err != nil {
		return c, err
	}
	c.expires = said.ExpiresAt.Time
	var errs [3]error
	c.space, errs[0] = uuid.Parse(said.Subject)
	c.session, errs[1] = uuid.Parse(said.Session)
	c.device, errs[2] = uuid.Parse(said.Device)
	return c, errors.Join(errs[:]...)
}

// A refresh token is the ID of the space, which says where to look, and the secret.
func refreshText(space uuid.UUID, secret [32]byte) string {
	return base64.RawURLEncoding.EncodeToString(append(space[:], secret[:]...))
}

func readRefresh(text string) (space uuid.UUID, secret []byte, ok bool) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(b) != len(space)+32 {
		return space, nil, false
	}
	return uuid.UUID(b[:len(space)]), b[len(space):], true
}
