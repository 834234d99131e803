#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The openb trace from end to end: what berth says of it against sums that awk makes from the
# published files, three ways. As it was, where nothing ever waits; with no pod leaving, so that the
# cell fills up; and on six of its nodes. The pods are also rewritten by awk into berth's own
# format, which must give the same results to the byte.
#
# Needs traces/openb/openb_node_list_all_node.csv and traces/openb/openb_pod_list_default.csv in
# $BERTH_SHARED (default: ../shared beside the source tree).

top_srcdir=$(realpath "${top_srcdir:-.}")
. "$top_srcdir/tests/tap.sh"

berth=$(realpath "${BERTH:-$top_srcdir/build/berth}")
shared=${BERTH_SHARED:-$top_srcdir/../shared}
nodes=$shared/traces/openb/openb_node_list_all_node.csv
pods=$shared/traces/openb/openb_pod_list_default.csv

if [ ! -e "$nodes" ] || [ ! -e "$pods" ]; then
  skip 'replays the openb trace' "no traces/openb in $shared (set BERTH_SHARED)"
  tap_done
fi
nodes=$(realpath "$nodes")
pods=$(realpath "$pods")
cd "$tap_dir" || exit 99

# figure FILE DOTTED.KEY: a value of a summary.json.
figure() {
  awk -v want="$2" '
    match($0, /^ +"[^"]*": /) {
      depth = (match($0, /[^ ]/) - 1) / 2
      key = $0; sub(/^ *"/, "", key); sub(/".*/, "", key)
      value = $0; sub(/^ *"[^"]*": /, "", value); sub(/,$/, "", value)
      path[depth] = depth > 1 ? path[depth - 1] "." key : key
      if (path[depth] == want) print value
    }' "$1"
}

# is DIR DOTTED.KEY VALUE
is() {
  local value
  value=$(figure "$1/summary.json" "$2")
  [ "$value" = "$3" ] || { echo "$1: $2 is '$value', not '$3'"; return 1; }
}

# near A B RELATIVE: numbers as close as that.
near() {
  awk -v a="$1" -v b="$2" -v e="$3" 'BEGIN {
    d = a - b; if (d < 0) d = -d; m = b < 0 ? -b : b
    if (a != "" && b != "" && d <= e * m) exit 0
    printf "%s is not %s\n", a, b; exit 1 }'
}

# Every task is in one state, and every row of tasks.csv is one of them.
tasks_add_up() {
  awk -v submitted="$(figure "$1/summary.json" tasks.submitted)" \
    -v finished="$(figure "$1/summary.json" tasks.finished)" \
    -v running="$(figure "$1/summary.json" tasks.running)" \
    -v pending="$(figure "$1/summary.json" tasks.pending)" \
    -v dropped="$(figure "$1/summary.json" tasks.dropped)" -F, '
    FNR > 1 { seen[$12]++; rows++ }
    END {
      if (submitted == "" || submitted != finished + running + pending + dropped) {
        printf "%s submitted, but %s + ", submitted, finished
        printf "%s + %s + %s\n", running, pending, dropped
        exit 1
      }
      if (rows != submitted || seen["finished"] + 0 != finished || seen["running"] + 0 != running \
          || seen["pending"] + 0 != pending) {
        print rows " rows in tasks.csv:"; for (s in seen) print s, seen[s]
        exit 1
      }
    }' "$1/tasks.csv"
}

# At each sample: what stands in the pending and running columns has come and has not gone by then.
samples_count_tasks() {
  awk -F, '
    function sample_of(time) { time /= step; return int(time) + (time > int(time)) }
    FNR == NR && FNR == 3 { step = $1; nextfile }
    FNR == NR { next }
    FILENAME ~ /tasks/ && FNR > 1 { come[sample_of($6)]++; if ($8 != "") gone[sample_of($8)]++ }
    FILENAME ~ /tasks/ { next }
    FNR == 1 { for (i = 1; i <= NF; i++) if ($i ~ /^(pending|running)_/) sum[i] = 1; next }
    {
      alive += come[FNR - 2] - gone[FNR - 2]
      told = 0
      for (i in sum) told += $i
      if (told != alive) { printf "%s s: %d alive, not %d\n", $1, told, alive; exit 1 }
    }' "$1/timeline.csv" "$1/tasks.csv" "$1/timeline.csv"
}

# No sample holds more than there is.
samples_fit() {
  awk -F, '
    FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    {
      for (name in at) if (name ~ /_capacity$/ && name !~ /^unschedulable/) {
        r = name; sub(/_capacity$/, "", r)
        a = $at[r "_allocated"]
        tiers = $at[r "_allocated_free"] + $at[r "_allocated_batch"] + $at[r "_allocated_prod"] \
                + $at[r "_allocated_monitoring"]
        d = a - tiers
        if (a < 0 || a > $at[name] || d > 1e-6 || d < -1e-6) {
          printf "%s s: %s of %s %s, tiers %s\n", $1, a, $at[name], r, tiers; exit 1
        }
      }
    }
    END { if (FNR < 3) { print "no samples"; exit 1 } }' "$1/timeline.csv"
}

