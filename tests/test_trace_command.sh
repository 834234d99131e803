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

# Tables, and charts of them.
it 'leaves charts' sh -c "'$berth' trace info -m machines.csv -o charts --json tasks.csv >said &&
  cmp said charts/trace.json"
it 'of all that there is' [ "$(ls charts | tr '\n' ' ')" = 'trace-arrivals.svg trace-distributions.csv trace-distributions.svg trace-load.csv trace-load.svg trace-top-tasks.csv trace-top-users.csv trace-top.svg trace-users.csv trace.json ' ]
# row FILE KEY COLUMN...: cells of the first row that begins with the key.
row() {
  local file=$1 key=$2
  shift 2
  awk -F, -v key="$key" -v want="$*" 'FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; n = split(want, name, " "); next }
    $1 == key { for (i = 1; i <= n; i++) printf "%s%s", $at[name[i]], i < n ? " " : "\n"; exit }' "$file"
}
it 'one task from the first second on' [ "$(row charts/trace-load.csv 9 cpu_offered cpu_offered_prod cpu_capacity)" = '1 1 4' ]
it 'four from the tenth' [ "$(row charts/trace-load.csv 10 cpu_offered cpu_offered_prod cpu_offered_batch cpu_offered_free)" = '6 1 4 1' ]
it 'whose memory is theirs' [ "$(row charts/trace-load.csv 59 memory_offered memory_capacity)" = '5120 8192' ]
it 'until they end' [ "$(row charts/trace-load.csv 60 cpu_offered memory_offered cpu_capacity)" = '2 1024 8' ]
it 'machines go' [ "$(row charts/trace-load.csv 75 cpu_capacity)" = 4 ]
it 'three arrive in that second' [ "$(row charts/trace-load.csv 10 arrivals_batch arrivals_free arrivals_prod)" = '7200 3600 0' ]
it 'what is there at first does not arrive' [ "$(row charts/trace-load.csv 0 arrivals_prod)" = 0 ]
it 'a hundred seconds, and their end' [ "$(wc -l <charts/trace-load.csv)" = 102 ]
it 'ranks' [ "$(row charts/trace-distributions.csv 0.5 run_time gap cpu_request memory_request)" = '50 0 2 1024' ]
it 'up to the last' [ "$(row charts/trace-distributions.csv 1 run_time gap cpu_request memory_request)" = '100 90 4 2048' ]
it 'a thousand' [ "$(wc -l <charts/trace-distributions.csv)" = 1002 ]
it 'the top user' [ "$(row charts/trace-top-users.csv 1 cpu_work)" = 300 ]
it 'has 300 of 430 core seconds' [ "$(row charts/trace-top-users.csv 1 cpu_share | cut -c 1-8)" = 0.697674 ]
it 'there are not three' [ "$(wc -l <charts/trace-top-users.csv)" = 2 ]
it 'users in order' [ "$(cut -d, -f1-3 charts/trace-users.csv | tr '\n' ' ')" = 'user,tasks,cpu_work u,3,300 v,2,130 ' ]
it 'half of five tasks are three' [ "$(row charts/trace-top-tasks.csv '50 %' tasks cpu_work)" = '3 300' ]
it 'draws them again' sh -c "cp charts/trace-load.svg was.svg && '$berth' plot charts -o charts >/dev/null && cmp was.svg charts/trace-load.svg"
it 'as PNG, and wider' sh -c "'$berth' trace info -o wide --plot-format png --width 1280 tasks.csv >/dev/null && [ -s wide/trace-top.png ]"
it 'without machines there is no capacity' [ "$(row wide/trace-load.csv 10 cpu_offered cpu_capacity)" = '6 ' ]
it 'all at once' sh -c "printf 'job,submit,duration,cpu\na,5,10,1\nb,5,20,1\n' >once.csv
  '$berth' trace info -o once once.csv >/dev/null"
it 'until the last end' [ "$(row once/trace-load.csv 14 cpu_offered)$(row once/trace-load.csv 15 cpu_offered)$(row once/trace-load.csv 25 cpu_offered)" = 211 ]
it 'and never ending' sh -c "printf 'job,submit\na,5\n' >once.csv; '$berth' trace info -o never once.csv >/dev/null && [ -s never/trace-arrivals.svg ]"

printf 'job,submit\na,5\n' >one.csv
it 'one task without any request' sh -c "'$berth' trace info one.csv | grep -q 'nothing to share'"
it 'the tables have it too' sh -c "'$berth' trace info -m machines.csv tasks.csv |
  grep -q '^batch  *3  *60.0 %  *48.0 %  *41.0 %$'"
printf '; no comment on processors\n1 5 -1 -1 4 -1 -1 4 10 -1 1 1 1 1 1 1 -1 -1\n2 5 -1 7 4 -1 -1 4 10 -1 1 1 1 1 1 1 -1 -1\n' >log.swf
printf 'job,submit,after\na,0,\nb,0,a;ghost\nc,0,b\nd,0,\n' >after.csv
it 'jobs after jobs' sh -c "'$berth' trace info after.csv |
  grep -qx 'workflows     1, with 2 dependencies, and 1 on jobs that are not in the trace (b on ghost)'"
