/* SPDX-License-Identifier: GPL-3.0-or-later */
/* [generate NAME] like = openb beside the pods that it was measured on: as many jobs as there are
 * pods, and how far their distributions are apart. */
#include "bench/bench.h"
#include "bench/study_chart.h"
#include "report/chart_kind.h"
#include "report/trace_facts.h"
#include "scenario/scenario.h"

#include <math.h>

#define PODS  "openb_pod_list_default.csv"
#define STEPS 1001 /* permilles, both ends included */

enum { RUN_TIME, GAP, CPU, MEMORY, GPU, N_MEASURES };

static const struct {
  const char *title, *unit;
} measures[N_MEASURES] = {
  [RUN_TIME] = { "Run time", "seconds" }, [GAP] = { "Gap", "seconds" },
  [CPU] = { "CPU requested", "cores" },   [MEMORY] = { "Memory requested", "memory" },
  [GPU] = { "GPUs requested", "devices" },
};

/* Values by rank, in people's units. */
typedef struct {
  double of[N_MEASURES][STEPS];
} Ranks;

/* Of those that ran: a pod that was never scheduled has none, whatever the reader makes of it. */
static void
find_run_times (const TraceFile *file, double ret[STEPS])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TaskStream) stream = workload_open (file->workload, &error);
  g_autoptr (Quantiles) run_times = quantiles_new (0, 0);
  gboolean told = workload_has_runs (file->workload);
  TaskRecord record;

  bench_must (error);
  while (task_stream_next (stream, &record, &error) > 0)
    if (record.duration != DURATION_UNENDING && (!told || record.n_runs > 0))
      quantiles_add (run_times, record.duration);
  bench_must (error);
  for (guint permille = 0; permille < STEPS; permille++)
    ret[permille] = (double) quantiles_at_permille (run_times, permille) / 1e6;
}

static Quantiles *
quantiles_of (const TraceFacts *facts, guint measure, double *ret_scale)
{
  *ret_scale = measure == GAP ? 1e6 : measure == MEMORY ? 1 : 1e3;
  return measure == GAP ? facts->gaps : facts->requests[measure - CPU];
}

static void
find_ranks (const TraceFile *file, Ranks *ret)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TraceFacts) facts = trace_facts_new (file, &error);

  bench_must (error);
  find_run_times (file, ret->of[RUN_TIME]);
  for (guint m = GAP; m < N_MEASURES; m++) {
    double scale;
    Quantiles *quantiles = quantiles_of (facts, m, &scale);
    for (guint permille = 0; permille < STEPS; permille++)
      ret->of[m][permille] = (double) quantiles_at_permille (quantiles, permille) / scale;
  }
}

static guint
real_ranks (const char *pods, Ranks *ret)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TraceFile) file = trace_file_load (pods, &(TraceFileOptions){ .format = "openb" }, &error);

  bench_must (error);
  find_ranks (file, ret);
  return (guint) workload_tasks (file->workload);
}

static void
generated_ranks (guint jobs, Ranks *ret)
{
  g_autofree char *path = bench_path ("like.scenario");
  g_autoptr (GError) error = NULL;

  bench_write (path, "[scenario]\nhorizon = 1000d\n[machines m]\ncpu = 128\nmemory = 1TiB\ngpu = 8\n"
                     "[generate g]\nlike = openb\njobs = %u\n", jobs);
  g_autoptr (Scenario) scenario = scenario_load (path, NULL, &error);
  bench_must (error);
  const TraceFile lent = { .path = scenario->path,
                           .resources = scenario->resources,
                           .labels = scenario->labels,
                           .users = scenario->users,
                           .classes = scenario->classes,
                           .inventory = scenario->inventory,
                           .workload = scenario->workload,
                           .machine_notes = scenario->machine_notes };
  find_ranks (&lent, ret);
}

