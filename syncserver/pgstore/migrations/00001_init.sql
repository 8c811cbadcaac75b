-- +goose Up
-- Every key starts with space_id, and every table is closed by row level security:
-- without app.space_id in the transaction there is no row to be seen. The server
-- works as mindflow_server, which owns nothing.

-- +goose StatementBegin
DO $$ BEGIN
  -- Roles belong to the cluster: another database, or an administrator, may have made it.
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mindflow_server') THEN
    CREATE ROLE mindflow_server NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- at this very moment
END $$;
-- +goose StatementEnd

-- The row that a push locks before it reads anything. epoch changes when the server
-- was restored from a backup; head is the last number given to an entity; hlc is the
-- largest stamp accepted; digest is the XOR of the buckets.
CREATE TABLE space_head (
  space_id uuid PRIMARY KEY,
  epoch bigint NOT NULL DEFAULT 1,
  head bigint NOT NULL DEFAULT 0,
  hlc bytea NOT NULL,
  digest bigint NOT NULL DEFAULT 0,
  entities bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

CREATE TABLE digest_bucket (
  space_id uuid NOT NULL,
  bucket smallint NOT NULL,
  sum bigint NOT NULL,
  PRIMARY KEY (space_id, bucket)
) WITH (fillfactor = 70);

-- State and log in one: each change of an entity gives it the next number. fields is
-- {field: {sub-key: value}}, clocks the stamps as merge packs them, size what the two
-- cost.
CREATE TABLE entity (
  space_id uuid NOT NULL,
  kind text NOT NULL,
  id text NOT NULL,
  seq bigint NOT NULL,
  fields jsonb NOT NULL,
  clocks bytea NOT NULL,
  size integer NOT NULL,
  PRIMARY KEY (space_id, kind, id),
  UNIQUE (space_id, seq)
);

CREATE TABLE device (
  space_id uuid NOT NULL,
  device_id uuid NOT NULL,
  install_nonce text NOT NULL,
  last_dseq bigint NOT NULL DEFAULT 0,
  acked_seq bigint NOT NULL DEFAULT 0,
  name text NOT NULL,
  platform text NOT NULL,
  app_version text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz,
  PRIMARY KEY (space_id, device_id)
) WITH (fillfactor = 50);

-- Change sets that can never be accepted: their numbers are used up, so that the
-- queue behind them goes on.
CREATE TABLE rejected_set (
  space_id uuid NOT NULL,
  device_id uuid NOT NULL,
  dseq bigint NOT NULL,
  reason smallint NOT NULL,
  detail text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (space_id, device_id, dseq)
);

-- The personal space of an account has the account's id.
CREATE TABLE account (
  space_id uuid PRIMARY KEY,
  email text NOT NULL,    -- as it was first typed
  password text NOT NULL, -- PHC string
  created_at timestamptz NOT NULL DEFAULT now()
);

-- Which account signs in with an address. It alone is found by something other than
-- its space, so its policy opens exactly the one row that was asked for.
CREATE TABLE login (
  email text PRIMARY KEY,
  space_id uuid NOT NULL
);

CREATE TABLE session (
  space_id uuid NOT NULL,
  session_id uuid NOT NULL,
  device_id uuid NOT NULL,
  created_at timestamptz NOT NULL,
  revoked_at timestamptz,
  PRIMARY KEY (space_id, session_id)
);
CREATE INDEX session_device ON session (space_id, device_id);

-- Refresh tokens by their SHA-256. A family is a session; parent is the token that
-- this one was given for.
CREATE TABLE refresh_token (
  space_id uuid NOT NULL,
  hash bytea NOT NULL,
  session_id uuid NOT NULL,
  parent bytea,
  created_at timestamptz NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (space_id, hash)
);
CREATE INDEX refresh_token_successor ON refresh_token (space_id, parent);

-- +goose StatementBegin
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['space_head', 'digest_bucket', 'entity', 'device', 'rejected_set', 'account', 'session', 'refresh_token'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($f$CREATE POLICY own_space ON %I
      USING (space_id = nullif(current_setting('app.space_id', true), '')::uuid)
      WITH CHECK (space_id = nullif(current_setting('app.space_id', true), '')::uuid)$f$, t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO mindflow_server', t);
  END LOOP;
END $$;
-- +goose StatementEnd

ALTER TABLE login ENABLE ROW LEVEL SECURITY;
ALTER TABLE login FORCE ROW LEVEL SECURITY;
CREATE POLICY own_space ON login
  USING (space_id = nullif(current_setting('app.space_id', true), '')::uuid)
  WITH CHECK (space_id = nullif(current_setting('app.space_id', true), '')::uuid);
CREATE POLICY asked_for ON login FOR SELECT
  USING (email = nullif(current_setting('app.email', true), ''));
GRANT SELECT, INSERT, UPDATE, DELETE ON login TO mindflow_server;

-- +goose StatementBegin
DO $$ BEGIN
  -- Whoever migrates may also be whom the server signs in as: it takes the role within
  -- each transaction.
  IF NOT pg_has_role(current_user, 'mindflow_server', 'MEMBER') THEN
    EXECUTE format('GRANT mindflow_server TO %I', current_user);
  END IF;
END $$;
-- +goose StatementEnd

-- What the server may know of goose's own table.
-- +goose StatementBegin
CREATE FUNCTION schema_version() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
  'SELECT max(version_id) FROM goose_db_version WHERE is_applied';
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION schema_version() TO mindflow_server;
