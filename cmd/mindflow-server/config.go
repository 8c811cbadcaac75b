package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"

	"github.com/caarlos0/env/v11"
)

// config is the environment.
type config struct {
	DatabaseURL       string      `env:"DATABASE_URL"`
	DirectDatabaseURL string      `env:"DIRECT_DATABASE_URL"`
	Port              int         `env:"PORT" envDefault:"8080"`
	SigningKey        string      `env:"JWT_SIGNING_KEY"`
	ClientIPHeader    string      `env:"CLIENT_IP_HEADER"`
	LogLevel          slog.Level  `env:"LOG_LEVEL" envDefault:"info"`
	Environment       environment `env:"ENVIRONMENT" envDefault:"production"`
}

// An environment is production unless it says otherwise.
type environment string

// UnmarshalText refuses a slip, which would otherwise start something else than meant.
func (e *environment) UnmarshalText(b []byte) error {
	switch *e = environment(b); *e {
	case "production", "development":
		return nil
	}
	return fmt.Errorf("%q is neither production nor development", b)
}

func readConfig() (config, error) { return env.ParseAs[config]() }

// direct returns the way to the database past a pooler.
func (c *config) direct() string {
	if c.DirectDatabaseURL != "" {
		return c.DirectDatabaseURL
	}
	return c.DatabaseURL
}

// signingKey returns the key of access tokens. In development a new one is made at
// every start, which costs each device one refresh.
func (c *config) signingKey() (ed25519.PrivateKey, error) {
	if c.SigningKey == "" && c.Environment == "development" {
		_, key, err := ed25519.GenerateKey(rand.Reader)
		return key, err
	}
	if c.SigningKey == "" {
		return nil, errors.New("JWT_SIGNING_KEY is not set; make one with: openssl rand -base64 32")
	}
	seed, err := base64.StdEncoding.DecodeString(c.SigningKey)
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, errors.New("JWT_SIGNING_KEY is not 32 bytes in base64; make one with: openssl rand -base64 32")
	}
	return ed25519.NewKeyFromSeed(seed), nil
}