/* What part of all is at most that. */
static double
share_at (const double ranks[STEPS], double value)
{
  guint low = 0, high = STEPS;

  while (low < high) {
    guint middle = (low + high) / 2;
    if (ranks[middle] <= value)
      low = middle + 1;
    else
      high = middle;
  }
  return low == 0 ? 0 : (low - 1) / (STEPS - 1.0);
}

/* The most by which one distribution is above the other (Kolmogorov and Smirnov's), to a thousandth. */
static double
distance (const double a[STEPS], const double b[STEPS])
{
  double most = 0;

  for (guint i = 0; i < STEPS; i++)
    most = MAX (most, MAX (fabs (share_at (a, a[i]) - share_at (b, a[i])),
                           fabs (share_at (a, b[i]) - share_at (b, b[i]))));
  return most;
}

static void
report (const Ranks *pods, const Ranks *made)
{
  for (guint m = 0; m < N_MEASURES; m++) {
    bench_text ("of a task", measures[m].title);
    for (guint p = 0; p < 3; p++) {
      static const guint permilles[] = { 100, 500, 900 };
      static const char *const names[][2]
        = { { "p10", "like p10" }, { "p50", "like p50" }, { "p90", "like p90" } };
      bench_number (names[p][0], pods->of[m][permilles[p]], 2);
      bench_number (names[p][1], made->of[m][permilles[p]], 2);
    }
    bench_number ("apart", distance (pods->of[m], made->of[m]), 3);
    bench_row ();
  }
}

static double *
copy_of (const double values[STEPS])
{
  return g_memdup2 (values, STEPS * sizeof *values);
}

static void
add_panel (Chart *chart, guint measure, const Ranks *pods, const Ranks *made)
{
  ChartPanel *panel = chart_add_panel (chart, &chart_kind_cdf, measures[measure].title);

  panel->y_unit = chart_unit_find (measures[measure].unit);
  panel->scale = CHART_SCALE_LOG;
  g_free (panel->y_title);
  panel->y_title = g_strdup ("share");
  panel->legend = measure == CPU ? LEGEND_LIST : LEGEND_NONE;
  panel->rows = STEPS;
  panel->x = g_new (double, STEPS);
  for (guint i = 0; i < STEPS; i++)
    panel->x[i] = i / (STEPS - 1.0);
  chart_panel_add_series (panel, "published", SERIES_LINE, palette_line (0),
                          copy_of (pods->of[measure]));
  chart_panel_add_series (panel, "generated", SERIES_LINE, palette_line (1),
                          copy_of (made->of[measure]));
}

static void
draw (const char *file, guint jobs, const Ranks *pods, const Ranks *made)
{
  g_autofree char *subtitle = g_strdup_printf ("%u pods of Alibaba's GPU cluster of 2023, and as many "
                                               "jobs like = openb", jobs);
  g_autoptr (Chart) chart = chart_new ("Generated jobs beside published pods", subtitle, 3);

  for (guint m = 0; m < N_MEASURES; m++)
    add_panel (chart, m, pods, made);
  study_chart_write (chart, file);
}

int
main (int argc, char **argv)
{
  g_autofree char *file = NULL;
  const GOptionEntry entries[]
    = { { "chart", 0, 0, G_OPTION_ARG_FILENAME, &file,
          "draw both distributions into this .png, .svg or .pdf file", "FILE" },
        G_OPTION_ENTRY_NULL };
  static Ranks real, made;
  guint jobs;

  bench_begin (argc, argv, "Jobs like = openb beside the pods that they are like.", entries);
  g_autofree char *pods = bench_shared ("traces/openb/" PODS);
  if (pods == NULL) {
    bench_note ("skipped: no traces/openb with " PODS " in $BERTH_SHARED\n"
                "(default: ../shared beside the source tree)");
    return bench_end ();
  }
  jobs = real_ranks (pods, &real);
  generated_ranks (jobs, &made);
  bench_table ("percentiles in s, cores, MiB and devices; apart: the most by which the shares of tasks "
               "with at most so much differ");
  report (&real, &made);
  if (file != NULL)
    draw (file, jobs, &real, &made);
  return bench_end ();
}
