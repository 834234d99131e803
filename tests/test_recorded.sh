#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# [metrics] recorded: a replay held against the schedule that the trace was recorded with, by hand, for
# each format that tells it, and for the parts of ClusterData2011 against what awk makes of their rows.

top_srcdir=$(realpath "${top_srcdir:-.}")
. "$top_srcdir/tests/tap.sh"

berth=$(realpath "${BERTH:-$top_srcdir/build/berth}")
shared=${BERTH_SHARED:-$top_srcdir/../shared}
cd "$tap_dir" || exit 99

# figure DIR KEY: a number of "recorded" in its summary; RESOURCE.KEY of a resource.
figure() {
  awk -F'[:,]' -v want="$2" '
    /^  "recorded": \{/ { inside = 1; next }
    inside && /^  \}/ { exit }
    inside { key = $1; gsub(/[ "]/, "", key) }
    inside && /\{$/ { of = key "."; next }
    inside && /^    \}/ { of = ""; next }
    inside && of key == want { gsub(/ /, "", $2); print $2 }' "$1/summary.json"
}
# is DIR KEY NUMBER: to a millionth, relative.
is() {
  local got
  got=$(figure "$1" "$2")
  awk -v a="$got" -v b="$3" 'BEGIN { d = a - b; if (d < 0) d = -d; exit !(a != "" && d <= 1e-6 * (b < 0 ? -b : b) + 1e-12) }' ||
    { echo "$2 is $got, not $3"; return 1; }
}
# says STATUS MESSAGE COMMAND...
says() {
  local status=$1 message=$2 said
  shift 2
  said=$("$@" 2>&1 >/dev/null)
  [ $? = "$status" ] && [[ $said == *"$message" ]] || { echo "$said"; return 1; }
}

# By hand -------------------------------------------------------------------------------------------

# One machine of 4 cores, where b waits for a: the trace's own scheduler ran both at once, put b aside
# for an hour, and never ran c, of which it says so, nor tells anything of d.
cat >tasks.csv <<'EOF'
job,submit,duration,cpu,count,ran
a,0,1h,2,1,0-1h
b,0,2h,4,1,30min-1h;2h-3.5h
c,1h,1h,1,2,-
d,4h,1h,1,1,
e,4h,,1,1,4h-
EOF
cat >hand.scenario <<'EOF'
[scenario]
horizon = 6h
[machines m]
cpu = 4
[workload]
trace = tasks.csv
[metrics]
recorded = 1h
EOF
it 'runs it' "$berth" run -q hand.scenario -o hand
# Replayed: a in the first hour, b in the next two, c in the fourth, d and e in the fifth.
cat >expected.csv <<'EOF'
time,cpu_capacity,cpu_allocated,cpu_recorded
0,4,2,4
3600,4,4,0
7200,4,4,4
10800,4,2,2
14400,4,2,2
EOF
it 'by the hour, as far as the trace goes' diff expected.csv hand/recorded.csv
it 'whole hours alone' is hand intervals 4
it 'that long' is hand interval_seconds 3600
it 'tasks that the trace tells of' is hand tasks 5
it 'and does not' is hand tasks_not_told 1
it 'the mean of the replay' is hand cpu.allocated_mean 0.75
it 'and of the trace' is hand cpu.recorded_mean 0.625
it 'the mean of what lies between' is hand cpu.mean_absolute_difference 0.375
it 'the most of it' is hand cpu.max_absolute_difference 1
it 'a chart' [ -s hand/plots/recorded.svg ]
it 'shorter intervals' "$berth" run -q --no-plots hand.scenario -o half --set metrics.recorded=30min
it 'twice as many' is half intervals 8
it 'see more' is half cpu.mean_absolute_difference 0.5
it 'up to where the run ends' sh -c "'$berth' run -q --no-plots hand.scenario -o short --set scenario.horizon=150min"
it 'less hours' is short intervals 2
it 'no file where nobody asks' sh -c "'$berth' run -q --no-plots hand.scenario -o off --set metrics.recorded=none &&
  [ ! -e off/recorded.csv ] && ! grep -q '\"recorded\"' off/summary.json"
it 'and else the same' cmp off/timeline.csv hand/timeline.csv
it 'rows that are not in order' sh -c "{ head -n 1 tasks.csv; tail -n 1 tasks.csv; tail -n +2 tasks.csv | head -n 4; } >back.csv
  '$berth' run -q --no-plots hand.scenario -o back --set workload.trace=back.csv && cmp hand/recorded.csv back/recorded.csv"
it 'is converted' sh -c "'$berth' trace convert tasks.csv own.csv >/dev/null &&
  [ \"\$(sed 's/.*,//' own.csv | tr '\n' ' ')\" = 'ran 0-3600 1800-3600;7200-12600 -  14400- ' ]"
it 'and runs alike' sh -c "'$berth' run -q --no-plots hand.scenario -o own --set workload.trace=own.csv &&
  cmp hand/recorded.csv own/recorded.csv && cmp hand/summary.json own/summary.json"
it 'a sample has its own times' sh -c "'$berth' trace sample --from 1h tasks.csv part.csv >/dev/null &&
  grep -q '^e,.*,10800-\$' part.csv"
it 'a trace that is stretched was never recorded' sh -c "'$berth' trace scale --gaps 2 tasks.csv part.csv >/dev/null &&
  ! grep -q ran part.csv"

it 'a run is from a time to another' says 1 "bad.csv:2: ran: '5' is no time to run; expected start-end;start-end in time, the last end empty where it runs on, or - where it never ran" \
  sh -c "printf 'job,submit,ran\na,0,5\n' >bad.csv; '$berth' run -q hand.scenario -o bad --set workload.trace=bad.csv"
it 'a trace must tell' says 1 "--set metrics.recorded: recorded: the trace does not say when its tasks ran; expected none, or a trace in google2011, google2019, openb or swf, or in berth's own format with a column ran" \
  sh -c "printf 'job,submit\na,0\n' >plain.csv; '$berth' run -q hand.scenario -o bad --set workload.trace=plain.csv --set metrics.recorded=1h"
for key in shuffle=true arrivals=one-by-one durations=unending inflate=cpu:0.9; do
  it "not with $key" says 1 'hand.scenario:8: recorded: what runs is not the trace as it was recorded; expected none, or no inflate, shuffle, arrivals, durations and no groups [generate NAME]' \
    "$berth" run -q hand.scenario -o bad --set "workload.$key"
done
it 'not in a million pieces' says 1 'the trace is of more than a million of them; expected a longer interval' \
  sh -c "printf 'job,submit,ran\na,0,0-2000000\n' >long.csv; '$berth' run -q hand.scenario -o bad --set workload.trace=long.csv --set metrics.recorded=1"

# Formats -------------------------------------------------------------------------------------------

printf '; MaxProcs: 4\n1 0 3600 3600 2 -1 -1 2 3600 -1 1 3 1 1 1 1 -1 -1\n2 3600 -1 3600 4 -1 -1 4 3600 -1 1 4 1 1 1 1 -1 -1\n' >log.swf
printf '[workload]\ntrace = log.swf\n[metrics]\nrecorded = 1h\n' >swf.scenario
it 'swf has waits' sh -c "'$berth' run -q --no-plots swf.scenario -o swf"
it 'of most jobs' is swf tasks_not_told 1
it 'and starts after them' [ "$(cut -d, -f1,3,4 swf/recorded.csv | tr '\n' ' ')" = 'time,cpu_allocated,cpu_recorded 0,2,0 3600,4,2 7200,4,2 ' ]

cat >pods.csv <<'EOF'
name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time
p1,1000,0,0,0,,LS,Succeeded,0,7200,3600
p2,2000,0,0,0,,BE,Succeeded,0,7200,
EOF
printf '[machines m]\ncpu = 4\n[workload]\ntrace = pods.csv\n[metrics]\nrecorded = 1h\n' >pods.scenario
it 'openb has times of scheduling' "$berth" run -q --no-plots pods.scenario -o pods
it 'a pod without one never ran' [ "$(cut -d, -f1,4 pods/recorded.csv | tr '\n' ' ')" = 'time,cpu_recorded 0,0 3600,1 7200,1 ' ]

# ClusterData2011 -----------------------------------------------------------------------------------

trace=$shared/traces/google2011
if [ -d "$trace/task_events" ] && [ -d "$trace/machine_events" ]; then
  trace=$(realpath "$trace")
  printf '[workload]\ntrace = %s\n[scenario]\nhorizon = 31000s\n[metrics]\nrecorded = 1h\ntasks = never\n' \
    "$trace" >google.scenario
  it 'replays ClusterData2011' "$berth" run -q --no-plots google.scenario -o google
  # From SCHEDULE to whatever ends a run, by the first request that is told; tasks that only left are
  # no part of it, for they never ran.
  zcat "$trace"/task_events/part-*.csv.gz | awk -F, '
    function add(k, from, to,   h, a, b) {
      for (h = 0; h < 8; h++) {
        a = from > h * 3600e6 ? from : h * 3600e6
        b = to < (h + 1) * 3600e6 ? to : (h + 1) * 3600e6
        if (b > a) { cpu[h] += cpus[k] * (b - a) / 3600e6; memory[h] += memories[k] * (b - a) / 3600e6 }
      }
    }
    {
      k = $3 "," $4
      if ($10 != "" && !(k in cpus)) { cpus[k] = int($10 * 64000 + 0.5) / 1000; memories[k] = int($11 * 262144 + 0.5) }
      if ($6 == 1) start[k] = $1
      else if ($6 >= 2 && $6 <= 6 && k in start) { add(k, start[k], $1); delete start[k] }
    }
    END {
      for (k in start) add(k, start[k], 1e18)
      for (h = 0; h < 8; h++) printf "%.10g %.10g\n", cpu[h], memory[h]
    }' >counted
  it 'has allocated what its rows say, by the hour' sh -c "sed '1d; \$d' google/recorded.csv | cut -d, -f4,7 | tr , ' ' |
    paste -d ' ' - counted | awk '{ c = \$1 / \$3 - 1; m = \$2 / \$4 - 1; print; n++
      if (c * c > 1e-8 || m * m > 1e-8) exit 1 } END { if (n != 8) exit 1 }'"
  # docs/traces.md
  it 'replayed' [ "$(printf '%.3f' "$(figure google cpu.allocated_mean)")" = 0.926 ]
  it 'recorded' [ "$(printf '%.3f' "$(figure google cpu.recorded_mean)")" = 1.034 ]
  it 'apart' [ "$(printf '%.3f' "$(figure google cpu.mean_absolute_difference)")" = 0.108 ]
  it 'memory too' [ "$(printf '%.3f' "$(figure google memory.mean_absolute_difference)")" = 0.116 ]
else
  skip 'replays ClusterData2011' "no traces/google2011 in $shared (set BERTH_SHARED)"
fi

tap_done
