/* SPDX-License-Identifier: GPL-3.0-or-later */
/* berth trace sample and scale: a part of a trace, and one that is denser or longer. */
#include "commands/trace.h"

#include "report/trace_facts.h"
#include "util/input_error.h"

#include <math.h>
#include <string.h>

static struct {
  char **users;
  char *from, *until, *jobs, *seed;
  char *gaps, *run_times, *load;
} given;

/* Arguments ------------------------------------------------------------------------------------ */

/* A decimal as whole billionths; text NULL: what there is stays. */
static gboolean
read_factor (const char *option, const char *text, double max, gint64 *ret, GError **error)
{
  const char *reason = NULL;
  g_autofree char *expected = NULL;
  double value;

  if (text == NULL)
    return TRUE;
  if (number_parse (text, 1e-6, max, &value, &reason)) {
    *ret = (gint64) round (value * (double) TRACE_FACTOR_ONE);
    return TRUE;
  }
  expected = g_strdup_printf ("a number from 0.000001 to %.0f", max);
  return input_error (error, option, 0, expected, "'%s' %s", text, reason);
}

static gboolean
read_seed (guint64 *ret, GError **error)
{
  const char *reason = NULL;
  gint64 seed = 0;

  if (given.seed != NULL && !integer_parse (given.seed, 0, G_MAXINT64, &seed, &reason))
    return input_error (error, "--seed", 0, "a whole number from 0 on", "'%s' %s", given.seed,
                        reason);
  *ret = (guint64) seed;
  return TRUE;
}

/* Marks the user and those below it. FALSE and *error: there is none of that path. */
static gboolean
mark_user (const Users *users, const char *path, guint8 *kept, GError **error)
{
  g_autofree const char **paths = NULL;
  g_autofree char *expected = NULL;
  guint found = users_find (users, path), n = users_count (users);

  if (found != USER_NONE) {
    kept[found] = 1;
    /* parents come before their children */
    for (guint u = found + 1; u < n; u++)
      kept[u] |= users_get (users, u)->parent != USER_NONE && kept[users_get (users, u)->parent];
    return TRUE;
  }
  paths = g_new0 (const char *, n + 1);
  for (guint u = 0; u < n; u++)
    paths[u] = users_get (users, u)->path;
  expected = input_expected_one_of (path, paths);
  return input_error (error, "--user", 0, expected, "no task is of '%s'", path);
}

/* *ret is NULL where no user was named. */
static gboolean
mark_users (const TraceFile *file, guint8 **ret, GError **error)
{
  g_autofree guint8 *kept = g_new0 (guint8, users_count (file->users) + 1);

  *ret = NULL;
  for (guint i = 0; given.users != NULL && given.users[i] != NULL; i++)
    if (!mark_user (file->users, given.users[i], kept, error))
      return FALSE;
  if (given.users != NULL)
    *ret = g_steal_pointer (&kept);
  return TRUE;
}

/* sample --------------------------------------------------------------------------------------- */

extern const Command command_trace_sample, command_trace_scale;

static gboolean
read_sample (TraceEdit *edit, GError **error)
{
  if (!command_read_time ("--from", given.from, &edit->from, error)
      || !command_read_time ("--until", given.until, &edit->until, error)
      || !read_factor ("--jobs", given.jobs, 1, &edit->jobs, error)
      || !read_seed (&edit->seed, error))
    return FALSE;
  return edit->until > edit->from
         || input_error (error, "--until", 0, "a time after --from", "'%s' is none", given.until);
}

static int
sample (char **operands)
{
  TraceEdit edit = TRACE_EDIT_NONE;
  g_autoptr (TraceFile) file = NULL;
  g_autofree guint8 *users = NULL;
  GError *error = NULL;

  if (!trace_given_is_out (&command_trace_sample, operands[1]))
    return EXIT_USAGE;
  if (!read_sample (&edit, &error))
    return command_fail (error);
  file = trace_given_load (operands[0], &error);
  if (file == NULL || !mark_users (file, &users, &error))
    return command_fail (error);
  edit.users = users;
  return trace_given_write (file, &edit, operands[1]);
}

