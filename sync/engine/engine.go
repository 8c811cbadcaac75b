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
	"errors"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"time"

	"connectrpc.com/connect"

	"mindflow/sync/gen/mindflow/v1/mindflowv1connect"
	"mindflow/sync/wire"
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

	greeting, pushing, pulling *lane
	edited                     bell

	mu                sync.Mutex
	facts             facts
	greeted           bool // facts hold
	restart           int  // times that the engine was told to pull from 0
	restarted         int  // the last of these that a page was stored for
	atHead            bool // nothing was left to pull when the server was last heard
	live              bool // a stream is open and speaks
	mute              int  // streams in a row that ended without a word
	most              int  // change sets in the next push
	unsent            int64
	pending, rejected int
	pollUntil         time.Time
	lastSync          time.Time
	offset            time.Duration

	telling   sync.Mutex // held while listeners are told; before mu
	listeners []func(Status)
	last      Status
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
	e := &Engine{o: o, edited: make(bell, 1), most: wire.MaxPushSets}
	e.client = mindflowv1connect.NewSyncServiceClient(o.HTTP, o.Server,
		connect.WithReadMaxBytes(largestReply), connect.WithSendGzip(), connect.WithCompressMinBytes(zipFrom))
	e.greeting = newLane(e, "hello", e.greet)
	e.pushing = newLane(e, "push", e.push)
	e.pulling = newLane(e, "pull", e.pull)
	return e
}

// HTTPClient returns a client fit for sync: it gives up on a connection that is not made
// in time, and never on a call that takes long, because calls have limits of their own.
func HTTPClient() *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.DialContext = (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}).DialContext
	t.HTTP2 = &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 15 * time.Second}
	return &http.Client{Transport: t}
}

func (e *Engine) lanes() [3]*lane { return [...]*lane{e.greeting, e.pushing, e.pulling} }

// Run syncs until ctx ends, and returns nil then; ErrRunning if the engine is at work
// already. Whatever goes wrong meanwhile is in the Status and tried again.
func (e *Engine) Run(ctx context.Context) error {
	if !e.busy.TryLock() {
		return ErrRunning
	}
	defer e.busy.Unlock()
	e.anew()
	var all sync.WaitGroup
	for _, l := range e.lanes() {
		all.Go(func() { l.run(ctx) })
	}
	all.Go(func() { e.watch(ctx) })
	all.Wait()
	e.hangUp()
	return nil
}

// anew forgets what was known of the server, so that Hello is said first.
func (e *Engine) anew() {
	e.mu.Lock()
	e.greeted, e.atHead, e.mute, e.pollUntil = false, false, 0, time.Time{}
	for _, l := range e.lanes() {
		l.attempt, l.fault, l.next = 0, nil, time.Time{}
	}
	e.mu.Unlock()
}

// hangUp closes the connections that no call uses.
func (e *Engine) hangUp() {
	if c, ok := e.o.HTTP.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

const (
	watchEvery = 15 * time.Second
	lookEvery  = time.Minute      // at the outbox, in case that nobody rang
	slept      = 30 * time.Second // the wall clock went on so much longer than the program
)

// watch counts what is pending after each edit, and notices that the machine slept.
func (e *Engine) watch(ctx context.Context) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	looked, ran, wall := time.Now(), time.Now(), e.o.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-e.edited:
			if _, err := e.position(ctx); err != nil && ctx.Err() == nil {
				e.o.Logger.Warn("sync: cannot count what is pending", "err", err)
			}
		case <-tick.C:
			now := e.o.Now()
			if now.Round(0).Sub(wall.Round(0))-time.Since(ran) > slept {
				e.NetworkChanged()
			}
			ran, wall = time.Now(), now
			if time.Since(looked) >= lookEvery {
				looked = time.Now()
				e.pushing.bell.ring()
			}
		}
	}
}

// Once pushes and pulls until nothing is left on either side, once. Its error is told
// apart with errors.Is: ErrOffline, ErrSignInNeeded, ErrUpgradeRequired, ErrRunning.
func (e *Engine) Once(ctx context.Context) error {
	if !e.busy.TryLock() {
		return ErrRunning
	}
	defer e.busy.Unlock()
	defer e.hangUp()
	e.anew()
	for try := 0; ; try++ {
		err := e.round(ctx)
		if err == nil {
			e.publish()
			return nil
		}
		f := explain(err)
		if ctx.Err() != nil || f.state != "" || f.after > onceWait || try == onceTries {
			return err
		}
		select { // the server only asked to come again
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(max(f.after, e.backoff(try))):
		}
	}
}

const (
	onceTries = 4
	onceWait  = 10 * time.Second
)

// round does everything once. Pull and push do not wait for each other's success.
func (e *Engine) round(ctx context.Context) error {
	if err := e.greet(ctx); err != nil {
		return err
	}
	pulled := e.catchUp(ctx)
	pushed := e.push(ctx)
	if errors.Is(pushed, errWait) {
		pushed = nil // it waits for the pull, which says why
	}
	if pulled == nil && pushed == nil {
		pulled = e.catchUp(ctx) // what the pushes brought about, and what came meanwhile
	}
	for _, err := range []error{pulled, pushed} {
		if err != nil && explain(err).hello {
			e.mu.Lock()
			e.greeted = false
			e.mu.Unlock()
		}
	}
	return errors.Join(pulled, pushed)
}

// Wake says that an edit was made. It only sets a flag, so it is cheap and never waits.
func (e *Engine) Wake() {
	e.edited.ring()
	e.pushing.bell.ring()
}

// NetworkChanged says that the network is another, or that the machine woke up: whatever
// waits for its next try tries now, and connections are made anew.
func (e *Engine) NetworkChanged() {
	e.mu.Lock()
	e.greeted, e.pollUntil, e.mute = false, time.Time{}, 0
	e.mu.Unlock()
	e.hangUp()
	for _, l := range e.lanes() {
		l.rouse()
	}
}

// SignedIn says that the person has signed in again. Without it the engine finds out
// within a minute.
func (e *Engine) SignedIn() { e.NetworkChanged() }
