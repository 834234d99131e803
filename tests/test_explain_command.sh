#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# berth explain and decisions.csv as a person meets them: exact output on shipped scenarios, and
# what is said of folders, tasks and times that make no sense.

top_srcdir=${top_srcdir:-.}
. "$top_srcdir/tests/tap.sh"
BERTH=$(realpath "${BERTH:-$top_srcdir/build/berth}")
cp -r "$top_srcdir/scenarios" "$top_srcdir/traces" "$tap_dir/" || exit 99
chmod -R u+w "$tap_dir" || exit 99
cd "$tap_dir" || exit 99

# status WANTED COMMAND...: the exit status; streams are left in out and err.
status() {
  local wanted=$1 got
  shift
  "$@" >out.text 2>err.text
  got=$?
  [[ $got -eq $wanted ]] || { echo "status $got"; cat out.text err.text; return 1; }
}

# refuses MESSAGE COMMAND...: exit status 1, nothing on stdout, that one line on stderr.
refuses() {
  local message=$1
  shift
  status 1 "$@" && [[ ! -s out.text ]] && diff <(echo "berth: $message") err.text
}

run() { "$BERTH" run "scenarios/$1.scenario" --quiet --no-plots -o "$2" "${@:3}"; }

run over-constrained crowded || exit 99
run quickstart quick --trace-decisions 1500 || exit 99
run quickstart all --trace-decisions all || exit 99

# Explanations ------------------------------------------------------------------------------------

placed() {
  status 0 "$BERTH" explain crowded --task job-3/0 && [[ ! -s err.text ]] && diff - out.text <<'END'
job-3/0: batch, priority 100, of ads
asks for        cpu=8 memory=32768
constraints     zone=b; generation>=3
  10min 56s     submitted
  10min 56s     placed on new-1
  5h 13min      finished on new-1

Why new-1, at 10min 56s
filters         40 machines, turned away by up 0, constraints 37, taints 0, fit 0: 3 left
machine                score      best-fit
> new-1             0.562500      0.562500
  new-4             0.250000      0.250000
  new-7             0.250000      0.250000
END
}

evicted() {
  status 0 "$BERTH" explain quick --task sim-24/5 --at 3h33min30s && diff - out.text <<'END'
sim-24/5: free, priority 10, of research/sim
asks for        cpu=8 memory=32768
  3h 28min      submitted
  3h 28min      placed on c3-10
  3h 33min      evicted from c3-10 for web-16/3, 4min 50s of work lost
  3h 33min      placed on a3-04

Why it had to make room for web-16/3, at 3h 33min
who             prod, priority 240, asks for cpu=12 memory=36864
filters         99 machines, turned away by up 0, constraints 0, taints 9, fit 90: 0 left
machine         top priority       victims       loss, s  who
> c3-10                   10             1         36.25  sim-24/5
  a2-05                   10             2          44.5  genome-1/14, genome-2/0
  a2-06                   10             2          44.5  genome-1/15, genome-2/1
  b3-02                   10             2          44.5  genome-1/16, genome-2/2
  b3-03                   10             2          44.5  genome-1/17, genome-2/3
  and 50 machines more

Why a3-04, at 3h 33min
filters         99 machines, turned away by up 0, constraints 0, taints 9, fit 87: 3 left
machine                score      best-fit        spread
> a3-04             3.000000      2.000000      1.000000
  a3-05             3.000000      2.000000      1.000000
  a3-06             3.000000      2.000000      1.000000
END
}

pending_task() {
  status 0 "$BERTH" explain quick --task sim-20/0 && diff - out.text <<'END'
sim-20/0: free, priority 10, of research/sim
asks for        cpu=128 memory=262144
  2h 30min      submitted

Why it is pending, at 2d
reason          too_large: no machine of the scenario, empty and up, has the capacity
filters         99 machines, turned away by up 0, constraints 0, taints 9, fit 90: 0 left
what would do   ask for 12 cpu, 116 cpu less: 2 machines, the first b2-09
                add cpu=96 memory=131072 to b1-04
END
}

