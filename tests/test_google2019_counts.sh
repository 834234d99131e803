#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A small cell in the form of Google's ClusterData 2019, drawn by awk with every kind of row, its rows in
# no order and over several files: what berth makes of it against what awk makes of it.

top_srcdir=$(realpath "${top_srcdir:-.}")
. "$top_srcdir/tests/tap.sh"

berth=$(realpath "${BERTH:-$top_srcdir/build/berth}")
cd "$tap_dir" || exit 99
mkdir cell

# Rows of all three tables as `TABLE|LINE`. A task's times grow, so that its rows have one order.
awk '
  # The generator of the C standard: the same in every awk.
  function dice(n) { state = (state * 1103515245 + 12345) % 2147483648; return int(state / 65536) % n }
  function row(type) {
    if (!at_once) time += 1 + dice(30)
    last = dice(4) == 0 ? names[type] : type
    printf "instance_events|{\"time\":\"%d000000\",\"type\":\"%s\",\"collection_id\":\"%d\",\"instance_index\":\"%d\",\"collection_type\":\"%d\",\"priority\":\"%d\",\"machine_id\":\"%d\",\"alloc_collection_id\":\"%d\"%s%s}\n",
      time, last, job, task, is_alloc, priority, machine, within, request, constraint
  }
  BEGIN {
    split("QUEUE ENABLE SCHEDULE EVICT FAIL FINISH KILL LOST UPDATE_PENDING UPDATE_RUNNING", names, " ")
    names[0] = "SUBMIT"
    split("0 25 99 100 103 115 116 119 120 200 214 359 360 450", levels, " ")
    state = 7
    for (m = 1; m <= 40; m++)
      printf "machine_events|{\"time\":\"0\",\"machine_id\":\"%d\",\"type\":\"1\",\"switch_id\":\"s%d\",\"capacity\":{\"cpus\":%s,\"memory\":0.5}}\n",
        m, int(m / 10), m % 2 ? "0.5" : "1"
    for (job = 1; job <= 300; job++) {
      is_alloc = dice(15) == 0
      priority = levels[1 + dice(14)]
      within = !is_alloc && dice(6) == 0 ? 1000 : 0
      constraint = dice(7) == 0 ? ",\"constraint\":[{\"name\":\"n\",\"value\":\"v\",\"relation\":\"0\"}]" : ""
      more = dice(5) == 0 ? ",\"parent_collection_id\":\"" (dice(300) + 1) "\"" : ""
      if (job > 1 && dice(6) == 0) more = more ",\"start_after_collection_ids\":[\"" (dice(job - 1) + 1) "\"]"
      more = more (dice(4) == 0 ? ",\"vertical_scaling\":\"" dice(4) "\"" : "")
      more = more (dice(8) == 0 ? ",\"max_per_machine\":\"2\"" : "")
      for (i = 0; i < 3; i++)
        printf "collection_events|{\"time\":\"%d\",\"type\":\"%d\",\"collection_id\":\"%d\",\"collection_type\":\"%d\",\"priority\":\"%d\",\"user\":\"u%d\"%s}\n",
          i, 3 * i, job, is_alloc, priority, job % 17, more
      n = 1 + dice(6)
      for (task = 0; task < n; task++) {
        time = 600 + dice(20000); machine = 0
        request = dice(20) == 0 ? "" : ",\"resource_request\":{\"cpus\":0." (1 + dice(9)) ",\"memory\":0.0625}"
        if (dice(10) == 0) { time = 0; at_once = 1; row(0); at_once = 0; time = 599 } else row(0)
        for (run = dice(4); run >= 0; run--) {
          if (dice(4) == 0) { row(1); row(2) }
          if (dice(9) == 0) { row(9) }
          if (run == 0 && dice(12) == 0) { row(7); break }  # left before this run
          if (run == 0 && dice(15) == 0) break              # waits at the end
          machine = 1 + dice(dice(30) == 0 ? 80 : 40)
          row(3)
          if (dice(9) == 0) row(10)
          if (run == 0 && dice(10) == 0) break              # runs at the end
          row(run > 0 || dice(5) == 0 ? (dice(2) ? 4 : 5) : 6 + dice(3))
          machine = 0
          if (run > 0) row(0)
        }
      }
    }
  }' >rows

# The rows of a table in another order: by a checksum of each.
shuffle() {
  grep "^$1|" rows | cut -d'|' -f2 | awk '{ h = 0; for (i = 1; i <= length($0); i++) h = (h * 31 + index("0123456789", substr($0, i, 1))) % 1000003; printf "%d\t%s\n", h, $0 }' |
    LC_ALL=C sort -n | cut -f2
}
shuffle instance_events >instances
split -n l/3 -d -a 12 --additional-suffix=.json instances cell/instance_events-
gzip cell/instance_events-000000000001.json
shuffle collection_events | gzip >cell/collection_events-000000000000.json.gz
shuffle machine_events >cell/machine_events-000000000000.json

