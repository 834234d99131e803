#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# berth trace: figures of a small trace reckoned by hand, and of openb against those that others
# have published of it.

top_srcdir=$(realpath "${top_srcdir:-.}")
. "$top_srcdir/tests/tap.sh"

berth=$(realpath "${BERTH:-$top_srcdir/build/berth}")
shared=$(realpath -m "${BERTH_SHARED:-$top_srcdir/../shared}")
cd "$tap_dir" || exit 99

# value FILE GROUP KEY: the number of that name in the group (of any depth), or outside of one ("").
value() {
  awk -v want="$2" -v key="$3" '
    match($0, /^ *"[^"]*" : /) {
      depth = (match($0, /[^ ]/) - 1) / 2
      name = $0; sub(/^ *"/, "", name); sub(/" : .*/, "", name)
      value = $0; sub(/^ *"[^"]*" : /, "", value); sub(/,$/, "", value)
      path[depth] = depth > 1 ? path[depth - 1] "." name : name
      if (path[depth] == (want == "" ? key : want "." key)) print value
    }' "$1"
}

# is FILE GROUP KEY VALUE; numbers to nine digits.
is() {
  awk -v a="$(value "$1" "$2" "$3")" -v b="$4" 'BEGIN {
    if (a == b || (a != "" && a != "null" && sprintf ("%.9g", a) == sprintf ("%.9g", b))) exit 0
    print a " is not " b; exit 1 }'
}

# Two users; five tasks in four rows, one of which never ends.
cat >tasks.csv <<'EOF'
job,task,user,submit,duration,tier,cpu,memory,count
a,x,u,0,100,prod,1,1024,1
b,y,u,10,50,batch,2,2048,2
c,z,v,10,,free,1,0,1
d,0,v,100,10,batch,4,512,1
EOF
# m is there for 100 s, n for 25 s: 500 core seconds between the first and the last submit.
printf 'machine,cpu,memory,time,event\nm,4,4096,,\nn,4,4096,50,add\nn,,,75,down\n' >machines.csv

info() { "$berth" trace info "$@"; }

it 'says what a trace is like' sh -c "'$berth' trace info -m machines.csv --json tasks.csv >small.json"
it 'counts tasks' is small.json '' tasks 5
it 'and those that never end' is small.json '' unending_tasks 1
it 'and jobs' is small.json '' jobs 4
it 'and users' is small.json '' users 2
it 'and machines' is small.json '' machines 2
it 'and what happens to them' is small.json '' machine_events 1
it 'offers prod 100 of 500 core seconds' is small.json tiers.prod.offered_load cpu 0.2
it 'offers batch 240' is small.json tiers.batch.offered_load cpu 0.48
it 'offers free 90 until the last submit' is small.json tiers.free.offered_load cpu 0.18
it 'and 430 in all' is small.json offered_load cpu 0.86
it 'memory: 312,320 of 512,000 MiB seconds' is small.json offered_load memory 0.61
it 'run times by nearest rank' is small.json run_time_seconds p50 50
it 'their mean' is small.json run_time_seconds mean 52.5
it 'gaps are 10, 0, 0 and 90 s' is small.json gap_seconds p50 0
it 'of mean 25' is small.json gap_seconds mean 25
it 'and vary by √1425 / 25' is small.json '' gap_coefficient_of_variation 1.50996689
it 'the median request' is small.json request.cpu p50 2
it 'one of five tasks is the top 1 %' is small.json top_1_percent_share cpu 0.23255814
it 'and has 102,400 of 312,320 MiB seconds' is small.json top_1_percent_share memory 0.327868852
it 'no load without machines' [ "$("$berth" trace info --json tasks.csv | grep -c null)" = 10 ]
it 'the last submit and the last end' is small.json '' last_end_seconds 110

printf 'job,submit\na,5\n' >one.csv
it 'one task without any request' sh -c "'$berth' trace info one.csv | grep -q 'nothing to share'"
it 'the tables have it too' sh -c "'$berth' trace info -m machines.csv tasks.csv |
  grep -q '^batch  *3  *60.0 %  *48.0 %  *41.0 %$'"
