#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# berth trace generate: the file that it writes runs as the scenario does, to the same bytes.

top_srcdir=${top_srcdir:-.}
. "$top_srcdir/tests/tap.sh"
BERTH=${BERTH:-$top_srcdir/build/berth}
[[ $BERTH = /* ]] || BERTH=$PWD/$BERTH
cd "$tap_dir" || exit 99

cat >base.scenario <<'END'
[scenario]
horizon = 3d
[machines big]
count = 40
cpu = 32
memory = 128GiB
gpu = 4
attributes = disk=ssd
[machines small]
count = 40
cpu = 8
memory = 32GiB
[scheduler]
preempt = lowest-priority
END
cat >trace.csv <<'END'
job,task,user,submit,duration,estimate,tier,cpu,cpu-used,cpu-peak,peak-at,count,checkpoint,budget,tolerations
first,,ops,0,3600,7200,prod,1.5,0.25,1,600,3,,1,*
second,map.7,ops,100.000001,60,,free,0.1,,,,,30,,
END
{
  cat <<'END'
[scenario]
include = base.scenario
[generate web]
arrivals = at-once
load = cpu:0.3
tier = prod
tasks = geometric 4
cpu = uniform 500m 4
constraints = disk=ssd
[generate batch]
arrivals = diurnal
load = cpu:0.7
tasks = geometric 3
duration = lognormal median 10min mean 30min
cpu = uniform 500m 4
memory = lognormal median 2GiB mean 4GiB
gpu = discrete 0:8 0.5:1 2:1
checkpoint = 5min
users = 7
user = org/batch
[generate parallel]
like = lublin-batch
rate = 5/h
END
} >made.scenario
printf '%s\n' '[scenario]' 'include = base.scenario' '[workload]' 'trace = out.csv' >read.scenario
printf '%s\n' '[workload]' 'trace = trace.csv' | cat made.scenario - >both.scenario

status() {
  local expected=$1 found=0
  shift
  "$@" || found=$?
  [ "$found" -eq "$expected" ] || { echo "exit $found, expected $expected"; return 1; }
}
run() { "$BERTH" run "$1" --quiet --no-plots -o "$2"; }
generate() { "$BERTH" trace generate "$@"; }
same() { cmp "made/$1" "read/$1"; }
# same_rows GROUP A B: both have the same rows of the group, and some.
same_rows() { grep "^$1-" "$2" >rows.a && grep "^$1-" "$3" >rows.b && diff rows.a rows.b; }
says() {
  local expected=$1 found=0 said
  shift
  said=$("$@" 2>&1) || found=$?
  echo "$said"
  [ "$found" -ne 0 ] && [[ $said = *"$expected"* ]]
}

# pick FILE COLUMN...: these columns, empty where the file has no such.
pick() {
  local file=$1
  shift
  awk -F, -v OFS=, -v columns="$*" '
    NR == 1 { n = split(columns, want, " "); for (i = 1; i <= NF; i++) at[$i] = i; next }
    { line = ""; for (i = 1; i <= n; i++) line = line (i > 1 ? OFS : "") ((want[i] in at) ? $at[want[i]] : "")
      print line }' "$file"
}
counted() { pick out.csv count | awk '{ n += $1 == "" ? 1 : $1 } END { print n }'; }
wrote() {
  generate made.scenario -o out.csv >said
  cat said
  [ "$(cat said)" = "wrote       $(counted) tasks in $(($(wc -l <out.csv) - 1)) jobs to out.csv" ]
}
in_order() { pick out.csv submit | sort -c -g; }
columns=(job task user submit duration estimate priority checkpoint budget count gang cpu memory gpu
  constraints tolerations)
with_trace() {
  generate both.scenario -o both.csv &&
    pick both.csv "${columns[@]}" cpu-used cpu-peak peak-at | grep '^\(first\|second\),' >rows &&
    printf '%s\n' 'first,,ops,0,3600,7200,200,,1,3,,1.5,0,0,,*,0.25,1,600' \
      'second,map.7,ops,100.000001,60,,0,30,,,,0.1,0,0,,,,,' | diff - rows
}
same_groups() {
  pick out.csv "${columns[@]}" >out.rows && pick both.csv "${columns[@]}" >both.rows &&
    same_rows batch out.rows both.rows && same_rows parallel out.rows both.rows
}

it 'writes a file' generate made.scenario -o out.csv
it 'says what it wrote' wrote
it 'rows are in order of submit time' in_order
it 'the scenario runs' run made.scenario made
it 'the file runs' run read.scenario read
for file in tasks.csv timeline.csv users.csv tiers.csv; do
  it "the same $file" same "$file"
done
it 'written again, the same bytes' generate made.scenario -o again.csv
it 'indeed' cmp out.csv again.csv
it 'with another seed' generate made.scenario --seed 2 -o seed.csv
it 'all is different' status 1 same_rows batch out.csv seed.csv
it 'with a key replaced' generate made.scenario --set 'generate batch.users=1' -o set.csv
it 'other groups are the same' same_rows parallel out.csv set.csv
it 'a scenario without groups' generate read.scenario -o copy.csv
it 'is its trace' cmp out.csv copy.csv
it 'the trace is among them, where there is one' with_trace
it 'and the groups are the same' same_groups
it 'no output is wrong usage' status 2 generate made.scenario
it 'nor are two scenarios right' status 2 generate made.scenario made.scenario -o x.csv
it 'no such scenario' says 'no.scenario: cannot open' generate no.scenario -o x.csv
it 'no such folder' says 'nowhere' generate made.scenario -o nowhere/x.csv
it 'nothing is left of what failed' [ ! -e x.csv ]
tap_done
