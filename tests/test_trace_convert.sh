#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What berth trace convert writes runs as the trace itself does: every result file the same to the
# byte, for the traces that ship with berth and for a sample of every format.

top_srcdir=$(realpath "${top_srcdir:-.}")
. "$top_srcdir/tests/tap.sh"

berth=$(realpath "${BERTH:-$top_srcdir/build/berth}")
shared=${BERTH_SHARED:-$top_srcdir/../shared}
cd "$tap_dir" || exit 99

# alike DIR OTHER: the same files with the same bytes, but for the manifest, which names the inputs.
alike() {
  local name
  diff <(ls "$1") <(ls "$2") || return 1
  [ -s "$1/tasks.csv" ] || { echo "$1 has no tasks"; return 1; }
  for name in $(ls "$1"); do
    [ "$name" = manifest.json ] || cmp "$1/$name" "$2/$name" || return 1
  done
}

# runs_alike SCENARIO TRACE OPTION...: what convert, given the options, makes of the trace runs as the
# scenario does.
runs_alike() {
  local scenario=$1 trace=$2 machines=()
  shift 2
  rm -rf own own.csv own-machines.csv real
  "$berth" trace convert "$@" "$trace" own.csv >said || return 1
  [ ! -e own-machines.csv ] || machines=(--set cell.machines=$PWD/own-machines.csv)
  set -- --quiet --no-plots --set metrics.tasks=always
  "$berth" run "$@" "$scenario" -o real && "$berth" run "$@" "$scenario" -o own \
    --set workload.trace="$PWD/own.csv" "${machines[@]}" && alike real own
}

# key FILE GROUP KEY: its value.
key() { awk -F' *= *' -v group="[$2]" -v key="$3" '/^\[/ { in_group = $0 == group } in_group && $1 == key { print $2 }' "$1"; }

# Traces that ship with berth ------------------------------------------------------------------------

