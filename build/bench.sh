#!/usr/bin/env bash
# Runs every benchmark and prints a table: bench.sh [ARGUMENT OF go test]…
set -euo pipefail
cd "$(dirname "$0")/.."

mapfile -t directories < <(grep -rl --include='*_test.go' --exclude-dir=node_modules '^func Benchmark' . | xargs -r dirname | sort -u)
[ ${#directories[@]} -gt 0 ] || { echo "there is no benchmark"; exit; }
log=$(mktemp)
trap 'rm -f "$log"' EXIT
go test -run '^$' -bench . -benchmem "$@" "${directories[@]}" | tee "$log"
echo
awk '
  BEGIN { printf "%-28s %-44s %14s %12s %10s\n", "package", "benchmark", "ns/op", "B/op", "allocs/op" }
  $1 == "pkg:" { package = $2; sub(/^mindflow\//, "", package) }
  /^Benchmark/ {
    split("", value)
    for (i = 3; i < NF; i += 2) value[$(i + 1)] = $i
    printf "%-28s %-44s %14s %12s %10s\n", package, $1, value["ns/op"], value["B/op"], value["allocs/op"]
  }' "$log"
