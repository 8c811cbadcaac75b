package syncserver_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"connectrpc.com/connect"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	mindflowv1 "mindflow/sync/gen/mindflow/v1"
	"mindflow/syncserver"
)

// A wrong password and an unknown address are one answer, and one amount of work; so is
// registering an address that somebody has.
func TestNoEnumeration(t *testing.T) {
	i := newWorld(t).start(func(l *syncserver.Limits) { l.Hash = syncserver.HashCost{KiB: 8192, Passes: 2} })
	c := i.client("connect").register("ann")
	took := map[string][]time.Duration{}
	texts := map[string]bool{}
	for range 5 {
		for what, email := range map[string]string{"known": "ann@example.org", "unknown": uuid.NewString() + "@example.org"} {
			began := time.Now()
			_, err := c.account.Login(t.Context(), &mindflowv1.LoginRequest{Email: email, Password: "wrong password", DeviceId: c.device, Client: c.who()})
			took[what] = append(took[what], time.Since(began))
			texts[err.Error()] = true
		}
		_, err := c.account.Register(t.Context(), &mindflowv1.RegisterRequest{Email: "Ann@example.org", Password: "another password", DeviceId: c.device, Client: c.who()})
		texts[err.Error()] = true
	}
	if len(texts) != 1 || !texts["unauthenticated: wrong address or password"] {
		t.Errorf("answers: %v", texts)
	}
	known, unknown := slices.Min(took["known"]), slices.Min(took["unknown"])
	if known > 2*unknown || unknown > 2*known {
		t.Errorf("a known address took %v, an unknown one %v", known, unknown)
	}
}

// Registering again with the same password is signing in: the reply may have been lost.
func TestRegisterTwice(t *testing.T) {
	i := newWorld(t).start()
	a := i.client("connect").register("ann")
	a.push(a.titled("t1", "x"))
	device := a.device
	if a.register("ann"); a.device != device || a.pull(0, 0).Page.GetHead() != 1 {
		t.Errorf("another device or another account")
	}
}

// What is no address or no password is refused before anything is stored, and says why.
func TestRegisterRefuses(t *testing.T) {
	i := newWorld(t).start()
	c := i.client("connect")
	for _, r := range []struct{ email, password, want string }{
		{"", password, "email"}, {"ann", password, "email"}, {"a@b@c", password, "email"}, {"a b@c", password, "email"}, {"a@" + strings.Repeat("x", 260), password, "email"},
		{"a@b", "123456789", "password"}, {"a@b", "ééééééééé", "password"}, {"a@b", strings.Repeat("x!", 129), "password"},
		{"a@b", "Password123", "password"}, {"a@b", "aaaaaaaaaaaa", "password"}, {"someone.long@b", "someone.LONG", "password"},
	} {
		_, err := c.account.Register(t.Context(), &mindflowv1.RegisterRequest{Email: r.email, Password: r.password, DeviceId: c.device, Client: c.who()})
		if connect.CodeOf(err) != connect.CodeInvalidArgument || !strings.Contains(err.Error(), r.want+":") {
			t.Errorf("%.20q with %.20q: %v", r.email, r.password, err)
		}
	}
	for what, change := range map[string]func(*mindflowv1.RegisterRequest){
		"device": func(r *mindflowv1.RegisterRequest) { r.DeviceId = "laptop" },
		"nonce":  func(r *mindflowv1.RegisterRequest) { r.Client.InstallNonce = "" },
		"client": func(r *mindflowv1.RegisterRequest) { r.Client = nil },
		"name":   func(r *mindflowv1.RegisterRequest) { r.Client.Name = strings.Repeat("x", 129) },
		"nul":    func(r *mindflowv1.RegisterRequest) { r.Client.Name = "\x00" },
	} {
		req := &mindflowv1.RegisterRequest{Email: "a@b", Password: password, DeviceId: c.device, Client: c.who()}
		change(req)
		if _, err := c.account.Register(t.Context(), req); connect.CodeOf(err) != connect.CodeInvalidArgument {
			t.Errorf("%s: %v", what, err)
		}
	}
	// Both bounds of length, and that text is compared after normalisation.
	for _, pair := range [][2]string{{"éßøñüïöäåç", "e\u0301ßøn\u0303u\u0308i\u0308o\u0308a\u0308a\u030ac\u0327"}, {strings.Repeat("ab", 128), strings.Repeat("ab", 128)}} {
		email := uuid.NewString() + "@example.org"
		if _, err := c.account.Register(t.Context(), &mindflowv1.RegisterRequest{Email: email, Password: pair[0], DeviceId: c.device, Client: c.who()}); err != nil {
			t.Fatal(err)
		}
		if _, err := c.account.Login(t.Context(), &mindflowv1.LoginRequest{Email: strings.ToUpper(email), Password: pair[1], DeviceId: c.device, Client: c.who()}); err != nil {
			t.Errorf("%.10q: %v", pair[1], err)
		}
	}
}

// A stored password is hashed anew when hashing has become harder.
func TestRehash(t *testing.T) {
	w := newWorld(t)
	w.start().client("connect").register("ann")
	stored := func() (phc string) {
		conn, err := pgx.Connect(t.Context(), w.db.AdminURL)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(t.Context())
		if err := conn.QueryRow(t.Context(), "SELECT password FROM account").Scan(&phc); err != nil {
			t.Fatal(err)
		}
		return phc
	}
	if phc := stored(); !strings.HasPrefix(phc, "$argon2id$v=19$m=64,t=1,p=1$") {
		t.Errorf("stored as %s", phc)
	}
	harder := w.start(func(l *syncserver.Limits) { l.Hash = syncserver.HashCost{KiB: 128, Passes: 2} })
	harder.client("connect").login("ann")
	if phc := stored(); !strings.HasPrefix(phc, "$argon2id$v=19$m=128,t=2,p=1$") {
		t.Errorf("stored as %s", phc)
	}
	harder.client("connect").login("ann")
}

