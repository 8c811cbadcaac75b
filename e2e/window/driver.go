//go:build linux

package window

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

//go:embed automation.c
var automationSource string

// elementKey marks a reference to an element in the W3C WebDriver protocol.
const elementKey = "element-6066-11e4-a52e-4f735466cecf"

// driver is a session of WebKit's driver with the one web view of a program.
type driver struct {
	process *Process
	base    string // http://127.0.0.1:PORT/session/ID
}

// driverError is an error answer of the protocol, such as "stale element reference".
type driverError struct{ Code, Message string }

func (e *driverError) Error() string { return strings.TrimSpace(e.Code + " " + e.Message) }

// isGone says whether err reports an element that has left the page.
func isGone(err error) bool {
	var answer *driverError
	return errors.As(err, &answer) && (answer.Code == "stale element reference" || answer.Code == "no such element")
}

// drive starts a program under the automation library and a driver that holds it.
func (d *Desktop) drive(env []string, program string, args []string) (app *Process, session *driver, err error) {
	library, err := d.library()
	if err != nil {
		return nil, nil, err
	}
	target, err := freeAddress()
	if err != nil {
		return nil, nil, err
	}
	env = append(env, "LD_PRELOAD="+library, "MINDFLOW_E2E_INSPECTOR="+target)
	if app, err = d.Start(env, program, args...); err != nil {
		return nil, nil, err
	}
	if err := app.awaitListening(target); err != nil {
		app.End()
		return nil, nil, err
	}
	if session, err = d.openSession(target); err != nil {
		app.End()
		return nil, nil, fmt.Errorf("%w; the program printed: %s", err, app.Output())
	}
	return app, session, nil
}

func (d *Desktop) openSession(target string) (*driver, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	process, err := d.Start(nil, "WebKitWebDriver", "--host=127.0.0.1", "--port="+port, "--target="+target)
	if err != nil {
		return nil, err
	}
	s := &driver{process: process, base: "http://" + address}
	var made struct{ SessionID string }
	if err = process.awaitListening(address); err == nil {
		err = s.call("POST", "/session", map[string]any{"capabilities": map[string]any{}}, &made)
	}
	if err != nil {
		process.End()
		return nil, fmt.Errorf("driver session: %w", err)
	}
	s.base += "/session/" + made.SessionID
	return s, nil
}

// awaitListening waits until somebody answers at address or the program has ended.
func (p *Process) awaitListening(address string) error {
	over := false
	err := poll(30*time.Second, func() (bool, error) {
		select {
		case <-p.done:
			over = true
			return true, nil
		default:
		}
		c, err := net.Dial("tcp", address)
		if err != nil {
			return false, err
		}
		return true, c.Close()
	})
	if over {
		return p.ended()
	}
	return err
}

// freeAddress finds a loopback port that is free now. Another program could take it
// before ours does; then the program fails to listen, and says so.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

func (s *driver) close() {
	_ = s.call("DELETE", "", nil, nil) // the program may be gone already
	s.process.End()
}

// call makes one call of the protocol and decodes its "value" into result.
func (s *driver) call(method, path string, body, result any) error {
	var content bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&content).Encode(body); err != nil {
			return err
		}
	}
	request, err := http.NewRequest(method, s.base+path, &content)
	if err != nil {
		return err
	}
	client := http.Client{Timeout: time.Minute}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	var answer struct{ Value json.RawMessage }
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return fmt.Errorf("%s %s: %s: %w", method, path, response.Status, err)
	}
	if response.StatusCode != http.StatusOK {
		var refused struct{ Error, Message string }
		_ = json.Unmarshal(answer.Value, &refused)
		return &driverError{refused.Error, refused.Message}
	}
	if result == nil {
		return nil
	}
	return json.Unmarshal(answer.Value, result)
}

func (s *driver) script(body string, args ...any) (json.RawMessage, error) {
	if args == nil {
		args = []any{}
	}
	var result json.RawMessage
	err := s.call("POST", "/execute/sync", map[string]any{"script": body, "args": args}, &result)
	return result, err
}

// reference is an element as an argument of a script.
func reference(id string) map[string]string { return map[string]string{elementKey: id} }

// elements decodes a list of references.
func elements(raw json.RawMessage) ([]string, error) {
	var list []map[string]string
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, err
	}
	ids := make([]string, len(list))
	for i, one := range list {
		ids[i] = one[elementKey]
	}
	return ids, nil
}

// computed returns the role and the name that the engine gives to assistive technology.
func (s *driver) computed(id string) (role, label string, err error) {
	if err = s.call("GET", "/element/"+id+"/computedrole", nil, &role); err != nil {
		return "", "", err
	}
	err = s.call("GET", "/element/"+id+"/computedlabel", nil, &label)
	return role, label, err
}

// actions performs the ticks of one input device and lets go of everything after.
func (s *driver) actions(device map[string]any) error {
	if err := s.call("POST", "/actions", map[string]any{"actions": []any{device}}, nil); err != nil {
		return err
	}
	return s.call("DELETE", "/actions", nil, nil)
}

func (s *driver) click(x, y int) error {
	return s.actions(map[string]any{
		"type": "pointer", "id": "mouse", "parameters": map[string]string{"pointerType": "mouse"},
		"actions": []map[string]any{
			{"type": "pointerMove", "x": x, "y": y, "origin": "viewport", "duration": 0},
			{"type": "pointerDown", "button": 0},
			{"type": "pointerUp", "button": 0},
		},
	})
}

// keyNames are the code points that the protocol gives to keys without a character.
var keyNames = map[string]string{
	"Backspace": "\ue003", "Tab": "\ue004", "Enter": "\ue007", "Shift": "\ue008", "Control": "\ue009", "Alt": "\ue00a",
	"Escape": "\ue00c", "Space": " ", "PageUp": "\ue00e", "PageDown": "\ue00f", "End": "\ue010", "Home": "\ue011",
	"ArrowLeft": "\ue012", "ArrowUp": "\ue013", "ArrowRight": "\ue014", "ArrowDown": "\ue015", "Delete": "\ue017",
	"F1": "\ue031", "F2": "\ue032", "F5": "\ue035", "Meta": "\ue03d",
}

func key(direction, value string) map[string]any {
	return map[string]any{"type": "key" + direction, "value": value}
}

func (s *driver) keys(actions []map[string]any) error {
	return s.actions(map[string]any{"type": "key", "id": "keyboard", "actions": actions})
}

func (s *driver) typeText(text string) error {
	var actions []map[string]any
	for _, r := range text {
		actions = append(actions, key("Down", string(r)), key("Up", string(r)))
	}
	return s.keys(actions)
}

// press holds all but the last key of "Control+Shift+z" while the last is pressed.
func (s *driver) press(combination string) error {
	var down, up []map[string]any
	for _, name := range strings.Split(combination, "+") {
		value, named := keyNames[name]
		if !named {
			if len([]rune(name)) != 1 {
				return fmt.Errorf("there is no key %q", name)
			}
			value = name
		}
		down = append(down, key("Down", value))
		up = append([]map[string]any{key("Up", value)}, up...)
	}
	return s.keys(append(down, up...))
}

func (s *driver) resize(width, height int) error {
	return s.call("POST", "/window/rect", map[string]any{"width": width, "height": height}, nil)
}
