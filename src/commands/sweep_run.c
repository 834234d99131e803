/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/sweep_run.h"

#include "commands/stop_signals.h"
#include "util/progress.h"
#include "util/units.h"

#define JOBS_MAX 4096

int
command_find_jobs (const Command *command, const char *text, gint64 *ret)
{
  if (text == NULL || integer_parse (text, 1, JOBS_MAX, ret, NULL))
    return EXIT_DONE;
  return command_wrong_usage (command, "--jobs %s is no number from 1 to %d", text, JOBS_MAX);
}

GStrvBuilder *
command_vary_overrides (char **set, char **vary)
{
  GStrvBuilder *overrides = command_overrides (set, NULL);

  for (guint i = 0; vary != NULL && vary[i] != NULL; i++) {
    g_autofree char *override = g_strconcat ("vary.", vary[i], NULL);

    g_strv_builder_add (overrides, override);
  }
  return overrides;
}

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

gboolean
command_sweep_run (const SweepPlan *plan, SweepOptions options, const char *noun,
                   SweepOutcome *ret, GError **error)
{
  g_autoptr (Progress) progress = progress_new (plan->points->len / options.shard.count, noun);
  gboolean done;

  options.stop = stop_signals_flag ();
  options.failed = on_failed;
  options.progress = progress_is_shown (progress) ? on_progress : NULL;
  options.data = progress;
  stop_signals_catch ();
  done = sweep_run (plan, &options, ret, error);
  progress_hide (progress);
  return done;
}
