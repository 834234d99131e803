# SPDX-License-Identifier: GPL-3.0-or-later
#
# Sourced by script tests (bash): each `it` is one test, in TAP. A script ends with `tap_done`.
#
#   . "$top_srcdir/tests/tap.sh"
#   it 'says what it is' [ "$("$BERTH" --version)" != "" ]
#   skip 'replays openb' 'no ../shared/traces/openb'
#   tap_done
#
# $tap_dir is an empty folder of the script's own, removed when it ends.

set -u
tap_count=0
tap_failed=0
tap_dir=$(mktemp -d "${TMPDIR:-/tmp}/berth-test-XXXXXX") || exit 99
trap 'rm -rf "$tap_dir"' EXIT

# it NAME COMMAND...: passes where the command does; its output is shown where it fails.
it() {
  local name=$1
  shift
  tap_count=$((tap_count + 1))
  if "$@" >"$tap_dir/.it" 2>&1 </dev/null; then
    echo "ok $tap_count - $name"
  else
    echo "not ok $tap_count - $name"
    sed 's/^/# /' "$tap_dir/.it"
    tap_failed=$((tap_failed + 1))
  fi
}

# skip NAME WHY
skip() {
  tap_count=$((tap_count + 1))
  echo "ok $tap_count - $1 # SKIP $2"
}

# Under the TAP driver the lines above say it all; by hand the exit status does too.
tap_done() {
  echo "1..$tap_count"
  [ -n "${BERTH_TEST_TAP:-}" ] || [ "$tap_failed" -eq 0 ]
  exit
}
