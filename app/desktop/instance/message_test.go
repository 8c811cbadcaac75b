package instance

import (
	"net/url"
	"strings"
	"testing"
)

const someID = "0191b3f0-7b1c-7c3a-9d7e-1f2a3b4c5d6e"

func TestParseLink(t *testing.T) {
	for link, want := range map[string]Message{
		"mindflow://task/" + someID:                              {OpenTask, someID},
		"mindflow://task/" + strings.ToUpper(someID):             {OpenTask, someID},
		"mindflow://quick-add?text=Buy%20milk%20%2B%20eggs":      {QuickAdd, "Buy milk + eggs"},
		"mindflow://quick-add?text=Buy+milk":                     {QuickAdd, "Buy milk"}, // as a web form encodes it
		"mindflow://quick-add?text=":                             {QuickAdd, ""},
		"mindflow://quick-add?text=a%26delete%3D1":               {QuickAdd, "a&delete=1"},
		"mindflow://quick-add?text=" + strings.Repeat("é", 1000): {QuickAdd, strings.Repeat("é", 1000)},
	} {
		if got, err := ParseLink(link); err != nil || got != want {
			t.Errorf("ParseLink(%.60q) = %v, %v, want %v", link, got, err, want)
		}
	}
}

func TestParseLinkRefuses(t *testing.T) {
	for _, link := range []string{
		"",
		"mindflow:",
		"mindflow://",
		"MINDFLOW://task/" + someID,
		"https://task/" + someID,
		"mindflow://task/",
		"mindflow://task/42",
		"mindflow://task/" + someID + "/",
		"mindflow://task/" + someID + "?x=1",
		"mindflow://task/" + someID + "#x",
		"mindflow://task/../" + someID,
		"mindflow://task/%30" + someID[1:],
		"mindflow://me@task/" + someID,
		"mindflow://show",
		"mindflow://quick-add",
		"mindflow://quick-add?",
		"mindflow://quick-add/?text=a",
		"mindflow://quick-add?text=a&text=b",
		"mindflow://quick-add?text=a&project=b",
		"mindflow://quick-add?text=a;b",
		"mindflow://quick-add?text=%",
		"mindflow://quick-add?text=a#b",
		"mindflow://quick-add?text=%0A",
		"mindflow://quick-add?text=%C2%85", // next line
		"mindflow://quick-add?text=%FF",
		"mindflow://quick-add?text=" + strings.Repeat("é", 1001),
		"mindflow://delete/" + someID,
	} {
		if m, err := ParseLink(link); err == nil {
			t.Errorf("ParseLink(%.60q) = %v, want an error", link, m)
		} else if m != (Message{}) {
			t.Errorf("ParseLink(%.60q) refuses and still returns %v", link, m)
		}
	}
}

// Whatever is accepted is valid, survives the socket, and has one more link that
// means the same.
func FuzzParseLink(f *testing.F) {
	f.Add("mindflow://task/" + someID)
	f.Add("mindflow://quick-add?text=Buy%20milk+%F0%9F%A5%9B")
	f.Add("mindflow://quick-add?text=a&text=b")
	f.Fuzz(func(t *testing.T, link string) {
		m, err := ParseLink(link)
		if err != nil {
			return
		}
		line, err := m.line()
		if err != nil {
			t.Fatalf("%q gives %+v, which cannot be sent: %v", link, m, err)
		}
		if got, err := readMessage(strings.NewReader(string(line))); err != nil || got != m {
			t.Fatalf("%+v arrives as %+v, %v", m, got, err)
		}
		again := "mindflow://task/" + m.Arg
		if m.Verb == QuickAdd {
			again = "mindflow://quick-add?text=" + url.QueryEscape(m.Arg)
		}
		if got, err := ParseLink(again); err != nil || got != m {
			t.Fatalf("%q gives %+v, but %q gives %+v, %v", link, m, again, got, err)
		}
	})
}

func TestReadMessage(t *testing.T) {
	longest := Message{QuickAdd, strings.Repeat("\U0001F95B", maxText)}
	escaped := `{"verb":"quick-add","arg":"` + strings.Repeat(`\ud83e\udd5b`, maxText) + "\"}\n"
	if got, err := readMessage(strings.NewReader(escaped)); err != nil || got != longest {
		t.Errorf("the longest text, all escaped: %v", err)
	}
	for _, line := range []string{
		"",
		"\n",
		`{"verb":"show"}`, // cut before its end of line
		`{"verb":"show"} {"verb":"show"}` + "\n",
		`{"verb":"show","more":1}` + "\n",
		`{"verb":"show","arg":"x"}` + "\n",
		`{"verb":"quit"}` + "\n",
		`{"verb":"open-task","arg":"42"}` + "\n",
		`{"verb":"quick-add","arg":"a\u0000"}` + "\n",
		"{\"verb\":\"quick-add\",\"arg\":\"\xff\"}\n",
		strings.Repeat(" ", maxLine) + `{"verb":"show"}` + "\n",
		"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
	} {
		if m, err := readMessage(strings.NewReader(line)); err == nil {
			t.Errorf("%.40q is taken for %+v", line, m)
		}
	}
}
