/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/scheduler_groups.h"

#include "scheduler/policy_tables.h"
#include "util/input_error.h"

#include <string.h>

#define ALL_TIERS ((1u << N_TIERS) - 1)

gboolean
scheduler_groups_wanted (const Settings *settings)
{
  return settings->scheduler_groups->len > 0 || settings->job_time > 0 || settings->task_time > 0;
}

/* Refuses [group] key where the file says it, or else says what makes it wrong. */
static gboolean
refuse (const Settings *settings, const Entries *entries, const char *group, const char *key,
        const char *expected, const char *what, GError **error)
{
  const Entry *entry = entries_find (entries, group, key);

  if (entry == NULL && settings->scheduler_groups->len > 0)
    entry = ((NamedGroup *) g_ptr_array_index (settings->scheduler_groups, 0))->header;
  if (entry == NULL)
    entry = entries_find (entries, "scheduler", settings->job_time > 0 ? "job-time" : "task-time");
  return input_error (error, entry->file, entry->line, expected, "%s: %s", key, what);
}

/* Names are parts of dotted keys in summary.json. */
static gboolean
check_name (const SchedulerGroup *group, GError **error)
{
  const NamedGroup *head = &group->head;

  return strchr (head->name, '.') == NULL
         || input_error (error, head->header->file, head->header->line, "a name without dots",
                         "'%s' cannot name a scheduler", head->name);
}

static gboolean
check_tiers (const SchedulerGroup *group, const Entries *entries, GError **error)
{
  for (guint i = 0; group->tiers != NULL && group->tiers[i] != NULL; i++)
    if (tier_find (group->tiers[i]) < 0) {
      const Entry *entry = entries_find (entries, group->head.header->group, "tiers");
      g_autofree char *expected = input_expected_one_of (group->tiers[i], tier_names);

      return input_error (error, entry->file, entry->line, expected, "tiers: '%s' is no tier",
                          group->tiers[i]);
    }
  return TRUE;
}

/* One scheduler that takes no time has nobody to share with. */
static gboolean
check_alone (const Settings *settings, const Entries *entries, GError **error)
{
  static const char *const keys[] = { "schedulers", "conflicts", "commit" };
  const guint values[] = { settings->schedulers, settings->conflicts, settings->commit };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (values[i] != 0) {
      const Entry *entry = entries_find (entries, "cell", keys[i]);

      return input_error (error, entry->file, entry->line, "groups [scheduler NAME] with it",
                          "%s: one scheduler decides, in no time", keys[i]);
    }
  return TRUE;
}

