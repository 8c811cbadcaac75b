package pgstore

import (
	"context"
	"encoding/base64"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// A Note tells the instances of the server that a space has changed, or that somebody
// was signed out of it.
type Note struct {
	Space     uuid.UUID
	SignedOut bool
}

const (
	channel     = "mindflow_space"
	notifyAfter = 5 * time.Millisecond // what is published meanwhile goes out together
	payloadMost = 7900                 // PostgreSQL takes less than 8,000 bytes
)

// A Bus carries notes between the instances of a server by NOTIFY. It is lossy: who
// needs to be sure looks again at times. Notes are sent on a connection of their own,
// after the commit: a NOTIFY within a transaction makes all commits wait in line.
type Bus struct {
	url  string
	self string
	log  *slog.Logger

	mu      sync.Mutex
	waiting map[Note]bool
	wake    chan struct{}

	hear  []func([]Note)
	ready chan struct{} // closed once it listens
	stop  context.CancelFunc
	done  sync.WaitGroup
}

// NewBus starts a bus on the database at url, which must lead to PostgreSQL itself:
// poolers do not pass on what is notified.
func NewBus(url string, log *slog.Logger) *Bus {
	ctx, stop := context.WithCancel(context.Background())
	id := uuid.New()
	b := &Bus{
		url: url, self: base64.RawStdEncoding.EncodeToString(id[:6]), log: log, waiting: map[Note]bool{}, wake: make(chan struct{}, 1),
		ready: make(chan struct{}), stop: stop,
	}
	b.done.Go(func() { b.keep(ctx, b.listen) })
	b.done.Go(func() { b.keep(ctx, b.send) })
	return b
}

// Close ends the bus. What was not sent is lost.
func (b *Bus) Close() {
	b.stop()
	b.done.Wait()
}

// Ready is closed once the bus hears others.
func (b *Bus) Ready() <-chan struct{} { return b.ready }

// Subscribe calls fn with what other instances publish from now on. fn must not block.
func (b *Bus) Subscribe(fn func([]Note)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.hear = append(b.hear, fn)
}

// Publish tells the other instances, soon. It does not wait for them.
func (b *Bus) Publish(notes ...Note) {
	b.mu.Lock()
	for _, n := range notes {
		b.waiting[n] = true
	}
	b.mu.Unlock()
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// keep runs work on a connection and starts it again when that breaks.
func (b *Bus) keep(ctx context.Context, work func(context.Context, *pgx.Conn) error) {
	pause := 50 * time.Millisecond
	for ctx.Err() == nil {
		began := time.Now()
		conn, err := pgx.Connect(ctx, b.url)
		if err == nil {
			err = work(ctx, conn)
			conn.Close(context.WithoutCancel(ctx))
		}
		if ctx.Err() != nil {
			return
		}
		if time.Since(began) > time.Minute {
			pause = 50 * time.Millisecond
		}
		b.log.Warn("the bus between instances broke", "error", err, "again_in", pause)
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
		pause = min(2*pause, 5*time.Second)
	}
}

func (b *Bus) send(ctx context.Context, conn *pgx.Conn) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-b.wake:
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(notifyAfter):
		}
		b.mu.Lock()
		waiting := b.waiting
		b.waiting = map[Note]bool{}
		b.mu.Unlock()
		for _, payload := range b.payloads(waiting) {
			if _, err := conn.Exec(ctx, "SELECT pg_notify($1, $2)", channel, payload); err != nil {
				return err
			}
		}
	}
}

// payloads writes notes: who sends, and then each note as a sign and 22 characters.
func (b *Bus) payloads(notes map[Note]bool) []string {
	var all []string
	var text strings.Builder
	for n := range notes {
		if text.Len() == 0 {
			text.WriteString(b.self)
		}
		sign := byte('+')
		if n.SignedOut {
			sign = '-'
		}
		text.WriteByte(sign)
		text.WriteString(base64.RawStdEncoding.EncodeToString(n.Space[:]))
		if text.Len() > payloadMost-32 {
			all = append(all, text.String())
			text.Reset()
		}
	}
	if text.Len() > 0 {
		all = append(all, text.String())
	}
	return all
}

func (b *Bus) listen(ctx context.Context, conn *pgx.Conn) error {
	if _, err := conn.Exec(ctx, "LISTEN "+channel); err != nil {
		return err
	}
	select {
	case <-b.ready:
	default:
		close(b.ready)
	}
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		if notes := b.read(n.Payload); len(notes) > 0 {
			b.mu.Lock()
			hear := b.hear
			b.mu.Unlock()
			for _, fn := range hear {
				fn(notes)
			}
		}
	}
}

// read is the other way round. Our own notes, and what is not of this form, say nothing.
func (b *Bus) read(payload string) []Note {
	const size = 1 + 22
	n := len(b.self)
	if len(payload) < n || payload[:n] == b.self {
		return nil
	}
	var notes []Note
	for rest := payload[n:]; len(rest) >= size; rest = rest[size:] {
		id, err := base64.RawStdEncoding.DecodeString(rest[1:size])
		if err != nil {
			return notes
		}
		notes = append(notes, Note{Space: uuid.UUID(id), SignedOut: rest[0] == '-'})
	}
	return notes
}
