/* SPDX-License-Identifier: GPL-3.0-or-later */
/* berth compare: what varies, side by side over the same seeds. */
#include "commands/command.h"
#include "commands/stop_signals.h"
#include "commands/sweep_run.h"

#include "compare/writers.h"
#include "page/comparison_page.h"
#include "sweep/plan_json.h"
#include "sweep/point_folder.h"
#include "sweep/runner.h"
#include "sweep/vary.h"
#include "util/input_error.h"
#include "util/units.h"

#include <string.h>

#define SEEDS_DEFAULT 10

static struct {
  char *output, *jobs, *seeds, *against, *metrics, *warm_up, *drain, *format;
  char **set, **vary, **plugins;
  gboolean quiet;
} given;

static const GOptionEntry entries[] = {
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &given.output,
    "Folder of the runs and the comparison (default: results/NAME, by the scenario's name)", "DIR" },
  VARY_OPTION (&given.vary),
  { "seeds", 's', 0, G_OPTION_ARG_FILENAME, &given.seeds,
    "Run each with the seeds 1 to N (default: those of [vary], else 10)", "N" },
  { "against", 'a', 0, G_OPTION_ARG_FILENAME, &given.against,
    "What the others are compared with (default: the first)", "VALUE" },
  { "metrics", 'm', 0, G_OPTION_ARG_FILENAME, &given.metrics,
    "Figures to compare, joined by commas: keys of summary.json, where * is any part; or all",
    "KEYS" },
  { "warm-up", 0, 0, G_OPTION_ARG_FILENAME, &given.warm_up,
    "Leave the beginning out of waits, allocation and queue: mser (by MSER-5), none, or a time",
    "mser|none|TIME" },
  { "drain", 0, 0, G_OPTION_ARG_FILENAME, &given.drain,
    "Do not count tasks that are submitted in the last TIME", "TIME" },
  { "format", 'f', 0, G_OPTION_ARG_FILENAME, &given.format, "Print it as (default: text)",
    "text|json|csv|md" },
  { "set", 'S', 0, G_OPTION_ARG_FILENAME_ARRAY, &given.set,
    "Replace a key of all runs (may be repeated)", "GROUP.KEY=VALUE" },
  { "jobs", 'j', 0, G_OPTION_ARG_FILENAME, &given.jobs,
    "Runs at a time (default: as many as there are processors; the same results)", "N" },
  PLUGIN_OPTION (&given.plugins),
  { "quiet", 'q', 0, G_OPTION_ARG_NONE, &given.quiet, "Print nothing but what goes wrong", NULL },
  { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
};

extern const Command command_compare;

/* Options -------------------------------------------------------------------------------------- */

static const ComparisonWriter *
find_writer (void)
{
  const ComparisonWriter *writer = comparison_writers;

  while (writer->name != NULL && given.format != NULL && strcmp (writer->name, given.format) != 0)
    writer++;
  return writer;
}

static gboolean
parse_options (ComparisonOptions *ret, GError **error)
{
  CompareWindowOptions *window = &ret->window;

  ret->against = given.against;
  if (!command_read_time ("--drain", given.drain, &window->drain, error))
    return FALSE;
  if (given.warm_up == NULL || strcmp (given.warm_up, "none") == 0)
    return TRUE;
  window->warm_up = strcmp (given.warm_up, "mser") == 0 ? WARM_UP_MSER : WARM_UP_GIVEN;
  return window->warm_up == WARM_UP_MSER
         || command_read_time ("--warm-up", given.warm_up, &window->start, error);
}

/* Does a scenario, or the command line, say which seeds there are? FALSE and *error where a scenario
 * cannot be read. */
static gboolean
find_seeds (char **paths, const char *const *overrides, gboolean *ret, GError **error)
{
  *ret = vary_is_set ("scenario.seed", overrides);
  for (guint i = 0; paths[i] != NULL; i++) {
    g_autoptr (GArray) rows = vary_texts_load (paths[i], overrides, error);

    if (rows == NULL)
      return FALSE;
    for (guint r = 0; r < rows->len; r++) {
      g_autofree char *name = vary_name (&g_array_index (rows, VaryText, r));

      *ret |= strcmp (name, "scenario.seed") == 0;
    }
  }
  return TRUE;
}

/* --set, --vary as vary.KEY=VALUES, and the seeds where nothing else says which; NULL and *error. */
static GStrv
make_overrides (char **paths, GError **error)
{
  g_autoptr (GStrvBuilder) builder = command_vary_overrides (given.set, given.vary);
  g_autofree char *seeds = NULL;
  g_auto (GStrv) overrides = NULL;
  gint64 count = SEEDS_DEFAULT;
  gboolean known;

  overrides = g_strv_builder_end (builder);
  if (given.seeds != NULL && !integer_parse (given.seeds, 1, COMPARISON_MOST_SEEDS, &count, NULL)) {
    input_error (error, "--seeds", 0, "a whole number from 1 to 1000", "'%s'", given.seeds);
    return NULL;
  }
  if (!find_seeds (paths, (const char *const *) overrides, &known, error))
    return NULL;
  g_strv_builder_addv (builder, (const char **) overrides);
  seeds = count == 1 ? g_strdup ("vary.seed=1") /* a range has two ends */
                     : g_strdup_printf ("vary.seed=1..%" G_GINT64_FORMAT, count);
  if (given.seeds != NULL || !known)
    g_strv_builder_add (builder, seeds);
  return g_strv_builder_end (builder);
}

