#!/usr/bin/env bash
# Writes the TypeScript of what the window may call, as Wails derives it from the Go
# code: bindings.sh. With --check it fails when what is committed is not that.
set -euo pipefail
cd "$(dirname "$0")/.."

bindings=frontend/wailsjs
before=$(mktemp -d)
trap 'rm -rf "$before"' EXIT
[ -d $bindings ] && cp -r $bindings/. "$before"

go build -tags bindings -o bin/bindings .
bin/bindings
if [ "${1:-}" = --check ] && ! diff -r "$before" $bindings; then
  echo "$bindings was not up to date; it is now: commit it." >&2
  exit 1
fi
