#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The shipped scenarios: their traces are what make_traces writes, each runs and keeps its
# assertions, the figures that its opening comment promises come out, and the same run gives the
# same bytes wherever it is started.

. "$top_srcdir/tests/tap.sh"

scenarios=$top_srcdir/scenarios
traces=$top_srcdir/traces

# run NAME [OPTION...]: runs the scenario into $tap_dir/NAME without charts.
run() {
  local name=$1
  shift
  "$BERTH" run "$scenarios/$name.scenario" --quiet --no-plots -o "$tap_dir/$name" "$@"
}

# status EXPECTED COMMAND...
status() {
  local expected=$1 found=0
  shift
  "$@" || found=$?
  [ "$found" -eq "$expected" ] || { echo "exit $found, expected $expected"; return 1; }
}

# figure DIR A.B.C: the number at that key of summary.json (one key or brace a line).
figure() {
  awk -v want="$2" '
    { gsub(/^[ \t]+|[ \t,]+$/, "") }
    match($0, /^"[^"]*"/) {
      key = substr($0, 2, RLENGTH - 2)
      value = substr($0, RLENGTH + 1); sub(/^[ \t]*:[ \t]*/, "", value)
      if (value ~ /^\{/) { if (value !~ /\}$/) path[++depth] = key; next }
      name = ""
      for (i = 1; i <= depth; i++) name = name path[i] "."
      if (name key == want) { print value; found = 1 }
      next
    }
    /^\}/ { if (depth > 0) depth-- }
    END { exit !found }' "$tap_dir/$1/summary.json"
}

# is DIR KEY OPERATOR NUMBER
is() {
  local value
  value=$(figure "$1" "$2") || { echo "$1: no figure $2"; return 1; }
  echo "$1: $2 is $value; expected $3 $4"
  awk "BEGIN { exit !($value $3 $4) }"
}

# cell DIR FILE ROW COLUMN: what the CSV file holds there; a row is known by its first cell.
cell() {
  awk -F, -v row="$3" -v column="$4" '
    NR == 1 { for (i = 1; i <= NF; i++) if ($i == column) at = i }
    NR > 1 && $1 == row { print $at; found = 1 }
    END { exit !found }' "$tap_dir/$1/$2"
}

# near VALUE EXPECTED: equal but for the last digits.
near() {
  echo "$1, expected $2"
  awk -v a="$1" -v b="$2" 'BEGIN { d = a - b; exit !(d < 1e-9 && d > -1e-9) }'
}

hashes() { (cd "$1" && find . -type f | LC_ALL=C sort | xargs sha256sum); }

same_results() { [ -s "$1/summary.json" ] && diff <(hashes "$1") <(hashes "$2"); }

# Traces ------------------------------------------------------------------------------------------

if [ -n "${MAKE_TRACES:-}" ]; then
  regenerate() {
    local file
    "$MAKE_TRACES" "$tap_dir/traces" || return
    for file in "$tap_dir/traces"/*.{csv,json,txt} "$traces"/*.{csv,json,txt}; do
      cmp "$tap_dir/traces/${file##*/}" "$traces/${file##*/}" || return
    done
  }
  it 'make_traces writes the traces that are committed, byte by byte' regenerate
else
  skip 'make_traces writes the traces that are committed' 'MAKE_TRACES is not set'
fi

# Every scenario ----------------------------------------------------------------------------------

opens_with_comment() { head -n 1 "$1" | grep -q '^# ..*'; }

for file in "$scenarios"/*.scenario; do
  name=${file##*/}
  name=${name%.scenario}
  it "$name says first what it teaches" opens_with_comment "$file"
  if [ "$name" = openb-gpu ]; then
    skip "$name runs and keeps its assertions" 'it needs published files: see test_gpu_study.sh'
    continue
  fi
  if grep -q '^\[vary\]' "$file"; then
    skip "$name runs and keeps its assertions" 'it is for berth sweep: see test_sweep.sh'
    continue
  fi
  it "$name runs and keeps its assertions" run "$name"
