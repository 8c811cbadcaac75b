package engine

import (
	"context"

	"mindflow/sync/merge"
)

// A Store is the copy that the engine keeps equal with the server. Each method that writes
// is one transaction. It may be called from several goroutines at once.
type Store interface {
	// Position says where the copy stands.
	Position(ctx context.Context) (Position, error)

	// Outbox returns the oldest change sets that no server has, at most limit, in the
	// order of their numbers.
	Outbox(ctx context.Context, limit int) ([]merge.ChangeSet, error)

	// Acknowledge notes the server's answers, corrections included. A correction is taken
	// only where the cell still has the stamp that it was pushed with. None of the answers
	// is a gap.
	Acknowledge(ctx context.Context, acks []merge.Ack) error

	// Receive merges a page and makes its Next and Epoch the cursor, be it a smaller one
	// than before: after a restore of the server the engine pulls from 0.
	Receive(ctx context.Context, page merge.Page) error

	// Adopt makes tags and projects of one name one. It is called once, when the first
	// pull has reached the head and before the first push. Afterwards Position does not
	// say Adopting any more.
	Adopt(ctx context.Context) error
}

// A Position is where a copy stands with its server.
type Position struct {
	Device, InstallNonce string
	Space                string
	Adopting             bool // what was made before the first sign-in is not yet the account's
	Cursor, Epoch        int64
	LastSeq              int64 // the largest number given to a change set, whatever became of it; 0 for none
	Pending, Rejected    int   // change sets that no server has, or will take
}

// A Session gives access tokens.
type Session interface {
	// Access returns a token that is good for at least some seconds. Its error is
	// ErrSignInNeeded when the person has to sign in, and ErrOffline when the server that
	// gives tokens cannot be reached.
	Access(ctx context.Context) (token string, err error)

	// Refused says that the token is not to be used again: the next Access gets another.
	Refused(token string)
}
