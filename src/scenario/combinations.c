/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/combinations.h"

#include "scenario/recorded_runs.h"
#include "scenario/scenario.h"
#include "scenario/scheduler_groups.h"
#include "scenario/user_groups.h"
#include "scheduler/backfill/backfill.h"
#include "scheduler/evict/eviction_limits.h"
#include "scheduler/policy_tables.h"
#include "scheduler/queue/aging.h"
#include "util/input_error.h"

#include <string.h>

/* Keys among each other --------------------------------------------------------------------------
 */

/* A time that is none is 0 for the scheduler. */
static void
unset_times (SchedulerOptions *options)
{
  gint64 *const times[] = { &options->aging, &options->exempt_time };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    if (*times[i] == TIME_NEVER)
      *times[i] = 0;
}

static gboolean
check_aging (const Settings *settings, const Entries *entries, GError **error)
{
  const SchedulerOptions *options = &settings->scheduler;
  const OrderPolicy *order = order_policy_find (options->order);
  g_autofree char *what = NULL;

  if (options->aging == 0
      || (!order->oldest_first && order->unit == ORDER_USERS && order->with_first == FIRST_NOTHING))
    return TRUE;
  what = g_strdup_printf ("order = %s does not go by the priority of a user's first task",
                          options->order);
  return entries_refuse (entries, "scheduler", "aging", error, "another order with it, or none", what);
}

/* Reclaim needs shares, and tasks that stay in the queue; what is held for a grace period is in no
 * share. */
static gboolean
check_reclaim (const Settings *settings, const Entries *entries, GError **error)
{
  const OrderPolicy *order = order_policy_find (settings->scheduler.order);
  g_autofree char *what = NULL;

  if (settings->reclaim == RECLAIM_NONE)
    return TRUE;
  if (order->share == NULL || order->unit == ORDER_PACKING) {
    what = g_strdup_printf (order->share == NULL ? "'%s' measures no shares"
                                                 : "'%s' goes by more than shares",
                            order->head.name);
    return entries_refuse (entries, "scheduler", "reclaim", error, "an order such as drf with it",
                           what);
  }
  if (settings->queue != QUEUE_SKIP && settings->queue != QUEUE_STRICT) {
    what = g_strdup_printf ("queue = %s keeps nobody waiting for it", queue_names[settings->queue]);
    return entries_refuse (entries, "scheduler", "reclaim", error, "queue = skip or strict with it",
                       what);
  }
  if (settings->scheduler.grace > 0)
    return entries_refuse (entries, "scheduler", "reclaim", error, "grace = 0 with it",
                       "victims leave at once");
  return TRUE;
}

/* A plan in time needs a line whose order does not change with what runs, and tasks that run on. */
static gboolean
check_backfill (const Settings *settings, const Entries *entries, GError **error)
{
  const SchedulerOptions *options = &settings->scheduler;
  const char *queue = queue_names[settings->queue];
  g_autofree char *what = NULL;

  if (!check_reclaim (settings, entries, error))
    return FALSE;
  if (!backfill_is ((QueueDiscipline) settings->queue))
    return TRUE;
  if (order_policy_find (options->order)->share != NULL
      || order_policy_find (options->order)->unit != ORDER_USERS) {
    what = g_strdup_printf ("%s backfills, and '%s' is no fixed order", queue, options->order);
    return entries_refuse (entries, "scheduler", "queue", error, "order = fifo or priority with it",
                       what);
  }
  if (preempt_policy_evicts (preempt_policy_find (options->preempt))) {
    what = g_strdup_printf ("%s backfills, and '%s' evicts", queue, options->preempt);
    return entries_refuse (entries, "scheduler", "queue", error, "preempt = none with it", what);
  }
  if (settings->sample != SAMPLE_ALL) {
    what = g_strdup_printf ("%s backfills, and a plan considers every machine", queue);
    return entries_refuse (entries, "scheduler", "queue", error, "sample = all with it", what);
  }
  return TRUE;
}

/* There must be somebody to be tried again, when his turn comes. */
static gboolean
check_back_off (const Settings *settings, const Entries *entries, GError **error)
{
  const char *queue = queue_names[settings->queue];
  g_autofree char *what = NULL;

  if (settings->scheduler.retry_backoff.first == 0
      || (settings->queue != QUEUE_DROP && !backfill_is ((QueueDiscipline) settings->queue)))
    return TRUE;
  what = g_strdup_printf ("queue = %s tries nobody again by itself", queue);
  return entries_refuse (entries, "scheduler", "retry-backoff", error,
                     "queue = skip, strict or stop with it, or none", what);
}