done

# [assert] is no decoration: a run that breaks a promise says so with its exit status.
it 'an impossible assertion is exit 3' \
  status 3 run drf-paper --set 'assert.tasks.running== 6' -o "$tap_dir/broken"
it 'first come, first served breaks drf-paper' \
  status 3 run drf-paper --set scheduler.order=fifo -o "$tap_dir/fifo"
it 'no preemption breaks prod-batch-preemption' \
  status 3 run prod-batch-preemption --set scheduler.preempt=none -o "$tap_dir/patient"
it 'prod alone breaks prod-batch-preemption' \
  status 3 run prod-batch-preemption --set "workload.trace=$traces/prod-alone.csv" \
  -o "$tap_dir/alone"
it 'no constraints breaks over-constrained' \
  status 3 run over-constrained --set scheduler.filters=taints -o "$tap_dir/relaxed"
it 'conditions break over-constrained-soft' \
  status 3 run over-constrained-soft --set "workload.trace=$traces/over-constrained.csv" \
  -o "$tap_dir/hard"
it 'packing breaks fragmentation' \
  status 3 run fragmentation --set scheduler.scores=best-fit -o "$tap_dir/packed"
it 'spreading breaks fragmentation-packing' \
  status 3 run fragmentation-packing --set scheduler.scores=worst-fit -o "$tap_dir/spread"
it 'first come, first served breaks backfill' \
  status 3 run backfill --set scheduler.queue=stop -o "$tap_dir/queue"
it 'limits break reclamation' \
  status 3 run reclamation --set scheduler.reclamation-after=2d -o "$tap_dir/limits"
it 'no margin breaks reclamation' \
  status 3 run reclamation --set scheduler.reclamation-margin=none -o "$tap_dir/no-margin"
it 'quick decisions break omega' \
  status 3 run omega --set 'scheduler service.job-time=100ms' -o "$tap_dir/omega-quick"
it 'one line for all breaks omega' \
  status 3 run omega --set cell.schedulers=monolithic -o "$tap_dir/monolithic"
it 'offers to one at a time break omega' \
  status 3 run omega --set cell.schedulers=two-level -o "$tap_dir/two-level"
it 'no preemption breaks quickstart' \
  status 3 run quickstart --set scheduler.preempt=none -o "$tap_dir/quickstart-patient"
it 'more than there is, sold, breaks quota' \
  status 3 run quota --set 'user data.quota-batch=cpu:640' \
  --set 'user data/nightly.quota-batch=cpu:640' -o "$tap_dir/oversold"
it 'to refuse breaks quota' status 3 run quota --set workload.over-quota=refuse -o "$tap_dir/refused"
it 'steady load breaks spike' \
  status 3 run spike --set 'generate batch.shape=steady' -o "$tap_dir/steady"
it 'no preemption breaks spike' \
  status 3 run spike --set scheduler.preempt=none -o "$tap_dir/spike-patient"
it 'ever more load breaks spike' \
  status 3 run spike --set 'generate batch.shape=ramp 0.2..2' -o "$tap_dir/stress"

# What they promise -------------------------------------------------------------------------------

two_thirds=$(awk 'BEGIN { printf "%.17g", 2 / 3 }')
it 'drf-paper: A runs 3 tasks, B 2' \
  [ "$(cell drf-paper users.csv A placed) $(cell drf-paper users.csv B placed)" = "3 2" ]
it 'drf-paper: A holds 2/3 of memory' near "$(cell drf-paper users.csv A share_mean)" "$two_thirds"
it 'drf-paper: B holds 2/3 of CPU' near "$(cell drf-paper users.csv B share_mean)" "$two_thirds"
it 'drf-paper: no CPU is left' is drf-paper utilization.cpu.allocated_mean == 1
it 'drf-paper: first come, first served gives A 4' \
  [ "$(cell fifo users.csv A placed) $(cell fifo users.csv B placed)" = "4 1" ]

