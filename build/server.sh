#!/usr/bin/env bash
# Starts a sync server on a PostgreSQL of its own, with its files in .dev/: server.sh [PORT].
# Ctrl-C ends both; the data stay for the next time.
set -euo pipefail
cd "$(dirname "$0")/.."

port=${1:-8080}
dev=$PWD/.dev
die() {
  printf 'server: error: %s\n' "$*" >&2
  exit 1
}

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -n "$bin" ] || bin=$(dirname "$(command -v postgres)") 2>/dev/null ||
  die "there is no PostgreSQL on this machine; on Debian and Ubuntu: apt-get install postgresql"
go build -o bin/mindflow-server ./cmd/mindflow-server

mkdir -p "$dev"
chmod 755 "$dev"
exec 9>"$dev/lock" # held by this script alone: 9>&- keeps it from what it starts
flock -n 9 || die "it is running already"
# PostgreSQL will not run as root.
as=() data=$dev/postgres
if [ "$(id -u)" -eq 0 ]; then
  user=nobody
  id postgres >/dev/null 2>&1 && user=postgres
  as=(setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups)
  "${as[@]}" test -x "$dev" || data=/var/tmp/mindflow-dev-postgres # a home that only root may enter
  mkdir -p "$data"
  chown "$user" "$data"
else
  mkdir -p "$data"
fi
chmod 700 "$data"
sockets=$(mktemp -d /tmp/mindflow-dev.XXXXXX) # the path of a socket has to be short
[ ${#as[@]} -eq 0 ] || chown "$user" "$sockets"

server=
end() {
  trap - EXIT INT TERM
  [ -z "$server" ] || { kill -TERM "$server" 2>/dev/null && wait "$server" || true; }
  (cd / && "${as[@]}" "$bin/pg_ctl" -D "$data/data" -m fast -w stop >/dev/null 2>&1) || true
  rm -rf "$sockets"
}
trap end EXIT
trap 'exit 0' INT TERM

(
  cd /
  [ -d "$data/data" ] || "${as[@]}" "$bin/initdb" -D "$data/data" -U postgres -A trust -E UTF8 --locale=C >"$sockets/initdb" 2>&1 ||
    { cat "$sockets/initdb" >&2; exit 1; }
  # One that an end by force left behind.
  [ ! -e "$data/data/postmaster.pid" ] || "${as[@]}" "$bin/pg_ctl" -D "$data/data" -m fast -w stop >/dev/null 2>&1 || true
  # In a session of its own, or Ctrl-C would end it before the server has finished.
  setsid "${as[@]}" "$bin/pg_ctl" -D "$data/data" -l "$data/log" -w -o "-k $sockets -h ''" start >/dev/null ||
    { tail "$data/log" >&2; exit 1; }
) 9>&- || die "PostgreSQL did not start; its log: $data/log"

psql=("$bin/psql" -h "$sockets" -U postgres -qAt -v ON_ERROR_STOP=1)
if [ -z "$("${psql[@]}" -d postgres -c "SELECT 1 FROM pg_database WHERE datname = 'mindflow'")" ]; then
  "${psql[@]}" -d postgres -c "CREATE ROLE mindflow_owner LOGIN CREATEROLE" -c "CREATE DATABASE mindflow OWNER mindflow_owner"
fi
DATABASE_URL="postgres:///mindflow?host=$sockets&user=mindflow_owner" bin/mindflow-server migrate
"${psql[@]}" -d postgres -c "DO \$\$ BEGIN CREATE ROLE mindflow_app LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END \$\$" -c "GRANT mindflow_server TO mindflow_app" 2>/dev/null

[ -s "$dev/signing-key" ] || (umask 077 && head -c 32 /dev/urandom | base64 >"$dev/signing-key")
printf 'MindFlow server: http://127.0.0.1:%s   (Ctrl-C ends it; data in %s)\n' "$port" "$data"
DATABASE_URL="postgres:///mindflow?host=$sockets&user=mindflow_app" JWT_SIGNING_KEY=$(cat "$dev/signing-key") \
  PORT=$port ENVIRONMENT=development bin/mindflow-server serve 9>&- &
server=$!
wait "$server"
