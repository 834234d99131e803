#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A cluster of Kubernetes and a deployment that is yet to come, as a person asks: does it fit, how much of
# it, and why not the rest?

top_srcdir=${top_srcdir:-.}
. "$top_srcdir/tests/tap.sh"
BERTH=$(realpath "${BERTH:-$top_srcdir/build/berth}")
cp -r "$top_srcdir/scenarios" "$top_srcdir/traces" "$tap_dir/" || exit 99
chmod -R u+w "$tap_dir" || exit 99
cd "$tap_dir" || exit 99
cluster=traces/kubernetes-cluster.json

run() { "$BERTH" run scenarios/kubernetes.scenario --quiet --no-plots -o "$@"; }

# The assertions are the shipped scenario's: 543 of 548 are placed.
run results || exit 99

# fits DIR NUMBER: so many of the 40 replicas have a machine.
fits() {
  local found
  found=$(awk -F, '$1 == "shop/checkout" && $9 != ""' "$1/tasks.csv" | wc -l)
  echo "$found of the deployment run, expected $2"
  [ "$found" -eq "$2" ]
}

# Each pod of the list is where its nodeName says, and as soon as the run begins.
as_today() {
  sed -n 's/.*"kind":"Pod","metadata":{"name":"\([^"]*\)".*"nodeName":"\([^"]*\)".*/\1 \2/p' "$cluster" |
    LC_ALL=C sort >said
  awk -F, '$1 != "shop/checkout" && NR > 1 && $7 == 0 { print $2, $9 }' results/tasks.csv |
    LC_ALL=C sort >is
  [ "$(wc -l <said)" -eq 508 ] && diff said is
}

explains() {
  "$BERTH" explain results --pending >out.text && diff - out.text <<'END'
pending         5 tasks of 1 class at 1min

bottleneck      class 447 on worker-c-01, worker-c-02, worker-c-03 and 8 more
                      wanted        free          of
  cpu                      3        1.71       87.01

class 447       5 tasks, batch, priority 100, since 1 s: cpu=0.6 memory=1152 pods=1
reason          fragmentation: the eligible machines have enough free in total, yet none fits
filters         55 machines, turned away by up 0, taints 8, constraints 0, topology-spread 36, affinity 0, fit 11: 0 left
spread          shop/app=checkout over topology.kubernetes.io/zone, max skew 1: north-a 12, north-b 12, north-c 11; it may go where at most 11 are: the least is 11
what would do   tolerate node.kubernetes.io/unschedulable:NoSchedule=-: 1 machine, worker-c-12
                tolerate node-role.kubernetes.io/control-plane:NoSchedule=-: 1 machine, master-c-03
                max skew 1 -> 2 in the spread of shop/app=checkout over topology.kubernetes.io/zone: 36 machines, the first worker-a-01
                ask for 0.26 cpu, 0.34 cpu less: 1 machine, worker-c-02
                free cpu=0.34 on worker-c-02
END
}

# With node worker-c-12 back: three more, one in each zone.
uncordoned() {
  sed 's/,"unschedulable":true//' "$cluster" >traces/back.json
  run back --set workload.trace=traces/back.json
  fits back 38
}

# Nobody heeds the spread, and there is room for all.
uneven() {
  run uneven --set 'scheduler.filters=taints;constraints'
  fits uneven 40
}

# One list of everything, the deployment at its end, is the same.
one_file() {
  cat traces/kubernetes-checkout.json >>"$cluster" &&
    sed '/^also/d' scenarios/kubernetes.scenario >scenarios/one.scenario &&
    "$BERTH" run scenarios/one.scenario --quiet --no-plots -o one && cmp one/tasks.csv results/tasks.csv
}

packed() {
  gzip -kf "$cluster" && run packed --set "workload.trace=$cluster.gz" &&
    cmp packed/tasks.csv results/tasks.csv
}

it '35 of 40 replicas fit' fits results 35
it 'who runs stays where it is' as_today
it 'says why the others do not' explains
it '38 fit once a node is uncordoned' uncordoned
it 'all fit where nobody heeds the spread' uneven
it 'reads it packed' packed
it 'one file of everything says the same' one_file
tap_done
