// Package engine is a device's side of sync: the loop that pushes what was edited here
// and pulls what was edited elsewhere, for as long as the program runs.
//
// It knows change sets, cursors, pages and the calls that carry them. It refuses to know
// what a cell means, how the copy is stored and who signs in: the first is the merge's,
// and for the rest it declares the interfaces [Store] and [Session].
//
// Its one rule: what happens only sets a flag. An edit, a page of the stream, a timer and a
// change of network all make a loop look again at where the copy stands, so missing one,
// or hearing of it twice, changes nothing but the time that it takes. Nothing is kept in
// memory that a copy needs to agree: whatever is not in the store is asked for again.
package engine

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"connectrpc.com/connect"

	"mindflow/sync/gen/mindflow/v1/mindflowv1connect"
)

// Options are what an engine takes. Store, Session and Server are required.
type Options struct {
	Store   Store
	Session Session
	Server  string // the address of the server: https://sync.example.org

	HTTP     connect.HTTPClient // by default, HTTPClient()
	Platform string             // linux, darwin or windows
	Version  string             // of the program, as "mindflow version" prints it
	Name     string             // what the person calls this machine
	Logger   *slog.Logger       // by default nothing is logged; content never is

	Now  func() time.Time // the wall clock, by default time.Now
	Rand func() float64   // in [0, 1), spreads the waits; by default random
}

// An Engine keeps one store equal with a server.
type Engine struct {
	o      Options
	client mindflowv1connect.SyncServiceClient
	busy   sync.Mutex // held by Run and by Once
}

// New returns an engine that does nothing until Run or Once is called.
func New(o Options) *Engine {
	if o.HTTP == nil {
		o.HTTP = HTTPClient()
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
	return &Engine{o: o, client: mindflowv1connect.NewSyncServiceClient(o.HTTP, o.Server)}
}

// HTTPClient returns a client fit for sync: it gives up on connections that are not made
// in time, and never on calls that take long, as those have limits of their own.
func HTTPClient() *http.Client {
	return &http.Client{Transport: http.DefaultTransport.(*http.Transport).Clone()}
}

// Run syncs until ctx ends, and returns nil then; ErrRunning if the engine is at work
// already. Whatever goes wrong meanwhile is in the Status and tried again.
func (e *Engine) Run(ctx context.Context) error {
	if !e.busy.TryLock() {
		return ErrRunning
	}
	defer e.busy.Unlock()
	<-ctx.Done()
	return nil
}

// Once pushes and pulls until nothing is left on either side, once. Its error is told
// apart with errors.Is: ErrOffline, ErrSignInNeeded, ErrUpgradeRequired, ErrRunning.
func (e *Engine) Once(ctx context.Context) error {
	if !e.busy.TryLock() {
		return ErrRunning
	}
	defer e.busy.Unlock()
	return nil
}

// Wake says that an edit was made. It only sets a flag, so it is cheap and never waits.
func (e *Engine) Wake() {}

// NetworkChanged says that the network is another, or that the machine woke up: whatever
// waits for its next try tries now, and connections are made anew.
func (e *Engine) NetworkChanged() {}

// SignedIn says that the person has signed in again. Without it the engine finds out
// within a minute.
func (e *Engine) SignedIn() {}
