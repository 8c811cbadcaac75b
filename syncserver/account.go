package syncserver

import (
	"context"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

	mindflowv1 "mindflow/sync/gen/mindflow/v1"
	"mindflow/syncserver/pgstore"
)

// accountService is who a person is to the server.
type accountService struct{ *Server }

// Register makes an account and signs the device in.
func (s accountService) Register(ctx context.Context, req *mindflowv1.RegisterRequest) (*mindflowv1.RegisterResponse, error) {
	login, err := readEmail(req.GetEmail())
	if err != nil {
		return nil, err
	}
	if wrong := checkPassword(req.GetPassword(), login, s.PasswordLeast, s.PasswordMost); wrong != "" {
		return nil, invalid("password: " + wrong)
	}
	device, err := readDevice(req.GetDeviceId(), req.GetClient())
	if err != nil {
		return nil, err
	}
	if wait, ok := s.perRegister.take(addressOf(ctx), s.now()); !ok {
		return nil, tooMany(wait)
	}
	phc, err := s.passwords.hash(ctx, req.GetPassword())
	if err != nil {
		return nil, s.rpcError(ctx, "register", err)
	}
	id, err := uuid.NewV7()
	if err != nil {
		return nil, s.rpcError(ctx, "register", err)
	}
	grant, err := s.store.Register(ctx, login, pgstore.Account{ID: id, Email: req.GetEmail(), Password: phc}, device)
	if errors.Is(err, pgstore.ErrTaken) {
		grant, err = s.signIn(ctx, login, req.GetPassword(), device) // the reply may have been lost
	}
	if err != nil {
		return nil, s.rpcError(ctx, "register", err)
	}
	session, err := s.newSession(grant)
	return &mindflowv1.RegisterResponse{ServerMs: s.now().UnixMilli(), Session: session}, s.rpcError(ctx, "register", err)
}

// Login signs a device in.
func (s accountService) Login(ctx context.Context, req *mindflowv1.LoginRequest) (*mindflowv1.LoginResponse, error) {
	login, err := readEmail(req.GetEmail())
	if err != nil {
		return nil, err
	}
	if len(req.GetPassword()) > utf8.UTFMax*s.PasswordMost {
		return nil, invalid("password: too long")
	}
	device, err := readDevice(req.GetDeviceId(), req.GetClient())
	if err != nil {
		return nil, err
	}
	grant, err := s.signIn(ctx, login, req.GetPassword(), device)
	if err != nil {
		return nil, s.rpcError(ctx, "login", err)
	}
	session, err := s.newSession(grant)
	return &mindflowv1.LoginResponse{ServerMs: s.now().UnixMilli(), Session: session}, s.rpcError(ctx, "login", err)
}

// signIn checks a password. For an address that nobody has it does the same work.
func (s accountService) signIn(ctx context.Context, login, password string, d pgstore.Device) (pgstore.Grant, error) {
	account, err := s.store.AccountOf(ctx, login)
	unknown := errors.Is(err, pgstore.ErrNotFound)
	if err != nil && !unknown {
		return pgstore.Grant{}, err
	}
	phc := account.Password
	if unknown {
		phc = s.passwords.dummy
	}
	ok, weak, err := s.passwords.verify(ctx, password, phc)
	if err != nil {
		return pgstore.Grant{}, err
	}
	if !ok || unknown {
		return pgstore.Grant{}, errSignIn
	}
	if weak {
		if stronger, err := s.passwords.hash(ctx, password); err == nil {
			if err := s.store.SetPassword(ctx, account.ID, phc, stronger); err != nil {
				s.log.Warn("a password keeps its weaker hash", "error", err) // the next sign-in tries again
			}
		}
	}
	grant, err := s.store.SignIn(ctx, account.ID, d)
	if err == nil {
		s.hub.publish(pgstore.Note{Space: grant.Space, SignedOut: true}) // earlier sessions of the device have ended
	}
	return grant, err
}

// Refresh exchanges a refresh token.
func (s accountService) Refresh(ctx context.Context, req *mindflowv1.RefreshRequest) (*mindflowv1.RefreshResponse, error) {
	space, secret, ok := readRefresh(req.GetRefreshToken())
	if !ok {
		return nil, errCredentials
	}
	var device *pgstore.Device
	if req.GetDeviceId() != "" {
		d, err := readDevice(req.GetDeviceId(), req.GetClient())
		if err != nil {
			return nil, err
		}
		device = &d
	}
	grant, stolen, err := s.store.Refresh(ctx, space, secret, device)
	if stolen {
		s.log.Warn("a refresh token was used twice; its session was ended", "space", space)
		s.hub.publish(pgstore.Note{Space: space, SignedOut: true})
	}
	if err != nil {
		return nil, s.rpcError(ctx, "refresh", err)
	}
	session, err := s.newSession(grant)
	return &mindflowv1.RefreshResponse{ServerMs: s.now().UnixMilli(), Session: session}, s.rpcError(ctx, "refresh", err)
}

