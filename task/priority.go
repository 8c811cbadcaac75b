package task

import "fmt"

// A Priority runs from P1 (highest) to P5 (lowest) and is always written "p1", never
// as a bare number, because programs disagree on which end is the important one.
type Priority int

// The priorities. A task that says nothing has P3.
const (
	P1 Priority = 1 + iota
	P2
	P3
	P4
	P5
)

// ParsePriority reads "p1" to "p5", in either case.
func ParsePriority(s string) (Priority, error) {
	if len(s) == 2 && (s[0] == 'p' || s[0] == 'P') && s[1] >= '1' && s[1] <= '5' {
		return Priority(s[1] - '0'), nil
	}
	return 0, &InvalidError{"priority", fmt.Sprintf("%q is not one of p1 (highest) to p5 (lowest)", s)}
}

// String returns "p1" to "p5".
func (p Priority) String() string { return fmt.Sprintf("p%d", int(p)) }

// MarshalText writes the priority as String does.
func (p Priority) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what ParsePriority reads.
func (p *Priority) UnmarshalText(b []byte) error {
	v, err := ParsePriority(string(b))
	if err == nil {
		*p = v
	}
	return err
}
