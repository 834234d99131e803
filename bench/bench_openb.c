/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The openb trace (Alibaba's GPU cluster of 2023) as other simulators replay it. */
#include "bench/bench.h"

#define NODES "openb_node_list_all_node.csv"
#define PODS  "openb_pod_list_default.csv"
#define PODS_COUNT 8152

static void
measure (const char *title, const char *nodes, const char *pods, const char *options)
{
  g_autofree char *scenario = bench_path ("openb.scenario"), *results = bench_path ("results");
  bench_write (scenario,
               "[scenario]\ntitle = openb\n[cell]\nmachines = %s\nformat = openb\n"
               "[workload]\ntrace = %s\nformat = openb\n[scheduler]\npreempt = lowest-priority\n%s\n"
               "[metrics]\ninterval = 1h\n",
               nodes, pods, options);
  Child child = BENCH_BERTH ("run", scenario, "--quiet", "-o", results);
  bench_text ("scores", title);
  bench_number ("pods", PODS_COUNT, 0);
  bench_number ("cpu s", child.cpu, 2);
  bench_number ("pods/cpu s", PODS_COUNT / child.cpu, 0);
  bench_number ("wall s", child.wall, 2);
  bench_number ("peak MiB", child.peak, 0);
  bench_row ();
}

int
main (int argc, char **argv)
{
  bench_begin (argc, argv, "The openb trace, 1,523 nodes and 8,152 pods, with results and charts.",
               NULL);
  g_autofree char *nodes = bench_shared ("traces/openb/" NODES);
  g_autofree char *pods = bench_shared ("traces/openb/" PODS);
  if (nodes == NULL || pods == NULL) {
    bench_note ("skipped: no traces/openb with " NODES " and " PODS " in $BERTH_SHARED\n"
                "(default: ../shared beside the source tree)");
    return bench_end ();
  }
  bench_table ("berth run");
  measure ("best-fit", nodes, pods, "scores = best-fit");
  measure ("cosine", nodes, pods, "scores = cosine");
  measure ("first that fits", nodes, pods, "scores = none");
  return bench_end ();
}