/* Who takes from whom, and whose turn it is where that depends on who can be placed, is asked of what
 * can be placed at once: nothing else may hold tasks back or, where it matters whom they evict, spare
 * them. */
static gboolean
check_shares_alone (const Settings *settings, const Entries *entries, GError **error)
{
  const SchedulerOptions *options = &settings->scheduler;
  const OrderPolicy *order = order_policy_find (options->order);
  gboolean reclaims = settings->reclaim != RECLAIM_NONE;
  gboolean asks = reclaims || order->unit == ORDER_TREE;
  const char *key = options->retry_backoff.first > 0 && (asks || order_asks_who_can (order))
                      ? "retry-backoff"
                    : !asks                      ? NULL
                    : options->exempt_time > 0   ? "exempt-time"
                    : options->max_evictions > 0 ? "max-evictions"
                    : options->max_cascade > 0   ? "max-cascade"
                                                 : NULL;
  g_autofree char *what = g_strdup_printf ("%s = %s goes by what can be placed",
                                           reclaims ? "reclaim" : "order",
                                           reclaims ? reclaim_names[settings->reclaim]
                                                    : options->order);

  return key == NULL || entries_refuse (entries, "scheduler", key, error, "none with it", what);
}

/* volcano scores machines without their victims; what is assumed depends on who runs there. */
static gboolean
check_assumed_requests (const Settings *settings, const Entries *entries, GError **error)
{
  const SchedulerOptions *options = &settings->scheduler;

  if (strcmp (options->preempt, "volcano") != 0)
    return TRUE;
  for (guint r = 0; r < settings->resources.count; r++)
    if (options->assumed.of[r] > 0)
      return entries_refuse (entries, "scheduler", "assumed-requests", error,
                             "none, or another preempt policy",
                             "preempt = volcano scores machines without their victims");
  return TRUE;
}

/* A task is exempt by the clock, whether the event has happened that says so or not: a pass between the
 * two would find blocked who is not. */
static gboolean
check_passes (const Settings *settings, const Entries *entries, GError **error)
{
  return settings->passes == 0 || settings->scheduler.exempt_time == 0
         || entries_refuse (entries, "scheduler", "passes", error, "passes = instant with it",
                            "exempt-time is over for all at once");
}

/* Candidates are those who can be placed. */
static gboolean
check_packing (const Settings *settings, const Entries *entries, GError **error)
{
  const char *order = settings->scheduler.order;
  g_autofree char *what = NULL;

  if (order_policy_find (order)->unit != ORDER_PACKING || settings->queue == QUEUE_SKIP)
    return TRUE;
  what = g_strdup_printf ("order = %s chooses among all that can be placed", order);
  return entries_refuse (entries, "scheduler", "queue", error, "queue = skip with it", what);
}

/* What is free changes with time there, and depends on who asks: nothing goes with it that plans, spares
 * victims or takes by other rules, or holds machines. */
static gboolean
check_reclamation (const Settings *settings, const Entries *entries, GError **error)
{
  const SchedulerOptions *options = &settings->scheduler;
  const OrderPolicy *order = order_policy_find (options->order);
  const struct {
    gboolean refused;
    const char *key, *expected;
  } rules[] = {
    { backfill_is ((QueueDiscipline) settings->queue), "queue", "skip, strict, stop or drop" },
    { settings->reclaim != RECLAIM_NONE, "reclaim", "reclaim = none" },
    { preempt_rules_of (preempt_policy_find (options->preempt)) != NULL, "preempt",
      "none, lowest-priority, fewest-victims or least-lost-work" },
    { order->unit == ORDER_TREE || order->unit == ORDER_PACKING
        || order->with_first == FIRST_COUNTS,
      "order",
      "an order that asks for no machine" },
    { options->grace > 0, "grace", "grace = 0" },
    { settings->passes != 0, "passes", "passes = instant" },
    { options->retry_backoff.first > 0, "retry-backoff", "none" },
    { options->exempt_time > 0, "exempt-time", "none" },
    { options->max_evictions > 0, "max-evictions", "none" },
    { options->max_cascade > 0, "max-cascade", "none" },
  };

  if (settings->reclamation == RECLAMATION_NONE)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (rules[i].refused) {
      g_autofree char *expected = g_strdup_printf ("%s with it", rules[i].expected);

      return entries_refuse (entries, "scheduler", rules[i].key, error, expected,
                             "not together with reclamation = borg");
    }
  return TRUE;
}

