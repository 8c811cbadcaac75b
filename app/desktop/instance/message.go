package instance

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The verbs of a Message.
const (
	Show     = "show"      // bring the window to the front; no argument
	OpenTask = "open-task" // show one task; the argument is its ID
	QuickAdd = "quick-add" // open the quick-add window; the argument prefills it
)

// A Message is what one program asks of another. On the socket it is one line of JSON.
type Message struct {
	Verb string `json:"verb"`
	Arg  string `json:"arg"`
}

const (
	maxText  = 1000     // characters of a quick-add text
	maxLine  = 16 << 10 // bytes of a line: maxText characters, each at its longest in JSON
	accepted = "ok\n"
)

var taskID = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// check says why m must not be acted upon. It holds for messages of every origin, so
// that a link, the socket and our own callers have one door.
func (m Message) check() error {
	switch m.Verb {
	case Show:
		if m.Arg != "" {
			return errors.New("show takes no argument")
		}
	case OpenTask:
		if !taskID.MatchString(m.Arg) {
			return errors.New("not a task's ID")
		}
	case QuickAdd:
		if !utf8.ValidString(m.Arg) || utf8.RuneCountInString(m.Arg) > maxText {
			return fmt.Errorf("text is longer than %d characters or not UTF-8", maxText)
		}
		if strings.ContainsFunc(m.Arg, unicode.IsControl) {
			return errors.New("text has a control character")
		}
	default:
		return errors.New("unknown verb")
	}
	return nil
}

// line is m as it goes over the socket.
func (m Message) line() ([]byte, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	line, err := json.Marshal(m)
	return append(line, '\n'), err
}

// readMessage reads one line and refuses everything that is not exactly a message.
func readMessage(r io.Reader) (Message, error) {
	line, err := bufio.NewReaderSize(io.LimitReader(r, maxLine), maxLine).ReadSlice('\n')
	if err != nil {
		return Message{}, err
	}
	if !utf8.Valid(line) { // the decoder would put replacement characters in
		return Message{}, errors.New("not UTF-8")
	}
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.DisallowUnknownFields()
	var m Message
	if err := decoder.Decode(&m); err != nil {
		return Message{}, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return Message{}, errors.New("more than one value in a line")
	}
	return m, m.check()
}

// ParseLink reads a deep link. Anyone can make the user click one, so there are two
// forms and nothing else: mindflow://task/ID and mindflow://quick-add?text=TEXT. The
// first only shows a task, the second only prefills a line the user still has to confirm.
func ParseLink(link string) (Message, error) {
	m, err := parseLink(link)
	if err != nil {
		return Message{}, fmt.Errorf("refused link: %w", err)
	}
	return m, nil
}

func parseLink(link string) (Message, error) {
	rest, ok := strings.CutPrefix(link, "mindflow://")
	if !ok {
		return Message{}, errors.New("it does not begin with mindflow://")
	}
	if id, ok := strings.CutPrefix(rest, "task/"); ok {
		m := Message{OpenTask, strings.ToLower(id)}
		return m, m.check()
	}
	query, ok := strings.CutPrefix(rest, "quick-add?")
	if !ok {
		return Message{}, errors.New("it is neither task/ID nor quick-add?text=")
	}
	if strings.Contains(query, "#") {
		return Message{}, errors.New("it has a fragment")
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return Message{}, errors.New("its text is not encoded as in a web address") // err repeats the text
	}
	texts := values["text"]
	if len(values) != 1 || len(texts) != 1 {
		return Message{}, errors.New("quick-add takes text, once, and nothing else")
	}
	m := Message{QuickAdd, texts[0]}
	return m, m.check()
}