printf '; no comment on processors\n1 5 -1 -1 4 -1 -1 4 10 -1 1 1 1 1 1 1 -1 -1\n2 5 -1 7 4 -1 -1 4 10 -1 1 1 1 1 1 1 -1 -1\n' >log.swf
it 'a log need not say what computer it was' sh -c "'$berth' trace info log.swf | grep -q '^machines  *not given$'"
it 'what is left out' \
  sh -c "'$berth' trace info log.swf | grep -qx 'left out      jobs without a run time: 1 (first: line 2)'"
it 'as JSON as well' sh -c "'$berth' trace info --json log.swf | tr -d '\n ' |
  grep -qF '\"left_out\":[{\"what\":\"jobswithoutaruntime\",\"count\":1,\"first_file\":null,\"first_line\":2}]'"

# says STATUS MESSAGE COMMAND...
says() {
  local status=$1 message=$2 said
  shift 2
  said=$("$@" 2>&1 >/dev/null)
  [ $? = "$status" ] && [[ $said == *"$message" ]] || { echo "$said"; return 1; }
}
it 'a faulty row has its line' says 1 "bad.csv:2: submit: 'x' is not a time; expected seconds or a number with a unit like 90, 1.5, 2h" \
  sh -c "printf 'job,submit\na,x\n' >bad.csv; '$berth' trace info bad.csv"
it 'nowhere to sort' says 1 'none: cannot make a temporary file: No such file or directory' \
  sh -c "printf '0,,7,0,,0,u,1,1,0,0,0,0\n' >part.csv; TMPDIR=none '$berth' trace info part.csv"
it 'a folder that is no trace' says 1 'and so on (google2011), or with instance_events-000000000000.json.gz (google2019)' "$berth" trace info .
it 'no such format' says 1 "unknown format 'x'; expected one of auto, berth, openb, swf, google2011, google2019, alibaba2018, azure2020, kubernetes, philly, wfcommons" \
  "$berth" trace info -f x tasks.csv
it 'help lists all formats' sh -c "'$berth' trace info --help |
  grep -qF -e \"--format=\$('$berth' trace info -f x tasks.csv 2>&1 | sed 's/.*one of //; s/, /|/g') \""
it 'dependencies are not written' says 1 'jobs of the trace wait for others, which is not written; expected a trace without dependencies' \
  sh -c "printf 'job,submit,after\na,0,\nb,0,a\n' >after.csv; '$berth' trace convert after.csv out.csv"
it 'no such command' says 2 "did you mean 'trace info'?" "$berth" trace inf tasks.csv
it 'a group alone lists its commands' sh -c "'$berth' trace --help | grep -q 'trace info'"
it 'help of a command of two words' sh -c "'$berth' help trace info | grep -q '^usage: berth trace info'"

# Conversion --------------------------------------------------------------------------------------

# Everything that the format has, not in order, with names that want quotes.
cat >all.csv <<'EOF'
job,task,user,submit,duration,estimate,tier,cpu,memory,gpu,cpu-used,constraints,preferences,tolerations,checkpoint,budget,count,gang,group,spread,affinity
late,,org/team,1h,90.5,,prod,500m,1GiB,0.5,0.25,zone=a|b;disk=ssd,disk=ssd:5,,,3,,,,,
"a, ""b""",first,u,1.5,,7,free,1,100,0,,,,dedicated=x;other,2min,,,,,zone:1,!self@machine
" c ",m,v,2,10,20,batch,2,0,2,1,,,,,,4,2,,,
d,7,v,2,0,,monitoring,0,0,0,,!old,,*,,0,,,db,,db@zone:10
EOF
cat >all-in.csv <<'EOF'
machine,cpu,memory,gpu,zone,rack,attributes,taints,soft-taints,time,event
m1,4,8GiB,2,a,r1,disk=ssd;cores=4,,,0,
"m,2",0.5,1GiB,0,b,,,dedicated=x;gone,slow,10,add
m1,,,,,,,,,20,drain
"m,2",,,,,,,,,20,down
m1,,,,,,,,,30,up
EOF
it 'converts all that there is' sh -c "'$berth' trace convert -m all-in.csv all.csv once.csv >said"
it 'says what it wrote' sh -c "grep -qx 'wrote       7 tasks in once.csv' said &&
  grep -qx 'wrote       2 machines in once-machines.csv' said"
