#!/usr/bin/env bash
# Runs every fuzz target for a while, one after the other: fuzz.sh TIME (30s).
set -euo pipefail
cd "$(dirname "$0")/.."

for directory in $(grep -rl --include='*_test.go' --exclude-dir=node_modules '^func Fuzz' . | xargs -r dirname | sort -u); do
  for target in $(go test -list '^Fuzz' "$directory" | grep '^Fuzz'); do
    printf '\n%s %s\n' "$directory" "$target"
    go test -run '^$' -fuzz "^$target\$" -fuzztime "${1:-30s}" "$directory"
  done
done
