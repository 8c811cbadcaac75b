package pgstore

import (
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// sendUUIDs makes a connection send a uuid.UUID as its 16 bytes. By itself pgx asks it
// for a text, which costs a tenth of a push.
func sendUUIDs(conn *pgx.Conn) {
	m := conn.TypeMap()
	m.TryWrapEncodePlanFuncs = append([]pgtype.TryWrapEncodePlanFunc{func(value any) (pgtype.WrappedEncodePlanNextSetter, any, bool) {
		id, ok := value.(uuid.UUID)
		return &uuidPlan{}, binaryUUID(id), ok
	}}, m.TryWrapEncodePlanFuncs...)
}

// A binaryUUID is one that pgx knows how to send.
type binaryUUID uuid.UUID

// UUIDValue is what pgx asks for.
func (id binaryUUID) UUIDValue() (pgtype.UUID, error) {
	return pgtype.UUID{Bytes: id, Valid: true}, nil
}

type uuidPlan struct{ next pgtype.EncodePlan }

// SetNext takes the plan for a binaryUUID.
func (p *uuidPlan) SetNext(next pgtype.EncodePlan) { p.next = next }

// Encode encodes a uuid.UUID.
func (p *uuidPlan) Encode(value any, buf []byte) ([]byte, error) {
	return p.next.Encode(binaryUUID(value.(uuid.UUID)), buf)
}
