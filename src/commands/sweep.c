/* SPDX-License-Identifier: GPL-3.0-or-later */
/* berth sweep: every point of what scenarios vary, into one folder. */
#include "commands/command.h"
#include "commands/sweep_run.h"
#include "commands/sweep_slurm.h"

#include "report/surface.h"
#include "sweep/results_table.h"
#include "sweep/runner.h"
#include "util/input_error.h"
#include "util/units.h"

#include <string.h>

static struct {
  char *output, *jobs, *plots, *sqlite, *shard, *shards;
  char **set, **vary, **plugins, **slurm_options;
  gboolean list, quiet, slurm, slurm_write;
} given;

static const GOptionEntry entries[] = {
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &given.output,
    "Folder of the sweep (default: results/NAME, by the scenario's name)", "DIR" },
  { "jobs", 'j', 0, G_OPTION_ARG_FILENAME, &given.jobs,
    "Points to run at a time (default: as many as there are processors; the same results)", "N" },
  { "set", 'S', 0, G_OPTION_ARG_FILENAME_ARRAY, &given.set,
    "Replace a key of all points; it does not vary then (may be repeated)", "GROUP.KEY=VALUE" },
  VARY_OPTION (&given.vary),
  PLUGIN_OPTION (&given.plugins),
  { "plots", 0, 0, G_OPTION_ARG_FILENAME, &given.plots, "Draw charts of every point",
    "svg|png|pdf" },
  { "sqlite", 0, 0, G_OPTION_ARG_FILENAME, &given.sqlite,
    "Write all figures to an SQLite database, too", "FILE" },
  { "shard", 0, 0, G_OPTION_ARG_FILENAME, &given.shard,
    "Run this part of the points, into DIR/shard-K-of-N; auto: as the environment says", "K/N" },
  { "shards", 0, 0, G_OPTION_ARG_FILENAME, &given.shards,
    "How many shards there are; which one this is, the environment says", "N" },
  { "slurm", 0, 0, G_OPTION_ARG_NONE, &given.slurm,
    "Submit the shards to Slurm as a job array, and what joins them in DIR", NULL },
  { "slurm-write", 0, 0, G_OPTION_ARG_NONE, &given.slurm_write,
    "Only write the batch scripts, into DIR/slurm", NULL },
  { "slurm-option", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &given.slurm_options,
    "Hand an option to sbatch: --partition=main (may be repeated)", "OPTION" },
  { "list", 'l', 0, G_OPTION_ARG_NONE, &given.list, "Print the points' names and run nothing",
    NULL },
  { "quiet", 'q', 0, G_OPTION_ARG_NONE, &given.quiet, "Print nothing but what goes wrong", NULL },
  { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
};

extern const Command command_sweep;

/* Options -------------------------------------------------------------------------------------- */

static gboolean
is_for_slurm (void)
{
  return given.slurm || given.slurm_write;
}

/* What --shards says, or 0. */
static gboolean
find_shards (gint64 *ret, GError **error)
{
  *ret = 0;
  return given.shards == NULL || integer_parse (given.shards, 1, SHARDS_MAX, ret, NULL)
         || input_error (error, "--shards", 0, "a whole number from 1 to 100000", "'%s'",
                         given.shards);
}

/* Which part this process runs: no matter where all of them go to Slurm. */
static gboolean
find_shard (gint64 shards, Shard *ret, GError **error)
{
  *ret = SHARD_ALL;
  if (is_for_slurm ())
    return TRUE;
  if (given.shard != NULL && strcmp (given.shard, "auto") != 0)
    return shard_parse (given.shard, ret, error);
  return (given.shard == NULL && given.shards == NULL)
         || shard_from_environment ((guint) shards, ret, error);
}

/* EXIT_DONE, or what has been complained of. */
static int
check_usage (gint64 *ret_jobs)
{
  if (given.plots != NULL && surface_format_find (given.plots) == NULL)
    return command_wrong_usage (&command_sweep, "--plots %s is not svg, png or pdf", given.plots);
  if (is_for_slurm () && (given.shard != NULL || given.list))
    return command_wrong_usage (&command_sweep, "--slurm takes neither --shard nor --list");
  if (!is_for_slurm () && given.slurm_options != NULL)
    return command_wrong_usage (&command_sweep, "--slurm-option is there without --slurm");
  return command_find_jobs (&command_sweep, given.jobs, ret_jobs);
}

