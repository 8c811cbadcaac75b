#!/usr/bin/env bash
# Writes the code of the sync protocol anew from sync/proto: proto.sh.
# With --check it fails when that is not what was there. With --breaking it writes nothing
# and checks the protocol's style, and against the last commit of main (or $AGAINST) that
# nothing changed that a released program relies on.
# It needs buf, which takes minutes to build the first time. make test does without: a test
# of sync/wire compares sync/gen/sources.sha256 with sync/proto.
set -euo pipefail
cd "$(dirname "$0")/.."

make --silent --no-print-directory bin/buf
if [ "${1:-}" = --breaking ]; then
  bin/buf lint
  bin/buf breaking --against ".git#ref=${AGAINST:-main}"
  exit
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The plugins are of the modules that the programs run on, so what they write fits them.
go build -o bin/ google.golang.org/protobuf/cmd/protoc-gen-go connectrpc.com/connect/cmd/protoc-gen-connect-go
bin/buf generate --output "$work"
find sync/gen -name doc.go -exec cp --parents {} "$work" \; # the only ones written by hand
find sync/proto -name '*.proto' | LC_ALL=C sort | xargs sha256sum >"$work/sync/gen/sources.sha256"
diff -ru sync/gen "$work/sync/gen" >"$work/difference" && exit
rm -r sync/gen
cp -r "$work/sync/gen" sync/
if [ "${1:-}" = --check ]; then
  cat "$work/difference"
  echo "sync/gen was out of date; it is written anew: look at it and commit it." >&2
  exit 1
fi
