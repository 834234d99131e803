#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What a run leaves when it is killed, interrupted or out of disk: every file that has its name is
# whole, a manifest is only there with all that it lists, and the next run into the same folder
# gives what an undisturbed one gives, to the byte.

top_srcdir=$(realpath "${top_srcdir:-.}")
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/busy_tasks.sh"

berth=$(realpath "${BERTH:-$top_srcdir/build/berth}")
cd "$tap_dir" || exit 99

# A workload that takes a good part of a second on this machine ----------------------------------

cat >crash.scenario <<'END'
[scenario]
title = To be disturbed
[machines m]
count = 60
cpu = 16
memory = 32GiB
[workload]
trace = tasks.csv
[scheduler]
scores = best-fit;random:0.1
preempt = lowest-priority
[metrics]
interval = 1min
END

now_ms() { echo $((${EPOCHREALTIME//[.,]/} / 1000)); }

# replay DIR ARGS...: in a background process it takes that process's place, so that $! is its own.
replay() {
  local run=("$berth" run crash.scenario --quiet -o "$@")
  [ "$BASHPID" = $$ ] || exec "${run[@]}"
  "${run[@]}"
}

# Sets `took`, in milliseconds.
time_replay() {
  local began
  began=$(now_ms)
  replay "$@" 2>replay.err || { cat replay.err; return 1; }
  took=$(($(now_ms) - began))
}

# What is in a folder -----------------------------------------------------------------------------

# Names without hidden ones, which are what a kill at a bad moment may leave.
visible() { (cd "$1" && find . -type f ! -name '.*' | sort); }

hashes() { (cd "$1" && visible . | xargs -r sha256sum); }

same_results() { diff <(hashes "$1") <(hashes "$2"); }

# The results that a manifest lists, as sha256sum has it.
listed() {
  awk '
    /^  "[a-z]*": / { results = /^  "results": / }
    results && /"name": / { name = $0; sub(/^ *"name": "/, "", name); sub(/".*/, "", name) }
    results && /"sha256": / { sha = $0; sub(/^ *"sha256": "/, "", sha); sub(/".*/, "", sha)
      print sha "  ./" name }' "$1/manifest.json"
}

# whole_file FILE
whole_file() {
  case $1 in
    *.csv)
      [ "$(tail -c 1 "$1" | od -An -c | tr -d ' ')" = '\n' ] ||
        { echo "$1: no last newline"; return 1; }
      awk -F, -v f="$1" 'NR == 1 { n = NF } NF != n { print f ":" NR ": " $0; exit 1 }' "$1"
      ;;
    *.json)
      awk -v f="$1" '{ a += gsub(/[{[]/, "") - gsub(/[]}]/, ""); last = $0 == "" ? last : a }
        END { if (NR < 2 || a != 0) { print f " ends early"; exit 1 } }' "$1"
      ;;
    *.svg) [ "$(tail -c 7 "$1" | tr -d '\n')" = '</svg>' ] || { echo "$1 ends early"; return 1; } ;;
    *.html) [ "$(tail -c 7 "$1")" = '</html>' ] || { echo "$1 ends early"; return 1; } ;;
    *) echo "$1: what is this?"; return 1 ;;
  esac
}

# whole DIR: all its files are, and a manifest's list is exactly what is there.
whole() {
  local file
  [ -d "$1" ] || return 0
  for file in $(visible "$1"); do
    whole_file "$1/$file" || return
  done
  [ -e "$1/manifest.json" ] || return 0
  [ "$(listed "$1" | wc -l)" -ge 8 ] || { echo 'the manifest lists too little'; return 1; }
  diff <(listed "$1" | sort -k 2) <(hashes "$1" | grep -v ' ./manifest.json$' | sort -k 2)
}

empty_or_absent() {
  [ ! -e "$1" ] || [ -z "$(find "$1" -type f)" ] || { find "$1" -type f; return 1; }
}

# Killed ------------------------------------------------------------------------------------------

# kill_after MS SIGNAL DIR: starts a run and ends it so.
kill_after() {
  replay "$3" >/dev/null 2>killed.err &
  local pid=$!
  sleep "$(printf '%d.%03d' $(($1 / 1000)) $(($1 % 1000)))"
  kill "-$2" "$pid" 2>/dev/null
  wait "$pid" 2>/dev/null
  return 0
}