static const char *
find_name (const SweepPlan *plan)
{
  return plan->scenarios->len == 1 ? sweep_plan_scenario (plan, 0)->name : "sweep";
}

static char *
find_whole_folder (const SweepPlan *plan)
{
  return given.output != NULL ? g_strdup (given.output)
                              : g_build_filename ("results", find_name (plan), NULL);
}

/* DIR, or DIR/shard-K-of-N. */
static char *
find_folder (const SweepPlan *plan, Shard shard)
{
  g_autofree char *whole = find_whole_folder (plan);

  if (given.shard == NULL && given.shards == NULL)
    return g_steal_pointer (&whole);
  return g_strdup_printf ("%s/shard-%u-of-%u", whole, shard.index, shard.count);
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
  g_auto (SweepOutcome) outcome = { 0 };
  SweepOptions options
    = { .folder = folder, .shard = shard, .jobs = jobs, .plot_format = given.plots };
  gint64 began = g_get_monotonic_time ();
  GError *error = NULL;

  if (!command_sweep_run (plan, options, "points", &outcome, &error))
    return fail (&outcome, error);
  return finish (plan, &outcome, folder, g_get_monotonic_time () - began);
}

/* Slurm ---------------------------------------------------------------------------------------- */

/* --NAME=VALUE for each value. */
static void
add_words (GStrvBuilder *words, const char *name, char **values)
{
  for (guint i = 0; values != NULL && values[i] != NULL; i++) {
    g_autofree char *word = g_strdup_printf ("--%s=%s", name, values[i]);

    g_strv_builder_add (words, word);
  }
}

/* What a task is to know of this command. */
static GStrv
make_sweep_words (char **operands)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  add_words (words, "set", given.set);
  add_words (words, "vary", given.vary);
  add_words (words, "plugin", given.plugins);
  add_words (words, "plots", (char *[]){ given.plots, NULL });
  g_strv_builder_add (words, "--");
  g_strv_builder_addv (words, (const char **) operands);
  return g_strv_builder_end (words);
}

static GStrv
make_merge_words (void)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  add_words (words, "sqlite", (char *[]){ given.sqlite, NULL });
  return g_strv_builder_end (words);
}

static int
hand_to_slurm (const SweepPlan *plan, char **operands, gint64 shards, guint jobs)
{
  g_autofree char *folder = find_whole_folder (plan);
  g_auto (GStrv) sweep_words = make_sweep_words (operands);
  g_auto (GStrv) merge_words = make_merge_words ();
  SlurmSweep to_slurm = { .folder = folder,
                          .name = find_name (plan),
                          .shards = MIN (shards > 0 ? (guint) shards : SLURM_SHARDS,
                                         plan->points->len),
                          .jobs = jobs,
                          .sweep_words = (const char *const *) sweep_words,
                          .merge_words = (const char *const *) merge_words,
                          .options = (const char *const *) given.slurm_options };

  return sweep_to_slurm (plan, &to_slurm, given.slurm, given.quiet);
}

static int
sweep (char **operands)
{
  g_autoptr (GStrvBuilder) builder = command_vary_overrides (given.set, given.vary);
  g_auto (GStrv) overrides = g_strv_builder_end (builder);
  g_autoptr (SweepPlan) plan = NULL;
  gint64 jobs = is_for_slurm () ? 1 : g_get_num_processors (), shards;
  GError *error = NULL;
  int status = check_usage (&jobs);
  Shard shard;

  if (status != EXIT_DONE)
    return status;
  if (find_shards (&shards, &error) && find_shard (shards, &shard, &error)
      && command_load_plugins (given.plugins, &error))
    plan = sweep_plan_new ((const char *const *) operands, (const char *const *) overrides,
                           &error);
  if (plan == NULL)
    return command_fail (error);
  if (is_for_slurm ())
    return hand_to_slurm (plan, operands, shards, (guint) jobs);
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
    "the\nothers; Ctrl-C, and a full disk, end it in good order. With --slurm, -j says how many\n"
    "processors each shard takes (default: 1), and there are 100 shards, or as many as points.",
  .options = entries,
  .run = sweep,
};
