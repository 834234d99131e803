#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What a sweep leaves: folders as `berth run` would leave them, the same with any number of threads,
# after any kill, on a disk that was full for a while, and out of shards.

top_srcdir=$(realpath "${top_srcdir:-.}")
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/busy_tasks.sh"

berth=$(realpath "${BERTH:-$top_srcdir/build/berth}")
cd "$tap_dir" || exit 99

busy_tasks 3000 >tasks.csv

cat >sweep.scenario <<'END'
[scenario]
title = To be varied
[machines m]
count = 20
cpu = 16
memory = 32GiB
[workload]
trace = tasks.csv
[scheduler]
scores = best-fit;random:0.1
preempt = lowest-priority
[vary]
scheduler.order = fifo;drf
seed = 1..4
machines m.count = 18..20 step 2
END

# sweep DIR ARGS...: in a background process it takes that process's place, so that $! is its own.
sweep() {
  local run=("$berth" sweep sweep.scenario -o "$@")
  [ "$BASHPID" = $$ ] || exec "${run[@]}"
  "${run[@]}"
}

# Files without hidden ones, which are what a kill at a bad moment may leave.
hashes() { (cd "$1" && find . -type f ! -name '.*' | sort | xargs -r sha256sum); }
same() { diff <(hashes "$1") <(hashes "$2"); }
# says REGEX: the last sweep, on standard output and error.
says() { cat out err; cat out err | grep -Eq "$1"; }
# fails DIR ARGS...: exit 1.
fails() {
  local status=0
  sweep "$@" >out 2>err || status=$?
  cat out err
  [ "$status" = 1 ]
}

# Whole ------------------------------------------------------------------------------------------

it 'a sweep' sweep whole -j 1
it 'has its plan and its table' [ -s whole/sweep.json -a -s whole/results.csv ]
it 'and sixteen points' [ "$(ls whole/points | wc -l)" = 16 ]
it 'the same with four threads' eval 'sweep threads -j 4 && same whole threads'
it 'the same again, nothing being run' eval \
  'sweep threads >out 2>err && says "points +16: 0 run, 16 kept" && same whole threads'

point='order=drf,seed=3,count=18'
it 'a point is what berth run leaves' eval '
  "$berth" run sweep.scenario -q --no-plots -o one --set scheduler.order=drf \
    --set scenario.seed=3 --set "machines m.count=18" && same one "whole/points/$point"'
it 'berth run refuses what varies' eval '
  ! "$berth" run sweep.scenario -q -o refused 2>err &&
  grep -q "^berth: sweep.scenario:13: scheduler.order varies; expected berth sweep" err &&
  [ ! -e refused ]'
figure=$(awk -F'"' '/"simulated_seconds"/ { gsub(/[ :,]/, "", $3); print $3 }' \
  "whole/points/$point/summary.json")
it 'the table has its figures' grep -qx "\"$point\",drf,3,18,simulated_seconds,$figure" \
  whole/results.csv
it 'and those of each point' [ "$(grep -c ',tasks.submitted,3000$' whole/results.csv)" = 16 ]

