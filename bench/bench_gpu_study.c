/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The study of GPU fragmentation on openb (Weng et al., Beware of Fragmentation, USENIX ATC'23) with
 * scenarios/openb-gpu.scenario: means over ten seeds beside the published means of ten runs. */
#include "bench/bench.h"
#include "bench/study_chart.h"

#include <string.h>

#define NODES "openb_node_list_gpu_node.csv"
#define PODS  "openb_pod_list_default.csv"
#define SEEDS 10

/* How much of the cluster's GPUs has been requested. */
enum { AT_90, AT_100, AT_130, N_POINTS };
static const double points[N_POINTS] = { 0.9, 1, 1.3 };

/* In percent: GPUs allocated at each point; of the idle ones, fragmented. */
typedef struct {
  double allocated[N_POINTS];
  double rate[N_POINTS];
} Figures;

typedef struct {
  const char *name, *scores, *devices;
  Figures published;
} Policy;

static const Policy policies[] = {
  { "Random", "random", "random", { { 85.02, 86.30, 87.47 }, { 96.65, 98.44, 99.18 } } },
  { "DotProd", "dot-product-min", "tightest", { { 89.98, 90.62, 90.85 }, { 94.18, 99.19, 99.25 } } },
  { "GpuClustering", "gpu-clustering", "tightest",
    { { 89.98, 91.65, 91.88 }, { 84.33, 98.40, 98.47 } } },
  { "GpuPacking", "gpu-packing", "tightest", { { 89.98, 91.78, 92.00 }, { 83.60, 98.88, 98.93 } } },
  { "BestFit", "best-fit-largest", "tightest", { { 89.99, 92.86, 93.08 }, { 74.08, 98.84, 98.92 } } },
  { "FGD", "fgd", "fgd", { { 89.98, 95.23, 95.39 }, { 49.97, 99.07, 99.10 } } },
};

typedef struct {
  guint capacity, allocated, requested, rate;
} Places;

static guint
place_of (char **names, const char *name)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (strcmp (names[i], name) == 0)
      return i;
  bench_fail ("timeline.csv has no column %s", name);
}

static double
number_at (char **cells, guint place)
{
  return g_ascii_strtod (cells[place], NULL);
}

/* The figures at the first sample at which so much has been requested, or at the last; adds to the
 * curve what part of the GPUs is allocated when so many hundredths have been. */
static Figures
read_figures (const char *path, double curve[STUDY_STEPS])
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_file_get_contents (path, &text, NULL, &error);
  bench_must (error);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_auto (GStrv) names = g_strsplit (lines[0], ",", -1);
  Places at = { place_of (names, "gpu_capacity"), place_of (names, "gpu_allocated"),
                place_of (names, "gpu_requested"), place_of (names, "gpu_fragmentation_rate") };
  Figures figures = { 0 };
  guint point = 0, step = 0;
  for (guint i = 1; lines[i] != NULL && *lines[i] != '\0' && point < N_POINTS; i++) {
    g_auto (GStrv) cells = g_strsplit (lines[i], ",", -1);
    double capacity = number_at (cells, at.capacity);
    gboolean last = lines[i + 1] == NULL || *lines[i + 1] == '\0';
    while (step < STUDY_STEPS
           && (last || number_at (cells, at.requested) >= step * capacity / 100))
      curve[step++] += number_at (cells, at.allocated) / capacity;
    while (point < N_POINTS
           && (last || number_at (cells, at.requested) >= points[point] * capacity)) {
      figures.allocated[point] = 100 * number_at (cells, at.allocated) / capacity;
      figures.rate[point++] = 100 * number_at (cells, at.rate);
    }
  }
  return figures;
}

static Child
run (const Policy *policy, guint seed, const char *nodes, const char *pods, const char *results)
{
  const char *source = g_getenv ("top_srcdir");
  g_autofree char *scenario = g_build_filename (source != NULL ? source : "..", "scenarios",
                                                "openb-gpu.scenario", NULL);
  g_autofree char *machines = g_strconcat ("cell.machines=", nodes, NULL);
  g_autofree char *trace = g_strconcat ("workload.trace=", pods, NULL);
  g_autofree char *scores = g_strconcat ("scheduler.scores=", policy->scores, NULL);
  g_autofree char *devices = g_strconcat ("scheduler.devices=", policy->devices, NULL);
  g_autofree char *number = g_strdup_printf ("scenario.seed=%u", seed);
  return BENCH_BERTH ("run", scenario, "--quiet", "--no-plots", "-o", results, "--set", machines,
                      "--set", trace, "--set", scores, "--set", devices, "--set", number);
}

static void
compare (const char *of, double mean, double published)
{
  g_autofree char *difference = g_strdup_printf ("%s diff", of);
  bench_number (of, mean, 2);
  bench_number (difference, mean - published, 2);
}

/* Adds the curve to the chart. */
static void
measure (const Policy *policy, const char *nodes, const char *pods, Chart *chart)
{
  g_autofree char *results = bench_path ("results");
  g_autofree char *timeline = g_build_filename (results, "timeline.csv", NULL);
  Figures mean = { 0 };
  double cpu = 0, peak = 0, curve[STUDY_STEPS] = { 0 };
  for (guint seed = 1; seed <= SEEDS; seed++) {
    Child child = run (policy, seed, nodes, pods, results);
    Figures one = read_figures (timeline, curve);
    for (guint i = 0; i < N_POINTS; i++) {
      mean.allocated[i] += one.allocated[i] / SEEDS;
      mean.rate[i] += one.rate[i] / SEEDS;
    }
    cpu += child.cpu / SEEDS;
    peak = MAX (peak, child.peak);
  }
  for (guint i = 0; i < STUDY_STEPS; i++)
    curve[i] /= SEEDS;
  study_chart_add (chart, policy->name, curve);
  bench_text ("policy", policy->name);
  compare ("at 90", mean.allocated[AT_90], policy->published.allocated[AT_90]);
  compare ("at 100", mean.allocated[AT_100], policy->published.allocated[AT_100]);
  compare ("at 130", mean.allocated[AT_130], policy->published.allocated[AT_130]);
  compare ("rate at 90", mean.rate[AT_90], policy->published.rate[AT_90]);
  bench_number ("cpu s", cpu, 2);
  bench_number ("peak MiB", peak, 0);
  bench_row ();
}

int
main (int argc, char **argv)
{
  g_autofree char *file = NULL;
  const GOptionEntry entries[]
    = { { "chart", 0, 0, G_OPTION_ARG_FILENAME, &file,
          "draw GPU allocation against what has been requested into this .png or .svg file", "FILE" },
        G_OPTION_ENTRY_NULL };
  bench_begin (argc, argv, "The study of GPU fragmentation on openb: 1,213 nodes, 130 % requested.",
               entries);
  g_autofree char *nodes = bench_shared ("traces/openb/" NODES);
  g_autofree char *pods = bench_shared ("traces/openb/" PODS);
  if (nodes == NULL || pods == NULL) {
    bench_note ("skipped: no traces/openb with " NODES " and " PODS " in $BERTH_SHARED\n"
                "(default: ../shared beside the source tree)");
    return bench_end ();
  }
  bench_table ("GPUs allocated at 90, 100 and 130 % requested, and fragmented of those idle at 90; "
               "means of ten seeds, in percent; diff: to the published means");
  g_autoptr (Chart) chart = study_chart_new ();
  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    measure (&policies[i], nodes, pods, chart);
  if (file != NULL)
    study_chart_write (chart, file);
  return bench_end ();
}