# kill_once CONDITION DIR: kill -9 as soon as the shell condition holds.
kill_once() {
  replay "$2" >/dev/null 2>killed.err &
  local pid=$!
  while kill -0 "$pid" 2>/dev/null; do
    eval "$1" && break
  done
  kill -9 "$pid" 2>/dev/null
  wait "$pid" 2>/dev/null
  return 0
}

# after_kill WHAT DIR: the two tests that follow each.
after_kill() {
  it "$1: every file is whole" whole "$2"
  it "$1: the next run is as if nothing had been" again "$2"
}

again() {
  replay "$1" && same_results reference "$1"
}

busy_tasks 4000 >tasks.csv
time_replay calibration || exit 99
tasks=$((4000 * 800 / (took > 0 ? took : 1)))
[ "$tasks" -lt 60000 ] || tasks=60000
[ "$tasks" -gt 3000 ] || tasks=3000
busy_tasks "$tasks" >tasks.csv
it 'an undisturbed run' time_replay reference
it 'leaves whole files' whole reference
it 'with a manifest' [ -e reference/manifest.json ]
it 'the same ones each time' eval 'replay twice && same_results reference twice'
echo "# $tasks tasks, $took ms a run"

# Odd ones into no folder, even ones over an earlier run's results of another seed.
replay earlier --seed 2
for i in 1 2 3 4 5 6 7 8 9 10; do
  rm -rf killed
  [ $((i % 2)) = 1 ] || cp -r earlier killed
  kill_after $((took * i / 11)) KILL killed
  after_kill "kill -9 at $i/11 of a run" killed
done

# The moments that matter most are those when files get their names.
moments=(
  '[ -e killed/timeline.csv ]'
  '[ -e killed/summary.json ]'
  '[ -e killed/plots/utilization.svg ]'
  '[ -e killed/manifest.json ]'
)
for moment in "${moments[@]}"; do
  rm -rf killed
  kill_once "$moment" killed
  after_kill "kill -9 when $moment" killed
done
rm -rf killed
cp -r earlier killed
kill_once '[ ! -e killed/manifest.json ]' killed
after_kill 'kill -9 when the earlier manifest is gone' killed

# Interrupted -------------------------------------------------------------------------------------

# interrupt SIGNAL DIR: once it simulates, that is, has files open in DIR; --check makes that take
# long enough to be met. A shell's background processes ignore SIGINT, so it is set right first.
interrupt() {
  env --default-signal=INT,TERM "$berth" run crash.scenario --check -o "$2" \
    >stopped.out 2>stopped.err &
  local pid=$! tries=0 open
  while kill -0 "$pid" 2>/dev/null && [ $((tries += 1)) -lt 2000 ]; do
    open=$(find "/proc/$pid/fd" -printf '%l\n' 2>/dev/null)
    case $open in *"/$2/"*) break ;; esac
  done
  kill "-$1" "$pid"
  wait "$pid"
  status=$?
}

says_interrupted() {
  cat stopped.err
  [ "$(wc -l <stopped.err)" = 1 ] && grep -q '^berth: crash\.scenario: interrupted at ' stopped.err
}

for signal in INT TERM; do
  rm -rf stopped
  status=
  interrupt "$signal" stopped
  it "SIG$signal: exit 1" [ "$status" = 1 ]
  it "SIG$signal: one line says so" says_interrupted
  it "SIG$signal: the results are whole" whole stopped
  it "SIG$signal: and sealed" [ -e stopped/manifest.json ]
  it "SIG$signal: the manifest says that it was interrupted" \
    grep -q '^  "interrupted": true' stopped/manifest.json
  it "SIG$signal: so does the summary" grep -q '^  "interrupted": true' stopped/summary.json
  it "SIG$signal: the next run is as if nothing had been" again stopped
done

# No room -----------------------------------------------------------------------------------------

# one_line REGEX: what the last command said on standard error.
one_line() {
  cat full.err
  [ "$(wc -l <full.err)" = 1 ] && grep -Eq "^berth: $1" full.err
}

# fails DIR ARGS...: exit 1, with nothing on standard output.
fails() {
  local status
  replay "$@" >full.out 2>full.err
  status=$?
  [ "$status" = 1 ] && [ ! -s full.out ] && return
  echo "exit $status"
  cat full.out full.err
  return 1
}

