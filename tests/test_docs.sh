#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# README.md and docs/: the commands that they show are run, page by page, in a fresh copy of scenarios/ and
# traces/, and what they print is compared with what the page says.
#
#   ```
#   $ berth check scenarios/gang.scenario       a block that begins with `$ `: commands, and below each
#   machines    4                               what it prints, standard error included;
#   …                                           any lines;
#   took        1.2 s                           a time, which is not compared
#   ```
#
# A command fails just where the page shows a line `berth: …`. A comment on the line before a block says more:
#
#   <!-- file: jobs.csv -->                     the block is that file, for the commands that follow
#   <!-- not run: needs the published trace --> skipped, and why
#   <!-- needs: sqlite3 -->                     the rest of the page is skipped where there is no such command

top_srcdir=$(realpath "${top_srcdir:-.}")
. "$top_srcdir/tests/tap.sh"

berth=$(realpath "${BERTH:-$top_srcdir/build/berth}")
cd "$tap_dir" || exit 99

# What stands for the commands of a checkout: berth in $PATH, build/berth and ./dev run.
mkdir -p bin checkout/build
printf '#!/bin/sh\nexec "%s" "$@"\n' "$berth" >bin/berth
chmod +x bin/berth && cp bin/berth checkout/build/berth && cp bin/berth checkout/dev || exit 99
cp -r "$top_srcdir/scenarios" "$top_srcdir/traces" checkout && chmod -R u+w checkout || exit 99
PATH=$tap_dir/bin:$PATH

# told EXPECTED GOT: is that what was to be printed?
told() {
  awk '
    FNR == NR { want[++n] = $0; next }
    { got[++m] = $0 }
    function same(a, b) { return a == b || (a ~ /^took  / && b ~ /^took  /) }
    function matches(i, j, k) {
      for (; i <= n && want[i] != "…"; i++) if (j > m || !same(want[i], got[j++])) return 0
      if (i > n) return j > m
      for (k = j; k <= m + 1; k++) if (matches(i + 1, k)) return 1
      return 0
    }
    END { exit !matches(1, 1) }' "$1" "$2" || { diff "$1" "$2"; return 1; }
}

# prints COMMAND LINE...: it does, and fails just where one of the lines says so.
prints() {
  local status=0 fails=0
  [ $# -eq 1 ] || printf '%s\n' "${@:2}" >"$tap_dir/expected"
  [ $# -gt 1 ] || : >"$tap_dir/expected"
  bash -c "$1" >"$tap_dir/printed" 2>&1 || status=$?
  ! grep -q '^berth: ' "$tap_dir/expected" || fails=1
  [ $((status != 0)) -eq $fails ] || { cat "$tap_dir/printed"; echo "exit $status"; return 1; }
  told "$tap_dir/expected" "$tap_dir/printed"
}

# whole COMMAND: no line of it is missing.
whole() { [[ $1 != *\\ ]] && bash -n -c "$1" 2>/dev/null; }

# replay PLACE FIRST REASON LINE...: the commands of a block, which begins in line FIRST of the page; with a
# REASON they are skipped.
replay() {
  local place=$1 first=$2 reason=$3 command name i=0 at
  shift 3
  local lines=("$@") shown
  while [ $i -lt $# ]; do
    at=$((first + i)) command=${lines[i]#\$ } shown=()
    for ((i++; i < $#; i++)); do
      whole "$command" && break
      command+=$'\n'${lines[i]}
    done
    for (( ; i < $#; i++)); do
      [[ ${lines[i]} != '$ '* ]] || break
      shown+=("${lines[i]}")
    done
    name="$place:$at: $(head -n 1 <<<"${command//#/}")"
    if [ -n "$reason" ]; then
      skip "$name" "$reason"
    else
      it "$name" prints "$command" "${shown[@]}"
    fi
  done
}

# read_page PLACE: a page, where its commands are to be run.
read_page() {
  local line number=0 fenced=0 kind='' word='' block=() missing='' place=$1
  while IFS= read -r line; do
    number=$((number + 1))
    if [[ $line != '```'* ]]; then
      if [ $fenced = 1 ]; then
        block+=("$line")
      elif [[ $line =~ ^'<!-- '(not run|file)': '(.+)' -->'$ ]]; then
        kind=${BASH_REMATCH[1]} word=${BASH_REMATCH[2]}
      elif [[ $line =~ ^'<!-- needs: '(.+)' -->'$ ]]; then
        command -v "${BASH_REMATCH[1]}" >/dev/null || missing="there is no ${BASH_REMATCH[1]}"
      elif [[ $line == '    $ '* ]]; then
        it "$place:$number: a command is in a block between fences" false
      fi
      continue
    fi
    fenced=$((1 - fenced))
    if [ $fenced = 1 ]; then
      block=()
      continue
    fi
    if [ "$kind" = file ]; then
      mkdir -p "$(dirname "$word")" && printf '%s\n' "${block[@]}" >"$word"
    elif [[ ${block[0]-} == '$ '* ]]; then
      replay "$place" $((number - ${#block[@]})) "${word:-$missing}" "${block[@]}"
    fi
    kind='' word=''
  done <"$top_srcdir/$place"
  [ $fenced = 0 ] || it "$place: a block that begins ends" false
}

pages=(README.md)
for path in "$top_srcdir"/docs/*.md "$top_srcdir"/docs/formats/*.md; do
  pages+=("${path#"$top_srcdir"/}")
done
for page in "${pages[@]}"; do
  grep -q '^ *\$ ' "$top_srcdir/$page" || continue
  rm -rf page && cp -r checkout page && cd page || exit 99
  read_page "$page"
  cd "$tap_dir" || exit 99
done

tap_done