backlog() {
  status 0 "$BERTH" explain crowded --pending --at 1h15min && diff - out.text <<'END'
pending         11 tasks of 3 classes at 1h 15min

bottleneck      classes 3, 5 on new-0, new-3, new-6 and 1 more
                      wanted        free          of
  cpu                     36           2         128
  memory              147456        8192      524288

no machine      is eligible for class 4

class 4         6 tasks, batch, priority 100, since 26min 20s: cpu=2 memory=8192; zone=c; disk=nvme
reason          no_match: machines have the capacity, but none of them passes the filters
filters         40 machines, turned away by up 0, constraints 40, taints 0, fit 0: 0 left
what would do   drop the constraint disk=nvme: 13 machines, the first new-2

class 3         4 tasks, batch, priority 100, since 1h 1min: cpu=8 memory=32768; zone=a; disk=ssd
reason          capacity: the eligible machines have too little free in total of cpu
filters         40 machines, turned away by up 0, constraints 36, taints 0, fit 4: 0 left
what would do   drop the constraint zone=a: 3 machines, the first new-2
                drop the constraint disk=ssd: 10 machines, the first old-0
                free cpu=6 memory=24576 on new-9

class 5         1 task, batch, priority 100, since 1h 1min: cpu=4 memory=16384; zone=a; disk=ssd
reason          capacity: the eligible machines have too little free in total of cpu
filters         40 machines, turned away by up 0, constraints 36, taints 0, fit 4: 0 left
what would do   drop the constraint zone=a: 4 machines, the first new-2
                drop the constraint disk=ssd: 10 machines, the first old-0
                free cpu=2 memory=8192 on new-9
END
}

nobody_pending() {
  status 0 "$BERTH" explain crowded --pending --at 0 &&
    diff <(echo 'pending         0 tasks of 0 classes at 0 s') out.text
}

# A rule on spread that wants too many domains, an affinity, and one's like that must be elsewhere.
rules() {
  cat >rules.csv <<'END'
job,group,submit,cpu,memory,count,spread,affinity,constraints
db,db,0,1,1,1,,,
web,,1,1,1,5,zone:1:4,,zone!=c
cache,,2,1,1,1,,!db@machine,machine=m-0
api,api,3,1,1,1,rack:2:soft,db@zone,zone=c
END
  printf '%s\n' '[machines m]' 'count = 6' 'cpu = 4' 'memory = 8' 'zones = a;b;c' 'rack-size = 1' \
    '[workload]' 'trace = rules.csv' '[scheduler]' 'preempt = none' '[scenario]' 'horizon = 1h' >rules.scenario
  "$BERTH" run rules.scenario -q --no-plots -o rules && "$BERTH" explain rules --task web/4 >out.text &&
    "$BERTH" explain rules --task cache/0 >>out.text && "$BERTH" explain rules --task api/0 >>out.text &&
    diff - out.text <<'END'
web/4: batch, priority 100, of default
asks for        cpu=1 memory=1
constraints     zone!=c
  1 s           submitted

Why it is pending, at 1h
reason          topology: machines would be eligible, were it not for where other tasks run
filters         6 machines, turned away by up 0, constraints 2, taints 0, topology-spread 4, affinity 0, fit 0: 0 left
spread          web over zone, max skew 1, min domains 4: a 1, b 1; it may go where at most 0 are: 2 domains only, so the least counts as 0
what would do   max skew 1 -> 2 in the spread of web over zone: 4 machines, the first m-0
                min domains 4 -> 2 in the spread of web over zone: 4 machines, the first m-0
cache/0: batch, priority 100, of default
asks for        cpu=1 memory=1
constraints     machine=m-0
  2 s           submitted

Why it is pending, at 1h
reason          topology: machines would be eligible, were it not for where other tasks run
filters         6 machines, turned away by up 0, constraints 5, taints 0, topology-spread 0, affinity 1, fit 0: 0 left
apart from      db, another machine: m-0 1; it may go where none is
what would do   drop the constraint machine=m-0: 5 machines, the first m-1
                without anti-affinity to db by machine: 1 machine, m-0
api/0: batch, priority 100, of default
asks for        cpu=1 memory=1
constraints     zone=c
wishes          spread of api over rack, max skew 2
  3 s           submitted

Why it is pending, at 1h
reason          topology: machines would be eligible, were it not for where other tasks run
filters         6 machines, turned away by up 0, constraints 4, taints 0, topology-spread 0, affinity 2, fit 0: 0 left
near            db, same zone: a 1; it may go where one is
what would do   drop the constraint zone=c: 2 machines, the first m-0
                without affinity to db by zone: 2 machines, the first m-2
END
}

