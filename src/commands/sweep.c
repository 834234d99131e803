/* SPDX-License-Identifier: GPL-3.0-or-later */
/* berth sweep: every point of what scenarios vary, into one folder. */
#include "commands/command.h"
#include "commands/stop_signals.h"

#include "sweep/results_table.h"
#include "sweep/runner.h"
#include "util/input_error.h"
#include "util/progress.h"
#include "util/units.h"

#include <string.h>

#define JOBS_MAX 4096

static struct {
  char *output, *jobs, *plots, *sqlite, *shard, *shards;
  char **set, **vary, **plugins;
  gboolean list, quiet;
} given;

static const GOptionEntry entries[] = {
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &given.output,
    "Folder of the sweep (default: results/NAME, by the scenario's name)", "DIR" },
  { "jobs", 'j', 0, G_OPTION_ARG_FILENAME, &given.jobs,
    "Points to run at a time (default: as many as there are processors; the same results)", "N" },
  { "set", 'S', 0, G_OPTION_ARG_FILENAME_ARRAY, &given.set,
    "Replace a key of all points; it does not vary then (may be repeated)", "GROUP.KEY=VALUE" },
  { "vary", 'V', 0, G_OPTION_ARG_FILENAME_ARRAY, &given.vary,
    "Add a row to [vary], or replace one (may be repeated)", "KEY=VALUES" },
  PLUGIN_OPTION (&given.plugins),
  { "plots", 0, 0, G_OPTION_ARG_FILENAME, &given.plots, "Draw charts of every point",
    "svg|png|pdf" },
  { "sqlite", 0, 0, G_OPTION_ARG_FILENAME, &given.sqlite,
    "Write all figures to an SQLite database, too", "FILE" },
  { "shard", 0, 0, G_OPTION_ARG_FILENAME, &given.shard,
    "Run this part of the points, into DIR/shard-K-of-N; auto: as the environment says", "K/N" },
  { "shards", 0, 0, G_OPTION_ARG_FILENAME, &given.shards,
    "How many shards there are; which one this is, the environment says", "N" },
  { "list", 'l', 0, G_OPTION_ARG_NONE, &given.list, "Print the points' names and run nothing",
    NULL },
  { "quiet", 'q', 0, G_OPTION_ARG_NONE, &given.quiet, "Print nothing but what goes wrong", NULL },
  { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
};

extern const Command command_sweep;

/* Options -------------------------------------------------------------------------------------- */

/* --set as it is, --vary KEY=VALUES as vary.KEY=VALUES. */
static GStrv
make_overrides (void)
{
  g_autoptr (GStrvBuilder) overrides = command_overrides (given.set, NULL);

  for (guint i = 0; given.vary != NULL && given.vary[i] != NULL; i++) {
    g_autofree char *override = g_strconcat ("vary.", given.vary[i], NULL);

    g_strv_builder_add (overrides, override);
  }
  return g_strv_builder_end (overrides);
}

static gboolean
find_shard (Shard *ret, GError **error)
{
  gint64 count = 0;

  *ret = SHARD_ALL;
  if (given.shards != NULL && !integer_parse (given.shards, 1, SHARDS_MAX, &count, NULL))
    return input_error (error, "--shards", 0, "a whole number from 1 to 100000", "'%s'",
                        given.shards);
  if (given.shard != NULL && strcmp (given.shard, "auto") != 0)
    return shard_parse (given.shard, ret, error);
  return (given.shard == NULL && given.shards == NULL)
         || shard_from_environment ((guint) count, ret, error);
}

/* DIR, or DIR/shard-K-of-N. */
static char *
find_folder (const SweepPlan *plan, Shard shard)
{
  const char *name = plan->scenarios->len == 1 ? sweep_plan_scenario (plan, 0)->name : "sweep";
  g_autofree char *whole
    = given.output != NULL ? g_strdup (given.output) : g_build_filename ("results", name, NULL);

  if (given.shard == NULL && given.shards == NULL)
    return g_steal_pointer (&whole);
  return g_strdup_printf ("%s/shard-%u-of-%u", whole, shard.index, shard.count);
}

/* While it runs -------------------------------------------------------------------------------- */

static void
on_progress (double fraction, guint done, guint points, gpointer data)
{
  (void) done, (void) points;
  progress_update (data, fraction, -1);
}

static void
on_failed (const SweepPoint *point, const GError *why, gpointer data)
{
  progress_hide (data);
  command_complain ("%s: %s", point->name, why->message);
}

/* Afterwards ----------------------------------------------------------------------------------- */