prod_row() { awk -F, '$1 == "prod"' "$tap_dir/$1/tiers.csv"; }
same_prod() {
  echo "with batch: $(prod_row prod-batch-preemption)"
  echo "alone:      $(prod_row alone)"
  [ -n "$(prod_row alone)" ] && [ "$(prod_row alone)" = "$(prod_row prod-batch-preemption)" ]
}
it 'prod-batch: prod alone fills 55 % or more' is alone utilization.cpu.allocated_mean '>=' 0.55
it 'prod-batch: prod alone fills 65 % or less' is alone utilization.cpu.allocated_mean '<=' 0.65
it 'prod-batch: with batch it is above 90 %' \
  is prod-batch-preemption utilization.cpu.allocated_mean '>' 0.9
it 'prod-batch: batch is waiting to the end' is prod-batch-preemption tasks.pending '>' 100
it 'prod-batch: prod waits sometimes even alone' is alone wait_seconds.prod.p99 '>' 0
it 'prod-batch: every figure of prod is what it was alone' same_prod
it 'prod-batch: without preemption its p99 wait is ten times as long' \
  is patient wait_seconds.prod.p99 '>' "10 * $(figure alone wait_seconds.prod.p99)"

it 'over-constrained: many tasks cannot be placed' is over-constrained tasks.unschedulable '>=' 300
it 'over-constrained: some of them never' is over-constrained tasks.unschedulable_permanent '>' 0
it 'over-constrained: while most of the cell is idle' \
  is over-constrained utilization.cpu.allocated_mean '<' 0.3
it 'over-constrained-soft: all tasks can' is over-constrained-soft tasks.unschedulable == 0
it 'over-constrained-soft: nobody waits' is over-constrained-soft wait_seconds.batch.max == 0
it 'over-constrained-soft: at least twice as much runs' \
  is over-constrained-soft utilization.cpu.allocated_mean '>=' \
  "2 * $(figure over-constrained utilization.cpu.allocated_mean)"

it 'reclamation: by limits two thirds of batch never start' is limits tasks.pending '>=' "1059 * 2 / 3"
it 'reclamation: by limits half of the memory is used' is limits utilization.memory.used_mean '<=' 0.51
it 'reclamation: prod waits for nobody' is reclamation wait_seconds.prod.max == 0
it 'reclamation: without a margin free waits a third as long' \
  is no-margin wait_seconds.free.p99 '<=' "$(figure reclamation wait_seconds.free.p99) / 3"
it 'reclamation: without a margin ten times as many are evicted' \
  is no-margin reclamation.shortfall_evictions '>=' \
  "10 * $(figure reclamation reclamation.shortfall_evictions)"

reason_is_fragmentation() {
  awk -F, '
    NR == 1 { for (i = 1; i <= NF; i++) { if ($i == "reason") r = i; if ($i == "tasks") t = i } }
    NR > 1 { n++; if ($r != "fragmentation" || $t != 72) exit 1 }
    END { exit n != 1 }' "$tap_dir/fragmentation/unschedulable.csv"
}
it 'fragmentation: all training waits, for no other reason' reason_is_fragmentation
it 'fragmentation: nothing but notebooks runs' is fragmentation tasks.running == 32
it 'fragmentation: what is free is stranded' \
  is fragmentation fragmentation.gpu.stranded_mean '>=' 0.95
it 'fragmentation-packing: all training finishes' is fragmentation-packing tasks.finished == 72
it 'fragmentation-packing: hardly anything is stranded' \
  is fragmentation-packing fragmentation.gpu.stranded_mean '<=' 0.05
it 'fragmentation-packing: twice the GPUs are in use' \
  is fragmentation-packing utilization.gpu.allocated_mean '>=' \
  "2 * $(figure fragmentation utilization.gpu.allocated_mean)"

it 'quota: within its own, data/adhoc never waits' [ "$(cell quota users.csv data/adhoc wait_p99)" = 0 ]
it 'quota: but for two hours where more is sold' awk -v p99="$(cell oversold users.csv data/adhoc wait_p99)" \
  'BEGIN { exit !(p99 > 7200) }'
