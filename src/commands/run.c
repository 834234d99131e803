/* SPDX-License-Identifier: GPL-3.0-or-later */
/* berth run: a scenario in, a folder of results and charts out. */
#include "commands/command.h"
#include "commands/stop_signals.h"

#include "page/page.h"
#include "report/assertions.h"
#include "report/run.h"
#include "report/closing_table.h"
#include "report/report.h"
#include "report/surface.h"
#include "scheduler/choose/vector_path.h"
#include "sweep/vary.h"
#include "util/input_error.h"
#include "util/progress.h"
#include "util/units.h"

#include <string.h>

static struct {
  char *output;
  char *seed;
  char **set, **plugins;
  char *format;
  char *trace_decisions;
  char *search;
  char *vectors;
  gboolean check, json, no_plots, quiet;
} given;

static const GOptionEntry entries[] = {
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &given.output,
    "Folder of the results (default: results/NAME, by the scenario's name)", "DIR" },
  { "seed", 's', 0, G_OPTION_ARG_FILENAME, &given.seed, "Seed in place of the scenario's", "N" },
  { "set", 'S', 0, G_OPTION_ARG_FILENAME_ARRAY, &given.set,
    "Replace a key of the scenario (may be repeated)", "GROUP.KEY=VALUE" },
  PLUGIN_OPTION (&given.plugins),
  { "format", 'f', 0, G_OPTION_ARG_FILENAME, &given.format, "Format of the charts (default: svg)",
    "svg|png|pdf" },
  { "no-plots", 0, 0, G_OPTION_ARG_NONE, &given.no_plots, "Draw no charts and write no page", NULL },
  { "check", 0, 0, G_OPTION_ARG_NONE, &given.check,
    "Verify the cell's invariants after every event (slow)", NULL },
  { "trace-decisions", 0, 0, G_OPTION_ARG_FILENAME, &given.trace_decisions,
    "Write this many decisions, or all, to decisions.csv (--set metrics.decisions=N)", "N" },
  { "search", 0, 0, G_OPTION_ARG_FILENAME, &given.search,
    "How the best machine is found (default: quickest; the same results)",
    "quickest|classes|grades|sets|all" },
  { "vectors", 0, 0, G_OPTION_ARG_FILENAME, &given.vectors,
    "Vector units to use (default: the widest there are; the same results)",
    "portable|avx2|avx512" },
  { "json", 0, 0, G_OPTION_ARG_NONE, &given.json, "Print summary.json in place of the table",
    NULL },
  { "quiet", 'q', 0, G_OPTION_ARG_NONE, &given.quiet, "Print nothing but what goes wrong", NULL },
  { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
};

static gboolean
on_progress (gint64 now, double fraction, gpointer data)
{
  progress_update (data, fraction, now);
  return !stop_signals_came ();
}

/* --set in order, then --seed and --trace-decisions. */
static GStrv
make_overrides (void)
{
  g_autoptr (GStrvBuilder) overrides = command_overrides (given.set, given.seed);

  if (given.trace_decisions != NULL) {
    g_autofree char *decisions = g_strconcat ("metrics.decisions=", given.trace_decisions, NULL);

    g_strv_builder_add (overrides, decisions);
  }
  return g_strv_builder_end (overrides);
}

static void
print_closing (const Scenario *scenario, const RunOutcome *outcome, const char *folder, gint64 wall)
{
  g_autofree char *wall_text = time_format_human (wall);
  double seconds = (double) MAX (wall, 1) / (double) TIME_SECOND;
  g_autofree char *speed = progress_count ((double) outcome->tasks / seconds);

  if (!workload_was_sorted (scenario->workload))
    command_printf ("%-16s%s\n", "note", "the trace is not in order of submit time: sorted first");
  command_print_notes (16, scenario_machine_notes (scenario));
  command_print_notes (16, workload_notes (scenario->workload));
  command_printf ("%-16s%s, %s tasks/s\n", "took", wall_text, speed);
  command_printf ("%-16s%s%s\n", "results", folder,
                  given.no_plots ? "" : ": report.html, charts in its folder plots");
}

/* Says how it went; returns the exit status. */
static int
finish (const Scenario *scenario, const RunOutcome *outcome, const char *folder, gint64 wall)
{
  GError *error = NULL;
  g_autofree char *text = closing_table (outcome->summary_json, &error);
  g_auto (GStrv) failed = NULL;

  if (text == NULL)
    return command_fail (error);
  if (given.json)
    command_printf ("%s%s", outcome->summary_json,
                    g_str_has_suffix (outcome->summary_json, "\n") ? "" : "\n");
  else if (!given.quiet) {
    command_print (text);
    print_closing (scenario, outcome, folder, wall);
  }
  if (outcome->interrupted) {
    g_autofree char *end = time_format_human (outcome->end);

    command_complain ("%s: interrupted at %s of simulated time; %s holds the results up to then",
                      scenario->path, end, folder);
    return EXIT_FAILED;
  }
  if (!assertions_evaluate (scenario, outcome->summary_json, &failed, &error))
    return command_fail (error);
  for (guint i = 0; failed[i] != NULL; i++)
    command_complain ("%s", failed[i]);
  return failed[0] != NULL ? EXIT_ASSERTION : EXIT_DONE;
}

