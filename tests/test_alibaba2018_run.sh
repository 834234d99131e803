#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Alibaba's trace of 2018 from end to end: jobs, tasks, dependencies, machines and critical paths as
# awk finds them in the published rows, and a run of the whole trace.
#
# Needs traces/alibaba2018/{batch_task.derived.csv.gz, batch_task_mean_instance_s.derived.csv.gz,
# machine_meta.csv} in $BERTH_SHARED (default: ../shared beside the source tree).

top_srcdir=$(realpath "${top_srcdir:-.}")
. "$top_srcdir/tests/tap.sh"

berth=$(realpath "${BERTH:-$top_srcdir/build/berth}")
traces=${BERTH_SHARED:-$top_srcdir/../shared}/traces/alibaba2018
tasks=$traces/batch_task.derived.csv.gz
means=$traces/batch_task_mean_instance_s.derived.csv.gz
machines=$traces/machine_meta.csv

for file in "$tasks" "$means" "$machines"; do
  [ -e "$file" ] && continue
  skip 'replays the Alibaba trace of 2018' "no $file (set BERTH_SHARED)"
  tap_done
done
tasks=$(realpath "$tasks")
means=$(realpath "$means")
machines=$(realpath "$machines")
cd "$tap_dir" || exit 99

cat >alibaba.scenario <<EOF
[scenario]
title = Alibaba 2018
[cell]
machines = $machines
[workload]
trace = $tasks
run-times = $means
[scheduler]
order = fifo
EOF

# says TEXT: the output of `berth check` has it.
says() {
  grep -qF -- "$1" check.txt || { echo "not said: $1"; cat check.txt; return 1; }
}

# The rows beside their run times, and what they come after, as awk reads names:
# workflow number instances seconds parents..., where seconds is - where there is nothing to run.
paste -d, <(zcat "$tasks") <(zcat "$means") | awk -F, '
  {
    n = split($1, part, "_")
    number = part[1]; sub(/^[A-Za-z]+/, "", number)
    seconds = $12 != "" ? $12 : $7 >= $6 && $7 > 0 ? ($7 > $6 ? $7 - $6 : 1) : "-"
    if ($2 + 0 == 0) seconds = "-"
    line = $3 " " number " " $2 + 0 " " seconds
    for (i = 2; i <= n && part[i] ~ /^[0-9]+$/; i++) line = line " " part[i]
    print line
  }' >rows.txt

# The longest way through each workflow, from the last job backwards, by plain recursion:
# workflow jobs tasks dependencies depth seconds.
awk '
  { job = $1 SUBSEP $2; has[job] = 1; seconds[job] = $4; instances[job] += $3
    if (!($1 in jobs)) order[++count] = $1
    list[$1] = list[$1] " " $2; jobs[$1]++
    if ($4 != "-") tasks[$1] += $3
    after[job] = ""; for (i = 5; i <= NF; i++) after[job] = after[job] " " $i }
  function walk(workflow, number,    job, parent, n, i, path, deepest, longest, run) {
    job = workflow SUBSEP number
    if (job in length_of) return
    n = split(after[job], parent, " ")
    for (i = 1; i <= n; i++) path[i] = parent[i]
    for (i = 1; i <= n; i++) {
      if (!((workflow SUBSEP path[i]) in has)) { dangling++; continue }
      walk(workflow, path[i])
      edges[workflow]++
      if (length_of[workflow, path[i]] > longest) longest = length_of[workflow, path[i]]
      if (depth_of[workflow, path[i]] > deepest) deepest = depth_of[workflow, path[i]]
    }
    run = seconds[job] != "-"
    length_of[job] = longest + (run ? seconds[job] : 0)
    depth_of[job] = deepest + run
  }
  END {
    for (w = 1; w <= count; w++) {
      name = order[w]; n = split(list[name], number, " "); longest = deepest = 0
      for (i = 1; i <= n; i++) walk(name, number[i])
      for (i = 1; i <= n; i++) {
        if (length_of[name, number[i]] > longest) longest = length_of[name, number[i]]
        if (depth_of[name, number[i]] > deepest) deepest = depth_of[name, number[i]]
      }
      printf "%s %d %d %d %d %.6f\n", name, jobs[name], tasks[name], edges[name], deepest, longest
      all += edges[name]
    }
    print count, all, dangling >"totals.txt"
  }' rows.txt >paths.txt