# What the rows say. A field of a row is what stands behind its name.
awk -F'[|]' '
  function field(name,  at, rest) {
    at = index($2, "\"" name "\":"); if (!at) return ""
    rest = substr($2, at + length(name) + 3); gsub(/^"/, "", rest); sub(/[",}].*/, "", rest)
    return rest ~ /^[0-9]+(\.[0-9]+)?$/ ? rest + 0 : rest
  }
  BEGIN { n = split("QUEUE ENABLE SCHEDULE EVICT FAIL FINISH KILL LOST UPDATE_PENDING UPDATE_RUNNING", names, " ")
          code["SUBMIT"] = 0; for (i = 1; i <= n; i++) code[names[i]] = i; for (i = 0; i <= n; i++) code[i] = i }
  $1 == "machine_events" { machine[field("machine_id")] = 1 }
  $1 == "collection_events" {
    c = field("collection_id")
    if (field("collection_type") == 0) {
      if (field("parent_collection_id") != "") parent[c] = 1
      if (field("vertical_scaling") >= 2) scaled[c] = 1
      if (field("max_per_machine") != "") spread[c] = 1
    }
    user[c] = field("user")
    if (field("start_after_collection_ids") != "") { rest = $2; sub(/.*ids":\["/, "", rest); after[c] = rest + 0 }
  }
  $1 == "instance_events" {
    job = field("collection_id"); k = job "/" field("instance_index"); t = field("time"); e = code[field("type")]
    if (field("collection_type") == 1) { allocs++; next }
    if (!(k in first)) { first[k] = t; of[k] = job; p[k] = field("priority"); if (t == 0) at_start[k] = 1 }
    if (field("alloc_collection_id") != 0) within[k] = 1
    if (index($2, "constraint")) constrained[k] = 1
    m = field("machine_id"); if (m != 0 && !(m in machine)) unknown[k] = 1
    if (field("cpus") != "") cpu[k] = field("cpus")
    if (e == 1 || e == 2) queue++
    if (e >= 9) updates++
    if (e == 0 && k in ended) again[k] = 1
    if (e == 3) start[k] = t
    if (e >= 4 && e <= 8) {
      if (k in start) { last_run[k] = t - start[k]; if (e == 4) evicted[k] = 1; else work[k] += t - start[k]; delete start[k] }
      if (e == 4) delete ended[k]; else ended[k] = 1
      open[k] = 0
    } else if (e < 9) open[k] = 1
  }
  END {
    for (k in at_start) n_start++
    for (k in first) {
      if (!open[k] && !(k in last_run)) { left++; continue }
      kept++; jobs[of[k]] = 1; users[user[of[k]]] = 1
      if (open[k]) { if (k in last_run || k in start) ran++; else waits++ }
      else { n_ended++; seconds += ((k in work && work[k] > 0) ? work[k] : last_run[k]) / 1000000 }
      n_within += k in within; n_constrained += k in constrained
      n_unknown += k in unknown; n_evicted += k in evicted; n_again += k in again
      blank += !(k in cpu); cores += cpu[k] * 64
      tier[p[k] >= 360 ? "monitoring" : p[k] >= 120 ? "prod" : p[k] >= 100 ? "batch" : "free"]++
    }
    for (j in jobs) n_jobs++
    for (u in users) n_users++
    for (c in after) if (c in jobs) { if (after[c] in jobs) edges++; else dangling++ }
    for (c in parent) parents++
    for (c in scaled) n_scaled++
    for (c in spread) n_spread++
    print "kept", kept; print "left", left; print "jobs", n_jobs; print "users", n_users; print "allocs", allocs
    print "queue", queue; print "updates", updates; print "at_start", n_start; print "ran", ran; print "waits", waits
    print "ended", n_ended; print "seconds", seconds; print "within", n_within; print "constrained", n_constrained
    print "unknown", n_unknown; print "evicted", n_evicted; print "again", n_again; print "blank", blank
    print "parents", parents; print "scaled", n_scaled; print "spread", n_spread
    print "edges", edges; print "dangling", dangling
    printf "cores %.1f\n", cores
    for (t in tier) print "tier-" t, tier[t]
  }' rows >counts

count() { awk -v name="$1" '$1 == name { print $2 }' counts; }

