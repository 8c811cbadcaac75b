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
  BEGIN { format = "%-18s %-36s %12s %12s %10s  %s\n"; printf format, "package", "benchmark", "ns/op", "B/op", "allocs/op", "measured by itself" }
  $1 == "pkg:" { package = $2; sub(/^mindflow\//, "", package) }
  /^Benchmark/ {
    split("", value)
    own = ""
    for (i = 3; i < NF; i += 2) {
      if ($(i + 1) ~ /^(ns|B|allocs)\/op$/) value[$(i + 1)] = $i
      else own = own $i " " $(i + 1) "  "
    }
    printf format, package, $1, value["ns/op"], value["B/op"], value["allocs/op"], own
  }' "$log"