# mean_gpu DIR: GPU seconds in tasks.csv over those in the cell; right where nobody was evicted.
mean_gpu() {
  awk -F, -v gpus="$(awk -F, 'FNR > 1 { g += $4 } END { print g }' "$2")" '
    FNR == NR { request[$1] = $4 * $5 / 1000; next }
    FNR > 1 { end = $8 == "" ? 0 : $8; if (end > last) last = end; work += request[$1] * ($8 - $7) }
    END { printf "%.15g\n", work / (gpus * last) }' "$pods" "$1/tasks.csv"
}

# replay DIR ARGS...: quiet, without charts.
replay() {
  "$berth" run openb.scenario --quiet --no-plots -o "$@"
}

# to_berth LEAVE: the pods in berth's own format; LEAVE 0: without durations.
to_berth() {
  awk -F, -v OFS=, -v leave="$1" '
    NR == 1 { print "job,user,submit,duration,tier,cpu,memory,gpu,constraints"; next }
    {
      duration = ($11 != "" ? $10 - $11 : $10 - $9)
      gpu = $4 == 0 ? 0 : $4 == 1 ? $5 / 1000 : $4
      print $1, "openb", $9, leave ? duration : "", \
        $7 == "LS" || $7 == "Guaranteed" ? "prod" : "batch", $2 "m", $3, gpu, \
        $6 == "" ? "" : "model=" $6
    }' "$pods"
}

say_figures() {
  echo "# $1: GPUs allocated: mean $(figure "$2/summary.json" utilization.gpu.allocated_mean)," \
    "highest $(figure "$2/summary.json" utilization.gpu.allocated_max); unschedulable pods:" \
    "$(figure "$2/summary.json" tasks.unschedulable)"
  for reason in too_large no_match needs_preemption capacity fragmentation; do
    echo "$(figure "$2/summary.json" "unschedulable_reasons.$reason") $reason"
  done | sort -rn | awk 'NF == 2 && $1 > 0 && ++n <= 3 { print "#   " $2 ": " $1 " pods" }'
}

sed -e "s|@NODES@|$nodes|" -e "s|@PODS@|$pods|" "$top_srcdir/tests/openb.scenario.in" \
  >openb.scenario

# As it was ---------------------------------------------------------------------------------------

it 'replays the trace as it was, with charts' \
  "$berth" run openb.scenario --quiet -o real
it 'submits 8,152 pods' is real tasks.submitted 8152
it 'to 1,523 machines' is real machines 1523
it 'and all of them finish' is real tasks.finished 8152
it 'every task is in one state' tasks_add_up real
it 'samples count the tasks that came and did not go' samples_count_tasks real
it 'samples allocate what there is at most' samples_fit real
it 'the cell has 6,212 GPUs' \
  [ "$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "gpu_capacity") c = i }
    NR == 2 { print $c }' real/timeline.csv)" = 6212 ]
it 'work done is the sum of what the pods ran' \
  is real work.goodput_seconds "$(awk -F, 'FNR > 1 { s += $10 - ($11 != "" ? $11 : $9) }
    END { print s }' "$pods")"
it 'mean GPU allocation is GPU seconds requested over GPU seconds there' \
  near "$(figure real/summary.json utilization.gpu.allocated_mean)" "$(mean_gpu real "$nodes")" 1e-9
to_berth 1 >real.csv
it 'the same pods in the format of berth' replay own \
  --set workload.trace=real.csv --set workload.format=berth
for file in timeline.csv tasks.csv tiers.csv heatmap.csv summary.json; do
  it "give the same $file" cmp "real/$file" "own/$file"
done
say_figures 'as it was' real

# No pod leaves -----------------------------------------------------------------------------------

to_berth 0 >stay.csv
it 'the cell fills up where no pod leaves' replay stay \
  --set workload.trace=stay.csv --set workload.format=berth
it 'submits 8,152 pods again' is stay tasks.submitted 8152
it 'of which none finishes' is stay tasks.finished 0
it 'none is beyond every machine' is stay tasks.unschedulable_permanent 0
it 'every task is in one state there too' tasks_add_up stay
it 'and no sample allocates more than there is' samples_fit stay
it 'prod never waits, for batch makes room' is stay wait_seconds.prod.max 0
# What runs at the end by tasks.csv is what the last sample holds, to the thousandth of a GPU.
it 'the last sample holds the requests of those that run' \
  near "$(awk -F, 'FNR == 1 { for (i = 1; i <= NF; i++) if ($i == "gpu_allocated") c = i }
    { last = $c } END { print last }' stay/timeline.csv)" \
  "$(awk -F, 'FNR == NR { if (FNR > 1) { request[$1] = $4 * $5; submit[$1] = $9 } next }
      FNR == 1 { next }
      $12 == "running" { sum += request[$1] } END { print sum / 1000 }' \
    "$pods" stay/tasks.csv)" 0.01
say_figures 'no pod leaves' stay

# Six nodes ---------------------------------------------------------------------------------------

awk 'NR == 1 || NR % 250 == 0' "$nodes" >few.csv
it 'six of the nodes, every event checked' replay few --check --set cell.machines=few.csv
it 'submits 8,152 pods to six nodes' is few tasks.submitted 8152
it 'every task is in one state on six nodes' tasks_add_up few
it 'samples count the tasks on six nodes' samples_count_tasks few
it 'and allocate what six nodes have' samples_fit few
say_figures 'six nodes' few

tap_done