# From whom a user of lower share takes, and by which figures.
reclaim() {
  printf '%s\n' 'job,user,submit,duration,cpu,memory,count' 'big,ads,0,,2,2,4' 'small,web,60,,2,2,2' >shares.csv
  printf '%s\n' '[machines m]' 'count = 2' 'cpu = 4' 'memory = 8' '[workload]' 'trace = shares.csv' \
    '[scheduler]' 'order = drf' 'reclaim = volcano' '[scenario]' 'horizon = 1h' >shares.scenario
  "$BERTH" run shares.scenario -q --no-plots -o shares && "$BERTH" explain shares --task big/1 >out.text &&
    sed -n '/^Why it had/,/^$/p' out.text | diff - <(cat <<'END'
Why it had to make room for small/0, at 1min
who             batch, priority 100, asks for cpu=2 memory=2
filters         2 machines, turned away by up 0, constraints 0, taints 0, fit 2: 0 left
reclaim         volcano: with the task web has a share of 0.250000, which must be at most that of the victim's user without the victim
victim               with it    without it  of
  big/1             1.000000      0.750000  ads, on m-0
user                  before         after  share as drf measures it, by weight
  ads               1.000000      0.750000
> web               0.000000      0.250000

END
)
}

# Of three that must run together one has to make room: for whom, its mates are told as well.
fallen() {
  printf '%s\n' 'job,submit,duration,cpu,memory,priority,count,gang' 'ring,0,,2,2,0,3,3' 'high,60,,4,4,250,1,' >ring.csv
  printf '%s\n' '[machines m]' 'count = 2' 'cpu = 4' 'memory = 8' '[workload]' 'trace = ring.csv' \
    '[scheduler]' 'order = priority' 'preempt = lowest-priority' 'scores = worst-fit' '[scenario]' 'horizon = 1h' \
    >ring.scenario
  "$BERTH" run ring.scenario -q --no-plots -o ring &&
    "$BERTH" explain ring --task ring/0 >out.text || return
  grep -q ' evicted from m-0 for high/0, as its gang had too few without ring/1, 1min of work lost$' out.text ||
    { cat out.text; return 1; }
}

# Who would be evicted, were it not exempt, or its job down as far as it may be; who backs off.
spared() {
  printf '%s\n' 'job,submit,duration,cpu,memory,priority,count,budget' 'low,0,,2,2,0,2,0' 'high,60,,4,4,250,1,' >spared.csv
  printf '%s\n' '[machines m]' 'count = 1' 'cpu = 4' 'memory = 8' '[workload]' 'trace = spared.csv' \
    '[scheduler]' 'order = priority' 'preempt = lowest-priority' 'exempt-time = 2min' 'retry-backoff = 10s..1min' '[scenario]' 'horizon = 65s' >spared.scenario
  "$BERTH" run spared.scenario -q --no-plots -o spared && "$BERTH" explain spared --task high/0 >out.text &&
    grep -q '^next attempt    not before 1min 10s, after 1 attempt in vain$' out.text &&
    grep -q ' evict low/0 (exempt until 2min), low/1 (exempt until 2min) on m-0$' out.text &&
    "$BERTH" run spared.scenario -q --no-plots --set scheduler.exempt-time=none -o budget &&
    "$BERTH" explain budget --task high/0 >out.text &&
    grep -q " evict low/0 (its job's budget is used up), low/1 (its job's budget is used up) on m-0$" \
      out.text || { cat out.text; return 1; }
}

# What is not evicted, and to be told so with --set in the manifest.
eviction_would_do() {
  run quickstart patient --set scheduler.preempt=none 2>err.text
  "$BERTH" explain patient --pending --at 1d15h >out.text || return
  grep -q '^reason *needs_preemption' out.text && grep -q '^ *evict [a-z0-9-]*/[0-9]* on ' \
    out.text || { cat out.text; return 1; }
}

json() {
  local which
  for which in '--task job-3/0' '--pending --at 1h15min' '--task job-6/0'; do
    # shellcheck disable=SC2086
    status 0 "$BERTH" explain crowded $which --json || return
    cp out.text "$((++count)).json"
  done
  grep -Fq '"best-fit": 0.5625' 1.json && grep -Fq '"demand": 36' 2.json &&
    grep -Fq '"kind": "drop-constraints"' 3.json && grep -Fq '"reason": "no_match"' 3.json
}