/* Behind all other filters, unless the scenario has a place for it. */
static void
add_limits_filter (Settings *settings)
{
  GPtrArray *filters = settings->scheduler.filters;

  for (guint i = 0; i < filters->len; i++)
    if (strcmp (g_ptr_array_index (filters, i), "limits") == 0)
      return;
  if (settings->reclamation != RECLAMATION_NONE)
    g_ptr_array_add (filters, (gpointer) filter_policy_find ("limits")->head.name);
}

gboolean
combinations_check (Settings *settings, const Entries *entries, GError **error)
{
  unset_times (&settings->scheduler);
  add_limits_filter (settings);
  return check_reclamation (settings, entries, error) && check_packing (settings, entries, error)
         && check_shares_alone (settings, entries, error) && check_aging (settings, entries, error)
         && check_backfill (settings, entries, error) && check_back_off (settings, entries, error)
         && check_passes (settings, entries, error) && check_assumed_requests (settings, entries, error);
}

/* Keys and the workload --------------------------------------------------------------------------
 */

/* Gangs are no part of a plan in time, nor are there grace periods for what falls with a victim; and
 * no pass may find a gang of which some rows are yet to come. */
static gboolean
check_gangs (const Scenario *scenario, const Entries *entries, GError **error)
{
  const SchedulerOptions *options = &scenario->scheduler;
  guint line = workload_first_gang (scenario->workload);
  const Entry *queue = entries_find (entries, "scheduler", "queue");
  const Entry *grace = entries_find (entries, "scheduler", "grace");

  if (line == 0)
    return TRUE;
  if (backfill_is (options->queue))
    return input_error (error, queue->file, queue->line, "skip, strict, stop or drop with gangs",
                        "queue: %s backfills, and the trace has gangs (its line %u)",
                        queue_names[options->queue], line);
  if (options->pass_each_event) {
    const Entry *passes = entries_find (entries, "scheduler", "passes");

    return input_error (error, passes->file, passes->line, "passes = instant with gangs",
                        "passes: the trace has gangs (its line %u)", line);
  }
  if (options->grace > 0 && strcmp (options->preempt, "none") != 0)
    return input_error (error, grace->file, grace->line, "grace = 0, or preempt = none, with gangs",
                        "grace: '%s' evicts, and the trace has gangs (its line %u)",
                        options->preempt, line);
  return TRUE;
}

/* A plan counts whole devices: parts that are free on several of them make no whole one. */
static gboolean
check_devices (const Scenario *scenario, const Entries *entries, GError **error)
{
  const Entry *queue = entries_find (entries, "scheduler", "queue");

  if (scenario->scheduler.queue != QUEUE_CONSERVATIVE)
    return TRUE;
  for (guint c = 0; c < task_classes_count (scenario->classes); c++)
    for (guint r = 0; r < scenario->resources.count; r++) {
      const Resource *resource = &scenario->resources.item[r];

      if (resource->device_slot >= 0
          && task_classes_get (scenario->classes, c)->request.of[r] % DEVICE != 0)
        return input_error (error, queue->file, queue->line, "easy or easy-sjbf with them",
                            "queue: conservative counts whole devices, and tasks ask for parts of %s",
                            resource->name);
    }
  return TRUE;
}

/* See check_shares_alone(); and who asks what can be placed, or what waits, asks it of single tasks. */
static gboolean
check_single_tasks (const Scenario *scenario, const Entries *entries, GError **error)
{
  const SchedulerOptions *options = &scenario->scheduler;
  const OrderPolicy *order = order_policy_find (options->order);
  gboolean reclaims = options->reclaim != RECLAIM_NONE, tree = order->unit == ORDER_TREE;
  gboolean gangs = workload_first_gang (scenario->workload) > 0;
  gboolean asks = order_asks_who_can (order) || order->with_first == FIRST_COMPARES;
  const char *key = reclaims ? "reclaim" : "order";
  const Entry *entry = entries_find (entries, "scheduler", key);

  if (!(gangs && (reclaims || order->unit != ORDER_USERS || asks))
      && !(options->budgets && (reclaims || tree)))
    return TRUE;
  return input_error (error, entry->file, entry->line,
                      reclaims ? "reclaim = none with them" : "another order with them",
                      "%s: the trace has %s", key, gangs ? "gangs" : "tasks with a budget");
}