# A trace and a cell that are shared give what those that are not give.
for path in "$top_srcdir"/scenarios/*.scenario; do
  name=$(basename "$path" .scenario)
  grep -q '^\[vary\]' "$path" && continue
  if ! "$berth" check "$path" >/dev/null 2>&1; then
    skip "$name: shared and alone" 'its data is not here'
    continue
  fi
  it "$name: shared and alone" eval '
    "$berth" sweep "$path" -q -o shared --vary metrics.interval=1h\;2h --vary metrics.tasks=never &&
    { "$berth" run "$path" -q --no-plots -o alone --set metrics.interval=2h \
        --set metrics.tasks=never || [ $? = 3 ]; } &&
    same alone "shared/points/interval=2h,tasks=never"'
  rm -rf shared alone
done

# Kept and run again -----------------------------------------------------------------------------

rerun() {
  rm -rf changed && cp -r whole changed && eval "$1" && sweep changed "${@:3}" >out 2>err &&
    says "points +16: $2"
}
it 'a changed result is run again' rerun \
  'echo x >>"changed/points/$point/timeline.csv"' '1 run, 15 kept'
it 'and is as it was' same whole changed
it 'so is one without manifest' rerun 'rm "changed/points/$point/manifest.json"' '1 run, 15 kept'
it 'and is as it was' same whole changed
it 'files that are left of half a run go' rerun '
  rm "changed/points/$point/manifest.json" && echo x >"changed/points/$point/left"' '1 run, 15 kept'
it 'and is as it was' same whole changed
it 'one of another version' rerun \
  'sed -i "s/\"berth\": \".*\"/\"berth\": \"0\"/" "changed/points/$point/manifest.json"' \
  '1 run, 15 kept'
it 'other overrides: all' rerun : '16 run, 0 kept' --set scheduler.preempt=none
it 'one more value: its points' eval '
  rm -rf changed && cp -r whole changed && sweep changed --vary seed=1..5 >out 2>err &&
  says "points +20: 4 run, 16 kept"'
cp tasks.csv tasks.old
it 'a changed trace: all' rerun 'echo 9999,ann,9000,10,batch,1,512 >>tasks.csv' '16 run, 0 kept'
mv tasks.old tasks.csv
it 'charts where there are none: all' rerun : '16 run, 0 kept' --plots svg
it 'and then they are there' [ -s "changed/points/$point/plots/utilization.svg" ]

# Faults -----------------------------------------------------------------------------------------

it 'a wrong value: nothing runs' eval '
  fails bad --vary "scheduler.order=fifo;drff" &&
  says "^berth: --vary scheduler.order: order: .drff. is no order policy" && [ ! -e bad ]'
printf 'job,user,submit,duration,tier,cpu,memory\na,u,0,x,batch,1,1\n' >broken.csv
it 'a point that fails: one line, and the others go on' eval '
  fails bad --vary "workload.trace=tasks.csv;broken.csv" --set scheduler.order=drf \
    --set "machines m.count=20" && cat err &&
  [ "$(grep -c "^berth: seed=[1-4],trace=broken.csv: broken.csv:2: duration" err)" = 4 ] &&
  says "^berth: 4 of 8 points failed" && [ "$(wc -l <err)" = 5 ] &&
  says "points +8: 4 run, 0 kept"'
it 'the table has those that did not' eval '
  [ "$(grep -c ",tasks.submitted," bad/results.csv)" = 4 ]'

# Killed -----------------------------------------------------------------------------------------

now_ms() { echo $((${EPOCHREALTIME//[.,]/} / 1000)); }
began=$(now_ms)
sweep timed -j 2 >/dev/null
took=$(($(now_ms) - began))

# kill_after MS SIGNAL DIR
kill_after() {
  sweep "$3" -j 2 >out 2>err &
  local pid=$!
  sleep "$(printf '%d.%03d' $(($1 / 1000)) $(($1 % 1000)))"
  kill "-$2" "$pid" 2>/dev/null
  wait "$pid" 2>/dev/null
  return 0
}

# Points with a manifest that says that they ran to the end, and when that was written.
sealed() { (cd "$1/points" 2>/dev/null && grep -l '"interrupted": false' -- */manifest.json |
  sort | xargs -r stat -c '%n %i %y'); }

# resumed DIR: what was sealed has stayed, file by file, and all is as if nothing had been.
resumed() {
  local before
  before=$(sealed "$1")
  sweep "$1" -j 2 >out 2>err || { cat err; return 1; }
  says "points +16: $((16 - $(grep -c . <<<"$before"))) run, $(grep -c . <<<"$before") kept" &&
    [ -z "$(comm -23 <(echo "$before" | grep .) <(sealed "$1"))" ] && same whole "$1"
}

for i in {1..15}; do
  rm -rf killed
  kill_after $((took * i / 16)) KILL killed
  it "kill -9 at $i/16 of a sweep ($(sealed killed | wc -l) points): the rest is run" resumed killed
done
rm -rf killed
for i in 1 2 3 4 5; do kill_after $((took / 4)) KILL killed; done
it 'kill -9 again and again' resumed killed

# A shell's background processes ignore SIGINT, so it is set right first.
rm -rf stopped
env --default-signal=INT "$berth" sweep sweep.scenario -o stopped -j 2 >out 2>err &
pid=$!
while kill -0 "$pid" 2>/dev/null && [ "$(sealed stopped | wc -l)" -lt 3 ]; do sleep 0.005; done
kill -INT "$pid"
wait "$pid"
status=$?
it 'SIGINT: exit 1' [ "$status" = 1 ]
it 'SIGINT: one line says how far it came' eval '
  says "^berth: interrupted: [0-9]+ of 16 points are there" && [ "$(wc -l <err)" = 1 ]'
it 'SIGINT: the rest is run' resumed stopped

# No room ----------------------------------------------------------------------------------------

limited() {
  (
    trap '' XFSZ
    ulimit -f 2
    "$berth" sweep sweep.scenario -o limited >out 2>err
    [ $? = 1 ]
  )
}
it 'files too large: exit 1' limited
it 'files too large: one line says so' eval '
  says "^berth: .*: cannot write: File too large; 0 of 16 points are there" &&
  [ "$(wc -l <err)" = 1 ]'
