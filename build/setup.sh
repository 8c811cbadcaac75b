#!/usr/bin/env bash
# Installs what a machine lacks: setup.sh PART…
#   run      to build and run the window
#   display  to run it where there is no display
#   test     for every test
# It asks the machine first, so that it is quick and needs no rights when all is there.
set -euo pipefail
cd "$(dirname "$0")/.."

node_least=20

say() { printf 'set-up: %s\n' "$*"; }
die() {
  printf 'set-up: error: %s\n' "$*" >&2
  exit 1
}

packages_for() {
  case $1 in
    run) echo gcc libc6-dev pkg-config ca-certificates libgtk-3-dev libwebkit2gtk-4.1-dev ;;
    display) echo xvfb openbox dbus fonts-dejavu-core ;;
    test)
      packages_for run
      packages_for display
      # The driver and what a screen reader sees, for the window; Chromium for the many cases;
      # PostgreSQL for the server and a keyring for its session, which the tests start themselves.
      echo webkit2gtk-driver at-spi2-core python3-pyatspi gir1.2-atspi-2.0 libglib2.0-bin
      echo chromium postgresql gnome-keyring
      ;;
    *) die "there is no part '$1'; it is run, display or test" ;;
  esac
}

installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

system_packages() {
  local missing=() package
  for package in $(for part in "$@"; do packages_for "$part"; done | tr ' ' '\n' | sort -u); do
    installed "$package" || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return

  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || die "packages are missing; run: sudo apt-get update && sudo apt-get install --no-install-recommends -y ${missing[*]}"
    as_root=(sudo -n)
  fi
  local log
  log=$(mktemp)
  say "installing ${#missing[@]} system packages: ${missing[*]}"
  "${as_root[@]}" apt-get update -q >"$log" 2>&1 || true # one source that is down must not stop the others
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}" >>"$log" 2>&1 </dev/null ||
    die "apt-get could not install them ($(grep -m1 '^E: ' "$log" || echo no reason given)); is there a network? The whole log: $log"
  rm -f "$log"
}

check_go() {
  local want have
  want=$(awk '$1 == "go" {print $2}' go.mod)
  command -v go >/dev/null || die "Go $want or newer is needed and no go is on the PATH: https://go.dev/dl/"
  # Asked inside the module, a go that may fetch a newer tool chain does so here.
  have=$(go env GOVERSION 2>/dev/null) || true
  have=${have#go}
  [ -n "$have" ] && [ "$(printf '%s\n%s\n' "$want" "$have" | sort -V | head -1)" = "$want" ] ||
    die "Go $want or newer is needed, here is $(GOTOOLCHAIN=local go -C / env GOVERSION): https://go.dev/dl/"
}

check_node() {
  local have
  command -v node >/dev/null && command -v npm >/dev/null || die "Node $node_least or newer with npm is needed and is not on the PATH: https://nodejs.org/"
  have=$(node --version)
  have=${have#v}
  [ "${have%%.*}" -ge "$node_least" ] || die "Node $node_least or newer is needed, here is $have: https://nodejs.org/"
}

modules() {
  # npm leaves a copy of the lock file that it installed from.
  if [ frontend/package-lock.json -nt frontend/node_modules/.package-lock.json ]; then
    say "installing the front end's packages"
    npm --prefix frontend ci --no-audit --no-fund --loglevel=error </dev/null ||
      die "npm could not install the front end's packages; is there a network?"
    touch frontend/node_modules/.package-lock.json
  fi
  go mod download || die "the Go modules could not be fetched; is there a network?"
}

[ $# -gt 0 ] || die "say which part: run, display or test"
grep -qsE '^ID(_LIKE)?=.*(debian|ubuntu)' /etc/os-release ||
  die "this machine is neither Debian nor Ubuntu; install what $(basename "$0") lists by the means of your system, then use 'make build'"
system_packages "$@"
check_go
check_node
modules
say "all is there"