/* A gang comes in whole, and who is held until others are gone must see them go. */
static gboolean
check_quotas (const Scenario *scenario, const Settings *settings, const Entries *entries,
              GError **error)
{
  guint gang = workload_first_gang (scenario->workload);
  const Entry *header = user_groups_first_quota (settings);
  g_autofree char *what = NULL;

  if (header == NULL)
    return TRUE;
  if (gang > 0)
    return input_error (error, header->file, header->line, "no quotas with gangs",
                        "[%s]: there are quotas, and the trace has gangs (its line %u)",
                        header->group, gang);
  if (settings->over_quota != OVER_QUOTA_HOLD)
    return TRUE;
  if (scheduler_groups_wanted (settings))
    what = g_strdup ("decisions take time");
  else if (settings->queue == QUEUE_DROP)
    what = g_strdup ("queue = drop makes room within a pass");
  return what == NULL
         || entries_refuse (entries, "workload", "over-quota", error, "refuse with it", what);
}

/* Priorities as times must be times. */
static gboolean
check_range_of_aging (const Scenario *scenario, const Entries *entries, GError **error)
{
  gint64 aging = scenario->scheduler.aging;
  const Entry *entry = entries_find (entries, "scheduler", "aging");

  for (guint c = 0; aging > 0 && c < task_classes_count (scenario->classes); c++) {
    gint32 priority = task_classes_get (scenario->classes, c)->priority;

    if (priority > AGING_MOST / aging)
      return input_error (error, entry->file, entry->line, "a shorter time, or lower priorities",
                          "aging: '%s' times the priority %d is out of range", entry->value,
                          priority);
  }
  return TRUE;
}

/* Filters that are in use unless the scenario names others, as soon as some task has rules for them;
 * and scores. */
static const char *const of_rules[] = { "topology-spread", "affinity" };

