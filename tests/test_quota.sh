#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Quotas as a person meets them: what results and explanations say of tasks that are refused or held,
# and of a cell of which more is sold than there is.

top_srcdir=${top_srcdir:-.}
. "$top_srcdir/tests/tap.sh"
BERTH=$(realpath "${BERTH:-$top_srcdir/build/berth}")
cd "$tap_dir" || exit 99

cat >q.scenario <<'END'
[cell]
resources = cpu;memory
[machines m]
count = 2
cpu = 8
memory = 16GiB
[workload]
trace = tasks.csv
[user org]
quota-prod = cpu:12;memory:16GiB
quota-batch = cpu:4
[user org/web]
quota-prod = cpu:2
[user solo]
quota-prod = cpu:8
[assert]
quota_sold.prod.memory = <= 1
END
cat >tasks.csv <<'END'
job,task,user,submit,duration,tier,cpu,memory
web,0,org/web,0,100,prod,2,1GiB
web,1,org/web,10,100,prod,1,1GiB
etl,0,org/etl,0,50,batch,4,1GiB
etl,1,org/etl,0,50,batch,4,1GiB
etl,2,org/etl,20,50,batch,4,1GiB
big,0,solo,0,50,prod,9,1GiB
END

run() { "$BERTH" run q.scenario --quiet --no-plots -o "$@"; }
run refused || exit 99
run held --set workload.over-quota=hold || exit 99

# quota DIR: rows of that reason, without what filters say.
quota() { grep ',quota,' "$1/unschedulable.csv" | cut -d, -f1-9; }

refused_rows() {
  diff - <(quota refused) <<'END'
1,prod,200,cpu=1 memory=1024,quota,cpu,1,10,0
2,batch,100,cpu=4 memory=1024,quota,cpu,2,0,0
3,prod,200,cpu=9 memory=1024,quota,cpu,1,0,0
END
}

# etl/1 is held for 50 s, etl/2 for 80 s, web/1 for 90 s; big never comes in.
held_rows() {
  diff - <(quota held) <<'END'
1,prod,200,cpu=1 memory=1024,quota,cpu,1,10,90
2,batch,100,cpu=4 memory=1024,quota,cpu,2,0,130
3,prod,200,cpu=9 memory=1024,quota,cpu,1,0,0
END
}

# figure DIR KEY: the first such key of the summary.
figure() { sed -n "s/^ *\"$2\": \([0-9.]*\),*$/\1/p" "$1/summary.json" | head -1; }

figures() {
  [[ $(figure refused dropped) == 4 && $(figure held dropped) == 1 ]] \
    && [[ $(figure refused unschedulable) == 4 && $(figure held unschedulable) == 4 ]] \
    && [[ $(figure refused quota) == 4 && $(figure held quota) == 4 ]] \
    && [[ $(figure held finished) == 5 ]]
}

# 20 of 16 cores of prod, org/web's being a part of org's; 4 of batch.
sold() {
  sed -n '/"quota_sold"/,$p' refused/summary.json | diff - <(cat <<'END'
  "quota_sold": {
    "batch": {
      "cpu": 0.25
    },
    "prod": {
      "cpu": 1.25,
      "memory": 0.5
    }
  }
}
END
)
}

sold_too_much() {
  run much --set 'assert.quota_sold.prod.cpu=<= 1' 2>err.text
  [[ $? -eq 3 ]] && grep -q 'quota_sold.prod.cpu is 1.25' err.text
}

# The sample at 0 comes after the pass of that instant: etl/1 is held.
timeline() {
  head -1 held/timeline.csv | tr , '\n' | grep -nx unschedulable_quota | cut -d: -f1 >column
  [[ $(sed -n 2p held/timeline.csv | cut -d, -f"$(cat column)") == 1 ]] \
    && [[ $(sed -n 2p refused/timeline.csv | cut -d, -f"$(cat column)") == 0 ]]
}

explained_refusal() {
  "$BERTH" explain refused --task web/1 | head -7 | diff - <(cat <<'END'
web/1: prod, priority 200, of org/web
asks for        cpu=1 memory=1024
  10 s          submitted
  10 s          dropped

Why it was dropped, at 10 s
reason          quota: a quota of its user, or of one above it, leaves too little of cpu
END
)
}

explained_hold() {
  "$BERTH" explain held --task etl/1 | head -7 | diff - <(cat <<'END'
etl/1: batch, priority 100, of org/etl
asks for        cpu=4 memory=1024
  0 s           submitted
  0 s           over quota
  50 s          admitted
  50 s          placed on m-0
  1min 40s      finished on m-0
END
)
}

explained_backlog() {
  "$BERTH" explain held --pending --at 30s | grep -v filters | diff - <(cat <<'END'
pending         3 tasks of 2 classes at 30 s
bottleneck      none: their machines have enough free of everything, in total

class 2         2 tasks, batch, priority 100, since 0 s: cpu=4 memory=1024
reason          quota: a quota of its user, or of one above it, leaves too little

class 1         1 task, prod, priority 200, since 10 s: cpu=1 memory=1024
reason          quota: a quota of its user, or of one above it, leaves too little
END
)
}

it 'who is refused' refused_rows
it 'who is held, and for how long' held_rows
it 'figures of the summary' figures
it 'how much of the cell is sold' sold
it 'an assertion that no more is sold than there is' sold_too_much
it 'the timeline' timeline
it 'why a task was refused' explained_refusal
it 'why a task was held' explained_hold
it 'who waits' explained_backlog
tap_done
