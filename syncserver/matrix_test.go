package syncserver_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"connectrpc.com/connect"
	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
	"google.golang.org/protobuf/reflect/protoreflect"

	mindflowv1 "mindflow/sync/gen/mindflow/v1"
)

// A call is one RPC as the matrix makes it: to what the given client owns.
type call func(c *client, ctx context.Context, space, device string) error

// calls has an entry for every RPC. foreign is whether it names things that another may
// own; without says that it needs no access token.
var calls = map[string]struct {
	do               call
	foreign, without bool
}{
	"AccountService.Register": {without: true, do: func(c *client, ctx context.Context, _, _ string) error {
		_, err := c.account.Register(ctx, &mindflowv1.RegisterRequest{Email: uuid.NewString() + "@example.org", Password: password, DeviceId: c.device, Client: c.who()})
		return err
	}},
	"AccountService.Login": {without: true, do: func(c *client, ctx context.Context, _, _ string) error {
		_, err := c.account.Login(ctx, &mindflowv1.LoginRequest{Email: "ann@example.org", Password: password, DeviceId: c.device, Client: c.who()})
		return err
	}},
	"AccountService.Refresh": {without: true, do: func(c *client, ctx context.Context, _, _ string) error {
		r, err := c.account.Refresh(ctx, &mindflowv1.RefreshRequest{RefreshToken: c.session.GetRefreshToken()})
		if err == nil {
			c.session.RefreshToken = r.Session.RefreshToken
		}
		return err
	}},
	"AccountService.Logout": {without: true, do: func(c *client, ctx context.Context, _, _ string) error {
		_, err := c.account.Logout(ctx, &mindflowv1.LogoutRequest{RefreshToken: "nobody's"})
		return err
	}},
	"AccountService.Me": {do: func(c *client, ctx context.Context, _, _ string) error {
		_, err := c.account.Me(ctx, &mindflowv1.MeRequest{})
		return err
	}},
	"SyncService.Hello": {foreign: true, do: func(c *client, ctx context.Context, space, _ string) error {
		_, err := c.sync.Hello(ctx, &mindflowv1.HelloRequest{Client: c.who(), Cursor: &mindflowv1.Cursor{SpaceId: space}})
		return err
	}},
	"SyncService.Push": {foreign: true, do: func(c *client, ctx context.Context, space, _ string) error {
		_, err := c.sync.Push(ctx, &mindflowv1.PushRequest{SpaceId: space, Epoch: 1, InstallNonce: c.nonce, Sets: []*mindflowv1.ChangeSet{c.titled("t9", "pushed")}})
		return err
	}},
	"SyncService.Pull": {foreign: true, do: func(c *client, ctx context.Context, space, _ string) error {
		_, err := c.sync.Pull(ctx, &mindflowv1.PullRequest{Cursor: &mindflowv1.Cursor{SpaceId: space}, WaitMs: 1})
		return err
	}},
	"SyncService.Stream": {foreign: true, do: func(c *client, ctx context.Context, space, _ string) error {
		stream, err := c.sync.Stream(ctx, &mindflowv1.StreamRequest{Cursors: []*mindflowv1.Cursor{{SpaceId: space}}})
		return first(stream, err)
	}},
	"SyncService.Bootstrap": {foreign: true, do: func(c *client, ctx context.Context, space, _ string) error {
		stream, err := c.sync.Bootstrap(ctx, &mindflowv1.BootstrapRequest{SpaceId: space})
		return first(stream, err)
	}},
	"SyncService.Digest": {foreign: true, do: func(c *client, ctx context.Context, space, _ string) error {
		_, err := c.sync.Digest(ctx, &mindflowv1.DigestRequest{Cursor: &mindflowv1.Cursor{SpaceId: space}})
		return err
	}},
	"SyncService.ListDevices": {do: func(c *client, ctx context.Context, _, _ string) error {
		_, err := c.sync.ListDevices(ctx, &mindflowv1.ListDevicesRequest{})
		return err
	}},
	"SyncService.RevokeDevice": {foreign: true, do: func(c *client, ctx context.Context, _, device string) error {
		_, err := c.sync.RevokeDevice(ctx, &mindflowv1.RevokeDeviceRequest{DeviceId: device})
		return err
	}},
}

// first reads one message of a stream.
func first[T any](stream *connect.ServerStreamForClient[T], err error) error {
	if err != nil {
		return err
	}
	defer stream.Close()
	stream.Receive()
	return stream.Err()
}

// everyCall lists the RPCs of the protocol.
func everyCall() map[string]string {
	all := map[string]string{}
	for _, file := range []protoreflect.FileDescriptor{mindflowv1.File_mindflow_v1_account_proto, mindflowv1.File_mindflow_v1_sync_proto} {
		for i := range file.Services().Len() {
			service := file.Services().Get(i)
			for j := range service.Methods().Len() {
				method := service.Methods().Get(j)
				all[string(service.Name())+"."+string(method.Name())] = "/" + string(service.FullName()) + "/" + string(method.Name())
			}
		}
	}
	return all
}

