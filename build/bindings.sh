#!/usr/bin/env bash
# Writes down what the window may call, as Wails derives it from the Go code: bindings.sh.
# With --check it fails when that is not what is committed, so that a method cannot become
# reachable from the page without showing in a review.
set -euo pipefail
cd "$(dirname "$0")/.."

bindings=build/wailsjs
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p $bindings
cp -r $bindings "$work/before"

go build -tags bindings -o bin/bindings .
bin/bindings >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
rm -r $bindings/runtime $bindings/go/*/*.js # the types say it all
if [ "${1:-}" = --check ] && ! diff -ru "$work/before" $bindings; then
  echo "$bindings was out of date; it is written anew: look at it and commit it." >&2
  exit 1
fi
