package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"mindflow/app"
	"mindflow/sync/engine"
)

func (c *cli) accountCommands() []*cobra.Command {
	var server, email string
	var register, watch bool
	login := &cobra.Command{
		Use:   "login --server URL --email ADDRESS",
		Short: "Sign this device in; what is here becomes the account's",
		Long:  "Sign this device in. The password is read from MINDFLOW_PASSWORD or the terminal.",
		Args:  args(cobra.NoArgs),
		RunE: c.with(func(ctx context.Context, a *app.App, _ []string) error {
			if server == "" || email == "" {
				return usageError{errors.New("login needs --server URL and --email ADDRESS")}
			}
			password, err := readPassword()
			if err != nil {
				return err
			}
			done, err := a.SignIn(ctx, server, email, password, register)
			if err != nil {
				return err
			}
			switch {
			case done.MailSent:
				fmt.Printf("A letter is on its way to %s: follow its link, then sign in.\n", email)
			case done.InFile:
				fmt.Printf("Signed in as %s. There is no keyring here, so the session is kept in a file that only you can read.\n", email)
			default:
				fmt.Printf("Signed in as %s.\n", email)
			}
			return nil
		}),
	}
	login.Flags().StringVar(&server, "server", "", "address of the sync server")
	login.Flags().StringVar(&email, "email", "", "e-mail address of the account")
	login.Flags().BoolVar(&register, "register", false, "make a new account")
	logout := &cobra.Command{Use: "logout", Short: "Sign this device out; its tasks stay", Args: args(cobra.NoArgs),
		RunE: c.with(func(ctx context.Context, a *app.App, _ []string) error { return a.SignOut(ctx) })}
	sync := &cobra.Command{
		Use:   "sync",
		Short: "Send and fetch changes, once or, with --watch, for as long as it runs",
		Args:  args(cobra.NoArgs),
		RunE: c.with(func(ctx context.Context, a *app.App, _ []string) error {
			if watch {
				return c.watch(ctx, a)
			}
			if err := a.SyncOnce(ctx); err != nil {
				return err
			}
			return c.printStatus(ctx, a)
		}),
	}
	sync.Flags().BoolVar(&watch, "watch", false, "go on until interrupted, a line for each change of state")
	devices := &cobra.Command{
		Use:   "devices",
		Short: "List the devices of the account",
		Args:  args(cobra.NoArgs),
		RunE: c.with(func(ctx context.Context, a *app.App, _ []string) error {
			all, err := a.Devices(ctx)
			if err != nil {
				return err
			}
			if c.json {
				return printJSON(all)
			}
			var rows [][2]string
			for _, d := range all {
				state := "seen " + d.LastSeen.Local().Format("2006-01-02 15:04")
				switch {
				case d.Current:
					state = "this device"
				case !d.Revoked.IsZero():
					state = "signed out"
				}
				rows = append(rows, [2]string{d.ID, clean(fmt.Sprintf("%s (%s), %s", d.Name, d.Platform, state))})
			}
			printPairs(rows)
			return nil
		}),
	}
	devices.AddCommand(&cobra.Command{Use: "revoke ID", Short: "Sign a device out", Args: args(cobra.ExactArgs(1)),
		RunE: c.with(func(ctx context.Context, a *app.App, words []string) error { return a.RevokeDevice(ctx, words[0]) })})
	return []*cobra.Command{login, logout, sync, devices}
}

// readPassword returns MINDFLOW_PASSWORD or what is typed, unseen, on the terminal.
func readPassword() (string, error) {
	if password, set := os.LookupEnv("MINDFLOW_PASSWORD"); set {
		return password, nil
	}
	if !term.IsTerminal(int(os.Stdin.Fd())) {
		return "", usageError{errors.New("there is no terminal to type the password on; set MINDFLOW_PASSWORD")}
	}
	fmt.Fprint(os.Stderr, "Password: ")
	password, err := term.ReadPassword(int(os.Stdin.Fd()))
	fmt.Fprintln(os.Stderr)
	if err != nil {
		return "", fmt.Errorf("read the password: %w", err)
	}
	return string(password), nil
}

// watch syncs until interrupted and prints a line whenever the state becomes another.
func (c *cli) watch(ctx context.Context, a *app.App) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	last := ""
	return a.Sync(ctx, func(s engine.Status) {
		if s.State == "" {
			s.State = "waiting" // for a sign-in, or for another program to end
		}
		line := strings.ReplaceAll(string(s.State), "_", " ")
		if s.Pending > 0 && s.State != engine.Syncing {
			line += fmt.Sprintf(", %d kept", s.Pending)
		}
		if s.Error != "" {
			line += ": " + s.Error
		}
		if line != last {
			fmt.Println(time.Now().Format("15:04:05"), clean(line))
			last = line
		}
	})
}

// printStatus prints the state of this copy.
func (c *cli) printStatus(ctx context.Context, a *app.App) error {
	s, err := a.Status(ctx)
	if err != nil {
		return err
	}
	if c.json {
		return printJSON(s)
	}
	switch s.State {
	case "local":
		if s.Email != "" {
			fmt.Printf("Signed out of %s at %s. What is here is kept; sign in to sync it: mindflow login\n", s.Email, s.Server)
			break
		}
		fmt.Println("On this device only: no account is signed in.")
	default:
		fmt.Printf("%s as %s at %s\n", strings.ReplaceAll(s.State, "_", " "), s.Email, s.Server)
	}
	rows := [][2]string{{"data", a.Dir()}, {"device", s.DeviceID}, {"to be sent", strconv.Itoa(s.Pending) + " changes"}}
	if s.Quarantined > 0 {
		rows = append(rows, [2]string{"refused", strconv.Itoa(s.Quarantined) + " changes"})
	}
	if s.LastSync != nil {
		rows = append(rows, [2]string{"last sync", s.LastSync.Local().Format("2006-01-02 15:04:05")})
	}
	printPairs(append(rows, [2]string{"digest", s.Digest}))
	return nil
}