static void
print_outcome (const SweepPlan *plan, const SweepOutcome *outcome, const char *folder, gint64 wall)
{
  g_autofree char *wall_text = time_format_human (wall);
  g_autofree char *keys = g_strjoinv (", ", plan->keys);

  if (*keys != '\0')
    command_printf ("%-16s%s\n", "varied", keys);
  command_printf ("%-16s%u: %u run, %u kept\n", "points", outcome->points, outcome->run,
                  outcome->kept);
  command_printf ("%-16s%s\n", "took", wall_text);
  command_printf ("%-16s%s: %s, and points/NAME of each\n", "results", folder, RESULTS_TABLE);
}

static int
finish (const SweepPlan *plan, const SweepOutcome *outcome, const char *folder, gint64 wall)
{
  guint there = outcome->run + outcome->kept;
  GError *error = NULL;

  if (!given.quiet)
    print_outcome (plan, outcome, folder, wall);
  if (given.sqlite != NULL
      && !results_sqlite_write (plan, folder, outcome->states, given.sqlite, &error))
    return command_fail (error);
  if (outcome->failed > 0)
    command_complain ("%u of %u points failed", outcome->failed, outcome->points);
  if (there + outcome->failed < outcome->points)
    command_complain ("interrupted: %u of %u points are there; the same command runs the others",
                      there, outcome->points);
  return there == outcome->points ? EXIT_DONE : EXIT_FAILED;
}

/* What stopped the sweep as a whole. */
static int
fail (const SweepOutcome *outcome, GError *error)
{
  if (!g_error_matches (error, INPUT_ERROR, INPUT_ERROR_FULL) || outcome->points == 0)
    return command_fail (error);
  command_complain ("%s; %u of %u points are there; when there is room, the same command runs the "
                    "others", error->message, outcome->run + outcome->kept, outcome->points);
  g_error_free (error);
  return EXIT_FAILED;
}

static int
run_plan (const SweepPlan *plan, Shard shard, guint jobs)
{
  g_autofree char *folder = find_folder (plan, shard);
  g_autoptr (Progress) progress = progress_new (plan->points->len / shard.count, "points");
  g_auto (SweepOutcome) outcome = { 0 };
  SweepOptions options = { .folder = folder,
                           .shard = shard,
                           .jobs = jobs,
                           .plot_format = given.plots,
                           .stop = stop_signals_flag (),
                           .failed = on_failed,
                           .progress = progress_is_shown (progress) ? on_progress : NULL,
                           .data = progress };
  gint64 began = g_get_monotonic_time ();
  GError *error = NULL;
  gboolean done;

  stop_signals_catch ();
  done = sweep_run (plan, &options, &outcome, &error);
  progress_hide (progress);
  if (!done)
    return fail (&outcome, error);
  return finish (plan, &outcome, folder, g_get_monotonic_time () - began);
}

static int
sweep (char **operands)
{
  static const char *const formats[] = { "svg", "png", "pdf", NULL };
  g_auto (GStrv) overrides = make_overrides ();
  g_autoptr (SweepPlan) plan = NULL;
  gint64 jobs = g_get_num_processors ();
  GError *error = NULL;
  Shard shard;

  if (given.plots != NULL && !g_strv_contains (formats, given.plots))
    return command_wrong_usage (&command_sweep, "--plots %s is not svg, png or pdf", given.plots);
  if (given.jobs != NULL && !integer_parse (given.jobs, 1, JOBS_MAX, &jobs, NULL))
    return command_wrong_usage (&command_sweep, "--jobs %s is no number from 1 to %d", given.jobs,
                                JOBS_MAX);
  if (find_shard (&shard, &error) && command_load_plugins (given.plugins, &error))
    plan = sweep_plan_new ((const char *const *) operands, (const char *const *) overrides,
                           &error);
  if (plan == NULL)
    return command_fail (error);
  if (!given.list)
    return run_plan (plan, shard, (guint) jobs);
  for (guint i = 0; i < plan->points->len; i++)
    if (shard_has (shard, i))
      command_printf ("%s\n", sweep_plan_point (plan, i)->name);
  return EXIT_DONE;
}

const Command command_sweep = {
  .name = "sweep",
  .summary = "run every combination of what scenarios vary",
  .operands = "FILE.scenario…",
  .operand_kind = OPERAND_SCENARIO,
  .min_operands = 1,
  .max_operands = G_MAXUINT,
  .details =
    "What varies stands in the group [vary] of a scenario, or behind --vary; several scenarios "
    "are\nrun one beside the other. Given again, the command keeps points that are done and runs "
    "the\nothers; Ctrl-C, and a full disk, end it in good order.",
  .options = entries,
  .run = sweep,
};