/* The runs ------------------------------------------------------------------------------------- */

static gboolean
run_points (const SweepPlan *plan, const char *folder, guint jobs, SweepOutcome *ret,
            GError **error)
{
  SweepOptions options = { .folder = folder, .shard = SHARD_ALL, .jobs = jobs };

  comparison_remove (folder);
  comparison_page_remove (folder);
  return command_sweep_run (plan, options, "runs", ret, error);
}

/* What a sweep has left is compared as it is. */
static SweepPlan *
read_folder (const char *folder, SweepOutcome *ret, GError **error)
{
  SweepPlan *plan = sweep_plan_read (folder, NULL, error);

  if (plan == NULL)
    return NULL;
  ret->points = plan->points->len;
  ret->states = g_new0 (guint8, plan->points->len);
  for (guint i = 0; i < plan->points->len; i++) {
    const SweepPoint *point = sweep_plan_point (plan, i);
    g_autofree char *path = point_folder_path (folder, point);

    if (point_folder_is_whole (path, plan, point)) {
      ret->states[i] = POINT_KEPT;
      ret->kept++;
    }
  }
  return plan;
}

/* Runs what is not there of the scenarios. NULL and *error. */
static SweepPlan *
run_scenarios (char **paths, const ComparisonOptions *options, guint jobs, char **ret_folder,
               SweepOutcome *ret, GError **error)
{
  g_auto (GStrv) overrides = make_overrides (paths, error);
  g_autoptr (SweepPlan) plan = NULL;

  if (overrides == NULL)
    return NULL;
  plan = sweep_plan_new ((const char *const *) paths, (const char *const *) overrides, error);
  /* What cannot be compared is refused before anything has run. */
  if (plan == NULL || !paired_comparison_check (plan, options, error))
    return NULL;
  if (given.output == NULL)
    *ret_folder = g_build_filename (
      "results", plan->scenarios->len == 1 ? sweep_plan_scenario (plan, 0)->name : "comparison",
      NULL);
  else
    *ret_folder = g_strdup (given.output);
  return run_points (plan, *ret_folder, jobs, ret, error) ? g_steal_pointer (&plan) : NULL;
}

/* The comparison ------------------------------------------------------------------------------- */

static int
tell (const PairedComparison *comparison, const SweepOutcome *outcome, const char *folder)
{
  g_autofree char *text = find_writer ()->write (comparison);
  guint there = outcome->run + outcome->kept;

  if (!given.quiet) {
    command_print (text);
    if (given.format == NULL)
      command_printf ("\n%-16s%s: report.html, comparison.md, .json, .csv, and points/NAME of each\n", "results",
                      folder);
  }
  if (there < outcome->points)
    command_complain ("%u of %u runs are missing", outcome->points - there, outcome->points);
  return there == outcome->points ? EXIT_DONE : EXIT_FAILED;
}

static int
compare_points (char **operands, const ComparisonOptions *options, guint jobs)
{
  gboolean is_folder = g_file_test (operands[0], G_FILE_TEST_IS_DIR);
  g_auto (SweepOutcome) outcome = { 0 };
  g_autofree char *folder = is_folder ? g_strdup (operands[0]) : NULL;
  g_autoptr (SweepPlan) plan = NULL;
  g_autoptr (PairedComparison) comparison = NULL;
  GError *error = NULL;

  plan = is_folder ? read_folder (folder, &outcome, &error)
                   : run_scenarios (operands, options, jobs, &folder, &outcome, &error);
  if (plan != NULL && stop_signals_came ()) {
    command_complain ("interrupted: %u of %u runs are there; the same command runs the others",
                      outcome.run + outcome.kept, outcome.points);
    return EXIT_FAILED;
  }
  if (plan != NULL)
    comparison = paired_comparison_new (plan, folder, outcome.states, options, &error);
  if (comparison == NULL || !comparison_write (comparison, folder, &error)
      || !comparison_page_write (comparison, plan, folder, &error))
    return command_fail (error);
  return tell (comparison, &outcome, folder);
}

static int
compare (char **operands)
{
  g_auto (GStrv) metrics = given.metrics != NULL ? g_strsplit_set (given.metrics, ",;", -1) : NULL;
  ComparisonOptions options = { .metrics = (const char *const *) metrics };
  gint64 jobs = g_get_num_processors ();
  GError *error = NULL;

  if (find_writer ()->name == NULL)
    return command_wrong_usage (&command_compare, "--format %s is not text, json, csv or md",
                                given.format);
  if (command_find_jobs (&command_compare, given.jobs, &jobs) != EXIT_DONE)
    return EXIT_USAGE;
  if (!parse_options (&options, &error) || !command_load_plugins (given.plugins, &error))
    return command_fail (error);
  return compare_points (operands, &options, (guint) jobs);
}

const Command command_compare = {
  .name = "compare",
  .summary = "compare policies, or whatever varies, over the same seeds",
  .operands = "FILE.scenario…|DIR",
  .operand_kind = OPERAND_SCENARIO,
  .min_operands = 1,
  .max_operands = G_MAXUINT,
  .details =
    "What is compared stands in the group [vary] of a scenario, or behind --vary; or is several\n"
    "scenarios. Of a folder that berth sweep has written, what is there is compared. Differences\n"
    "are paired by seed; docs/compare.md says what the verdicts claim, and what they do not.",
  .options = entries,
  .run = compare,
};
