/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/bench.h"
#include "bench/workload.h"

#include <math.h>

static double
replay (guint64 tasks, double half_cpu, double half_peak, double *ret_peak)
{
  g_autofree char *scenario = bench_path ("google.scenario"), *results = bench_path ("results");
  WorkloadOptions options = { .tasks = tasks, .machines = 12500, .seed = 1 };
  WorkloadFacts facts = workload_write (bench_folder (), &options);
  Child child = BENCH_BERTH ("run", scenario, "--quiet", "-o", results);
  bench_number ("tasks", (double) tasks, 0);
  bench_number ("days", facts.span / 86400, 1);
  bench_number ("cpu s", child.cpu, 1);
  bench_number ("tasks/cpu s", (double) tasks / child.cpu, 0);
  bench_number ("us/task", child.cpu * 1e6 / (double) tasks, 2);
  bench_number ("wall s", child.wall, 1);
  bench_number ("peak MiB", child.peak, 0);
  bench_number ("cpu / half's", child.cpu / half_cpu, 2);
  bench_number ("peak / half's", child.peak / half_peak, 2);
  bench_row ();
  *ret_peak = child.peak;
  return child.cpu;
}

int
main (int argc, char **argv)
{
  double cpu = NAN, peak = NAN;
  guint64 tasks = 1000000;
  guint sizes;
  bench_begin (argc, argv,
               "A trace like Google's end to end: CSV in, results and charts out; 12,500 machines.",
               NULL);
  bench_table ("berth run, for traces of growing length");
  for (sizes = bench_full () ? 5 : 3; sizes > 0; sizes--, tasks *= 2)
    cpu = replay (tasks, cpu, peak, &peak);
  if (!bench_full ())
    bench_note ("Left out without --full: 8 and 16 million tasks.");
  return bench_end ();
}