// Logout ends a session, named by its refresh token or else by the access token.
func (s accountService) Logout(ctx context.Context, req *mindflowv1.LogoutRequest) (*mindflowv1.LogoutResponse, error) {
	c := callerOf(ctx)
	space, session := c.space, c.session
	if req.GetRefreshToken() != "" {
		var secret []byte
		var ok bool
		if space, secret, ok = readRefresh(req.GetRefreshToken()); ok {
			var err error
			session, err = s.store.SessionOf(ctx, space, secret)
			if ok = err == nil; !ok && !errors.Is(err, pgstore.ErrNotFound) {
				return nil, s.rpcError(ctx, "logout", err)
			}
		}
		if !ok {
			session = uuid.Nil
		}
	}
	if session != uuid.Nil {
		if err := s.store.SignOut(ctx, space, session, req.GetAllDevices()); err != nil {
			return nil, s.rpcError(ctx, "logout", err)
		}
		s.hub.publish(pgstore.Note{Space: space, SignedOut: true})
	}
	return &mindflowv1.LogoutResponse{ServerMs: s.now().UnixMilli()}, nil
}

// Me says who the caller is.
func (s accountService) Me(ctx context.Context, _ *mindflowv1.MeRequest) (*mindflowv1.MeResponse, error) {
	c := callerOf(ctx)
	a, err := s.store.Account(ctx, c.space)
	if err != nil {
		return nil, s.rpcError(ctx, "me", err)
	}
	return &mindflowv1.MeResponse{ServerMs: s.now().UnixMilli(), DeviceId: c.device.String(), Account: &mindflowv1.Account{
		AccountId: a.ID.String(), SpaceId: a.ID.String(), Email: a.Email, CreatedMs: a.CreatedAt.UnixMilli(),
	}}, nil
}

// newSession writes what a device gets.
func (s *Server) newSession(g pgstore.Grant) (*mindflowv1.Session, error) {
	c := caller{space: g.Space, session: g.Session, device: g.Device}
	token, err := s.tokens.sign(&c)
	return &mindflowv1.Session{
		AccessToken: token, AccessExpiresMs: c.expires.UnixMilli(), RefreshToken: refreshText(g.Space, g.Refresh), RefreshExpiresMs: g.RefreshExpires.UnixMilli(),
		AccountId: g.Space.String(), SpaceId: g.Space.String(), DeviceId: g.Device.String(),
	}, err
}

// readEmail returns an address as it is compared. Whether it is real only a letter
// could tell.
func readEmail(email string) (string, error) {
	name, host, found := strings.Cut(email, "@")
	if len(email) < 3 || len(email) > 254 || !found || name == "" || host == "" || strings.Contains(host, "@") || !utf8.ValidString(email) ||
		strings.ContainsFunc(email, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
		return "", invalid("email: this is not an address")
	}
	return strings.ToLower(norm.NFC.String(email)), nil
}

// readDevice reads who wants to be signed in.
func readDevice(id string, c *mindflowv1.Client) (d pgstore.Device, err error) {
	if d.ID, err = uuid.Parse(id); err != nil || d.ID == uuid.Nil || len(id) != 36 {
		return d, invalid("device_id: it is not a UUID")
	}
	d.Nonce, d.Name, d.Platform, d.Version = c.GetInstallNonce(), c.GetName(), c.GetPlatform(), c.GetAppVersion()
	return d, checkClient(c)
}

func checkClient(c *mindflowv1.Client) error {
	for _, field := range []struct {
		name, text  string
		least, most int
	}{
		{"install_nonce", c.GetInstallNonce(), 1, 64}, {"name", c.GetName(), 0, 128}, {"platform", c.GetPlatform(), 0, 32}, {"app_version", c.GetAppVersion(), 0, 64},
	} {
		if n := len(field.text); n < field.least || n > field.most || strings.ContainsRune(field.text, 0) || !utf8.ValidString(field.text) {
			return invalid("client." + field.name + ": missing, too long or not text")
		}
	}
	return nil
}
