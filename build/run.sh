#!/usr/bin/env bash
# Opens the window: run.sh PROGRAM. Where there is no display it opens it on a virtual
# one, saves a picture of what it shows and ends it.
set -euo pipefail
cd "$(dirname "$0")/.."

program=$1
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  exec "$program"
fi
picture=$PWD/bin/screenshot.png
echo "There is no display here, so the window opens on a virtual one, with an empty home."
build/setup.sh display
go run ./e2e/display -shot "$picture" "$program"
echo "The window opened, showed its page and was closed. Screenshot: $picture"