/* Whether there are charts to draw is better known before the run than after it. */
static gboolean
find_plots (GError **error)
{
  g_auto (GStrv) names = given.no_plots ? NULL : report_plot_names (report_plots_dir (), error);

  return given.no_plots || names != NULL;
}

static int
simulate (const Scenario *scenario)
{
  g_autofree char *folder = given.output != NULL
                              ? g_strdup (given.output)
                              : g_build_filename ("results", scenario->name, NULL);
  Progress *progress = progress_new (workload_tasks (scenario->workload), "tasks");
  RunOptions options = { .out_dir = folder,
                         .plot_format = given.no_plots ? NULL
                                        : given.format ? given.format
                                                       : "svg",
                         .write_page = given.no_plots ? NULL : page_write_of_run,
                         .check = given.check,
                         .progress = on_progress,
                         .progress_data = progress };
  g_auto (RunOutcome) outcome = { 0 };
  GError *error = NULL;
  gint64 began = g_get_monotonic_time ();
  gboolean done;

  stop_signals_catch ();
  done = run_scenario (scenario, &options, &outcome, &error);
  progress_free (progress);
  if (!done)
    return command_fail (error);
  return finish (scenario, &outcome, folder, g_get_monotonic_time () - began);
}

extern const Command command_run_scenario;

/* FALSE: there is no such path, or not on this machine. */
static gboolean
find_search (const char *name, SearchWay *ret_search)
{
  for (guint search = 0; search < N_SEARCHES; search++)
    if (g_str_equal (name, search_names[search])) {
      *ret_search = (SearchWay) search;
      return TRUE;
    }
  return FALSE;
}

static gboolean
force_vectors (const char *name)
{
  for (guint path = 0; path < N_VECTOR_PATHS; path++)
    if (g_str_equal (name, vector_path_names[path]) && vector_path_available ((VectorPath) path)) {
      vector_path_force ((VectorPath) path);
      return TRUE;
    }
  return FALSE;
}

/* One run has one value of each key. */
static gboolean
check_varies_nothing (const char *path, const char *const *overrides, GError **error)
{
  g_autoptr (GArray) texts = vary_texts_load (path, overrides, error);

  for (guint i = 0; texts != NULL && i < texts->len; i++) {
    const VaryText *text = &g_array_index (texts, VaryText, i);
    g_autofree char *name = vary_name (text);
    g_autofree char *expected = NULL;

    if (vary_is_set (name, overrides))
      continue;
    expected = g_strdup_printf ("berth sweep %s, or --set %s=VALUE", path, name);
    return input_error (error, text->file, text->line, expected, "%s varies", text->key);
  }
  return texts != NULL;
}

static int
run (char **operands)
{
  g_auto (GStrv) overrides = make_overrides ();
  g_autoptr (Scenario) scenario = NULL;
  SearchWay search = SEARCH_QUICKEST;
  GError *error = NULL;

  if (given.format != NULL && surface_format_find (given.format) == NULL)
    return command_wrong_usage (&command_run_scenario, "--format %s is not svg, png or pdf",
                                given.format);
  if (given.search != NULL && !find_search (given.search, &search))
    return command_wrong_usage (&command_run_scenario,
                                "--search %s is not quickest, classes, grades, sets or all", given.search);
  if (given.vectors != NULL && !force_vectors (given.vectors))
    return command_wrong_usage (&command_run_scenario,
                                "--vectors %s: this machine has no such units", given.vectors);
  if (command_load_plugins (given.plugins, &error)
      && check_varies_nothing (operands[0], (const char *const *) overrides, &error))
    scenario = scenario_load (operands[0], (const char *const *) overrides, &error);
  if (scenario == NULL || !find_plots (&error))
    return command_fail (error);
  scenario->scheduler.search = search;
  return simulate (scenario);
}

const Command command_run_scenario = {
  .name = "run",
  .summary = "simulate a scenario and leave its results in a folder",
  .operands = "FILE.scenario|TRACE",
  .operand_kind = OPERAND_SCENARIO,
  .min_operands = 1,
  .max_operands = 1,
  .details =
    "Ctrl-C ends a run early: the results are whole, hold what was up to then and say that "
    "they\nwere interrupted.",
  .options = entries,
  .run = run,
};
