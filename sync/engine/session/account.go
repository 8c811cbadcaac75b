package session

import (
	"context"
	"errors"
	"fmt"
	"time"

	"connectrpc.com/connect"

	"mindflow/sync/engine"
	mindflowv1 "mindflow/sync/gen/mindflow/v1"
)

// ErrRefused reports an address and a password that do not fit together. Whether the
// address has an account is not told.
var ErrRefused = errors.New("the e-mail address or the password is not right")

// ErrNotFound reports that the account has no such device.
var ErrNotFound = errors.New("the account has no such device")

// An InvalidError reports an address or a password that no account may have. Reason is
// shown to the person as it stands.
type InvalidError struct{ Reason string }

func (e *InvalidError) Error() string { return e.Reason }

// A Grant says what a sign-in gave.
type Grant struct {
	Account, Space string

	// Device is the ID to go by. Another one than this device asked for means that the
	// server knows that ID as another installation's: the copy takes the new identity.
	Device string

	// MailSent means that nothing is given yet: the server sent a letter, and the person
	// follows its link and then signs in.
	MailSent bool
}

// Register makes an account and signs this device in. Its errors are ErrRefused, an
// InvalidError, engine.ErrOffline, engine.ErrUpgradeRequired, and others.
func (s *Session) Register(ctx context.Context, email, password string) (Grant, error) {
	res, err := within(ctx, func(ctx context.Context) (*mindflowv1.RegisterResponse, error) {
		return s.accounts.Register(ctx, &mindflowv1.RegisterRequest{Email: email, Password: password, DeviceId: s.o.Device, Client: s.client()})
	})
	if err != nil {
		return Grant{}, refused("register", err)
	}
	if res.GetMailSent() {
		return Grant{MailSent: true}, nil
	}
	return s.granted(res.GetSession(), res.GetServerMs())
}

// Login signs this device in. Its errors are those of Register.
func (s *Session) Login(ctx context.Context, email, password string) (Grant, error) {
	res, err := within(ctx, func(ctx context.Context) (*mindflowv1.LoginResponse, error) {
		return s.accounts.Login(ctx, &mindflowv1.LoginRequest{Email: email, Password: password, DeviceId: s.o.Device, Client: s.client()})
	})
	if err != nil {
		return Grant{}, refused("sign in", err)
	}
	return s.granted(res.GetSession(), res.GetServerMs())
}

func (s *Session) granted(m *mindflowv1.Session, serverMillis int64) (Grant, error) {
	if m.GetRefreshToken() == "" || m.GetAccessToken() == "" {
		return Grant{}, errNoTokens
	}
	if _, err := s.keep(s.tokens(m, serverMillis)); err != nil {
		return Grant{}, err
	}
	return Grant{Account: m.GetAccountId(), Space: m.GetSpaceId(), Device: m.GetDeviceId()}, nil
}

var errNoTokens = errors.New("the server gave no tokens")