it 'and for programs' sh -c "'$berth' trace info --json after.csv | tr -d '\n ' |
  grep -q '\"workflows\":1,\"dependencies\":2,\"dangling_dependencies\":1'"
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
it 'a folder that cannot be' says 1 'tasks.csv/x: cannot be made: Not a directory; expected a folder that can be made' \
  "$berth" trace info -o tasks.csv/x tasks.csv
it 'a format that cannot be' says 1 "--format: 'gif'; expected one of svg, png, pdf" \
  "$berth" trace info -o charts --plot-format gif tasks.csv
it 'a faulty row has its line' says 1 "bad.csv:2: submit: 'x' is not a time; expected seconds or a number with a unit like 90, 1.5, 2h" \
  sh -c "printf 'job,submit\na,x\n' >bad.csv; '$berth' trace info bad.csv"
it 'nowhere to sort' says 1 'none: cannot make a temporary file: No such file or directory' \
  sh -c "printf '0,,7,0,,0,u,1,1,0,0,0,0\n' >part.csv; TMPDIR=none '$berth' trace info part.csv"
it 'a folder that is no trace' says 1 'and so on (google2011), or instance_events-000000000000.json.gz (google2019)' "$berth" trace info .
it 'no such format' says 1 "unknown format 'x'; expected one of auto, berth, openb, swf, google2011, google2019, alibaba2017, alibaba2018, alibaba-gpu2020, azure2020, kubernetes, philly, wfcommons, helios, sacct" \
  "$berth" trace info -f x tasks.csv
it 'help lists all formats' sh -c "'$berth' trace info --help |
  grep -qF -e \"--format=\$('$berth' trace info -f x tasks.csv 2>&1 | sed 's/.*one of //; s/, /|/g') \""
it 'what else a cell may count' sh -c "printf 'job,submit,duration,disk,fpga\na,0,10,100,2\nb,10,10,50,1\n' >disk.csv
  printf 'machine,disk,fpga\nm,1000,4\n' >disk-in.csv
  '$berth' trace info --json --resources disk,fpga --devices fpga -m disk-in.csv disk.csv >disk.json"
it 'is counted' is disk.json offered_load disk 0.15
it 'in devices' is disk.json request.fpga max 2
it 'resources are named as in a scenario' says 1 "--resources: 'Disk' cannot be a resource's name; expected lower-case letters, digits, - and _, and no name of another column or key" \
  "$berth" trace info --resources 'disk;Disk' disk.csv
it 'each once' says 1 "--resources: 'disk' again; expected each resource once" \
  "$berth" trace info --resources disk,disk disk.csv
it 'devices are of resources' says 1 "--devices: 'gpu' is no resource of the cell; expected one of disk, fpga" \
  "$berth" trace info --resources disk,fpga --devices gpu disk.csv
it 'no such command' says 2 "did you mean 'trace info'?" "$berth" trace inf tasks.csv
it 'a group alone lists its commands' sh -c "'$berth' trace --help | grep -q 'trace info'"
it 'help of a command of two words' sh -c "'$berth' help trace info | grep -q '^usage: berth trace info'"

# Conversion --------------------------------------------------------------------------------------

# Everything that the format has, not in order, with names that want quotes.
cat >all.csv <<'EOF'
job,task,user,submit,duration,estimate,tier,cpu,memory,gpu,cpu-used,constraints,preferences,tolerations,checkpoint,budget,count,gang,group,spread,affinity,data,data-size
late,,org/team,1h,90.5,,prod,500m,1GiB,0.5,0.25,zone=a|b;disk=ssd,disk=ssd:5,,,3,,,,,,,
"a, ""b""",first,u,1.5,,7,free,1,100,0,,,,dedicated=x;other,2min,,,,,zone:1,!self@machine,,
" c ",m,v,2,10,20,batch,2,0,2,1,,,,,,4,2,,,,,
d,7,v,2,0,,monitoring,0,0,0,,!old,,*,,0,,,db,,db@zone:10,m1;b,1.5GiB
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
job,task,user,submit,duration,priority,cpu,memory,gpu,cpu-used,memory-used,gpu-used,estimate,checkpoint,budget,count,gang,data-size,constraints,preferences,tolerations,group,spread,affinity,data
"a, ""b""",first,u,1.5,,0,1,100,0,,,,7,120,,,,,,,dedicated=x;other,"a, ""b""",zone:1,!self@machine,
" c ",m,v,2,10,100,2,0,2,1,0,2,20,,,4,2,,,,,,,,
d,7,v,2,0,360,0,0,0,,,,,,0,,,1536,!old,,*,db,,db@zone:10,m1;b
late,0,org/team,3600,90.5,200,0.5,1024,0.5,0.25,1024,0.5,,,3,,,,zone=a|b;disk=ssd,disk=ssd:5,,,,,
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