dropped() {
  run over-constrained dropping --set scheduler.queue=drop 2>err.text
  "$BERTH" explain dropping --task job-6/0 >out.text &&
    grep -q '^Why it was dropped, at 26min 20s$' out.text &&
    grep -q 'drop the constraint disk=nvme' out.text || { cat out.text; return 1; }
}

# A sample of machines: the chosen one is shown although others score higher.
sampled() {
  run quickstart sampled --set scheduler.sample=random --set scheduler.sample-size=1 2>err.text
  "$BERTH" explain sampled --task web-16/0 >out.text
  [[ $(grep -c '^> ' out.text) -eq 1 ]] || { cat out.text; return 1; }
}

# Refusals ----------------------------------------------------------------------------------------

no_question() {
  status 2 "$BERTH" explain crowded && status 2 "$BERTH" explain crowded --pending --task job-3/0
}
no_such_task() {
  refuses "scenarios/../traces/over-constrained.csv: there is no task 'job-3/77'; expected JOB/ID, \
such as web/3" "$BERTH" explain crowded --task job-3/77
}
later_task() {
  refuses "job-3/0: it is submitted after that, at 656 s; expected a later --at" \
    "$BERTH" explain crowded --task job-3/0 --at 10min
}
unreleased_task() {
  mkdir -p flow && printf 'machine,cpu\nm,1\n' >flow/machines.csv
  printf 'job,submit,duration,cpu,after\na,0,,1,\nb,1,1,1,a\n' >flow/tasks.csv
  printf '[cell]\nmachines = machines.csv\n[workload]\ntrace = tasks.csv\n' >flow/flow.scenario
  "$BERTH" run flow/flow.scenario --quiet --no-plots -o flow/out &&
    refuses 'b/0: it is not submitted: its job comes after jobs that have not finished by then' \
      "$BERTH" explain flow/out --task b/0
}
bad_time() {
  refuses "--at: 'soon' is not a number; expected a time like 90, 1.5h or 2d" \
    "$BERTH" explain crowded --pending --at soon
}
no_manifest() {
  mkdir -p empty
  refuses 'empty: there is no manifest.json; expected a folder that berth run has written to the end' \
    "$BERTH" explain empty --pending
}
plots_only() {
  mkdir -p drawn/plots && echo '<svg/>' >drawn/plots/utilization.svg
  refuses 'drawn: there is no manifest.json; expected a folder that berth run has written to the end' \
    "$BERTH" explain drawn --pending
}
strange_manifest() {
  mkdir -p strange && echo '{ "berth": 7 }' >strange/manifest.json
  refuses 'strange/manifest.json: this is no manifest of a run; expected a folder that berth run has '\
'written to the end' "$BERTH" explain strange --pending
}
other_version() {
  cp -r crowded older && sed -i 's/"berth": "[^"]*"/"berth": "0.0.1"/' older/manifest.json
  status 1 "$BERTH" explain older --pending &&
    grep -q '^berth: older/manifest.json: the run is of berth 0.0.1, this is berth ' err.text
}
interrupted() {
  cp -r crowded half && sed -i 's/"interrupted": false/"interrupted": true/' half/manifest.json
  refuses 'scenarios/over-constrained.scenario: the run was interrupted, and its end is not known; '\
'expected --at TIME' "$BERTH" explain half --pending &&
    status 0 "$BERTH" explain half --pending --at 1h
}
slow_decisions() {
  run omega shared || return
  refuses 'scenarios/omega.scenario: decisions that take time are not explained' \
    "$BERTH" explain shared --pending &&
    refuses 'scenarios/omega.scenario: decisions that take time are not explained' \
      "$BERTH" explain shared --task service-1/0
}
transfers() {
  run locality anywhere --set scheduler.scores=best-fit >/dev/null 2>&1
  "$BERTH" explain anywhere --task scan-1/0 >out.text && diff - out.text <<'END' || return
scan-1/0: batch, priority 100, of analysts
asks for        cpu=1 memory=2048
  4 s           submitted
  4 s           placed on m00, runs from 12 s
  1min 5s       finished on m00

Why m00, at 4 s
filters         36 machines, turned away by up 0, constraints 0, taints 0, fit 0: 36 left
machine                score      best-fit      distance  its 2048MiB come in
> m00               0.187500      0.187500             2  8 s
  m01               0.187500      0.187500             2  8 s
  m02               0.187500      0.187500             2  8 s
  m03               0.187500      0.187500             2  8 s
  m04               0.187500      0.187500             0  0 s
  and 31 machines more
END
  "$BERTH" explain anywhere --task scan-1/0 --json >out.json &&
    grep -q '"runs_from": 12' out.json && grep -q '"transfer_seconds": 8' out.json &&
    grep -q '"data_size": 2048' out.json
}
reclaimed() {
  run reclamation reclaimed || return
  refuses 'scenarios/reclamation.scenario: reservations are not explained' \
    "$BERTH" explain reclaimed --pending
}
packed() {
  run gang together --set scheduler.gang-packing=preferred >/dev/null 2>&1
  "$BERTH" explain together --task training-4/0 >out.text && sed -n '/^Why/,$p' out.text | diff - <(
    cat <<'END'
Why gpu-1, at 3h 51min
filters         4 machines, turned away by up 0, constraints 0, taints 0, fit 0: 4 left
gang packed     on machine gpu-1, where 1 of those left is
machine                score      best-fit
> gpu-1             0.093750      0.093750
END
  ) || return
  "$BERTH" explain together --task training-4/0 --json | grep -q '"allowed_by_packing": 1'
}
# In all there is room for 8; in r1 for 5, in r2 for 3.
one_rack() {
  printf '%s\n' machine,cpu,rack a1,4,r1 a2,4,r1 b1,4,r2 b2,4,r2 >racks.csv
  printf '%s\n' job,submit,cpu,count,gang,priority,constraints x,0,3,1,,110,machine=a1 \
    y,0,3,1,,110,machine=b1 z,0,2,1,,110,machine=b2 g,1,1,6,6,120, >six.csv
  printf '%s\n' '[scenario]' 'horizon = 2' '[cell]' 'machines = racks.csv' 'resources = cpu' \
    '[workload]' 'trace = six.csv' '[scheduler]' 'order = fifo' 'gang-packing = required' >one-rack.scenario
  "$BERTH" run one-rack.scenario -q --no-plots -o one-rack &&
    status 0 "$BERTH" explain one-rack --pending && sed -n '/^reason/,$p' out.text | diff - <(
      cat <<'END'
reason          gang: not all that must start together fit: 5 of 6
filters         4 machines, turned away by up 0, constraints 0, taints 0, fit 0: 4 left
what would do   ask for 0.8 cpu, 0.2 cpu less: 2 machines, the first a1
                start with 5 at once instead of 6: 2 machines, the first a1
                free cpu=1 on a1 for 1 task
                add 1 machine like a1, in rack r1
END
    )
}
changed_trace() {
  cp traces/over-constrained.csv kept.csv && echo 'job-0,ads,86000,1,1,1,,1' >>traces/over-constrained.csv
  refuses 'scenarios/../traces/over-constrained.csv: it has changed since crowded/manifest.json was '\
'written; expected the file that the run read' "$BERTH" explain crowded --pending || return
  cp kept.csv traces/over-constrained.csv && status 0 "$BERTH" explain crowded --pending
}
changed_scenario() {
  cp scenarios/over-constrained.scenario kept.scenario && echo '# more' >>scenarios/over-constrained.scenario
  refuses 'scenarios/over-constrained.scenario: it has changed since crowded/manifest.json was '\
'written; expected the file that the run read' "$BERTH" explain crowded --pending || return
  cp kept.scenario scenarios/over-constrained.scenario
}
missing_scenario() {
  mkdir -p far/away/from && cp -r crowded far/away/from/it
  (cd far && refuses 'away/from/it/manifest.json: the scenario over-constrained.scenario is not found; '\
'expected it here, in scenarios, or named with --scenario' "$BERTH" explain away/from/it --pending) &&
    (cd far && status 0 "$BERTH" explain away/from/it --pending --scenario \
      ../scenarios/over-constrained.scenario) &&
    status 1 "$BERTH" explain crowded --pending --scenario scenarios/quickstart.scenario
}
# a/b/c is task c of job a/b, and task b/c of job a.
several_tasks() {
  printf '%s\n' 'job,task,submit,cpu,memory' 'a/b,c,0,1,1' 'a,b/c,1,1,1' 'a,d,1,1,1' >twins.csv
  printf '%s\n' '[machines m]' 'count = 1' 'cpu = 4' 'memory = 4' '[workload]' 'trace = twins.csv' \
    >twins.scenario
  "$BERTH" run twins.scenario -q --no-plots -o twins &&
    refuses "twins.csv: 2 tasks are called 'a/b/c'; expected the name of a single one" \
      "$BERTH" explain twins --task a/b/c && status 0 "$BERTH" explain twins --task a/d
}