// token signs claims as the server would, or nearly.
func token(t *testing.T, key any, method jwt.SigningMethod, c *client, change func(jwt.MapClaims)) string {
	t.Helper()
	var said jwt.MapClaims
	if _, _, err := jwt.NewParser().ParseUnverified(c.session.GetAccessToken(), &said); err != nil {
		t.Fatal(err)
	}
	change(said)
	text, err := jwt.NewWithClaims(method, said).SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Every RPC refuses every bad credential, before it reads what is asked, and answers
// what is another's like what is not there. An RPC that is not in the table fails.
func TestMatrix(t *testing.T) {
	i := newWorld(t).start()
	ann := i.client("connect").register("ann")
	ann.push(ann.titled("t1", "secret"))
	eve := i.client("connect").register("eve")
	out := i.client("connect").login("ann") // signs out
	gone := i.client("connect").login("ann")
	if _, err := out.account.Logout(t.Context(), &mindflowv1.LogoutRequest{RefreshToken: out.session.RefreshToken}); err != nil {
		t.Fatal(err)
	}
	if _, err := ann.sync.RevokeDevice(t.Context(), &mindflowv1.RevokeDeviceRequest{DeviceId: gone.device}); err != nil {
		t.Fatal(err)
	}

	key := ed25519.NewKeyFromSeed(seed)
	_, other, _ := ed25519.GenerateKey(nil)
	same := func(jwt.MapClaims) {}
	put := func(name string, v any) func(jwt.MapClaims) { return func(c jwt.MapClaims) { c[name] = v } }
	tokens := map[string]string{
		"none":             "",
		"garbage":          "garbage",
		"expired":          token(t, key, jwt.SigningMethodEdDSA, ann, put("exp", time.Now().Add(-time.Second).Unix())),
		"without end":      token(t, key, jwt.SigningMethodEdDSA, ann, func(c jwt.MapClaims) { delete(c, "exp") }),
		"forged":           token(t, other, jwt.SigningMethodEdDSA, ann, same),
		"unsigned":         token(t, jwt.UnsafeAllowNoneSignatureType, jwt.SigningMethodNone, ann, same),
		"public key":       token(t, []byte(key.Public().(ed25519.PublicKey)), jwt.SigningMethodHS256, ann, same),
		"other audience":   token(t, key, jwt.SigningMethodEdDSA, ann, put("aud", "elsewhere")),
		"signed out":       out.session.AccessToken,
		"revoked device":   gone.session.AccessToken,
		"unknown session":  token(t, key, jwt.SigningMethodEdDSA, ann, put("sid", uuid.NewString())),
		"other's session":  token(t, key, jwt.SigningMethodEdDSA, ann, put("sid", decoded(t, eve, "sid"))),
		"other's device":   token(t, key, jwt.SigningMethodEdDSA, ann, put("did", eve.device)),
		"other's account":  token(t, key, jwt.SigningMethodEdDSA, ann, put("sub", eve.space())),
		"not an account":   token(t, key, jwt.SigningMethodEdDSA, ann, put("sub", "x")),
		"refresh token":    ann.session.RefreshToken,
		"cut":              ann.session.AccessToken[:len(ann.session.AccessToken)-2],
		"someone's, twice": ann.session.AccessToken + "," + eve.session.AccessToken,
	}
	for name, path := range everyCall() {
		entry, there := calls[name]
		if !there {
			t.Errorf("%s is not in the matrix: add it to calls", name)
			continue
		}
		t.Run(name, func(t *testing.T) {
			for what, bad := range tokens {
				mallory := i.client("connect")
				mallory.session, mallory.nonce, mallory.device, mallory.token = ann.session, ann.nonce, uuid.NewString(), bad
				err := entry.do(mallory, t.Context(), ann.space(), ann.device)
				if entry.without && err != nil {
					t.Errorf("%s: %v", what, err)
				} else if !entry.without && connect.CodeOf(err) != connect.CodeUnauthenticated {
					t.Errorf("%s: %v, want unauthenticated", what, err)
				}
				// Nothing of the body is looked at, whatever the protocol.
				for _, kind := range []string{"application/json", "application/grpc", "application/proto"} {
					if code := raw(t, i.url+path, kind, bad, strings.NewReader("\x00garbage")); !entry.without && code != "16" && code != "401" {
						t.Errorf("%s as %s with a garbled body: %s", what, kind, code)
					}
				}
			}
			if entry.foreign {
				theirs, nobodys := entry.do(eve, t.Context(), ann.space(), ann.device), entry.do(eve, t.Context(), uuid.NewString(), uuid.NewString())
				if connect.CodeOf(theirs) != connect.CodeNotFound || theirs.Error() != nobodys.Error() {
					t.Errorf("another's: %v, nobody's: %v", theirs, nobodys)
				}
			}
		})
	}
	if len(calls) != len(everyCall()) {
		t.Errorf("the matrix has %d calls, the protocol %d", len(calls), len(everyCall()))
	}
	ann = i.client("connect").login("ann")
	if page := ann.pull(0, 0).Page; titles(page.Entities) != "[secret]" || page.Head != 1 {
		t.Errorf("ann has %v", page)
	}
	devices, err := ann.sync.ListDevices(t.Context(), &mindflowv1.ListDevicesRequest{})
	if err != nil || !devices.Devices[0].Current || devices.Devices[0].DeviceId != ann.device {
		t.Errorf("ann's devices %v, %v", devices, err)
	}
}

func decoded(t *testing.T, c *client, name string) any {
	t.Helper()
	var said jwt.MapClaims
	if _, _, err := jwt.NewParser().ParseUnverified(c.session.GetAccessToken(), &said); err != nil {
		t.Fatal(err)
	}
	return said[name]
}

// raw sends a body and returns the status, of gRPC or else of HTTP.
func raw(t *testing.T, url, kind, token string, body io.Reader) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Authorization", "Bearer "+token)
	r, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	var read bytes.Buffer
	io.Copy(&read, r.Body)
	for _, h := range []http.Header{r.Header, r.Trailer} {
		if status := h.Get("Grpc-Status"); status != "" {
			return status
		}
	}
	return strings.Fields(r.Status)[0]
}
