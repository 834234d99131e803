#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# How many instructions one small run takes, by room of the source tree, beside the figures kept in
# bench/instructions.expected: a count does not depend on what else a machine does, so a change that
# costs something shows. Nothing fails: look, and where the change is meant, keep the new figures
# with KEEP=1. Vector units that callgrind does not know (AVX-512) are not used under it.

set -euo pipefail

expected=${top_srcdir:-.}/bench/instructions.expected
folder=$(mktemp -d "${TMPDIR:-/tmp}/berth-bench-XXXXXX")
trap 'rm -rf "$folder"' EXIT

if ! command -v valgrind >/dev/null || ! command -v callgrind_annotate >/dev/null; then
  echo 'skipped: valgrind, which counts the instructions, is not installed'
  exit 0
fi

"$MAKE_WORKLOAD" --tasks=20000 --machines=1000 --seed=1 --output="$folder" >/dev/null
valgrind --quiet --tool=callgrind --callgrind-out-file="$folder/counts" \
  "$BERTH" run "$folder/google.scenario" --quiet -o "$folder/results"
callgrind_annotate --threshold=100 --auto=no --show-percs=no "$folder/counts" >"$folder/functions"

# rooms: the lines `COUNT FILE:FUNCTION [OBJECT]` by room, or by library where no source is known.
rooms() {
  awk '
    $1 !~ /^[0-9,]+$/ { next }
    { count = $1; gsub(/,/, "", count) }
    /PROGRAM TOTALS/ { total = count + 0; next }
    {
      if (match($2, /src\/[a-z]+\//)) name = substr($2, RSTART + 4, RLENGTH - 5)
      else if (match($0, /lib[a-zA-Z0-9_]+[-.0-9]*\.so/)) {
        name = substr($0, RSTART, RLENGTH)
        sub(/[-.].*/, "", name)
      } else name = "other"
      sum[name] += count
    }
    END {
      print "all", total
      for (name in sum) if (name != "other" && sum[name] * 200 < total) {
        sum["other"] += sum[name]
        delete sum[name]
      }
      for (name in sum) print name, sum[name] | "sort -k2,2nr"
    }' "$1"
}

rooms "$folder/functions" >"$folder/now"
echo 'A replay of 20,000 tasks on 1,000 machines, in millions of instructions:'
awk '
  FNR == NR { kept[$1] = $2; next }
  FNR == 1 { printf "%-12s %10s %10s %8s\n", "room", "kept", "now", "change" }
  {
    if (!($1 in kept)) printf "%-12s %10s %10.1f\n", $1, "-", $2 / 1e6
    else printf "%-12s %10.1f %10.1f %+7.1f%%\n", $1, kept[$1] / 1e6, $2 / 1e6, \
      100 * ($2 / kept[$1] - 1)
    delete kept[$1]
  }
  END { for (name in kept) printf "%-12s %10.1f %10s\n", name, kept[name] / 1e6, "-" }
' "$expected" "$folder/now"
echo
echo 'Functions of berth that take most:'
awk '
  $1 ~ /^[0-9,]+$/ && $2 ~ /src\// && n++ < 12 {
    count = $1; gsub(/,/, "", count)
    name = $2; sub(/^.*src\//, "src/", name)
    printf "%12.1f  %s\n", count / 1e6, name
  }' "$folder/functions"
if [[ ${KEEP:-0} = 1 ]]; then
  cp "$folder/now" "$expected"
  echo "kept in $expected"
fi