cat >expected.csv <<'EOF'
job,task,user,submit,duration,priority,cpu,memory,gpu,cpu-used,memory-used,gpu-used,estimate,checkpoint,budget,count,gang,constraints,preferences,tolerations,group,spread,affinity
"a, ""b""",first,u,1.5,,0,1,100,0,,,,7,120,,,,,,dedicated=x;other,"a, ""b""",zone:1,!self@machine
" c ",m,v,2,10,100,2,0,2,1,0,2,20,,,4,2,,,,,,
d,7,v,2,0,360,0,0,0,,,,,,0,,,!old,,*,db,,db@zone:10
late,0,org/team,3600,90.5,200,0.5,1024,0.5,0.25,1024,0.5,,,3,,,zone=a|b;disk=ssd,disk=ssd:5,,,,
EOF
cat >expected-machines.csv <<'EOF'
machine,cpu,memory,gpu,zone,rack,attributes,taints,soft-taints,time,event
m1,4,8192,2,a,r1,disk=ssd;cores=4,,,0,add
"m,2",0.5,1024,0,b,,,dedicated=x;gone,slow,10,add
m1,,,,,,,,,20,drain
"m,2",,,,,,,,,20,down
m1,,,,,,,,,30,up
EOF
it 'tasks in order, each in full' diff expected.csv once.csv
it 'machines in order, and what happens to them' diff expected-machines.csv once-machines.csv
it 'converts it again, packed' \
  "$berth" trace convert -m once-machines.csv once.csv twice.csv.gz
it 'to the same tasks' sh -c 'zcat twice.csv.gz | cmp - once.csv'
it 'and the same machines' sh -c 'zcat twice-machines.csv.gz | cmp - once-machines.csv'
printf 'job,submit\na,5\n' >plain.csv
it 'only columns that are needed' sh -c "'$berth' trace convert plain.csv out.csv >/dev/null &&
  printf 'job,task,user,submit,duration,priority\na,0,default,5,,100\n' | cmp - out.csv"
it 'no machines, no file of them' [ ! -e out-machines.csv ]
it 'OUT is a CSV file' says 2 "'out.txt' ends neither in .csv nor in .csv.gz; see berth trace convert --help" \
  "$berth" trace convert plain.csv out.txt
it 'nothing is left of what fails' sh -c "! '$berth' trace convert bad.csv never.csv 2>/dev/null && [ ! -e never.csv ]"
it 'a folder that is not there' says 1 'none/out.csv: cannot write: No such file or directory' \
  "$berth" trace convert plain.csv none/out.csv

# Samples -----------------------------------------------------------------------------------------

# jobs_of FILE: the names of its jobs, in order, on one line.
jobs_of() { awk -F, 'FNR > 1 { printf "%s%s", sep, $1; sep = " " }' "$1"; }
# makes "JOBS" COMMAND…: trace COMMAND writes out.csv with these jobs.
makes() {
  local jobs=$1
  shift
  "$berth" trace "$@" out.csv >said && [ "$(jobs_of out.csv)" = "$jobs" ] || { cat said out.csv; return 1; }
}
cat >jobs.csv <<'EOF'
job,user,submit,duration,cpu,count
a,org/x,0,10,1,1
b,org/y,5,10,1,3
c,org,10,,1,1
d,other,20,30,1,1
EOF
printf 'machine,cpu,time,event\nm,4,,\nn,4,7,add\nm,,3,down\nm,,12,up\n' >jobs-in.csv
it 'a sample of nothing less is all' makes 'a b c d' sample jobs.csv
it 'of a user' makes b sample --user org/y jobs.csv
it 'and of those below' makes 'a b c' sample --user org jobs.csv
it 'and of several' makes 'b d' sample -u org/y -u other jobs.csv
it 'of a time, until its end' makes 'b c' sample --from 5 --until 20 -m jobs-in.csv jobs.csv
it 'with times from there on' [ "$(cut -d, -f1,4 out.csv | tail -n 2 | tr '\n' ' ')" = 'b,0 c,5 ' ]
it 'for machines as well: what was before is so at the beginning' sh -c "printf \
  'machine,cpu,time,event\nm,4,0,add\nn,4,2,add\nm,,0,down\nm,,7,up\n' | cmp - out-machines.csv"
