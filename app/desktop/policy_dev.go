//go:build dev

package desktop

import (
	"bytes"
	"net/http"
)

// policy of a development build: the page also talks to the program over the web
// socket of Wails' own server, so that a browser can show it.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; " +
	"img-src 'self' data:; font-src 'self'; connect-src 'self' ws:; frame-src 'none'; object-src 'none'; " +
	"base-uri 'none'; form-action 'none'"

// loosened takes the connect-src of the built page away, which would forbid the web socket.
func loosened(w http.ResponseWriter, _ *http.Request) http.ResponseWriter {
	return &loosener{w}
}

type loosener struct{ http.ResponseWriter }

func (l *loosener) Write(b []byte) (int, error) {
	_, err := l.ResponseWriter.Write(bytes.Replace(b, []byte(`http-equiv="Content-Security-Policy"`), []byte(`name="csp-of-release"                `), 1))
	return len(b), err
}
