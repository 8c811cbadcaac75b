package engine

import (
	"context"
	"fmt"
	"time"

	mindflowv1 "mindflow/sync/gen/mindflow/v1"
	"mindflow/sync/merge"
	"mindflow/sync/wire"
)

const (
	longestWait = 50 * time.Second // for news, below what proxies take for a dead line
	idlePause   = 5 * time.Second  // between questions where the server does not wait
)

// pull fetches what the copy lacks and then follows what happens, until that breaks.
func (e *Engine) pull(ctx context.Context) error {
	if _, ok := e.told(); !ok {
		return errWait
	}
	if err := e.catchUp(ctx); err != nil {
		return err
	}
	e.pulling.answered()
	e.mu.Lock()
	polling := e.o.Now().Before(e.pollUntil)
	e.mu.Unlock()
	if polling {
		return e.poll(ctx)
	}
	return e.stream(ctx)
}

// catchUp pulls to the head. A copy that had a life before its account then adopts it.
func (e *Engine) catchUp(ctx context.Context) error {
	for {
		e.pulling.beat(0)
		page, _, err := e.pullPage(ctx, 0)
		if err != nil {
			return err
		}
		if page.UpToDate {
			break
		}
	}
	pos, err := e.position(ctx)
	if err != nil || !pos.Adopting {
		return err
	}
	if err := e.o.Store.Adopt(ctx); err != nil {
		return local(err)
	}
	_, err = e.position(ctx)
	e.pushing.bell.ring()
	return err
}

// poll asks for news over and over, where the stream does not get through.
func (e *Engine) poll(ctx context.Context) error {
	for {
		told, _ := e.told()
		wait := min(time.Duration(told.limits.GetWaitMs())*time.Millisecond, longestWait)
		e.mu.Lock()
		over := !e.o.Now().Before(e.pollUntil)
		e.mu.Unlock()
		if over {
			return errAgain // with the stream, which may get through by now
		}
		e.pulling.beat(wait)
		asked := time.Now()
		_, news, err := e.pullPage(ctx, wait)
		if err != nil {
			return err
		}
		e.pulling.well()
		if news {
			continue
		}
		select { // at once, unless the server answers without waiting: it is not to be asked without end
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(idlePause - time.Since(asked)):
		}
	}
}

// A place is from where a pull or a stream goes on.
type place struct {
	space      string
	epoch, seq int64
	restart    int // the order to begin at 0 that it carries out, if it does
}

func (p place) cursor() *mindflowv1.Cursor {
	return &mindflowv1.Cursor{SpaceId: p.space, Epoch: p.epoch, Seq: p.seq}
}

// place returns from where to go on.
func (e *Engine) place(ctx context.Context) (place, error) {
	pos, err := e.o.Store.Position(ctx)
	if err != nil {
		return place{}, local(err)
	}
	p := place{space: pos.Space, epoch: pos.Epoch, seq: pos.Cursor}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.restarted < e.restart {
		p.epoch, p.seq = e.facts.epoch, 0
	}
	p.restart = e.restart
	return p, nil
}

// pullPage pulls one page and stores it, and reports whether it brought anything.
func (e *Engine) pullPage(ctx context.Context, wait time.Duration) (merge.Page, bool, error) {
	at, err := e.place(ctx)
	if err != nil {
		return merge.Page{}, false, err
	}
	limit := callLimit
	if wait > 0 {
		limit = wait + callLimit/2
	}
	res, err := call(ctx, e, limit, e.client.Pull, &mindflowv1.PullRequest{Cursor: at.cursor(), WaitMs: wait.Milliseconds()})
	if err != nil {
		return merge.Page{}, false, e.startOver(err, controlOf(err))
	}
	if c := res.GetControl(); c != nil {
		return merge.Page{}, false, e.startOver(instructed(c, nil), c)
	}
	return e.take(ctx, &at, res.GetPage())
}

// startOver makes the next pull begin at 0 where the server's instruction says so. The
// page that it brings moves the cursor, so a crash before that only means to be told again.
func (e *Engine) startOver(err error, c *mindflowv1.Control) error {
	if fromZero(c) {
		e.mu.Lock()
		e.restart++
		if c.GetEpoch() > 0 {
			e.facts.epoch = c.GetEpoch()
		}
		e.mu.Unlock()
	}
	return err
}

// take stores a page that follows a place, moves the place, and reports whether the page
// brought anything.
func (e *Engine) take(ctx context.Context, at *place, m *mindflowv1.Page) (merge.Page, bool, error) {
	page, err := wire.ReadPage(m)
	switch {
	case err != nil:
		return page, false, garbled(err)
	case page.Space != at.space:
		return page, false, garbled(fmt.Errorf("a page of space %s, asked for %s", page.Space, at.space))
	case page.Epoch != at.epoch && at.seq > 0: // a server that forgot to say so
		c := &mindflowv1.Control{Reason: mindflowv1.ControlReason_CONTROL_REASON_EPOCH_CHANGED, Epoch: page.Epoch}
		return page, false, e.startOver(instructed(c, nil), c)
	case page.Next < at.seq, page.Next == at.seq && !page.UpToDate:
		return page, false, garbled(fmt.Errorf("a page up to %d after %d", page.Next, at.seq))
	}
	news := len(page.Records) > 0
	e.mu.Lock()
	stale := at.restart < e.restart // told meanwhile to begin at 0
	known := e.atHead && e.restarted == e.restart && !news && page.Next == at.seq && page.Epoch == at.epoch
	e.mu.Unlock()
	if stale {
		return page, false, errAgain
	}
	if !known {
		if err := e.o.Store.Receive(ctx, page); err != nil {
			return page, false, local(err)
		}
	}
	at.epoch, at.seq = page.Epoch, page.Next
	e.mu.Lock()
	e.restarted, e.atHead = at.restart, page.UpToDate
	e.contact()
	e.mu.Unlock()
	e.publish()
	return page, news, nil
}

// contact notes that server and device agree at this moment, if they do. e.mu is held.
func (e *Engine) contact() {
	if e.atHead {
		e.lastSync = e.o.Now()
	}
}
