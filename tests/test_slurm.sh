#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# `berth sweep --slurm` under a real Slurm of one node, which the test starts and ends: its node
# crashes in the middle, a task is requeued, a shard is cancelled; what is joined is what a sweep on one
# machine leaves, and no point that was done is run again.

top_srcdir=$(realpath "${top_srcdir:-.}")
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/busy_tasks.sh"

berth=$(realpath "${BERTH:-$top_srcdir/build/berth}")
cd "$tap_dir" || exit 99
tap_dir=$PWD # as berth says it
PATH=$PATH:/usr/sbin

busy_tasks 40000 >tasks.csv

cat >'a sweep.scenario' <<'EOF'
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
seed = 1..12
EOF

sweep() { "$berth" sweep 'a sweep.scenario' "$@"; }
# says REGEX: the last command, on standard output and error.
says() { cat out err; cat out err | grep -Eq "$1"; }
# fails STATUS ARGS...: a sweep that does.
fails() {
  local status=0
  sweep "${@:2}" >out 2>err || status=$?
  cat out err
  [ "$status" = "$1" ] && [ "$(wc -l <err)" = 1 ]
}

printf '#!/bin/bash\nPATH= exec %q "$@"\n' "$berth" >without && chmod +x without

# Scripts ----------------------------------------------------------------------------------------

it 'scripts are written' eval '
  sweep -o "s/it'\''s \"5\" #1" --slurm-write --shards 3 -j 2 --vary "seed=1;2;3" --sqlite r.db \
    --slurm-option --partition=all >out && (cd "s/it'\''s \"5\" #1/slurm" &&
  bash -n array.sh && bash -n merge.sh && grep -qx "#SBATCH --array=1-3" array.sh &&
  grep -qx "#SBATCH --cpus-per-task=2" array.sh && grep -qx "#SBATCH --requeue" array.sh &&
  grep -qx "#SBATCH --partition=all" array.sh && grep -qx "#SBATCH --partition=all" merge.sh)'
it 'and do by hand what they do in an array' eval '
  (for SLURM_ARRAY_TASK_ID in 1 2 3; do export SLURM_ARRAY_TASK_ID
    bash "s/it'\''s \"5\" #1/slurm/array.sh" >/dev/null || exit; done) &&
  bash "s/it'\''s \"5\" #1/slurm/merge.sh" | grep -qx "points  *6 of 6" && [ -s r.db ]'
it 'there are no more shards than points' eval '
  sweep -o s --slurm-write --shards 30 >out && says "points +24, in 24 shards"'
it 'no sbatch: one line' eval '
  (berth=$tap_dir/without && fails 1 -o s --slurm) && says "^berth: sbatch: there is no"'
it 'an option of two lines: one line' eval '
  fails 1 -o s --slurm-write --slurm-option "--comment=a
rm" && says "^berth: --slurm-option: .*; expected an option of sbatch"'
it 'a folder that Slurm misreads: one line' eval '
  fails 1 -o "5%" --slurm-write && says "/5%: Slurm .*; expected a folder without" && [ ! -e "5%" ]'
it 'a wrong value: no script' eval 'fails 1 -o none --slurm-write --set seed=x && [ ! -e none ]'
it 'wrong usage: --shard' fails 2 --slurm --shard 1/2
it 'wrong usage: --slurm-option alone' fails 2 --slurm-option --partition=all

# Daemons ----------------------------------------------------------------------------------------

host=$(hostname -s)
dir=$tap_dir/slurm
export SLURM_CONF=$dir/slurm.conf
declare -A daemons=()
budget=$((SECONDS + 100))

# until_so COMMAND...: waits; all waiting together is bounded.
until_so() {
  while ! "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$budget" ] || { echo "too late: $*"; return 1; }
    sleep 0.05
  done
}

# workers WORD: processes of this test whose command has that word.
workers() {
  grep -lszxF -e "$1" /proc/[0-9]*/cmdline | xargs -r grep -lszF -e "--output=$tap_dir/" |
    cut -d / -f 3
}
# Slurm's own processes beside tasks; whose they are, the environment says.
step_daemons() {
  local file
  for file in $(grep -lszxF -e "SLURM_CONF=$SLURM_CONF" /proc/[0-9]*/environ); do
    grep -sqx slurmstepd "${file%environ}comm" && cut -d / -f 3 <<<"$file"
  done
}
# Nothing can be said to Slurm any more: kill -9 of both.
kill_tasks() { kill -9 $(step_daemons) $(workers sweep) $(workers merge) 2>/dev/null; }