it 'quota: refused, 52 of 300 of a night run' [ "$(cell refused users.csv data/nightly placed)" = 104 ]

known() {
  sed '1s/,estimate/,x-estimate/' "$traces/backfill.csv" >"$tap_dir/known.csv" &&
    run backfill --set "workload.trace=$tap_dir/known.csv" -o "$tap_dir/known"
}
# pieces DIR: how many trainings, not elastic, have workers that started at different times.
pieces() {
  awk -F, '
    NR == 1 { for (i = 1; i <= NF; i++) { if ($i == "job") j = i; if ($i == "start") s = i } next }
    $j ~ /^training/ { if (!($j in start)) { start[$j] = $s; n++ } else if (start[$j] != $s) torn[$j] }
    END { for (job in torn) k++; print k + 0, n + 0 }' "$tap_dir/$1/tasks.csv"
}
loose() {
  sed '1s/,gang/,x-gang/' "$traces/gang.csv" >"$tap_dir/loose.csv" &&
    run gang --set "workload.trace=$tap_dir/loose.csv" -o "$tap_dir/loose"
}
it 'no gangs breaks gang' status 3 loose
it 'gang: without, 14 of 21 trainings start in pieces' [ "$(pieces loose)" = '14 21' ]
it 'gang: with, none of 21 does' [ "$(pieces gang)" = '0 21' ]
it 'gang: trainings wait for whole gangs' grep -q ',gang: 15 of 16 fit,' \
  "$tap_dir/gang/unschedulable.csv"
it 'gang: the price is 103 minutes of waiting for 69' \
  is gang wait_seconds.batch.mean '>=' "1.49 * $(figure loose wait_seconds.batch.mean)"
it 'gang: in order of arrival' run gang --set scheduler.order=fifo --set scheduler.queue=stop \
  --set 'assert.wait_seconds.batch.mean=<= 8000' --set 'assert.utilization.gpu.allocated_mean=>= 0.6' \
  -o "$tap_dir/patient-gang"
it 'gang: then the longest wait is below 7 hours' is patient-gang wait_seconds.batch.max '<' 25200
it 'gang: instead of 9' is gang wait_seconds.batch.max '>=' 31500

it 'backfill: with reservations for all' \
  run backfill --set scheduler.queue=conservative -o "$tap_dir/careful"
it 'backfill: with true run times' known
it 'backfill: first come, first served waits 15 hours' is queue wait_seconds.batch.mean '>=' 54000
it 'backfill: EASY less than 4' is backfill wait_seconds.batch.mean '<' 14400
it 'backfill: its longest wait is 23 hours' is backfill wait_seconds.batch.max '>=' 82800
it 'backfill: 21 with reservations for all' is careful wait_seconds.batch.max '<' 79200
it 'backfill: with true run times the mean is below 3 hours' \
  is known wait_seconds.batch.mean '<' 10800

it 'omega: with a minute a job' \
  status 3 run omega --set 'scheduler service.job-time=60' -o "$tap_dir/omega-slow"
it 'omega: with conflicts by machine' \
  status 3 run omega --set 'scheduler service.job-time=60' --set cell.conflicts=coarse \
  -o "$tap_dir/omega-coarse"
fraction=schedulers.service.conflict_fraction.median
it 'omega: quick decisions hardly ever conflict' is omega-quick $fraction '<=' 0.02
it 'omega: the conflict fraction grows with decision time' \
  is omega $fraction '>=' "10 * $(figure omega-quick $fraction)"
it 'omega: and on' is omega-slow $fraction '>=' "1.2 * $(figure omega $fraction)"
it 'omega: by machine, more attempts fail than succeed' is omega-coarse $fraction '>' 1
it 'omega: batch does not wait for slow decisions' \
  is omega-slow schedulers.batch.wait_seconds.first_attempt.mean '<=' 0.1
