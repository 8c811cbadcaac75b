#!/usr/bin/env bash
# Runs every check and every test and ends with how many passed: test.sh. A part that
# fails does not keep the others from running.
set -euo pipefail
cd "$(dirname "$0")/.."

out=$PWD/e2e/out
counts=$out/counts
rm -rf "$out"
mkdir -p "$out"
go build -o bin/testcount ./build/testcount

begin() { printf '\n── %s\n' "$*"; }
count() { bin/testcount -part "$1" -format "$2" -to "$counts" "${@:3}"; }

# One check, counted as one test: check WHAT COMMAND…
check() {
  begin "$1"
  local began=$SECONDS result=pass
  "${@:2}" || result=fail
  printf '%s: %s, %d s\n' "$1" "$result" $((SECONDS - began))
  echo "$result" | count checks lines
}

gofmt_check() {
  local files
  files=$(git ls-files -z '*.go' | xargs -0 gofmt -l)
  [ -z "$files" ] || { printf 'not formatted: run gofmt -w\n%s\n' "$files"; return 1; }
}

go_tests() {
  begin "Go tests, with the race detector"
  go test -race -json ./... 2>&1 | count go gotest || true
}

frontend_tests() {
  begin "front end tests"
  local report=$out/frontend.json
  npm --prefix frontend test -- --reporter=default --reporter=json --outputFile.json="$report" </dev/null || true
  count 'front end' vitest "$report"
}

window_tests() {
  begin "the native window"
  MINDFLOW_DESKTOP_BIN=$PWD/bin/mindflow-desktop go test -tags e2e -count=1 -json ./e2e/window/... 2>&1 | count window gotest || true
}

browser_tests() {
  begin "the front end on the real program, in Chromium"
  local report=$out/browser.tap
  MINDFLOW_DEV_BIN=$PWD/bin/mindflow-dev go run ./e2e/display node --test --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=tap --test-reporter-destination="$report" e2e/browser/*.test.mjs || true
  count browser tap "$report"
}

check "gofmt" gofmt_check
check "npm run lint" npm --prefix frontend run --silent lint
check "npm run build" make --no-print-directory -B frontend
check "go vet" go vet ./...
check "go vet of the window tests" go vet -tags e2e ./e2e/...
check "staticcheck" make --no-print-directory staticcheck
go_tests
frontend_tests
check "make build" make --no-print-directory build bin/mindflow-dev
check "bindings as committed" build/bindings.sh --check
window_tests
browser_tests

printf '\n'
bin/testcount -sum "$counts"