// refused tells apart why nobody was signed in.
func refused(doing string, err error) error {
	call, ok := errors.AsType[*connect.Error](err)
	switch {
	case errors.Is(err, engine.ErrSignInNeeded):
		return ErrRefused
	case ok && connect.IsWireError(err) && call.Code() == connect.CodeInvalidArgument:
		return &InvalidError{call.Message()}
	case ok && connect.IsWireError(err) && call.Code() == connect.CodeResourceExhausted:
		return fmt.Errorf("%s: too many tries, wait a little: %w", doing, err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// Logout ends the session. The refresh token is forgotten here in any case; an error that
// is engine.ErrOffline says that the server was not told, so that the session ends there
// only when it expires.
func (s *Session) Logout(ctx context.Context) error {
	s.mu.Lock()
	f := s.going
	s.mu.Unlock()
	if f != nil { // its tokens would be kept after these are forgotten
		select {
		case <-f.done:
		case <-ctx.Done():
			return fmt.Errorf("sign out: %w", ctx.Err())
		}
	}
	token, loaded := s.o.Vault.Load()
	s.mu.Lock()
	if s.unsaved != nil {
		token = s.unsaved.refresh
	}
	s.access, s.unsaved = "", nil
	s.mu.Unlock()
	var told error
	if token != "" {
		_, told = within(ctx, func(ctx context.Context) (*mindflowv1.LogoutResponse, error) {
			return s.accounts.Logout(ctx, &mindflowv1.LogoutRequest{RefreshToken: token})
		})
		if errors.Is(told, engine.ErrSignInNeeded) {
			told = nil // it had ended before
		}
	}
	if err := errors.Join(loaded, s.o.Vault.Delete(), told); err != nil {
		return fmt.Errorf("sign out: %w", err)
	}
	return nil
}

// A Person is who an account belongs to.
type Person struct {
	Account, Email, Space, Device string
	EmailVerified                 bool
	Created                       time.Time
}

// Me says who is signed in.
func (s *Session) Me(ctx context.Context) (Person, error) {
	res, err := authed(ctx, s, s.accounts.Me, &mindflowv1.MeRequest{})
	if err != nil {
		return Person{}, fmt.Errorf("ask who is signed in: %w", err)
	}
	a := res.GetAccount()
	return Person{
		Account: a.GetAccountId(), Email: a.GetEmail(), Space: a.GetSpaceId(), Device: res.GetDeviceId(),
		EmailVerified: a.GetEmailVerified(), Created: instant(a.GetCreatedMs()),
	}, nil
}

// A Device is one device of the account.
type Device struct {
	ID, Name, Platform, Version string
	Created, LastSeen           time.Time
	Revoked                     time.Time // zero if it was not
	Current                     bool      // it is this one
}

// Devices lists the devices of the account, this one first.
func (s *Session) Devices(ctx context.Context) ([]Device, error) {
	res, err := authed(ctx, s, s.devices.ListDevices, &mindflowv1.ListDevicesRequest{})
	if err != nil {
		return nil, fmt.Errorf("list the devices: %w", err)
	}
	all := make([]Device, len(res.GetDevices()))
	for i, d := range res.GetDevices() {
		all[i] = Device{
			ID: d.GetDeviceId(), Name: d.GetName(), Platform: d.GetPlatform(), Version: d.GetAppVersion(),
			Created: instant(d.GetCreatedMs()), LastSeen: instant(d.GetLastSeenMs()), Revoked: instant(d.GetRevokedMs()), Current: d.GetCurrent(),
		}
	}
	return all, nil
}

// Revoke signs a device of the account out. Its error is ErrNotFound if there is none
// with that ID.
func (s *Session) Revoke(ctx context.Context, id string) error {
	_, err := authed(ctx, s, s.devices.RevokeDevice, &mindflowv1.RevokeDeviceRequest{DeviceId: id})
	if connect.CodeOf(err) == connect.CodeNotFound && connect.IsWireError(err) {
		return ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("sign out device %s: %w", id, err)
	}
	return nil
}

// instant reads milliseconds since 1970; 0 stands for none.
func instant(millis int64) time.Time {
	if millis == 0 {
		return time.Time{}
	}
	return time.UnixMilli(millis)
}

// authed makes a call with an access token and, where that is not taken, with a fresh one.
func authed[Req, Res any](ctx context.Context, s *Session, call func(context.Context, Req) (Res, error), req Req) (Res, error) {
	for again := false; ; again = true {
		token, err := s.Access(ctx)
		if err != nil {
			var none Res
			return none, err
		}
		res, err := within(ctx, func(ctx context.Context) (Res, error) {
			ctx, info := connect.NewClientContext(ctx)
			info.RequestHeader().Set("Authorization", "Bearer "+token)
			return call(ctx, req)
		})
		if again || !errors.Is(err, engine.ErrSignInNeeded) {
			return res, err
		}
		s.Refused(token)
	}
}