are_gone() { ! kill -0 "$@" 2>/dev/null; }
# Slurm's own wait for children and the like; whoever takes longer is killed.
stop_daemons() {
  kill_tasks
  [ ${#daemons[@]} = 0 ] && return
  budget=$((SECONDS + 3))
  kill "${daemons[@]}" 2>/dev/null
  until_so are_gone "${daemons[@]}" >/dev/null
  kill -9 "${daemons[@]}" 2>/dev/null
  kill_tasks
}
trap 'stop_daemons; rm -rf "$tap_dir"' EXIT
trap 'exit 99' INT TERM HUP

free_port() {
  local port
  while port=$((20000 + RANDOM % 12000)); (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  echo "$port"
}

configure() {
  mkdir -p "$dir"/{munge,state,spool} && chmod 755 "$tap_dir" "$dir" "$dir/munge" &&
    (umask 077 && head -c 128 /dev/urandom >"$dir/munge/key") || return
  cat >"$SLURM_CONF" <<EOF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmdPort=$(free_port)
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
AuthType=auth/munge
AuthInfo=socket=$dir/munge/socket,cred_expire=5
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd.pid
SlurmctldLogFile=$dir/slurmctld.log
SlurmdLogFile=$dir/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
MailProg=/bin/true
ReturnToService=2
KillWait=1
JobRequeue=0
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/builtin
SchedulerParameters=sched_interval=1
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES State=UP
EOF
}

# daemon NAME ARGS...
daemon() {
  "$@" >>"$dir/$1.out" 2>&1 </dev/null &
  daemons[$1]=$!
  disown
}
start_node() { daemon slurmd -D "$@"; }
node_is_idle() { [ "$(sinfo -h -o %T)" = idle ]; }
start() {
  configure || return
  daemon munged --foreground --key-file="$dir/munge/key" --socket="$dir/munge/socket" \
    --pid-file="$dir/munge/pid" --log-file="$dir/munge/log" --seed-file="$dir/munge/seed"
  until_so test -S "$dir/munge/socket" && daemon slurmctld -D -c && start_node &&
    until_so node_is_idle
}

why=
for command in munged slurmctld slurmd sbatch; do
  command -v "$command" >/dev/null || why="no $command here (Debian: munge slurmctld slurmd slurm-client)"
done
[ -n "$why" ] || [ "$(id -u)" = 0 ] || why='slurmd must be root'
[ -z "${BERTH_SANITIZED:-}" ] || why='the plain build runs it: daemons gain nothing from sanitizers'
if [ -z "$why" ]; then
  budget=$((SECONDS + 20))
  start >/dev/null 2>&1 || why="Slurm does not start: $(tail -qn 1 "$dir"/*.out | xargs)"
  budget=$((SECONDS + 100))
fi
if [ -n "$why" ]; then
  skip 'a sweep as a job array' "$why"
  tap_done
fi

# A sweep as an array ----------------------------------------------------------------------------

sweep -o whole -q
hashes() { (cd "$1" && find points results.csv sweep.json -type f | sort | xargs -d '\n' sha256sum); }
same() { diff <(hashes "$1") <(hashes "$2"); }

# Points with a manifest that says that they ran to the end, and when that was written.
sealed() { (cd "$1/points" 2>/dev/null && grep -l '"interrupted": false' -- */manifest.json |
  sort | xargs -rd '\n' stat -c '%n %i %y'); }
count_sealed() { sealed "$1" | wc -l; }
has_sealed() { [ "$(count_sealed "$1")" -ge "$2" ]; }
has_no() { [ -z "$(workers "$1")" ]; }

# submit DIR: the ids of its jobs are in $array and $merge.
submit() {
  sweep -o "$1" --slurm --shards 3 >out 2>err || { cat out err; return 1; }
  array=$(sed -n 's/^job \([0-9]*\)  .*array.sh: .*/\1/p' out)
  merge=$(sed -n 's/^job \([0-9]*\)  .*merge.sh: .*/\1/p' out)
  cat out err
  [ -n "$array" ] && [ -n "$merge" ]
}
is_over() { scontrol -o show job "$1" | grep -Eq 'JobState=(COMPLETED|FAILED|CANCELLED|TIMEOUT) '; }
ends_as() { # STATE STATUS: the merge
  until_so is_over "$merge" && scontrol -o show job "$merge" >state && cat state &&
    grep -q " JobState=$1 .* ExitCode=$2:0 " state
}
# caught DIR SHARD: it has no process any more, some of its points are done, and these are noted.
caught() {
  local count
  until_so has_no "--shard=$2/3" && sealed "$1/shard-$2-of-3" >"$1.$2" && count=$(wc -l <"$1.$2") &&
    echo "$count points" && [ "$count" -ge 1 ] && [ "$count" -lt 8 ]
}
# went_on DIR SHARD: of the eight points the noted ones have stayed, file by file, and the others were run.
went_on() {
  local kept
  kept=$(wc -l <"$1.$2")
  cat "$1/slurm/shard-$2.txt"
  grep -Ex 'points  .*' "$1/slurm/shard-$2.txt" | tail -n 1 |
    grep -Eq ": $((8 - kept)) run, $kept kept$" &&
    [ -z "$(comm -23 "$1.$2" <(sealed "$1/shard-$2-of-3"))" ]
}

# What docs/sweep.md shows: the first jobs there.

page() { sed -n '/test_slurm.sh runs it/,$ { /^\$/,/^```$/ { /^```$/ q; p } }' \
  "$top_srcdir/docs/sweep.md"; }
played() {
  local line
  ln -s "$top_srcdir/scenarios" "$top_srcdir/traces" .
  berth() { "$berth" "$@"; }
  while IFS= read -r line; do
    echo "$line"
    eval "${line#\$ }" 2>&1
    until_so is_over 2
  done < <(page | grep '^\$ ') | sed "s|$PWD|/home/ann/study|"
}
as_on_page() { [ "$(page | grep -c '^\$ ')" = 2 ] && diff <(page) <(played); }
it 'docs/sweep.md shows what the commands print' as_on_page

# Requeued: the node crashes with two tasks on it, and the third is requeued by hand.

crash() {
  until_so has_sealed requeued/shard-1-of-3 2 && until_so has_sealed requeued/shard-2-of-3 1 &&
    kill -9 "${daemons[slurmd]}" && kill_tasks; caught requeued 1 && caught requeued 2
}
come_back() {
  scontrol update NodeName="$host" State=DOWN Reason=crashed && start_node -b &&
    scontrol update NodeName="$host" State=RESUME
}
requeue() {
  until_so has_sealed requeued/shard-3-of-3 2 && scontrol requeue "${array}_3" && caught requeued 3
}
it 'submitted: two jobs' submit requeued
it 'how to watch them' says "^watch  *squeue -j $array,$merge$"
it 'the node crashes amid two tasks' crash
it 'and comes back' come_back
it 'the third task is requeued amid its points' requeue
it 'all is there in the end' ends_as COMPLETED 0
it 'as on one machine' same whole requeued
it 'merge said so' grep -qx 'points  *24 of 24' requeued/slurm/merge.txt
for shard in 1 2 3; do
  it "task $shard went on where it was ended" went_on requeued $shard
done

# Given up: one task is cancelled, and what another one runs is killed.

missing='missing $of "it'\''s" #1 `'
cancel() {
  until_so has_sealed "$missing/shard-2-of-3" 2 && scancel "${array}_2" && caught "$missing" 2
}
kill_worker() {
  until_so has_sealed "$missing/shard-3-of-3" 2 && kill -9 $(workers --shard=3/3) &&
    caught "$missing" 3
}
# The first five are named, in the plan's order.
names_missing() {
  local there
  there=$(($(count_sealed "$missing/shard-2-of-3") + $(count_sealed "$missing/shard-3-of-3") + 8))
  cat "$missing/slurm/merge.txt"
  sweep --list | grep -vxF "$(ls "$missing/points")" | head -n 5 | xargs >five
  grep -qx "points  *$there of 24" "$missing/slurm/merge.txt" &&
    grep -qF "berth: $((24 - there)) of 24 points are missing: $(cat five) and " \
      "$missing/slurm/merge.txt"
}
it 'submitted: two jobs' submit "$missing"
it 'a shard is cancelled' cancel
it 'a worker is killed' kill_worker
it 'merge fails' ends_as FAILED 1
it 'and says what is missing' names_missing
it 'the same command again' submit "$missing"
it 'all is there in the end' ends_as COMPLETED 0
it 'as on one machine' same whole "$missing"
for shard in 2 3; do
  it "task $shard went on where it was ended" went_on "$missing" $shard
done
it 'the shard that was whole is kept' grep -q '^points  *8: 0 run, 8 kept$' "$missing/slurm/shard-1.txt"

it 'sbatch refuses: one line' eval '
  fails 1 -o s --slurm --slurm-option --partition=none && ! says "error:" &&
  says "^berth: sbatch: invalid partition specified: none; Batch job submission failed: "'

tap_done