// A refresh token that is used again too late ends the session, with its streams and
// its access token, at once.
func TestStolenToken(t *testing.T) {
	i := newWorld(t).start()
	c := i.client("connect").register("ann")
	stolen := c.session.RefreshToken
	for range 2 { // the second time as if the reply had been lost
		r, err := c.account.Refresh(t.Context(), &mindflowv1.RefreshRequest{RefreshToken: stolen})
		if err != nil {
			t.Fatal(err)
		}
		c.use(r.Session)
	}
	stream := c.follow(t.Context(), 0)
	stream.next()
	i.move(2 * time.Minute)
	if _, err := c.account.Refresh(t.Context(), &mindflowv1.RefreshRequest{RefreshToken: stolen}); connect.CodeOf(err) != connect.CodeUnauthenticated {
		t.Errorf("used again too late: %v", err)
	}
	stream.ends(mindflowv1.ControlReason_CONTROL_REASON_REAUTH)
	if _, err := c.account.Me(t.Context(), &mindflowv1.MeRequest{}); connect.CodeOf(err) != connect.CodeUnauthenticated {
		t.Errorf("the access token still works: %v", err)
	}
	if _, err := c.account.Refresh(t.Context(), &mindflowv1.RefreshRequest{RefreshToken: c.session.RefreshToken}); connect.CodeOf(err) != connect.CodeUnauthenticated {
		t.Errorf("its successor still works: %v", err)
	}
	for _, bad := range []string{"", "x", strings.Repeat("A", 64), strings.Repeat("A", 100_000)} {
		if _, err := c.account.Refresh(t.Context(), &mindflowv1.RefreshRequest{RefreshToken: bad}); connect.CodeOf(err) != connect.CodeUnauthenticated {
			t.Errorf("%.10q: %v", bad, err)
		}
	}
}

// A copied data directory gets a device of its own, by signing in or by refreshing.
func TestForkedDevice(t *testing.T) {
	i := newWorld(t).start()
	a := i.client("connect").register("ann")
	a.push(a.titled("t1", "x"))
	b := i.client("connect")
	b.device = a.device
	if b.login("ann"); b.device == a.device {
		t.Error("a copy signed in as the same device")
	}
	a.device, a.nonce = uuid.NewString(), "made anew"
	r, err := a.account.Refresh(t.Context(), &mindflowv1.RefreshRequest{RefreshToken: a.session.RefreshToken, DeviceId: a.device, Client: a.who()})
	if err != nil || r.Session.DeviceId != a.device {
		t.Fatalf("%v, %v", r, err)
	}
	a.use(r.Session)
	a.seq = 0
	if r := a.push(a.titled("t2", "y")); r.LastDseq != 1 || r.Control != nil {
		t.Errorf("%v", r)
	}
	a.nonce = "and again"
	if r := a.push(a.titled("t3", "z")); r.Control.GetReason() != mindflowv1.ControlReason_CONTROL_REASON_DEVICE_FORKED || len(r.Acks) != 0 {
		t.Errorf("%v", r)
	}
}

// Each limit lets through as many as it says and not one more, and says when to come
// again; others are not kept from anything.
func TestRates(t *testing.T) {
	i := newWorld(t).start(func(l *syncserver.Limits) {
		l.Auth = syncserver.Rate{Count: 10, Per: time.Minute, Burst: 10}
		l.Register = syncserver.Rate{Count: 2, Per: time.Hour, Burst: 2}
		l.User = syncserver.Rate{Count: 20, Per: time.Hour, Burst: 20}
	})
	a, b := i.client("connect").register("ann"), i.client("connect").register("bob")
	limited := func(what string, err error) {
		t.Helper()
		if connect.CodeOf(err) != connect.CodeResourceExhausted || controlOf(err) != mindflowv1.ControlReason_CONTROL_REASON_RATE_LIMITED {
			t.Errorf("%s: %v", what, err)
		}
	}
	_, err := a.account.Register(t.Context(), &mindflowv1.RegisterRequest{Email: "c@d", Password: password, DeviceId: a.device, Client: a.who()})
	limited("a third account", err)
	for n := range 20 {
		if _, err := a.account.Me(t.Context(), &mindflowv1.MeRequest{}); err != nil {
			t.Fatalf("call %d: %v", n, err)
		}
	}
	_, err = a.account.Me(t.Context(), &mindflowv1.MeRequest{})
	limited("one call too many", err)
	if _, err := b.account.Me(t.Context(), &mindflowv1.MeRequest{}); err != nil {
		t.Errorf("another account: %v", err)
	}
	login := func() error {
		_, err := a.account.Login(t.Context(), &mindflowv1.LoginRequest{Email: "x@y", Password: "wrong password", DeviceId: a.device, Client: a.who()})
		return err
	}
	for n := 3; n < 10; n++ { // three were used up by Register
		if err := login(); connect.CodeOf(err) != connect.CodeUnauthenticated {
			t.Fatalf("sign-in %d: %v", n, err)
		}
	}
	limited("the eleventh sign-in", login())
	if code := raw(t, i.url+"/mindflow.v1.AccountService/Login", "application/json", "", strings.NewReader("{}")); code != "429" {
		t.Errorf("in HTTP: %s", code)
	}
	i.move(7 * time.Second)
	if err := login(); connect.CodeOf(err) != connect.CodeUnauthenticated {
		t.Errorf("after a while: %v", err)
	}
	if r, err := http.Get(i.url + "/health"); err != nil || r.StatusCode != 200 {
		t.Errorf("health: %v, %v", r, err)
	}
}