it 'says how many tasks' grep -qx 'wrote       4 tasks in out.csv' said
it 'a user and a time' makes a sample --user org --until 5 jobs.csv
awk 'BEGIN { print "job,task,submit"; for (j = 0; j < 4000; j++) for (t = 0; t < 2; t++) print "job-" j "," t "," j }' >many.csv
for part in 0.2 0.5; do
  it "takes $part of the jobs" sh -c "'$berth' trace sample --jobs $part many.csv part-$part.csv >/dev/null"
  # 4,000 jobs: five standard deviations are 158 and less.
  it 'nearly' awk -F, -v part=$part 'FNR > 1 { n[$1]++ } END {
    for (j in n) { jobs++; if (n[j] != 2) exit 1 }
    d = jobs - part * 4000; print jobs; exit !(d < 158 && d > -158) }' part-$part.csv
done
it 'the lesser part is in the greater' [ -z "$(tail -n +2 part-0.2.csv | grep -vxFf part-0.5.csv)" ]
it 'another seed takes others' sh -c "'$berth' trace sample --jobs 0.5 --seed 1 many.csv other.csv >/dev/null &&
  ! cmp -s part-0.5.csv other.csv"
it 'the same seed the same' sh -c "'$berth' trace sample --jobs 0.5 --seed 0 many.csv other.csv >/dev/null &&
  cmp part-0.5.csv other.csv"
it 'a sample of nobody' says 1 'jobs.csv: no task is left; expected a sample that some task is in' \
  "$berth" trace sample --from 1h jobs.csv none.csv
it 'and no file of it' [ ! -e none.csv ]
it 'no such user' says 1 "--user: no task is of 'org/z'; expected one of org, org/x, org/y, other; did you mean 'org/x'?" \
  "$berth" trace sample -u org/z jobs.csv none.csv
it 'a part is at most all' says 1 "--jobs: '1.5' is out of range; expected a number from 0.000001 to 1" \
  "$berth" trace sample --jobs 1.5 jobs.csv none.csv
it 'time goes on' says 1 "--until: '5' is none; expected a time after --from" \
  "$berth" trace sample --from 5 --until 5 jobs.csv none.csv
it 'a seed is a number' says 1 "--seed: 'x' is not a whole number; expected a whole number from 0 on" \
  "$berth" trace sample --seed x jobs.csv none.csv

# Scaling -----------------------------------------------------------------------------------------

it 'scales gaps' makes 'a b c d' scale --gaps 0.5 -m jobs-in.csv jobs.csv
it 'submit times, not run times' sh -c "[ \"\$(cut -d, -f4,5 out.csv | tail -n 3 | tr '\n' ' ')\" = '2.5,10 5, 10,30 ' ]"
it 'and times of machines' sh -c "printf \
  'machine,cpu,time,event\nm,4,0,add\nn,4,3.5,add\nm,,1.5,down\nm,,6,up\n' | cmp - out-machines.csv"
it 'scales run times' makes 'a b c d' scale --run-times 1.5 jobs.csv
it 'and not when tasks come' sh -c "[ \"\$(cut -d, -f4,5 out.csv | tail -n 3 | tr '\n' ' ')\" = '5,15 10, 20,45 ' ]"
grep -v '^c' jobs.csv >ending.csv
it 'chooses a load' sh -c "'$berth' trace scale --load cpu:0.7 -m jobs-in.csv ending.csv dense.csv >/dev/null &&
  '$berth' trace info --json -m dense-machines.csv dense.csv >dense.json"