static const GOptionEntry sample_entries[] = {
  { "user", 'u', 0, G_OPTION_ARG_FILENAME_ARRAY, &given.users,
    "Tasks of this user and those below it (may be repeated)", "PATH" },
  { "from", 0, 0, G_OPTION_ARG_FILENAME, &given.from,
    "Tasks submitted from then on; times are counted from there", "TIME" },
  { "until", 0, 0, G_OPTION_ARG_FILENAME, &given.until, "Tasks submitted before then", "TIME" },
  { "jobs", 'j', 0, G_OPTION_ARG_FILENAME, &given.jobs,
    "This part of the jobs, each whole, by a hash of their names", "PART" },
  { "seed", 's', 0, G_OPTION_ARG_FILENAME, &given.seed, "Seed of that hash (default: 0)", "N" },
  TRACE_OPTIONS,
  { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
};

const Command command_trace_sample = {
  .name = "trace sample",
  .summary = "write a part of a trace: by users, time, jobs",
  TRACE_OUT_OPERANDS,
  .details = "What is asked for together must hold together. All machines stay. " TRACE_OUT_DETAILS,
  .options = sample_entries,
  .run = sample,
};

/* scale ---------------------------------------------------------------------------------------- */

/* RESOURCE:SHARE. */
static gboolean
read_load (const TraceFile *file, int *ret_resource, double *ret_share, GError **error)
{
  static const char expected[] = "RESOURCE:SHARE like cpu:0.9, of a resource that tasks ask for";
  g_auto (GStrv) parts = g_strsplit (given.load, ":", 2);
  const char *reason = NULL;

  *ret_resource = resource_set_find (&file->resources, parts[0] != NULL ? parts[0] : "");
  if (*ret_resource >= 0 && parts[1] != NULL && number_parse (parts[1], 1e-6, 1e6, ret_share, &reason))
    return TRUE;
  return input_error (error, "--load", 0, expected, "'%s' is no load", given.load);
}

/* Work stays, and time is stretched, that of machines too: as many times as the load is too high. The
 * work of tasks that never end would be stretched with it. */
static gboolean
find_gaps_for_load (const TraceFile *file, gint64 *ret_gaps, GError **error)
{
  g_autoptr (TraceFacts) facts = NULL;
  int resource;
  double share;

  if (!read_load (file, &resource, &share, error)
      || (facts = trace_facts_new (file, error)) == NULL)
    return FALSE;
  double load = trace_facts_load (facts, N_TIERS, (guint) resource);
  double gaps = round (load / share * (double) TRACE_FACTOR_ONE);
  if (facts->unending > 0)
    return input_error (error, file->path, 0, "--gaps FACTOR",
                        "some tasks never end, so that a load of the trace cannot be chosen");
  if (load < 0 || facts->room[resource] <= 0)
    return input_error (error, file->path, 0, "--machines FILE, and tasks at more than one time",
                        "there is no load to scale");
  if (gaps < 1 || gaps > (double) TRACE_FACTOR_MAX)
    return input_error (error, "--load", 0, "a load that is nearer to that of the trace",
                        "the load is %.6g now", load);
  *ret_gaps = (gint64) gaps;
  return TRUE;
}

static int
scale (char **operands)
{
  TraceEdit edit = TRACE_EDIT_NONE;
  const double max = (double) (TRACE_FACTOR_MAX / TRACE_FACTOR_ONE);
  g_autoptr (TraceFile) file = NULL;
  GError *error = NULL;

  if (!trace_given_is_out (&command_trace_scale, operands[1]))
    return EXIT_USAGE;
  if (given.load != NULL && (given.gaps != NULL || given.run_times != NULL))
    return command_wrong_usage (&command_trace_scale, "--load goes with neither --gaps nor "
                                                      "--run-times");
  if (!read_factor ("--gaps", given.gaps, max, &edit.gaps, &error)
      || !read_factor ("--run-times", given.run_times, max, &edit.run_times, &error)
      || (file = trace_given_load (operands[0], &error)) == NULL
      || (given.load != NULL && !find_gaps_for_load (file, &edit.gaps, &error)))
    return command_fail (error);
  return trace_given_write (file, &edit, operands[1]);
}

static const GOptionEntry scale_entries[] = {
  { "gaps", 'g', 0, G_OPTION_ARG_FILENAME, &given.gaps,
    "Times that tasks are submitted, and of machines, by this factor", "FACTOR" },
  { "run-times", 'r', 0, G_OPTION_ARG_FILENAME, &given.run_times,
    "Run times and estimates by this factor", "FACTOR" },
  { "load", 'l', 0, G_OPTION_ARG_FILENAME, &given.load,
    "Gaps such that the offered load of a resource becomes this part of its machines",
    "RESOURCE:SHARE" },
  TRACE_OPTIONS,
  { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
};

const Command command_trace_scale = {
  .name = "trace scale",
  .summary = "write a trace with other gaps, run times or load",
  TRACE_OUT_OPERANDS,
  .details = TRACE_OUT_DETAILS,
  .options = scale_entries,
  .run = scale,
};
