// Package session signs a device in to an account and keeps it signed in: it gives the
// engine its access tokens and knows how to get the next.
//
// It knows the calls of the account and one secret, the refresh token, which it keeps in a
// [Vault]. It refuses to know what is synced, and it keeps no password.
//
// Its one rule: a new refresh token is in the vault before anything of the reply that
// brought it is used. A token that was used and lost would sign the device out.
package session

import (
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"connectrpc.com/connect"

	"mindflow/sync/engine"
	mindflowv1 "mindflow/sync/gen/mindflow/v1"
	"mindflow/sync/gen/mindflow/v1/mindflowv1connect"
)

// A Vault keeps the refresh token: the system's keyring, or a file that only its owner
// can read. Several programs may share one.
type Vault interface {
	Load() (string, error) // empty when there is none
	Save(token string) error
	Delete() error // deleting what is not there is harmless
}

// Options are what a session takes. Server, Vault and Device are required.
type Options struct {
	Server string // the address of the server
	Vault  Vault

	Device       string // the ID that this device gave itself
	InstallNonce string
	Platform     string // linux, darwin or windows
	Version      string // of the program
	Name         string // what the person calls this machine

	HTTP   connect.HTTPClient // by default, engine.HTTPClient()
	Logger *slog.Logger       // by default nothing is logged; tokens and passwords never are
	Now    func() time.Time   // by default time.Now
	Rand   func() float64     // in [0, 1), spreads the waits; by default random
}

// A Session is a device's place in an account. It satisfies engine.Session.
type Session struct {
	o        Options
	accounts mindflowv1connect.AccountServiceClient
	devices  mindflowv1connect.SyncServiceClient

	mu      sync.Mutex
	access  string    // the token to use; empty for none
	until   time.Time // when it is no longer to be used
	unsaved *tokens   // what the vault would not take yet
	dead    string    // the refresh token that the server refused
	going   *flight   // the refresh that is under way
}

// New returns a session of whoever's token is in the vault.
func New(o Options) *Session {
	if o.HTTP == nil {
		c := engine.HTTPClient()
		c.Transport.(*http.Transport).IdleConnTimeout = 5 * time.Second // its calls are rare
		o.HTTP = c
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Float64
	}
	return &Session{
		o:        o,
		accounts: mindflowv1connect.NewAccountServiceClient(o.HTTP, o.Server, connect.WithReadMaxBytes(largestReply)),
		devices:  mindflowv1connect.NewSyncServiceClient(o.HTTP, o.Server, connect.WithReadMaxBytes(largestReply)),
	}
}

const (
	protocol     = 1
	callLimit    = 15 * time.Second
	largestReply = 1 << 20
)

func (s *Session) client() *mindflowv1.Client {
	return &mindflowv1.Client{
		Platform: s.o.Platform, AppVersion: s.o.Version, InstallNonce: s.o.InstallNonce, Name: s.o.Name, Protocol: protocol,
	}
}