# says KIND REASON NAME: berth check has a line "KIND  REASON: COUNT (first: …)", and the count is not 0.
says() {
  [ "$(count "$3")" -gt 0 ] && grep -F "$1" check.txt | grep -qF " $2: $(count "$3") (first: " ||
    { grep -F "$2" check.txt; echo "not $(count "$3")"; return 1; }
}

printf '[workload]\ntrace = cell\n' >cell.scenario
it 'checks the cell' sh -c "'$berth' check --json cell.scenario >check.json && '$berth' check cell.scenario >check.txt"

# is KEY NUMBER
is() {
  local value
  value=$(sed -n 's/^ *"'"$1"'" *: *\([0-9.]*\),\{0,1\}$/\1/p' check.json | head -n 1)
  [ "$value" = "$2" ] || { echo "$value, not $2"; return 1; }
}

it 'its machines' is machines 40
it 'its tasks' is tasks "$(count kept)"
it 'its jobs' is jobs "$(count jobs)"
it 'its users' is users "$(count users)"
it 'knows google2019' grep -q '^trace *google2019 format, in order' check.txt
it 'tasks that left' says 'left out' 'tasks that left before they ever ran' left
it 'alloc instances' says 'left out' 'rows of alloc instances, which are room and not work' allocs
it 'updates' says 'left out' 'rows that update a task' updates
it 'the batch queue' says 'left out' 'rows of the batch queue (QUEUE, ENABLE): tasks wait from their SUBMIT on' queue
it 'constraints' says 'left out' 'constraints of tasks on attributes of machines' constrained
it 'wishes to be spread' says 'left out' 'wishes of jobs for few tasks a machine or switch' spread
it 'parents' says 'left out' 'parents of jobs, with which these end' parents
it 'tasks there already' says assumed 'tasks there already: what they did before is not known' at_start
it 'tasks that run on' says assumed 'tasks that have run and not ended by the end of the trace: unending' ran
it 'tasks that wait on' says assumed 'tasks that wait at the end of the trace and never ran: unending' waits
it 'the evicted' says assumed 'tasks that were evicted: what such runs did is done again' evicted
it 'tasks submitted again' says assumed 'tasks submitted again after they ended: as long as all their runs' again
it 'tasks without a request' says assumed 'tasks without a request: 0' blank
it 'scaled jobs' says assumed 'jobs whose requests were scaled: the first ones count' scaled
it 'tasks in alloc sets' says assumed 'tasks in alloc sets: they take their room from machines' within
it 'unknown machines' says assumed 'tasks on machines that machine_events does not know' unknown
it 'no row is out of order' [ "$(grep -c 'do not follow' check.txt)" = 0 ]

it 'jobs after jobs' grep -q "^ *$(count edges) dependencies, and $(count dangling) on jobs that are not in the trace" check.txt

it 'converts it' sh -c "'$berth' trace convert cell own.csv >/dev/null"
it 'tasks that end run as long as their runs did' \
  [ "$(awk -F, 'NR > 1 && $5 != "" { n++; s += $5 } END { print n, s }' own.csv)" = "$(count ended) $(count seconds)" ]
it 'and ask for as much' \
  [ "$(awk -F, 'NR > 1 { s += $7 } END { printf "%.1f", s }' own.csv)" = "$(count cores)" ]
it 'tiers' [ "$(awk -F, 'NR > 1 { t[$6 >= 360 ? "monitoring" : $6 >= 200 ? "prod" : $6 >= 100 ? "batch" : "free"]++ }
  END { print t["free"], t["batch"], t["prod"], t["monitoring"] }' own.csv)" = \
  "$(count tier-free) $(count tier-batch) $(count tier-prod) $(count tier-monitoring)" ]

it 'runs it' "$berth" run -q --no-plots cell.scenario -o out --set scenario.horizon=30000s
printf '[cell]\nmachines = own-machines.csv\n[workload]\ntrace = own.csv\n' >own.scenario
it 'runs what was converted alike' sh -c "'$berth' run -q --no-plots own.scenario -o own --set scenario.horizon=30000s &&
  cmp out/tasks.csv own/tasks.csv"
it 'its manifest names every file' [ "$(grep -c 'cell/.*_events-' out/manifest.json)" = 5 ]

# The same without jobs that come after others, for those after one that never ends never arrive.
cp -r cell plain
gunzip plain/collection_events-*.gz
sed -i 's/,"start_after_collection_ids":[^]]*]//' plain/collection_events-*.json
it 'runs it without jobs after jobs' \
  "$berth" run -q --no-plots cell.scenario -o out-plain --set workload.trace=plain --set scenario.horizon=30000s
it 'all of its tasks arrive' grep -q "\"submitted\" *: *$(count kept),*\$" out-plain/summary.json
tap_done