# decisions.csv -----------------------------------------------------------------------------------

not_asked_for() { [[ ! -e crowded/decisions.csv ]] && [[ -e quick/decisions.csv ]]; }
limited() {
  [[ $(wc -l <quick/decisions.csv) -eq 1501 ]] &&
    cmp <(head -n 1501 all/decisions.csv) quick/decisions.csv &&
    grep -q '"name": "decisions.csv"' quick/manifest.json &&
    grep -q '"metrics.decisions=1500"' quick/manifest.json
}
# Every decision is there; every other result is as without.
complete() {
  local decisions
  decisions=$(sed -n 's/^ *"decisions": \([0-9]*\).*/\1/p' all/summary.json)
  [[ $(wc -l <all/decisions.csv) -eq $((decisions + 1)) ]] || return
  run quickstart plain && cmp plain/summary.json all/summary.json && cmp plain/tasks.csv all/tasks.csv
}
# Parts add up to the score, machines to all of them; victims where and only where it preempts.
sums() {
  awk -F, '
    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    { sum = $at["feasible"]
      for (name in at) if (name ~ /^turned_away_/) sum += $at[name]
      kind[$at["kind"]]++
      if (sum != 99) { print "machines", $0; exit 1 }
      if ($at["kind"] == "place" &&
          $at["score_best-fit"] + $at["score_spread"] != $at["score"]) { print "score", $0; exit 1 }
      if (($at["kind"] == "place") != ($at["feasible"] > 0)) { print "feasible", $0; exit 1 }
      if (($at["kind"] == "preempt") != ($at["victims"] != "")) { print "victims", $0; exit 1 }
      if (($at["kind"] == "blocked") != ($at["reason"] != "")) { print "reason", $0; exit 1 } }
    END { exit !(kind["place"] > 5000 && kind["preempt"] > 100 && kind["blocked"] > 100) }' \
    all/decisions.csv
}
bad_count() {
  status 1 "$BERTH" run scenarios/quickstart.scenario --trace-decisions 0 -o bad &&
    grep -q 'metrics.decisions.*0.*expected a whole number from 1 to 1000000000, all or none' err.text ||
    { cat err.text; return 1; }
  [[ ! -e bad ]]
}