for scenario in "$top_srcdir"/scenarios/*.scenario; do
  trace=$(key "$scenario" workload trace) machines=$(key "$scenario" cell machines)
  resources=$(key "$scenario" cell resources) name=$(basename "$scenario")
  [ -n "$trace" ] && [ -e "$top_srcdir/scenarios/$trace" ] || continue
  options=()
  [ -z "$machines" ] || options+=(--machines "$top_srcdir/scenarios/$machines")
  if [ -n "$(key "$scenario" workload also)" ]; then
    # what stands beside a trace of Kubernetes is no part of it, nor is anything said of the rest
    sed "/^also/d; /^\\[assert\\]/,\$d; s|\\.\\./traces|$top_srcdir/traces|" "$scenario" >alone.scenario
    scenario=alone.scenario
  fi
  [ -z "$resources" ] || options+=(--resources "$resources")
  it "$name" runs_alike "$scenario" "$top_srcdir/scenarios/$trace" "${options[@]}"
done

# A sample of every format ---------------------------------------------------------------------------

# scenario TRACE LINE...: with two machines, in sample.scenario.
scenario() {
  { printf '[cell]\nmachines = two.csv\n[workload]\ntrace = %s\n[scheduler]\n' "$1"
    shift
    printf '%s\n' "$@"; } >sample.scenario
}
printf 'machine,cpu,memory,gpu,zone\na,4,8GiB,2,x\nb,2,4GiB,1,y\n' >two.csv

# Jobs after jobs: some without tasks, some that are not there, with names and without.
cat >after.csv <<'EOF'
job,task,user,submit,duration,cpu,count,after,workflow
split,,u,0,10,1,2,,left
idle,,,0,,,0,split,left
map,,v,0,7.5,1,3,split,left
sort,,u,0,5,2,1,idle;map,left
alone,,u,1,3,1,1,,
made,,w,1,4,1,1,sort,right
late,,v,2,4,1,2,sort;ghost,right
EOF
for order in fifo upward-rank critical-path-first sjf-critical-path; do
  scenario after.csv "order = $order"
  it "jobs after jobs, $order" runs_alike sample.scenario after.csv -m two.csv
done
cat >expected.csv <<'EOF'
job,task,user,submit,duration,priority,cpu,count,after,workflow
split,,u,0,10,100,1,2,,left
idle,,,0,,,,0,split,left
map,,v,0,7.5,100,1,3,split,left
sort,0,u,0,5,100,2,,idle;map,left
alone,0,u,1,3,100,1,,,
made,0,w,1,4,100,1,,sort,right
late,,v,2,4,100,1,2,sort,right
EOF
it 'their rows' diff expected.csv own.csv
it 'a sample has whole workflows' sh -c "
  for seed in 1 2 3 4 5 6 7 8; do
    '$berth' trace sample --jobs 0.5 --seed \$seed after.csv part.csv >/dev/null 2>&1 &&
      grep -c -e left -e right part.csv
  done | sort | uniq -c | tee counts | awk '{ print; if (\$2 != 0 && \$2 != 6) exit 1; n++ } END { exit n != 2 }'"

# All that rows may say, where it is told which runs where.
cat >all.csv <<'EOF'
job,task,user,submit,duration,estimate,tier,cpu,memory,gpu,cpu-used,cpu-peak,peak-at,peak-for,constraints,preferences,tolerations,checkpoint,budget,count,gang,group,spread,affinity
one,first,u,0,15,,free,1,100,0,,,,,zone=x|y,zone=y:5,,2,,,,,,
many,m,v,2,10,20,batch,1,0,0,,,,,,,,,,3,,,,
ever,,v,2,10,unlimited,batch,1,0,0,,,,,,,,,,,,,,
spread,,v,3,10,,prod,500m,0,0.5,0.25,0.4,1,2,,,,,1,2,,,zone:1,
apart,7,v,4,5,,monitoring,1,0,0,,,,,!old,,*,,0,,,db,,!db@machine
EOF
scenario all.csv 'scores = topology-spread'
it 'all columns' runs_alike sample.scenario all.csv -m two.csv
it 'an estimate without end' grep -q '^ever,.*,unlimited,' own.csv

printf '; MaxProcs: 4\n1 0 3 8 2 -1 -1 2 10 -1 1 3 1 1 1 1 -1 -1\n2 1 -1 5 4 -1 -1 4 5 -1 1 4 1 1 1 1 -1 -1\n' >log.swf
printf '[workload]\ntrace = log.swf\n' >sample.scenario
it 'swf' runs_alike sample.scenario log.swf

printf '%s\n' 'M1,2,j_1,1,Terminated,100,110,100,0.5' 'R2_1,1,j_1,1,Terminated,105,130,50,' \
  'J3_2_1,0,j_1,1,Waiting,0,0,100,0.5' 'R4_3,1,j_1,1,Terminated,90,95,100,0.5' \
  'task_x,1,j_2,1,Terminated,80,99,100,1' >tasks.csv
scenario tasks.csv 'order = upward-rank'
it 'alibaba2018' runs_alike sample.scenario tasks.csv -m two.csv

cat >w.json <<'EOF'
{ "name": "w", "schemaVersion": "1.5", "workflow": {
  "specification": { "tasks": [
    { "name": "a", "id": "a", "parents": [], "children": ["b"] },
    { "name": "b", "id": "b", "parents": ["a"], "children": [] } ] },
  "execution": { "makespanInSeconds": 3, "executedAt": "x", "tasks": [
    { "id": "a", "runtimeInSeconds": 1.25 }, { "id": "b", "runtimeInSeconds": 2 } ] } } }
EOF
scenario w.json 'order = critical-path-first'
it 'wfcommons' runs_alike sample.scenario w.json -m two.csv

mkdir -p google/task_events google/machine_events
printf '%s\n' '0,5,0,,0.5,0.5' '0,6,0,,0.25,0.25' '60000000,6,1,,,' \
  >google/machine_events/part-00000-of-00001.csv
printf '%s\n' '0,2,7,0,5,1,u,1,9,0.25,0.1,0,0' '1000000,,8,0,,0,v,1,0,0.2,0.1,0,1' \
  '2000000,,8,0,6,1,v,1,0,0.2,0.1,0,1' '9000000,,8,0,6,2,v,1,0,0.2,0.1,0,1' \
  '9000000,,8,0,,0,v,1,0,0.2,0.1,0,1' '10000000,,8,0,5,1,v,1,0,0.2,0.1,0,1' \
  '30000000,,8,0,5,4,v,1,0,0.2,0.1,0,1' >google/task_events/part-00000-of-00001.csv
printf '[workload]\ntrace = google\n[scenario]\nhorizon = 100s\n' >sample.scenario
it 'google2011' runs_alike sample.scenario google

cat >pods.csv <<'EOF'
name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time
p1,1000,512,1,500,,LS,Succeeded,0,20,5
p2,2000,512,0,0,,BE,Succeeded,3,9,
p3,500,100,1,1000,,Burstable,Running,4,,6
EOF
scenario pods.csv 'order = fifo'
it 'openb' runs_alike sample.scenario pods.csv -m two.csv

# The files that are published -----------------------------------------------------------------------

for trace in "$shared"/traces/swf/*.swf.gz; do
  [ -e "$trace" ] || { skip 'swf logs as published' "no traces/swf in $shared (set BERTH_SHARED)"; break; }
  printf '[workload]\ntrace = %s\n' "$trace" >sample.scenario
  it "$(basename "$trace")" runs_alike sample.scenario "$trace"
done
for trace in "$shared"/traces/wfinstances/*-00*.json; do
  [ -e "$trace" ] || { skip 'workflows as published' "no traces/wfinstances in $shared (set BERTH_SHARED)"; break; }
  printf 'machine,cpu,memory\na,16,256GiB\nb,16,256GiB\n' >two.csv
  scenario "$trace" 'order = upward-rank'
  it "$(basename "$trace")" runs_alike sample.scenario "$trace" -m two.csv
done

tap_done
