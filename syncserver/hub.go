package syncserver

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"

	"mindflow/syncserver/pgstore"
)

// A Bus carries notes between the instances of the server. It may lose some: heads are
// looked at again at times. A server without one is alone.
type Bus interface {
	Publish(...pgstore.Note)        // tells the others
	Subscribe(func([]pgstore.Note)) // hears the others
}

// A hub wakes those who wait for changes of a space. It carries no changes: whoever
// wakes reads on from where they are, so nothing can overflow, and waking once too
// often is harmless.
type hub struct {
	bus Bus

	mu        sync.Mutex
	spaces    map[uuid.UUID]*listeners
	signedOut []func(uuid.UUID)

	draining chan struct{} // closed when the server goes down
	drain    sync.Once
}

// listeners are those who wait for one space.
type listeners struct {
	head int64 // as last looked at
	all  map[chan struct{}]struct{}
}

func newHub(bus Bus) *hub {
	h := &hub{bus: bus, spaces: map[uuid.UUID]*listeners{}, draining: make(chan struct{})}
	if bus != nil {
		bus.Subscribe(h.hear)
	}
	return h
}

// listen sends on wake after every change of the space, until the returned function is
// called. wake must have room for one.
func (h *hub) listen(space uuid.UUID, wake chan struct{}) (leave func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	l := h.spaces[space]
	if l == nil {
		l = &listeners{head: -1, all: map[chan struct{}]struct{}{}}
		h.spaces[space] = l
	}
	l.all[wake] = struct{}{}
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if delete(l.all, wake); len(l.all) == 0 && h.spaces[space] == l {
			delete(h.spaces, space)
		}
	}
}

// onSignOut calls fn when somebody was signed out of a space, here or elsewhere.
func (h *hub) onSignOut(fn func(uuid.UUID)) { h.signedOut = append(h.signedOut, fn) }

// publish tells everybody here and on other instances. It is called after the commit:
// a listener must be able to read what it hears about.
func (h *hub) publish(n pgstore.Note) {
	h.hear([]pgstore.Note{n})
	if h.bus != nil {
		h.bus.Publish(n)
	}
}

func (h *hub) hear(notes []pgstore.Note) {
	for _, n := range notes {
		if n.SignedOut {
			for _, fn := range h.signedOut {
				fn(n.Space)
			}
		}
		h.wake(n.Space)
	}
}

func (h *hub) wake(space uuid.UUID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if l := h.spaces[space]; l != nil {
		for wake := range l.all {
			select {
			case wake <- struct{}{}:
			default: // it is to wake already
			}
		}
	}
}

// goDown ends every stream and every wait.
func (h *hub) goDown() { h.drain.Do(func() { close(h.draining) }) }

// poll wakes those whose space has moved since it looked last, until ctx ends.
func (h *hub) poll(ctx context.Context, every time.Duration, heads func(context.Context, []uuid.UUID) (map[uuid.UUID]int64, error)) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		h.mu.Lock()
		spaces := make([]uuid.UUID, 0, len(h.spaces))
		for space := range h.spaces {
			spaces = append(spaces, space)
		}
		h.mu.Unlock()
		const atOnce = 500
		for len(spaces) > 0 {
			n := min(atOnce, len(spaces))
			now, err := heads(ctx, spaces[:n])
			if err != nil {
				break // the next tick tries again
			}
			for space, head := range now {
				h.moved(space, head)
			}
			spaces = spaces[n:]
		}
	}
}

func (h *hub) moved(space uuid.UUID, head int64) {
	h.mu.Lock()
	l := h.spaces[space]
	moved := l != nil && l.head != head
	if moved {
		l.head = head
	}
	h.mu.Unlock()
	if moved {
		h.wake(space)
	}
}