batch_wait=schedulers.batch.wait_seconds.first_attempt.mean
it 'omega: it does with one line' is monolithic $batch_wait '>=' "100 * $(figure omega $batch_wait)"
it 'omega: and with offers' is two-level $batch_wait '>=' "100 * $(figure omega $batch_wait)"
it 'omega: where nothing conflicts' \
  [ "$(figure monolithic $fraction) $(figure two-level $fraction)" = "0 0" ]

# zones DIR: how many services have replicas, how many of these in one zone, and in no zone but b.
zones() {
  awk -F, '
    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    $at["job"] ~ /^(web|cache|quorum)/ && $at["machine"] != "" {
      job = $at["job"]; zone = substr($at["machine"], 1, 1)
      if (!seen[job, zone]++) zones[job]++
      last[job] = zone
    }
    END {
      for (job in zones) { n++; one += zones[job] == 1; gone += zones[job] == 1 && last[job] == "b" }
      print n + 0, one + 0, gone + 0
    }' "$tap_dir/$1/tasks.csv"
}
# most_on_a_machine DIR KIND
most_on_a_machine() {
  awk -F, -v kind="^$2-" '
    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    $at["job"] ~ kind && $at["machine"] != "" { n = ++count[$at["machine"]]; if (n > most) most = n }
    END { print most + 0 }' "$tap_dir/$1/tasks.csv"
}
two_zones_do() {
  sed 's/zone:1:3/zone:1/' "$traces/spread.csv" >"$tap_dir/two-zones.csv" &&
    run spread --set "workload.trace=$tap_dir/two-zones.csv" -o "$tap_dir/two-zones"
}
indifferent=(--set scheduler.filters=taints --set scheduler.scores=best-fit)
it 'who looks at no rules breaks spread' \
  status 3 run spread "${indifferent[@]}" -o "$tap_dir/indifferent"
it 'spread: before the zone fails' \
  status 3 run spread --set scenario.horizon=23h -o "$tap_dir/spread-before"
it 'spread: the same without rules' \
  status 3 run spread --set scenario.horizon=23h "${indifferent[@]}" -o "$tap_dir/indifferent-before"
it 'spread: no service stands in one zone' [ "$(zones spread-before)" = '36 0 0' ]
it 'spread: without rules 17 do, 6 in the one that fails' \
  [ "$(zones indifferent-before)" = '36 17 6' ]
it 'spread: no machine has two scanners' [ "$(most_on_a_machine spread-before scanner)" = 1 ]
it 'spread: without rules some do' [ "$(most_on_a_machine indifferent-before scanner)" -gt 1 ]
it 'spread: two zones do where the third need not be' status 3 two_zones_do
# gangs_on DIR WORKERS MACHINES: how many trainings of so many workers ran on so many machines
gangs_on() {
  awk -F, -v workers="$2" -v machines="$3" '
    NR > 1 { size[$1]++; if (!seen[$1, $9]++) on[$1]++ }
    END { for (job in size) count += size[job] == workers && on[job] == machines; print count + 0 }' \
    "$tap_dir/$1/tasks.csv"
}
it 'gangs packed by machine' run gang --set scheduler.gang-packing=preferred \
  --set scheduler.gang-level=machine -o "$tap_dir/packed"
it 'gangs: packed, some of eight workers are on one machine' [ "$(gangs_on packed 8 1)" = 5 ]
it 'gangs: packed, most of sixteen are on two' [ "$(gangs_on packed 16 2)" = 7 ]
it 'locality: who does not look sends data about' \
  status 3 run locality --set scheduler.scores=best-fit -o "$tap_dir/anywhere"
it 'locality: all of it, for hours' is anywhere locality.transfer_seconds == 47408
it 'spread: then no quorum waits' is two-zones unschedulable_reasons.topology == 22

it 'spike: all three have the same production' \
  [ "$(figure spike generated.web.tasks) $(figure spike generated.launch.tasks)" = \
    "$(figure steady generated.web.tasks) $(figure steady generated.launch.tasks)" ]
