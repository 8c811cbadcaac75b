package desktop

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
)

// Every answer carries the policy, and the page has the same one in itself.
func TestEveryAnswerCarriesThePolicy(t *testing.T) {
	answer := httptest.NewRecorder()
	policed(http.NotFoundHandler()).ServeHTTP(answer, httptest.NewRequest("GET", "/any", nil))
	if got := answer.Header().Get("Content-Security-Policy"); got != policy {
		t.Errorf("the policy is %q", got)
	}
	page, err := os.ReadFile("../../frontend/index.html")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(page), `http-equiv="Content-Security-Policy" content="`+policy+`"`) {
		t.Error("frontend/index.html has another policy")
	}
}