# A limit on the size of files stands in for a full disk where nothing can be mounted.
limited() {
  (
    trap '' XFSZ
    ulimit -f 16
    "$berth" run crash.scenario --quiet -o "$1" >full.out 2>full.err
    [ $? = 1 ]
  )
}
rm -rf limited
it 'a file too large: exit 1' limited limited
it 'a file too large: one line says so' one_line '.*: cannot write: File too large'
it 'a file too large: nothing is left' empty_or_absent limited
cp -r earlier limited
it 'a file too large, over earlier results: exit 1' limited limited
it 'a file too large: the earlier results stay' same_results earlier limited

# in_tmpfs KIB COMMAND...: in a mount namespace of its own, with ./disk of that size.
in_tmpfs() {
  local size=$1
  shift
  mkdir -p disk
  # shellcheck disable=SC2016
  "${unshare[@]}" bash -c '
    mount -t tmpfs -o "size=$1k" none disk && cd . && shift && "$@"' tmpfs "$size" "$@"
}

# The part that runs inside: nothing of the mount is seen from outside.
on_full_disk() {
  fails disk/out && one_line '.*: cannot write: No space left on device' && empty_or_absent disk/out
}

# Afterwards the earlier results are as they were, or gone but for whole files without a manifest.
over_earlier() {
  cp -r earlier disk/out || return
  fails disk/out && one_line '.*: cannot write: No space left on device' && whole disk/out || return
  [ -e disk/out/manifest.json ] || return 0
  same_results earlier disk/out
}

unshare=()
for try in 'unshare -m' 'unshare -rm'; do
  read -ra words <<<"$try"
  mkdir -p disk
  if "${words[@]}" mount -t tmpfs -o size=64k none disk 2>/dev/null; then
    unshare=("${words[@]}")
    break
  fi
done

if [ ${#unshare[@]} = 0 ]; then
  skip 'a full disk' 'a tmpfs cannot be mounted here'
else
  export -f in_tmpfs on_full_disk over_earlier fails one_line empty_or_absent whole whole_file \
    visible hashes listed same_results replay
  export berth
  need=$(du -sk reference | cut -f 1)
  for part in 0 10 50 80 97; do
    size=$((need * part / 100 / 4 * 4))
    [ "$size" -gt 0 ] || size=8
    it "a full disk, $part % of what a run needs" in_tmpfs "$size" bash -c on_full_disk
  done
  held=$(du -sk earlier | cut -f 1)
  # Charts, more than half of what a short run needs, are drawn when the old files have gone.
  for part in 5 15 30; do
    it "a full disk, earlier results and $part % of what a run needs" \
      in_tmpfs $((held + need * part / 100)) bash -c over_earlier
  done
  it 'a disk just large enough' in_tmpfs $((need * 2 + 64)) bash -c \
    'replay disk/out && same_results reference disk/out'
fi

# No folder ---------------------------------------------------------------------------------------

# refused DIR REGEX
refused() { fails "$1" && one_line "$2"; }

echo kept >file
it 'results into a file: refused' refused file '.*file: .*(Not a directory|File exists|folder)'
it 'the file stays' [ "$(cat file)" = kept ]
it 'results below a file: refused' refused file/out '.*file/out: .*Not a directory'
it 'results where there is no such place: refused' refused /proc/none/out '/proc/none/out: '
mkdir -p taken/summary.json
it 'a folder of a result file'\''s name: refused' refused taken '.*taken/summary.json: '
it 'and left alone' [ "$(find taken -mindepth 1)" = taken/summary.json ]
if [ "$(id -u)" = 0 ]; then
  skip 'a folder without permission: refused' 'root may write anywhere'
else
  mkdir -m 0555 closed
  it 'a folder without permission: refused' refused closed '.*closed.*: .*Permission denied'
  chmod 0755 closed
fi
if [ ${#unshare[@]} -gt 0 ]; then
  # shellcheck disable=SC2016
  it 'a disk that is read-only: refused' in_tmpfs 64 bash -c \
    'mount -o remount,ro disk && fails disk/out &&
    one_line ".*disk/out.*: .*Read-only file system"'
fi

tap_done
