#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Fragmentation of devices, end to end: a small cell by hand, then the study of Weng et al. (Beware of
# Fragmentation, USENIX ATC'23) with scenarios/openb-gpu.scenario, three seeds a policy, against the
# published means of ten: GPU allocation with 130 % requested within half a percentage point, the
# order of the six policies, and the fragmentation rate with 90 % requested within three points.
# (`./dev bench gpu-study` prints the means of ten seeds.)
#
# The study needs traces/openb/openb_node_list_gpu_node.csv and openb_pod_list_default.csv in
# $BERTH_SHARED (default: ../shared beside the source tree).

top_srcdir=$(realpath "${top_srcdir:-.}")
. "$top_srcdir/tests/tap.sh"

berth=$(realpath "${BERTH:-$top_srcdir/build/berth}")
shared=${BERTH_SHARED:-$top_srcdir/../shared}
nodes=$shared/traces/openb/openb_node_list_gpu_node.csv
pods=$shared/traces/openb/openb_pod_list_default.csv
cd "$tap_dir" || exit 99

# column FILE TIME NAME: what a sample says.
column() {
  awk -F, -v time="$2" -v name="$3" '
    FNR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i; next }
    $1 == time { print at ? $at : "no column " name }' "$1"
}

# samples FILE TIME NAME=VALUE...
samples() {
  local file=$1 time=$2 pair value
  shift 2
  for pair; do
    value=$(column "$file" "$time" "${pair%%=*}")
    [ "$value" = "${pair#*=}" ] || { echo "at $time: $pair, but it is '$value'"; return 1; }
  done
}

# says FILE TEXT
says() { grep -qF -- "$2" "$1" || { cat "$1"; return 1; }; }

# By hand -----------------------------------------------------------------------------------------
#
# Two GPUs; half of one is taken at once. Typical are four kinds that come after the horizon: 40 tasks
# of 2 cores and .3 GPU, 30 with one GPU, 20 of 1 core and two, 10 of a core alone. At 10 s a task of 2
# cores and half a GPU comes: on the first GPU it halves the fragmentation of .6 GPUs.

cat >tasks.csv <<'END'
job,submit,cpu,gpu,count
filler,0,0,0.5,1
task,10,2,0.5,1
part,100,2,0.3,40
whole,100,2,1,30
two,100,1,2,20
none,100,1,0,10
END
cat >small.scenario <<'END'
[scenario]
horizon = 30
[cell]
resources = cpu;gpu
[machines m]
cpu = 8
gpu = 2
[workload]
trace = tasks.csv
[scheduler]
devices = fgd
scores = fgd
[metrics]
interval = 10
END

it 'runs a cell of two GPUs' "$berth" run small.scenario --quiet --no-plots --check -o small
it 'half a GPU taken: .6 of 1.5 are fragments' samples small/timeline.csv 0 \
  gpu_fragmented=0.6 gpu_fragmentation_rate=0.4 gpu_requested=0.5 cpu_requested=0 fit_count=3 \
  fit_bound=3
it 'by cause' samples small/timeline.csv 0 gpu_fragmented_lacks_both=0 \
  gpu_fragmented_lacks_devices=0.45 gpu_fragmented_lacks_others=0 gpu_fragmented_no_devices=0.15 \
  gpu_fragmented_neither=0 gpu_fragmented_no_access=0
it 'and .3 of 1 when the first is full' samples small/timeline.csv 10 \
  gpu_fragmented=0.3 gpu_fragmentation_rate=0.3 gpu_requested=1 cpu_requested=2
it 'means are over samples' says small/summary.json '"rate_mean": 0.3333333333333333'
it 'so is the amount' says small/summary.json '"fragmented_mean": 0.4'
it 'and there is a maximum' says small/summary.json '"rate_max": 0.4'

# With two cores nothing but the task at 10 s can run, unless the CPU does not count.
it 'a machine of two cores' "$berth" run small.scenario --quiet --no-plots -o cores \
  --set 'machines m.cpu=2'
it 'has nothing for anybody behind it' samples cores/timeline.csv 10 gpu_fragmentation_rate=1 \
  gpu_fragmented_lacks_others=0.7 gpu_fragmented_lacks_both=0.2 gpu_fragmented_neither=0.1
it 'resources may be left out' "$berth" run small.scenario --quiet --no-plots -o gpu \
  --set 'machines m.cpu=2' --set workload.typical-resources=gpu
