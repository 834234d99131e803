#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# berth compare and berth diff as a person meets them: the verdicts on the scenarios that ship, ten
# seeds each; what is said of seeds that change nothing, or are too few; files that are the same
# however they came about; and the first decision that differs.

top_srcdir=$(realpath "${top_srcdir:-.}")
. "$top_srcdir/tests/tap.sh"
berth=$(realpath "${BERTH:-$top_srcdir/build/berth}")
cd "$tap_dir" || exit 99
ln -s "$top_srcdir/scenarios" "$top_srcdir/traces" . || exit 99

# compare NAME [OPTION...]: a scenario that ships; streams are left in out and err.
compare() {
  local name=$1
  shift
  "$berth" compare "scenarios/$name.scenario" "$@" >out 2>err
}

# verdict FOLDER ARM: its line of comparison.json.
verdict() {
  awk -v arm="\"name\": \"$2\"" 'index($0, arm) { on = 1 }
    on && /"verdict"/ { sub(/^[^:]*: "/, ""); sub(/"$/, ""); print; exit }' \
    "$1/comparison.json"
}

# claims FOLDER ARM REGEX...: all of them stand in what is claimed, before all else.
claims() {
  local text
  text=$(verdict "$1" "$2")
  echo "$text"
  text=${text%%Unchanged in every run*}
  text=${text%%No difference shown*}
  shift 2
  while [ $# -gt 0 ]; do
    [[ $text =~ $1 ]] || { echo "not claimed: $1"; return 1; }
    shift
  done
}

# fails STATUS REGEX COMMAND...: one line on stderr.
fails() {
  local wanted=$1 message=$2 status=0
  shift 2
  "$@" >out 2>err || status=$?
  cat out err
  [ "$status" = "$wanted" ] && [ "$(wc -l <err)" = 1 ] && grep -Eq "$message" err
}

says() { cat out; grep -Eq "$1" out; }

# Verdicts on workloads that are drawn -----------------------------------------------------------

percent='[0-9.]+ % (less|fewer) \([0-9.]+–[0-9.]+ %\)'

it 'FIFO against DRF' compare compare-fairness
it 'who asks for little waits less, and who asks for too much waits more' \
  claims results/compare-fairness drf "waits of modest $percent at p50, $percent at p90" \
  'waits of greedy [0-9.]+ % more \([0-9.]+–[0-9.]+ %\) at p90' \
  "largest gap between users' shares [0-9.]+ points lower"

it 'no preemption against each rule' compare compare-preemption
for rule in lowest-priority fewest-victims least-lost-work kube volcano slurm-partition; do
  it "$rule: production does not wait, and batch pays" \
    claims results/compare-preemption "$rule" 'prod waits 0 in every run at p50, p90, p99' \
    'batch waits .* at p50' 'evictions [0-9]+ more \([0-9]+–[0-9]+\)' 'work lost [0-9.]+ d more' \
    'tasks finished [0-9.]+ % fewer'
done
it 'rules against each other' compare compare-preemption --against lowest-priority -q
it 'fewer victims are fewer, and less work is lost' \
  claims results/compare-preemption fewest-victims "evictions $percent" "work lost $percent"
it 'least lost work is less, of more victims' \
  claims results/compare-preemption least-lost-work "work lost $percent" 'evictions [0-9.]+ % more'

it 'packing against spreading' compare compare-packing
it 'spreading leaves no machine empty' \
  claims results/compare-packing worst-fit 'prod waits [0-9.]+ h more \([0-9.]+–[0-9.]+\) at p50' \
  'cpu allocated [0-9.]+ points lower' 'tasks finished [0-9.]+ % fewer'

it 'conditions against preferences' compare compare-constraints
it 'nobody waits for a wish' claims results/compare-constraints taints \
  'batch waits 0 in every run at p50, p90, p99' 'cpu allocated [0-9.]+ points higher' \
  'tasks finished [0-9.]+ % more'

# Traces that are replayed -------------------------------------------------------------------------

alike='the 10 seeds give the same runs: nothing here is random'
it 'the paper on DRF' compare drf-paper --vary 'scheduler.order=fifo;drf'
it 'seeds change nothing' says "$alike"
it 'it is of one workload' claims results/drf-paper drf '^In this one workload ' \
  'cpu allocated 22\.2 points higher'
it 'production and batch' compare prod-batch-preemption --vary \
  'scheduler.preempt=none;lowest-priority;fewest-victims;least-lost-work;kube;volcano;slurm-partition'
it 'seeds change nothing of it' says "$alike"
it 'production waits less' claims results/prod-batch-preemption kube 'prod waits .* at p99'
it 'packing notebooks' compare fragmentation --vary 'scheduler.scores=worst-fit;best-fit'
it 'more GPUs are allocated' \
  claims results/fragmentation best-fit 'gpu allocated [0-9.]+ points higher'
it 'two scenarios' \
  eval '"$berth" compare scenarios/over-constrained.scenario scenarios/over-constrained-soft.scenario >out'
it 'are arms by their names' claims results/comparison over-constrained-soft \
  'batch waits 0 in every run' 'cpu allocated 27\.9 points higher'

# Seeds, windows, metrics --------------------------------------------------------------------------

it 'five seeds' compare compare-fairness --seeds 5 -o five
it 'are too few' says '5 seeds are too few to tell \(it takes 6 at least\)'
it 'and claim nothing' [ "$(verdict five drf | grep -c '^5 seeds are too few')" = 1 ]
it 'one seed' compare compare-fairness --seeds 1 -o one
it 'is a run of each' says 'seeds +one run of each'
it 'more seeds keep the runs' eval '
  touch -d @1 five/points/*/summary.json && compare compare-fairness --seeds 6 -o five &&
  [ "$(find five/points -name summary.json ! -newermt @1 | wc -l)" = 10 ]'
it 'MSER-5' compare compare-packing --vary 'scheduler.scores=best-fit;hybrid' --warm-up mser
it 'leaves the beginning out' says 'warm-up +the first [0-9a-z ]+ are left out .*\(MSER-5\)'
it 'a queue that grows' compare compare-packing --warm-up mser
it 'has no end of its warm-up' says 'MSER-5 finds no end of it'
it 'times of a window' compare compare-packing --warm-up 2h --drain 1h30min --metrics window.queue
it 'are said' says 'drain +tasks submitted in the last 1h 30min are not counted'
it 'keys with a star' compare compare-packing --metrics 'tasks.*,queue.max' --format csv
it 'are rows' [ "$(cut -d, -f1 out | grep -Ec '^(tasks\.[a-z_]+|queue\.max)$')" -ge 8 ]
it 'all metrics' compare compare-packing --metrics all
it 'have their words' says "Jain's index of fairness"

# Files ------------------------------------------------------------------------------------------

it 'files of one thread' compare compare-fairness -o first -j 1
it 'and of several' compare compare-fairness -o second -j 4
for file in comparison.json comparison.csv comparison.md report.html; do
  it "$file is the same" cmp "first/$file" "second/$file"
done
it 'a folder of a sweep' eval '
  "$berth" sweep scenarios/compare-fairness.scenario -o swept -q && "$berth" compare swept >out'
it 'gives the same' cmp first/comparison.json swept/comparison.json
it 'what is missing is said' eval '
  rm -r swept/points/order=drf,seed=4 && ! "$berth" compare swept >out 2>err &&
  grep -q "missing  *1 of 20 runs" out && grep -q "1 of 20 runs are missing" err'
it 'JSON is what is printed' eval '
  compare compare-fairness -o first --format json && cmp out first/comparison.json'
it 'CSV has as many cells in each row' awk -F, 'NF != 18 { exit 1 }' first/comparison.csv

# What makes no sense ------------------------------------------------------------------------------

it 'nothing varies' fails 1 'nothing varies but the seed; expected' compare quickstart
it 'no such base' fails 1 "'x' is not compared; expected one of fifo, drf" \
  compare compare-fairness --against x
it 'nothing has run for it' [ ! -e results/quickstart ]
it 'no such metric' fails 1 "no run has 'tasks.finishd'; expected .* such as tasks.finished" \
  compare compare-fairness -o first --metrics tasks.finishd
it 'and no comparison that seems to be of it' [ ! -e first/comparison.json ]
it 'no such format' fails 2 'is not text, json, csv or md' compare compare-fairness --format yaml
it 'no such time' fails 1 '^berth: --warm-up: .*; expected a time' compare compare-fairness --warm-up x
it 'no such number' fails 1 "^berth: --seeds: '0'; expected" compare compare-fairness --seeds 0

# Two runs -----------------------------------------------------------------------------------------

diffs() { "$berth" diff "$@" >out 2>err; }

it 'FIFO and DRF part' \
  diffs first/points/order=fifo,seed=1 first/points/order=drf,seed=1
it 'by their order' says '^given +scheduler.order: fifo → drf$'
it 'at a decision' says '^decisions +[0-9]+ and [0-9]+; the first that differs is number 367$'
it 'who was before' says '^decision +places greedy-43/2 on m-18, at 1h 2min$'
it 'and who is now' says '^decision +places modest-29/0 on m-18, at 1h 2min$'
it 'by shares' says "^turn +modest-29/0: .*; its user's share is 0\.081250$"
it 'a run and itself' diffs first/points/order=fifo,seed=1 second/points/order=fifo,seed=1
it 'are the same' says '^given +the same$'
it 'in all decisions' says '^decisions +all [0-9]+ are the same$'
it 'two seeds' diffs first/points/order=fifo,seed=1 first/points/order=fifo,seed=2
it 'have other tasks' says '^tasks +not the same: from number 1 that is submitted on$'
preemption=results/compare-preemption/points
it 'evictions' diffs $preemption/preempt=none,seed=1 $preemption/preempt=kube,seed=1 --json
it 'are told as JSON' says '"what": "evicts batch-[0-9/]+ from m-0, to place web-39/1"'
it 'decisions that take time' eval '
  "$berth" run scenarios/omega.scenario -q --no-plots --set scenario.horizon=10min -o omega &&
  diffs omega omega && says "not compared: .*decisions that take time are not explained"'
it 'no run' fails 1 'there is no manifest.json; expected' "$berth" diff first scenarios

tap_done
