/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The workload of Omega's lightweight simulator (M. Schwarzkopf et al., "Omega", EuroSys 2013; its
 * code is public): 10,000 machines of 4 cores and 16 GiB; a batch job every 0.4 s of 100 tasks of
 * 100 s, a service job every 20 s of 10 tasks of 500 s, gaps, sizes and lengths exponential with
 * these means, the tasks of a job all alike: 1 core and 2 GiB. */
#include "bench/bench.h"
#include "bench/rows.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

typedef struct {
  const char *tier;
  double gap, tasks, length; /* s, tasks, s: means */
} Kind;

static const Kind kinds[] = { { "batch", 0.4, 100, 100 }, { "prod", 20, 10, 500 } };

static guint64
write_trace (const char *path, double hours, guint64 *ret_jobs)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_taus2);
  Rows *rows = rows_new (path);
  double next[G_N_ELEMENTS (kinds)];
  guint64 tasks = 0, jobs = 0;
  rows_text (rows, "job,user,submit,duration,tier,cpu,memory,count\n");
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    next[k] = gsl_ran_exponential (rng, kinds[k].gap);
  for (;;) {
    guint k = next[0] <= next[1] ? 0u : 1u;
    if (next[k] >= hours * 3600)
      break;
    gint64 count = 1 + (gint64) gsl_ran_exponential (rng, kinds[k].tasks - 0.5);
    rows_number (rows, (gint64) jobs++);
    rows_text (rows, ",");
    rows_text (rows, kinds[k].tier);
    rows_text (rows, ",");
    rows_milli (rows, (gint64) (next[k] * 1000));
    rows_text (rows, ",");
    rows_milli (rows, 1 + (gint64) gsl_ran_exponential (rng, kinds[k].length * 1000));
    rows_text (rows, ",");
    rows_text (rows, kinds[k].tier);
    rows_text (rows, ",1,2048,");
    rows_number (rows, count);
    rows_text (rows, "\n");
    tasks += (guint64) count;
    next[k] += gsl_ran_exponential (rng, kinds[k].gap);
  }
  rows_free (rows);
  gsl_rng_free (rng);
  *ret_jobs = jobs;
  return tasks;
}

static void
measure (const char *title, const char *options, guint64 tasks)
{
  g_autofree char *scenario = bench_path ("omega.scenario"), *results = bench_path ("results");
  bench_write (scenario,
               "[scenario]\ntitle = Omega\n[machines node]\ncount = 10000\ncpu = 4\n"
               "memory = 16GiB\n[workload]\ntrace = omega.csv\n[scheduler]\norder = fifo\n%s\n",
               options);
  if (!bench_berth_takes (scenario)) {
    bench_note ("skipped `%s`: this berth has no such choice", title);
    return;
  }
  Child child = BENCH_BERTH ("run", scenario, "--quiet", "-o", results);
  bench_text ("machine choice", title);
  bench_number ("tasks", (double) tasks, 0);
  bench_number ("cpu s", child.cpu, 2);
  bench_number ("us/task", child.cpu * 1e6 / (double) tasks, 3);
  bench_number ("tasks/cpu s", (double) tasks / child.cpu, 0);
  bench_number ("wall s", child.wall, 1);
  bench_number ("peak MiB", child.peak, 0);
  bench_row ();
}

int
main (int argc, char **argv)
{
  bench_begin (argc, argv, "The workload of Omega's lightweight simulator, end to end.", NULL);
  g_autofree char *trace = bench_path ("omega.csv");
  double hours = bench_full () ? 24 : 2;
  guint64 jobs, tasks = write_trace (trace, hours, &jobs);
  g_autofree char *title = g_strdup_printf ("%.0f hours: %" G_GUINT64_FORMAT " jobs by the count "
                                            "column, 10,000 machines", hours, jobs);
  bench_table (title);
  measure ("first in random order", "scores = none\nties = random", tasks);
  measure ("first that fits", "scores = none", tasks);
  measure ("best-fit", "scores = best-fit", tasks);
  measure ("shared state, with decision times",
           "scores = none\nties = random\njob-time = 100ms\ntask-time = 5ms\n"
           "[scheduler batch]\ntiers = batch\njob-time = 10ms\ntask-time = 1ms\n"
           "[scheduler service]\n[cell]\nschedulers = shared-state",
           tasks);
  if (!bench_full ())
    bench_note ("Left out without --full: the whole day, 21.8 million tasks.");
  return bench_end ();
}