count=0
it 'a placement: scores of all that were left' placed
it 'an eviction: whom else it could have been' evicted
it 'a pending task: reason, and what would do' pending_task
it 'a backlog: bottlenecks, reasons, changes' backlog
it 'nobody waits' nobody_pending
it 'an eviction that the policy forgoes' eviction_would_do
it 'rules on where others run' rules
it 'an eviction by shares' reclaim
it 'who falls with his gang' fallen
it 'who is spared, and who backs off' spared
it 'JSON' json
it 'a task that was dropped' dropped
it 'a sample of machines' sampled
it 'of data that comes first it says how far it is, and how long it takes' transfers
it 'either a task or the backlog' no_question
it 'no such task' no_such_task
it 'a task that comes later' later_task
it 'a task that waits for other jobs' unreleased_task
it 'no time' bad_time
it 'a folder without a manifest' no_manifest
it 'a folder of charts alone' plots_only
it 'a manifest of something else' strange_manifest
it 'a run of another version' other_version
it 'an interrupted run' interrupted
it 'decisions that take time' slow_decisions
it 'what reservations allow is not explained' reclaimed
it 'a gang packed in racks as far as can be' packed
it 'a gang that must be in one rack lacks what that rack does' one_rack
it 'a trace that has changed' changed_trace
it 'a scenario that has changed' changed_scenario
it 'a scenario that is not there' missing_scenario
it 'several tasks of one name' several_tasks
it 'decisions.csv only when asked for' not_asked_for
it 'the first decisions' limited
it 'all decisions' complete
it 'what the columns add up to' sums
it 'a number of decisions that is none' bad_count
tap_done
