#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The first parts of Google's ClusterData2011 as published, in one command: what berth says of them
# against what awk counts in the files.
#
# Needs traces/google2011 in $BERTH_SHARED (default: ../shared beside the source tree).

top_srcdir=$(realpath "${top_srcdir:-.}")
. "$top_srcdir/tests/tap.sh"

berth=$(realpath "${BERTH:-$top_srcdir/build/berth}")
shared=${BERTH_SHARED:-$top_srcdir/../shared}
trace=$shared/traces/google2011

if [ ! -d "$trace/task_events" ] || [ ! -d "$trace/machine_events" ]; then
  skip 'replays ClusterData2011' "no traces/google2011 in $shared (set BERTH_SHARED)"
  tap_done
fi
trace=$(realpath "$trace")
cd "$tap_dir" || exit 99

# What the rows say, one "NAME NUMBER" a line. Times are exact: they stay below 2^53.
zcat "$trace"/task_events/part-*.csv.gz | awk -F, '
  {
    k = $3 "," $4
    if (!(k in user)) { user[k] = $7; tasks++; if ($1 == 0) at_start++ }
    if ($13 == 1) different[k] = 1
    if ($10 == "" && !(k in cpu)) blank[k] = 1
    if ($10 != "") { delete blank[k]; if (!(k in cpu)) cpu[k] = $10 $11; else if (cpu[k] != $10 $11) changed[k] = 1 }
    if ($6 == 1) { start[k] = $1; ran[k] = 1 }
    if ($6 >= 2 && $6 <= 6 && k in start) {
      last_run[k] = $1 - start[k]
      if ($6 == 2) evicted[k] = 1; else work[k] += $1 - start[k]
      delete start[k]
    }
    last[k] = $6
  }
  END {
    for (k in last) {
      if (last[k] <= 1) { unending[(k in ran) ? "ran" : "waits"]++ }
      else if (!(k in ran)) { left++; continue }
      else { ended++; seconds += (k in work && work[k] > 0) ? work[k] : last_run[k] }
      job[substr(k, 1, index(k, ",") - 1)] = 1
      name[user[k]] = 1
      kept_different += k in different
      kept_changed += k in changed
      kept_blank += k in blank
      kept_evicted += k in evicted
    }
    for (j in job) jobs++
    for (u in name) users++
    print "kept", tasks - left; print "left", left; print "jobs", jobs; print "users", users
    print "ended", ended; print "ran", unending["ran"]; print "waits", unending["waits"]
    print "at_start", at_start; print "different", kept_different; print "changed", kept_changed
    print "blank", kept_blank + 0; print "evicted", kept_evicted
    printf "microseconds %.0f\n", seconds
  }' >counts

count() { awk -v name="$1" '$1 == name { print $2 }' counts; }

# says FILE KIND REASON COUNT: the file has a line "KIND  REASON: COUNT (first: …)".
says() {
  grep -F "$2" "$1" | grep -qF " $3: $4 (first: " || { grep -F "$3" "$1"; echo "not $4"; return 1; }
}

printf '[workload]\ntrace = %s\n[scenario]\nhorizon = 31000s\n[metrics]\ntasks = always\n' "$trace" \
  >google.scenario
it 'checks the trace' sh -c "'$berth' check --json google.scenario >check.json"

# value FILE KEY: the first number of that name.
value() { sed -n 's/^ *"'"$2"'" *: *\([0-9.]*\),\{0,1\}$/\1/p' "$1" | head -n 1; }

# is KEY NUMBER
is() { [ "$(value check.json "$1")" = "$2" ] || { value check.json "$1"; echo "not $2"; return 1; }; }

it 'its machines' is machines "$(zcat "$trace"/machine_events/*.gz | cut -d, -f2 | sort -u | wc -l)"
it 'which come and go' is machine_events "$(zcat "$trace"/machine_events/*.gz | awk -F, '
  $3 == 1 || ($3 == 0 && $2 in seen) { n++ } { seen[$2] = 1 } END { print n }')"
it 'its tasks' is tasks "$(count kept)"
it 'its jobs' is jobs "$(count jobs)"
it 'its users' is users "$(count users)"

it 'runs it' sh -c "'$berth' run --no-plots google.scenario -o out >said"
it 'all tasks are submitted' [ "$(value out/summary.json submitted)" = "$(count kept)" ]
it 'counts those that never ran' \
  says said 'left out' 'tasks that left before they ever ran' "$(count left)"
it 'counts wishes to be apart' \
  says said 'left out' 'wishes of tasks to be on different machines' "$(count different)"
it 'counts those there already' \
  says said assumed 'tasks there already: what they did before is not known' "$(count at_start)"
it 'counts those that run on' says said assumed \
  'tasks that have run and not ended by the end of the trace: unending' "$(count ran)"
it 'counts those that wait on' says said assumed \
  'tasks that wait at the end of the trace and never ran: unending' "$(count waits)"
it 'counts the evicted' says said assumed \
  'tasks that were evicted: what such runs did is done again' "$(count evicted)"
it 'counts changed requests' \
  says said assumed 'tasks whose request changed: the first one counts' "$(count changed)"
it 'knows the requests of all' [ "$(count blank)" = 0 ]
it 'three tasks are on unknown machines' \
  says said assumed 'tasks on machines that machine_events does not know' 3
it 'its manifest names every file' \
  [ "$(grep -c 'google2011/.*_events/part-' out/manifest.json)" = "$(ls "$trace"/*k_events/part-* "$trace"/machine_events/part-* | wc -l)" ]

it 'converts it' sh -c "'$berth' trace convert '$trace' google.csv.gz >/dev/null"
# Seconds with up to six decimals add up as whole microseconds.
sum() {
  zcat google.csv.gz | awk -F, 'FNR > 1 && $5 != "" { n++; split($5 ".", t, "."); s += t[1] * 1000000 + substr(t[2] "000000", 1, 6) }
    END { printf "%d %.0f\n", n, s }'
}
it 'tasks that end run as long as their runs did' [ "$(sum)" = "$(count ended) $(count microseconds)" ]
it 'what is converted runs as it did' "$berth" run -q --no-plots google.scenario -o own \
  --set workload.trace=google.csv.gz --set cell.machines=google-machines.csv.gz
for name in summary.json timeline.csv tasks.csv users.csv; do
  it "the same $name" cmp "out/$name" "own/$name"
done

it 'one part is a trace' sh -c "printf '[workload]\ntrace = %s\n' \
  '$trace/task_events/part-00001-of-00500.csv.gz' >part.scenario && '$berth' check --json part.scenario >part.json"
it 'with the same machines' [ "$(value part.json machines)" = "$(value check.json machines)" ]

tap_done