it 'spike: two days of three times as much are 4/14 more' \
  is spike generated.batch.jobs '>' "1.25 * $(figure steady generated.batch.jobs)"
it 'spike: a launch waits where it cannot evict' is spike-patient wait_seconds.prod.max '>' 300
it 'spike: steady load hardly waits' is steady wait_seconds.batch.p99 '<' 600
it 'spike: the ramp ends with work undone' is stress tasks.pending '>' 1000

has_reasons() {
  local reason
  for reason in too_large no_match capacity fragmentation; do
    is quickstart "unschedulable_reasons.$reason" '>' 0 || return
  done
}
it 'quickstart: all tiers wait and run' [ "$(wc -l <"$tap_dir/quickstart/tiers.csv")" -eq 5 ]
it 'quickstart: four reasons why tasks cannot be placed' has_reasons
it 'quickstart: the rack that fails interrupts tasks' is quickstart tasks.failed '>' 0
it 'quickstart: batch pays for prod' is quickstart preemptions.by_tier.batch '>' 0
it 'quickstart: prod is never evicted for another' is quickstart preemptions.by_tier.prod == 0

# The same bytes ----------------------------------------------------------------------------------

with_plots() { "$BERTH" run "$1" --quiet -o "$2"; }
from_elsewhere() {
  cp -r "$scenarios" "$traces" "$tap_dir/elsewhere" && chmod -R u+w "$tap_dir/elsewhere" &&
    (cd "$tap_dir/elsewhere/scenarios" && with_plots quickstart.scenario out)
}
mkdir "$tap_dir/elsewhere"
it 'quickstart with charts' with_plots "$scenarios/quickstart.scenario" "$tap_dir/first"
runs_charts() { (cd "$top_srcdir/plots" && ls *.plot) | grep -v '^trace-' | sed 's/plot$/svg/'; }
it 'every chart is there but those of schedulers, reclamation and recorded runs' \
  [ "$(ls "$tap_dir/first/plots")" = "$(runs_charts | grep -v -e schedulers -e reclamation -e recorded)" ]
it 'quickstart once more' with_plots "$scenarios/quickstart.scenario" "$tap_dir/second"
it 'same scenario, same bytes of every file' same_results "$tap_dir/first" "$tap_dir/second"
it 'quickstart from another folder' from_elsewhere
it 'the same bytes there too' same_results "$tap_dir/first" "$tap_dir/elsewhere/scenarios/out"

# Every way of the engine to the same bytes.
way() { "$BERTH" run "$scenarios/quickstart.scenario" --quiet -o "$tap_dir/way" "$@"; }
no_units() { way "--vectors=$1" --no-plots 2>&1 | grep -q 'has no such units'; }
for option in --search={classes,sets,all} --vectors={portable,avx2,avx512}; do
  if [[ $option = --vectors=* ]] && no_units "${option#--vectors=}"; then
    skip "the same bytes with $option" 'this machine has no such vector units'
    continue
  fi
  it "quickstart with $option" way "$option"
  it "the same bytes with $option" same_results "$tap_dir/first" "$tap_dir/way"
done

listed() {
  awk '/"results"/ { on = 1 } on && /"sha256"/ { n++ } END { print n + 0 }' "$1/manifest.json"
}
it 'the manifest lists each other file' \
  [ "$(listed "$tap_dir/first")" -eq "$(hashes "$tap_dir/first" | grep -cv '/manifest.json$')" ]
it 'the invariants hold after every event' run fragmentation --check
it 'the invariants hold with decisions that take time' run omega --check -o "$tap_dir/checked"
it 'every machine looked at gives the same' \
  run omega --search=all -o "$tap_dir/checked"
it 'the same bytes of omega' same_results "$tap_dir/omega" "$tap_dir/checked"
it 'omega with charts' with_plots "$scenarios/omega.scenario" "$tap_dir/omega-charts"
it 'the chart of schedulers is there' [ -s "$tap_dir/omega-charts/plots/schedulers.svg" ]

tap_done