it 'files too large no more: all is there' resumed limited

# on_full_disk KIB: too small, then larger.
on_full_disk() {
  local status=0
  mount -t tmpfs -o "size=$1k" none disk || return
  "$berth" sweep sweep.scenario -j 2 -o disk/s >out 2>err || status=$?
  cat out err
  [ "$status" = 1 ] && [ "$(wc -l <err)" = 1 ] &&
    grep -Eq '^berth: .*: cannot write: No space left on device; [0-9]+ of 16 points are there; ' \
      err && mount -o remount,size=64m none disk && resumed disk/s
}
mkdir -p disk
unshare=()
for try in 'unshare -m' 'unshare -rm'; do
  read -ra words <<<"$try"
  if "${words[@]}" mount -t tmpfs -o size=64k none disk 2>/dev/null; then
    unshare=("${words[@]}")
    break
  fi
done
if [ ${#unshare[@]} = 0 ]; then
  skip 'a full disk' 'a tmpfs cannot be mounted here'
else
  export berth
  sweep() { "$berth" sweep sweep.scenario -o "$@"; }
  export -f on_full_disk resumed sealed sweep says same hashes
  need=$(du -sk whole | cut -f 1)
  for part in 10 40 80; do
    it "a full disk, $part % of what a sweep needs" \
      "${unshare[@]}" bash -c "on_full_disk $((need * part / 100))"
  done
fi

# Shards -----------------------------------------------------------------------------------------

it 'three shards' eval '
  sweep parts --shard 1/3 -q && SLURM_ARRAY_TASK_ID=5 SLURM_ARRAY_TASK_MIN=4 \
    SLURM_ARRAY_TASK_COUNT=3 sweep parts --shard auto -q &&
  JOB_COMPLETION_INDEX=2 BERTH_SHARDS=3 sweep parts --shard auto -q'
it 'have a third each' eval '
  [ "$(for i in 1 2 3; do ls parts/shard-$i-of-3/points | wc -l; done | xargs)" = "6 5 5" ]'
it 'which one it is may be said with how many' eval '
  JOB_COMPLETION_INDEX=2 sweep parts --shards 3 >out && says "points +5: 0 run, 5 kept"'
it 'nothing says which one it is: one line' eval '
  fails parts --shard auto && says "^berth: --shard: nothing says which shard this is; expected "'
it 'nor how many there are: one line' eval '
  (export JOB_COMPLETION_INDEX=2 && fails parts --shard auto) && says "nothing says how many shards"'
it 'a number beyond them: one line' eval '
  (export JOB_COMPLETION_INDEX=3 BERTH_SHARDS=3 && fails parts --shard auto) &&
  says "^berth: --shard: number 3 .from 0. of 3 shards; expected fewer"'
it 'merged they are the whole' eval '
  "$berth" merge parts/shard-* -o merged && same whole merged'
it 'a shard that is missing is named' eval '
  ! "$berth" merge parts/shard-[12]* -o two >out 2>err && says "points +11 of 16" &&
  says "^berth: 5 of 16 points are missing: order=fifo,seed=2,count=18 "'
it 'and can be run there' eval 'sweep two >out 2>err && says "5 run, 11 kept" && same whole two'
it 'a changed result is missing' eval '
  echo x >>"$(ls -d parts/shard-1-of-3/points/* | head -1)/users.csv" &&
  ! "$berth" merge parts/shard-* -o two2 >out 2>err && says "15 of 16"'
it 'shards of another sweep are refused' eval '
  sweep other --shard 1/2 --set scheduler.preempt=none -q &&
  ! "$berth" merge parts/shard-1* other/shard* -o three >out 2>err &&
  says "of another sweep than parts/shard-1-of-3; expected shards of one sweep"'

# The database -----------------------------------------------------------------------------------

if command -v sqlite3 >/dev/null; then
  rows="SELECT count(*) FROM results"
  one="SELECT value FROM results JOIN points USING (point) WHERE seed = '3' AND
    \"scheduler.order\" = 'drf' AND \"machines m.count\" = '18' AND metric = 'simulated_seconds'"
  it 'a database is written' sweep threads --sqlite r.db -q
  it 'with all figures' [ "$(sqlite3 r.db "$rows")" = "$(tail -n +2 whole/results.csv | wc -l)" ]
  it 'by point' awk -v got="$(sqlite3 r.db "$one")" -v want="$figure" \
    'BEGIN { exit got == "" || got + 0 != want + 0 }'
else
  it 'a database is written' eval 'sweep threads --sqlite r.db -q && [ -s r.db ]'
  skip 'with all figures' 'no sqlite3 to read it'
fi

tap_done