it 'then nothing else lacks' samples gpu/timeline.csv 10 gpu_fragmentation_rate=0.3
it 'fewer kinds' "$berth" run small.scenario --quiet --no-plots -o few \
  --set workload.typical-share=0.4
it 'are measured by these alone: 0 and .5 of 1.5, four to three' samples few/timeline.csv 0 \
  gpu_fragmented_lacks_devices=0.21428571428571427

# The study ---------------------------------------------------------------------------------------

if [ ! -e "$nodes" ] || [ ! -e "$pods" ]; then
  skip 'replays the GPU study' "no openb GPU nodes and pods in $shared (set BERTH_SHARED)"
  tap_done
fi

# study POLICY SCORES DEVICES: three runs; POLICY.means has allocation at 90, 100, 130 % and the
# fragmentation rate at 90 %.
study() {
  local seed
  for seed in 1 2 3; do
    "$berth" run "$top_srcdir/scenarios/openb-gpu.scenario" --quiet --no-plots -o "$1-$seed" \
      --seed "$seed" --set "cell.machines=$(realpath "$nodes")" \
      --set "workload.trace=$(realpath "$pods")" --set "scheduler.scores=$2" \
      --set "scheduler.devices=$3" || return
  done
  awk -F, '
    function at(share, n) {
      if (share in done || $c["gpu_requested"] < share * 6212) return
      done[share] = 1
      sum[n] += 100 * $c["gpu_allocated"] / 6212
      if (n == 1) rate += 100 * $c["gpu_fragmentation_rate"]
    }
    FNR == 1 { delete done; for (i = 1; i <= NF; i++) c[$i] = i; next }
    { at(0.9, 1); at(1, 2); at(1.3, 3) }
    END { printf "%.2f %.2f %.2f %.2f\n", sum[1] / 3, sum[2] / 3, sum[3] / 3, rate / 3 }' \
    "$1"-[123]/timeline.csv >"$1.means"
}

# near POLICY FIELD PUBLISHED TOLERANCE
near() {
  awk -v n="$2" -v want="$3" -v most="$4" '{
    printf "%s, published %s\n", $n, want
    d = $n - want; exit !(d <= most && d >= -most) }' "$1.means"
}

while read -r policy scores devices at_90 at_100 at_130 rate; do
  it "$policy runs" study "$policy" "$scores" "$devices"
  echo "# $policy: $(cat "$policy.means")"
  it "$policy allocates what is published with 90 % requested" near "$policy" 1 "$at_90" 0.5
  it "$policy with 100 %" near "$policy" 2 "$at_100" 0.5
  it "$policy with 130 %" near "$policy" 3 "$at_130" 0.5
  it "$policy leaves the fragments that are published" near "$policy" 4 "$rate" 3
done <<'END'
Random random random 85.02 86.30 87.47 96.65
DotProd dot-product-min tightest 89.98 90.62 90.85 94.18
GpuClustering gpu-clustering tightest 89.98 91.65 91.88 84.33
GpuPacking gpu-packing tightest 89.98 91.78 92.00 83.60
BestFit best-fit-largest tightest 89.99 92.86 93.08 74.08
FGD fgd fgd 89.98 95.23 95.39 49.97
END

in_order() {
  local policy
  for policy in Random DotProd GpuClustering GpuPacking BestFit FGD; do cat "$policy.means"; done |
    awk '{ print; if ($3 <= before) bad = 1; before = $3 } END { exit bad }'
}
it 'the six are in the published order' in_order

# The workload: 8,152 pods and as many more as it takes, none twice under one name.
awk -F, 'NR > 1 { gpu += $5 * ($4 > 1 ? $4 : 1) * ($4 > 0) } END { print gpu / 1000 }' "$pods" >gpus
it 'the pods alone ask for 6,086.8 GPUs' [ "$(cat gpus)" = 6086.8 ]
it 'all tasks ask for 130 % and less than a machine more' awk -F, '
  NR == 1 { for (i = 1; i <= NF; i++) if ($i == "gpu_requested") at = i; next }
  { last = $at } END { print last; exit !(last >= 1.3 * 6212 && last < 1.3 * 6212 + 8) }' \
  FGD-1/timeline.csv
it 'every name once' awk -F, 'NR > 1 && seen[$1]++ { print; bad = 1 } END { exit bad }' \
  FGD-1/tasks.csv
it 'none leaves' awk -F, '
  NR == 1 { for (i = 1; i <= NF; i++) if ($i == "outcome") at = i; next }
  $at != "running" && $at != "dropped" { print; bad = 1 } END { exit bad }' FGD-1/tasks.csv

tap_done