static gboolean
check_attempts (const Settings *settings, const Entries *entries, GError **error)
{
  static const char jobs[] = "jobs wait for a scheduler", alone[] = "there is nothing to conflict";
  const SchedulerOptions *options = &settings->scheduler;
  gboolean shared = settings->schedulers == SHARING_SHARED_STATE;
  const struct {
    gboolean fits;
    const char *group, *key, *expected, *what;
  } rules[] = {
    { strcmp (options->order, "fifo") == 0, "scheduler", "order",
      "order = fifo in [scheduler] with it", jobs },
    { settings->queue == QUEUE_SKIP, "scheduler", "queue", "queue = skip in [scheduler] with it",
      jobs },
    { preempt_policy_find (options->preempt)->compare == NULL, "scheduler", "preempt",
      "preempt = none in [scheduler] with it", jobs },
    { settings->passes == 0, "scheduler", "passes", "passes = instant in [scheduler] with it", jobs },
    { settings->simultaneous == 0, "scheduler", "simultaneous",
      "simultaneous = departures-first in [scheduler] with it", jobs },
    { shared || settings->conflicts == 0, "cell", "conflicts", "schedulers = shared-state with it",
      alone },
    { shared || settings->commit == 0, "cell", "commit", "schedulers = shared-state with it",
      alone },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (!rules[i].fits)
      return refuse (settings, entries, rules[i].group, rules[i].key, rules[i].expected,
                     rules[i].what, error);
  return TRUE;
}

gboolean
scheduler_groups_check (Settings *settings, const Entries *entries, GError **error)
{
  for (guint i = 0; i < settings->scheduler_groups->len; i++) {
    const SchedulerGroup *group = g_ptr_array_index (settings->scheduler_groups, i);

    if (!check_name (group, error) || !check_tiers (group, entries, error))
      return FALSE;
  }
  return scheduler_groups_wanted (settings) ? check_attempts (settings, entries, error)
                                            : check_alone (settings, entries, error);
}

/* Which users are named, or stand below one that is. */
static guint8 *
served_users (const Scenario *scenario, const SchedulerGroup *group, const Entries *entries,
              GError **error)
{
  guint n = users_count (scenario->users);
  g_autofree guint8 *served = g_new0 (guint8, MAX (n, 1));

  for (guint i = 0; group->users[i] != NULL; i++) {
    guint user = users_find (scenario->users, group->users[i]);
    const Entry *entry = entries_find (entries, group->head.header->group, "users");

    if (user == USER_NONE) {
      input_error (error, entry->file, entry->line, "a user of the trace or of [users]",
                   "users: there is no user '%s'", group->users[i]);
      return NULL;
    }
    served[user] = 1;
  }
  for (guint u = 0; u < n; u++) { /* parents come before their children */
    guint parent = users_get (scenario->users, u)->parent;

    if (parent != USER_NONE && served[parent])
      served[u] = 1;
  }
  return g_steal_pointer (&served);
}

static gboolean
add_group (Scenario *scenario, const SchedulerGroup *group, const Entries *entries, GError **error)
{
  NamedScheduler *scheduler = named_scheduler_new (group->head.name);

  g_ptr_array_add (scenario->schedulers.list, scheduler);
  scheduler->tiers = group->tiers == NULL ? ALL_TIERS : 0;
  for (guint i = 0; group->tiers != NULL && group->tiers[i] != NULL; i++)
    scheduler->tiers |= 1u << tier_find (group->tiers[i]);
  scheduler->lowest = group->priorities.lowest;
  scheduler->highest = group->priorities.highest;
  scheduler->job_time = group->job_time;
  scheduler->task_time = group->task_time;
  scheduler->scores = g_array_ref (group->scores);
  scheduler->ties = (Ties) group->ties;
  return group->users == NULL
         || (scheduler->users = served_users (scenario, group, entries, error)) != NULL;
}

/* The only one: it serves everybody. */
static void
add_only (Scenario *scenario, const Settings *settings)
{
  NamedScheduler *scheduler = named_scheduler_new ("scheduler");

  g_ptr_array_add (scenario->schedulers.list, scheduler);
  scheduler->tiers = ALL_TIERS;
  scheduler->highest = PRIORITY_MAX;
  scheduler->job_time = settings->job_time;
  scheduler->task_time = settings->task_time;
  scheduler->scores = g_array_ref (scenario->scheduler.scores);
  scheduler->ties = scenario->scheduler.ties;
}

static gboolean
serves_all (const NamedScheduler *scheduler)
{
  return scheduler->tiers == ALL_TIERS && scheduler->lowest == 0
         && scheduler->highest == PRIORITY_MAX && scheduler->users == NULL;
}

/* That every task has a scheduler is checked here, so that a run meets no surprise. */
static gboolean
check_all_served (const Scenario *scenario, const Settings *settings, GError **error)
{
  const NamedSchedulers *schedulers = &scenario->schedulers;
  g_autoptr (TaskStream) stream = NULL;
  TaskRecord record;
  int got;

  for (guint s = 0; s < schedulers->list->len; s++)
    if (serves_all (named_schedulers_get (schedulers, s)))
      return TRUE;
  stream = workload_open (scenario->workload, error);
  if (stream == NULL)
    return FALSE;
  while ((got = task_stream_next (stream, &record, error)) > 0) {
    const TaskClass *task_class = task_classes_get (scenario->classes, record.task_class);

    if (named_schedulers_route (schedulers, record.user, task_class) == SCHEDULER_NONE)
      return input_error (error, settings->trace.path, record.line,
                          "a [scheduler NAME] that serves all the others do not",
                          "no scheduler serves job %s of %s with priority %d", record.job,
                          users_get (scenario->users, record.user)->path, task_class->priority);
  }
  return got == 0;
}

gboolean
scheduler_groups_make (Scenario *scenario, const Settings *settings, const Entries *entries,
                       GError **error)
{
  NamedSchedulers *schedulers = &scenario->schedulers;

  if (!scheduler_groups_wanted (settings))
    return TRUE;
  if (scenario->decisions > 0)
    return refuse (settings, entries, "metrics", "decisions", "decisions = none in [metrics]",
                   "decisions are not written where they take time", error);
  schedulers->list = g_ptr_array_new_with_free_func ((GDestroyNotify) named_scheduler_free);
  schedulers->sharing = (Sharing) settings->schedulers;
  schedulers->coarse = settings->conflicts != 0;
  schedulers->all_or_nothing = settings->commit != 0;
  for (guint i = 0; i < settings->scheduler_groups->len; i++)
    if (!add_group (scenario, g_ptr_array_index (settings->scheduler_groups, i), entries, error))
      return FALSE;
  if (schedulers->list->len == 0)
    add_only (scenario, settings);
  return check_all_served (scenario, settings, error);
}