static gboolean
is_of_rules (const char *policy)
{
  for (guint i = 0; i < G_N_ELEMENTS (of_rules); i++)
    if (strcmp (policy, of_rules[i]) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
filters_heed_rules (const SchedulerOptions *options)
{
  for (guint i = 0; i < options->filters->len; i++)
    if (is_of_rules (g_ptr_array_index (options->filters, i)))
      return TRUE;
  return FALSE;
}

static gboolean
scores_heed_rules (const SchedulerOptions *options)
{
  for (guint i = 0; i < options->scores->len; i++)
    if (is_of_rules (g_array_index (options->scores, WeightedScore, i).name))
      return TRUE;
  return FALSE;
}

/* By rules of its own, or sparing some. */
static gboolean
evicts_by_rules (const SchedulerOptions *options)
{
  const PreemptPolicy *policy = preempt_policy_find (options->preempt);
  EvictionLimits limits = eviction_limits_of (options, policy);
  return eviction_limits_any (&limits)
         || (preempt_rules_of (policy) != NULL && !preempt_by_importance (policy));
}

/* What does not go with tasks that ask where others run: a plan in time does not know where they will
 * be, and the others have not been thought through together. */
static gboolean
check_rules (const Scenario *scenario, const Settings *settings, const Entries *entries,
             GError **error)
{
  const SchedulerOptions *options = &scenario->scheduler;
  gboolean filters = filters_heed_rules (options), heeds = filters || scores_heed_rules (options);
  const OrderPolicy *order = order_policy_find (options->order);
  guint gang = workload_first_gang (scenario->workload);
  g_autofree char *gangs = g_strdup_printf ("the trace has gangs (its line %u)", gang);
  const struct {
    gboolean refused;
    const char *key, *what;
  } rules[] = {
    { filters && backfill_is (options->queue), "queue",
      "a plan in time does not know where others will be" },
    { heeds && gang > 0, "filters", gangs },
    { heeds && options->retry_backoff.first > 0, "retry-backoff",
      "classes are tried when their time has come" },
    { heeds && evicts_by_rules (options), "preempt",
      "victims are chosen, or spared, by rules" },
    { heeds && options->reclaim != RECLAIM_NONE, "reclaim", "users take from each other" },
    { heeds && (order->unit == ORDER_TREE || order_asks_who_can (order)), "order",
      "turns go by whom there is room for" },
    { heeds && scheduler_groups_wanted (settings), "filters", "decisions take time" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (rules[i].refused) {
      const Entry *entry = entries_find (entries, "scheduler", rules[i].key);

      return input_error (error, entry != NULL ? entry->file : scenario->path,
                          entry != NULL ? entry->line : 0,
                          "filters and scores without topology-spread and affinity",
                          "%s: %s, and tasks have spread or affinity", rules[i].key,
                          rules[i].what);
    }
  return TRUE;
}

static gboolean
heed_rules (Scenario *scenario, const Settings *settings, const Entries *entries, GError **error)
{
  SchedulerOptions *options = &scenario->scheduler;
  gboolean named = entries_find (entries, "scheduler", "filters") != NULL
                   || filters_heed_rules (options); /* a preset names them */

  if (!task_classes_have_rules (scenario->classes))
    return TRUE;
  for (guint f = 0; f < G_N_ELEMENTS (of_rules) && !named; f++)
    g_ptr_array_insert (options->filters, (int) options->filters->len - 1, (gpointer) of_rules[f]);
  return check_rules (scenario, settings, entries, error);
}

/* See check_reclamation(). */
static gboolean
check_reclaimed (const Scenario *scenario, const Settings *settings, const Entries *entries,
                 GError **error)
{
  const Entry *entry = entries_find (entries, "scheduler", "reclamation");
  const char *what
    = scheduler_groups_wanted (settings)            ? "decisions take time"
      : workload_first_gang (scenario->workload) > 0  ? "the trace has gangs"
      : scenario->scheduler.budgets                 ? "the trace has tasks with a budget"
      : task_classes_have_rules (scenario->classes) ? "the trace has tasks with spread or affinity"
                                                    : NULL;

  if (scenario->scheduler.reclamation.rule == RECLAMATION_NONE || what == NULL)
    return TRUE;
  return input_error (error, entry->file, entry->line, "reclamation = none then",
                      "reclamation: %s", what);
}

/* Workflows have turns only where there are any. */
static gboolean
check_workflow_order (const Scenario *scenario, const Entries *entries, GError **error)
{
  const char *order = scenario->scheduler.order;
  g_autofree char *what = NULL;

  if (order_policy_find (order)->unit != ORDER_WORKFLOWS
      || workload_graphs (scenario->workload) != NULL)
    return TRUE;
  what = g_strdup_printf ("'%s' goes by workflows, and no job of the trace comes after another", order);
  return entries_refuse (entries, "scheduler", "order", error, "another order, or a trace with workflows",
                         what);
}

/* What does not go with jobs that wait for others. A class's tasks grow in priority from their submits,
 * which are not in the order of their sequences then, nor are lines for a quota; a row drawn again has
 * a job of its own. */
static gboolean
check_graph (const Scenario *scenario, const Settings *settings, const Entries *entries,
             GError **error)
{
  const struct {
    gboolean refused;
    const Entry *entry;
    const char *what;
  } keys[] = {
    { scenario->scheduler.aging > 0, entries_find (entries, "scheduler", "aging"),
      "aging: priority grows from the submit" },
    { settings->inflate.resource >= 0, entries_find (entries, "workload", "inflate"),
      "inflate: rows are drawn again" },
    { scheduler_groups_wanted (settings), entries_find (entries, "scheduler", "job-time"),
      "job-time: decisions take time" },
    { user_groups_first_quota (settings) != NULL, user_groups_first_quota (settings),
      "there are quotas" },
  };

  for (guint i = 0; workload_graphs (scenario->workload) != NULL && i < G_N_ELEMENTS (keys); i++)
    if (keys[i].refused)
      return input_error (error, keys[i].entry != NULL ? keys[i].entry->file : scenario->path,
                          keys[i].entry != NULL ? keys[i].entry->line : 0,
                          "a trace without dependencies", "%s, and jobs of the trace wait for others",
                          keys[i].what);
  return TRUE;
}

gboolean
combinations_check_workload (Scenario *scenario, const Settings *settings, const Entries *entries,
                             GError **error)
{
  return check_reclaimed (scenario, settings, entries, error)
         && check_gangs (scenario, entries, error) && check_devices (scenario, entries, error)
         && check_single_tasks (scenario, entries, error)
         && check_range_of_aging (scenario, entries, error)
         && check_quotas (scenario, settings, entries, error)
         && recorded_runs_check (scenario, settings, entries, error)
         && check_graph (scenario, settings, entries, error)
         && check_workflow_order (scenario, entries, error)
         && heed_rules (scenario, settings, entries, error);
}