# Submit times are whole microseconds of some 20 s.
it 'which it has then' awk -v load="$(value dense.json offered_load cpu)" \
  'BEGIN { d = load - 0.7; print load; exit !(d < 1e-6 && d > -1e-6) }'
it 'not where tasks never end' says 1 'jobs.csv: some tasks never end, so that a load of the trace cannot be chosen; expected --gaps FACTOR' \
  "$berth" trace scale --load cpu:0.7 -m jobs-in.csv jobs.csv none.csv
it 'nor without machines' says 1 'ending.csv: there is no load to scale; expected --machines FILE, and tasks at more than one time' \
  "$berth" trace scale --load cpu:0.7 ending.csv none.csv
it 'a load is of a resource' says 1 "--load: 'disk:1' is no load; expected RESOURCE:SHARE like cpu:0.9, of a resource that tasks ask for" \
  "$berth" trace scale --load disk:1 -m jobs-in.csv ending.csv none.csv
it 'a load or factors' says 2 '--load goes with neither --gaps nor --run-times; see berth trace scale --help' \
  "$berth" trace scale --load cpu:1 --gaps 2 jobs.csv none.csv
it 'times have an end' says 1 'jobs.csv:2: a time would be above 146,000 years; expected lesser factors' \
  sh -c "printf 'job,submit,duration\na,0,1000000000000\n' >jobs.csv; '$berth' trace scale --run-times 1000000 jobs.csv none.csv"

# Published figures of openb, from its own files ---------------------------------------------------

pods=$shared/traces/openb/openb_pod_list_default.csv
nodes=$shared/traces/openb/openb_node_list_all_node.csv
if [ -e "$pods" ] && [ -e "$nodes" ]; then
  "$berth" trace info -m "$nodes" --json "$pods" >openb.json
  it 'openb has 8,152 pods' is openb.json '' tasks 8152
  it 'on 1,523 nodes' is openb.json '' machines 1523
  it 'of 6,212 GPUs' is openb.json capacity gpu 6212
  it 'and 125,514 cores' is openb.json capacity cpu 125514
  it 'their CPU at 1 %' is openb.json request.cpu p1 3.152
  it 'at the median' is openb.json request.cpu p50 11.3
  it 'at 90 %' is openb.json request.cpu p90 16.4
  it 'at 99 %' is openb.json request.cpu p99 32
  it 'and at most' is openb.json request.cpu max 120.2
  it 'their memory at the median' is openb.json request.memory p50 41560
  it 'the last comes when it does' \
    is openb.json '' last_submit_seconds "$(awk -F, 'FNR > 1 && $9 > m { m = $9 } END { print m }' "$pods")"
  it 'GPU seconds over those there' is openb.json offered_load gpu "$(awk -F, '
    FNR == NR { if (FNR > 1) g += $4; next }
    FNR > 1 { d = $11 != "" ? $10 - $11 : $10 - $9; w += $4 * $5 / 1000 * d; if ($9 > m) m = $9 }
    END { printf "%.15g", w / (g * m) }' "$nodes" "$pods")"
  it 'one in a hundred has 92 % of the CPU time' is openb.json top_1_percent_share cpu "$(awk -F, '
    FNR > 1 { printf "%.0f\n", $2 * ($11 != "" ? $10 - $11 : $10 - $9) }' "$pods" | sort -rn |
    awk '{ s += $1; if (NR <= 82) t += $1 } END { printf "%.15g", t / s }')"

  # What is converted runs like what it was.
  printf '[cell]\nmachines = %s\n[workload]\ntrace = %s\n' "$nodes" "$pods" >openb.scenario
  it 'converts openb' "$berth" trace convert -m "$nodes" "$pods" openb.csv
  it 'runs it as it is' "$berth" run -q --no-plots openb.scenario -o real
  it 'and as converted' "$berth" run -q --no-plots openb.scenario -o own \
    --set cell.machines=openb-machines.csv --set workload.trace=openb.csv
  for name in summary.json timeline.csv tasks.csv users.csv; do
    it "the same $name" cmp "real/$name" "own/$name"
  done
else
  skip 'figures of openb' "no traces/openb in $shared (set BERTH_SHARED)"
fi

tap_done