read -r workflows dependencies dangling <totals.txt

it 'the files hold 25,750 workflows of 100,260 tasks, with 77,167 dependencies, 13 dangling' \
  [ "$workflows $(wc -l <rows.txt) $((dependencies + dangling)) $dangling" = '25750 100260 77167 13' ]
"$berth" check alibaba.scenario >check.txt 2>&1
it 'so says berth of the dependencies' \
  says "$dependencies dependencies, and $dangling on jobs that are not in the trace (j_10678/3 on j_10678/2)"
it 'of the machines' says "machines    $(cut -d, -f1 "$machines" | sort -u | wc -l)"
it 'which are 4,034' says 'machines    4034'
it 'of their cores' says "cpu $(awk -F, '!seen[$1]++ { c += $5 } END { print c }' "$machines") cores"
it 'of tasks and jobs' \
  says "$(awk '$4 != "-" { n++; s += $3 } END { printf "%d in %d jobs", s, n }' rows.txt)"
it 'of what never ran' \
  says "$(awk '$4 == "-" { n++; none += $3 == 0 } END {
    printf "rows without instances: %d ", none }' rows.txt)"
it 'of what did not end' \
  says "$(awk '$4 == "-" && $3 > 0 { n++ } END { printf "rows without a run time: %d ", n }' rows.txt)"
it 'of what is filled in' \
  says "$(zcat "$tasks" | awk -F, '$2 != "" && $8 == "" { n++ } END {
    printf "rows without plan_cpu (one core): %d ", n }')"

it 'runs all of it' "$berth" run alibaba.scenario --quiet --no-plots -o all
it 'a row a workflow' [ "$(wc -l <all/workflows.csv)" = $((workflows + 1)) ]
it 'jobs, tasks, dependencies, depths and critical paths are those that awk finds' awk -F, '
  FNR == NR { split($0, v, " "); want[v[1]] = v[2] " " v[3] " " v[4] " " v[5]; path[v[1]] = v[6]; next }
  FNR == 1 { next }
  {
    n++; d = $7 - path[$1]; if (d < 0) d = -d
    # Each mean is rounded to a microsecond.
    if ($2 " " $3 " " $4 " " $5 != want[$1] || d > 1e-6 * ($5 + 1)) {
      print $0 " but " want[$1], path[$1]; exit 1
    }
  }
  END { if (n != 25750) { print n " rows"; exit 1 } }' paths.txt all/workflows.csv
it 'a workflow arrives with the first start of its rows' awk -F, '
  FNR == NR { if ($2 + 0 > 0 && (!($3 in first) || $6 < first[$3])) first[$3] = $6; next }
  FNR > 1 && $3 > 0 && $8 + 0 < first[$1] + 0 { print $0 " before " first[$1]; exit 1 }
  FNR > 1 && $8 == first[$1] { same++ }
  END { if (same < 25000) { print same; exit 1 } }' <(zcat "$tasks") all/workflows.csv
# Nobody waits for a machine: the cell is hardly used.
it 'and takes as long as its critical path, for nobody waits' awk -F, '
  FNR > 1 && $3 > 0 { n++; d = $10 - $7; if (d < 0) d = -d; if (d > 1e-9 || $12 != $3) { print; exit 1 } }
  END { if (n < 25000) { print n; exit 1 } }' all/workflows.csv

# On few machines they wait, and never take less than their paths.
awk -F, '!seen[$1]++ && ++n % 80 == 0' "$machines" >few.csv
it 'runs on 50 machines, with tasks that wait' \
  "$berth" run alibaba.scenario --quiet --no-plots --set cell.machines=few.csv -o few
it 'where workflows take longer than their critical paths, and none less' awk -F, '
  FNR > 1 && $11 != "" { if ($11 < 1) { print; exit 1 } slow += $11 > 1 }
  END { if (slow < 100) { print slow + 0 " are slow"; exit 1 } }' few/workflows.csv

tap_done
