package merge

// What copies hand each other beside change sets. The stores of the device and of the
// server both speak in these types, whatever carries them.

// A Record is an entity, or some of its cells, with its name and its place in the order
// of its space.
type Record struct {
	Kind, ID string
	Seq      int64 // the number of its latest change, which the server gives
	Cells    Entity
	Purged   bool // deleted long ago: only this stub is left
}

// A Page is a stretch of the order of a space.
type Page struct {
	Space    string
	Epoch    int64 // which numbering of the space this is
	Records  []Record
	Next     int64 // the cursor once the page is stored
	Head     int64 // the largest number given when the page was read
	UpToDate bool  // nothing was left after it
}

// An Ack is the server's answer to a change set.
type Ack struct {
	Seq         int64
	Status      Status
	Reason      Reason   // why it was rejected
	Detail      string   // what was wrong, for logs; never content
	Corrections []Record // the winners, for each cell whose stored stamp is not the pushed one
}

// A Status says what became of a change set.
type Status uint8

// What becomes of a change set.
const (
	Gap       Status = iota // sets before it are missing: it was not looked at
	Applied                 // it is stored
	Duplicate               // it was stored before
	Rejected                // it can never be stored
)

// A Reason says why a change set can never be stored.
type Reason uint8

// Why a change set is rejected.
const (
	NoReason  Reason = iota // it was not, or for a reason of a newer version
	Invalid                 // it breaks the rules of the protocol
	TooLarge                // it, or a value in it, is too large
	Quota                   // the space is full
	Forbidden               // this account may not write there
)

// String returns the name of the reason.
func (r Reason) String() string {
	switch r {
	case Invalid:
		return "invalid"
	case TooLarge:
		return "too large"
	case Quota:
		return "quota"
	case Forbidden:
		return "forbidden"
	}
	return "no reason"
}
