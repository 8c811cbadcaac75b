// Command mindflow-server is the cloud side of MindFlow.
//
//	mindflow-server serve         answer devices until it is told to stop
//	mindflow-server migrate       bring the database to this program's schema
//	mindflow-server healthcheck   ask the server on this machine whether it lives
//
// It knows the environment, the start and the end; it refuses to know what is between.
// Its one rule: in production nothing secret has a default, and what is missing keeps
// it from starting.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime/debug"
	"strconv"
	"syscall"
	"time"

	"mindflow/syncserver"
	"mindflow/syncserver/pgstore"
)

const usage = `usage: mindflow-server COMMAND

  serve         answer devices until it is told to stop (SIGTERM)
  migrate       bring the database to this program's schema
  healthcheck   ask the server on this machine whether it lives

Configured by environment: DATABASE_URL, DIRECT_DATABASE_URL (past a pooler; what
DATABASE_URL is without one), JWT_SIGNING_KEY (32 bytes in base64: openssl rand -base64 32),
PORT (8080), CLIENT_IP_HEADER (where the proxy says who calls), LOG_LEVEL (info),
ENVIRONMENT (production; development makes a key of its own).
migrate signs in as the owner of the tables; serve must not.
`

func main() {
	if len(os.Args) != 2 {
		fmt.Fprint(os.Stderr, usage)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	c, err := readConfig()
	if err == nil {
		switch os.Args[1] {
		case "serve":
			err = serve(ctx, c)
		case "migrate":
			err = migrate(ctx, c)
		case "healthcheck":
			err = healthcheck(ctx, c)
		default:
			fmt.Fprint(os.Stderr, usage)
			os.Exit(2)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "mindflow-server:", err)
		os.Exit(1)
	}
}

// drainFor is how long calls that are under way get when the server is told to stop.
const drainFor = 20 * time.Second

func serve(ctx context.Context, c config) error {
	log := slog.New(slog.NewJSONHandler(os.Stdout, &slog.HandlerOptions{Level: c.LogLevel}))
	key, err := c.signingKey()
	if err != nil {
		return err
	}
	if c.DatabaseURL == "" {
		return errors.New("DATABASE_URL is not set")
	}
	store, err := pgstore.Open(ctx, c.DatabaseURL, pgstore.Options{})
	if err != nil {
		return err
	}
	defer store.Close()
	bus := pgstore.NewBus(c.direct(), log)
	defer bus.Close()
	server := syncserver.New(syncserver.Config{
		Store: store, Bus: bus, Key: key, Log: log, Version: version(), ClientIPHeader: c.ClientIPHeader, Limits: syncserver.DefaultLimits(),
	})
	defer server.Close()

	listener, err := net.Listen("tcp", net.JoinHostPort("", strconv.Itoa(c.Port)))
	if err != nil {
		return err
	}
	web := syncserver.NewHTTPServer(server, log)
	failed := make(chan error, 1)
	go func() { failed <- web.Serve(listener) }()
	log.Info("listening", "address", listener.Addr().String(), "version", version())
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	log.Info("going down")
	server.Drain()
	ctx, cancel := context.WithTimeout(context.Background(), drainFor)
	defer cancel()
	if err := web.Shutdown(ctx); err != nil {
		web.Close()
		return fmt.Errorf("some calls were cut: %w", err)
	}
	log.Info("down")
	return nil
}

func migrate(ctx context.Context, c config) error {
	if c.direct() == "" {
		return errors.New("neither DIRECT_DATABASE_URL nor DATABASE_URL is set")
	}
	return pgstore.Migrate(ctx, c.direct())
}

func healthcheck(ctx context.Context, c config) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("http://127.0.0.1:%d/health", c.Port), nil)
	if err != nil {
		return err
	}
	reply, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer reply.Body.Close()
	if reply.StatusCode != http.StatusOK {
		return fmt.Errorf("the server answers %s", reply.Status)
	}
	return nil
}

// version returns what the program was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value[:min(12, len(s.Value))]
		}
	}
	return info.Main.Version
}
