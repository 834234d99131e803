/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From settings to a scenario: the order of steps is the order in which things get their numbers.
 * Users of [users] first, machines of the file before those of groups, then the trace. */
#include "scenario/scenario.h"

#include "scenario/machine_groups.h"
#include "scenario/scheduler_groups.h"
#include "scenario/settings.h"
#include "scheduler/policy_tables.h"
#include "scheduler/backfill/backfill.h"
#include "scheduler/evict/eviction_walk.h"
#include "scheduler/policy_tables.h"
#include "scheduler/queue/aging.h"
#include "util/input_error.h"

#include <math.h>
#include <string.h>

static char *
name_of (const char *path)
{
  char *name = g_path_get_basename (path);

  if (g_str_has_suffix (name, ".scenario") && strlen (name) > strlen (".scenario"))
    name[strlen (name) - strlen (".scenario")] = '\0';
  return name;
}

/* Moves what settings own and a scenario keeps. */
static void
take_settings (Scenario *scenario, Settings *settings)
{
  if (settings->title != NULL) {
    g_free (scenario->title);
    scenario->title = g_steal_pointer (&settings->title);
  }
  scenario->seed = (guint64) settings->seed;
  scenario->horizon = settings->horizon;
  scenario->interval = settings->interval;
  scenario->task_rows = (TaskRows) settings->task_rows;
  scenario->decisions = settings->decisions;
  scenario->loop_evictions = settings->loop_evictions;
  scenario->reference_share = settings->reference_share;
  scenario->resources = settings->resources;
  memset (&settings->resources, 0, sizeof settings->resources);
  scenario->zones = g_steal_pointer (&settings->zones);
  scenario->tiers.lowest[TIER_FREE] = 0;
  for (guint tier = TIER_BATCH; tier < N_TIERS; tier++)
    scenario->tiers.lowest[tier] = (gint32) settings->tier_lowest[tier];
  scenario->scheduler = settings->scheduler;
  memset (&settings->scheduler, 0, sizeof settings->scheduler);
  scenario->assertions = g_steal_pointer (&settings->assertions);
}

static void
make_tables (Scenario *scenario, const Settings *settings)
{
  scenario->labels = labels_new ();
  scenario->users = users_new ();
  scenario->classes = task_classes_new (&scenario->resources, &scenario->tiers, scenario->labels);
  scenario->inventory = inventory_new (&scenario->resources, scenario->labels);
  scenario->context = (TraceContext){
    .resources = &scenario->resources,
    .tiers = &scenario->tiers,
    .labels = scenario->labels,
    .users = scenario->users,
    .classes = scenario->classes,
    .listed_users_only = settings->listed_users_only != 0,
    .zones = (const char *const *) scenario->zones,
  };
}

/* [users] in file order; ancestors that are not listed come along with weight 1. */
static gboolean
add_users (Scenario *scenario, const Settings *settings, const Entries *entries, GError **error)
{
  for (guint i = 0; i < settings->users->len; i++) {
    const UserWeight *user = &g_array_index (settings->users, UserWeight, i);
    guint index = users_intern (scenario->users, user->path);

    if (index == USER_NONE) {
      const Entry *entry = entries_find (entries, "users", user->path);

      return input_error (error, entry->file, entry->line, "a path like org/team/user",
                          "the user '%s'", user->path);
    }
    users_set_weight (scenario->users, index, user->weight);
  }
  return TRUE;
}

static void
add_input (Scenario *scenario, const FileName *file)
{
  g_ptr_array_add (scenario->inputs, g_strdup (file->path));
  g_ptr_array_add (scenario->input_names, g_strdup (file->name));
}

static gboolean
add_machines (Scenario *scenario, const Settings *settings, GError **error)
{
  if (settings->machines.path != NULL) {
    if (!trace_read_machines (settings->machines.path, settings->machines.path,
                              settings->machines_format, &scenario->context, scenario->inventory,
                              error))
      return FALSE;
    add_input (scenario, &settings->machines);
  }
  if (settings->machines.path == NULL && settings->groups->len == 0
      && !trace_read_own_machines (settings->trace.path, settings->trace.path,
                                   settings->trace_format, &scenario->context,
                                   scenario->inventory, error))
    return FALSE;
  for (guint i = 0; i < settings->groups->len; i++)
    if (!machine_group_add (g_ptr_array_index (settings->groups, i), scenario->inventory, error))
      return FALSE;
  if (inventory_count (scenario->inventory) == 0)
    return input_error (error,
                        settings->machines.path != NULL ? settings->machines.path : scenario->path,
                        0, "machines = FILE in [cell], or a group [machines NAME]", "no machines");
  if (settings->shuffle_machines)
    inventory_shuffle (scenario->inventory, scenario->seed);
  inventory_finish (scenario->inventory);
  return TRUE;
}

static gboolean
add_workload (Scenario *scenario, const Settings *settings, GError **error)
{
  scenario->workload = workload_load (settings->trace.path, settings->trace.path,
                                      settings->trace_format, &scenario->context, error);
  if (scenario->workload == NULL)
    return FALSE;
  scenario->scheduler.budgets = workload_has_budgets (scenario->workload);
  add_input (scenario, &settings->trace);
  return TRUE;
}

/* Gangs are no part of a plan in time, nor are there grace periods for what falls with a victim. */
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
  if (options->grace > 0 && strcmp (options->preempt, "none") != 0)
    return input_error (error, grace->file, grace->line, "grace = 0, or preempt = none, with gangs",
                        "grace: '%s' evicts, and the trace has gangs (its line %u)",
                        options->preempt, line);
  return TRUE;
}

/* See check_shares_alone() of options.c; and who asks what can be placed asks it of single tasks. */
static gboolean
check_shares_alone (const Scenario *scenario, const Entries *entries, GError **error)
{
  const SchedulerOptions *options = &scenario->scheduler;
  const OrderPolicy *order = order_policy_find (options->order);
  gboolean reclaims = options->reclaim != RECLAIM_NONE, tree = order->unit == ORDER_TREE;
  gboolean gangs = workload_first_gang (scenario->workload) > 0;
  const char *key = reclaims ? "reclaim" : "order";
  const Entry *entry = entries_find (entries, "scheduler", key);

  if (!(gangs && (reclaims || tree || order->with_first))
      && !(options->budgets && (reclaims || tree)))
    return TRUE;
  return input_error (error, entry->file, entry->line,
                      reclaims ? "reclaim = none with them" : "another order with them",
                      "%s: the trace has %s", key, gangs ? "gangs" : "tasks with a budget");
}

/* Priorities as times must be times. */
static gboolean
check_aging (const Scenario *scenario, const Entries *entries, GError **error)
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
    { filters && backfill_is (options->queue), "queue", "a plan in time does not know where others will be" },
    { heeds && gang > 0, "filters", gangs },
    { heeds && options->retry_backoff.first > 0, "retry-backoff", "classes are tried when their time has come" },
    { heeds && eviction_walk_wanted (preempt_policy_find (options->preempt), options), "preempt",
      "victims are chosen, or spared, by rules" },
    { heeds && options->reclaim != RECLAIM_NONE, "reclaim", "users take from each other" },
    { heeds && (order->unit == ORDER_TREE || order->with_first), "order",
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
  gboolean named = entries_find (entries, "scheduler", "filters") != NULL;

  if (!task_classes_have_rules (scenario->classes))
    return TRUE;
  for (guint f = 0; f < G_N_ELEMENTS (of_rules) && !named; f++)
    g_ptr_array_insert (options->filters, (int) options->filters->len - 1, (gpointer) of_rules[f]);
  return check_rules (scenario, settings, entries, error);
}

static gboolean
reshape_workload (Scenario *scenario, const Settings *settings, GError **error)
{
  const ResourceShare *inflate = &settings->inflate;
  Reshaping reshaping = { .inflate = inflate->resource,
                          .shuffle = settings->shuffle,
                          .one_by_one = settings->arrivals != 0,
                          .unending = settings->durations != 0,
                          .seed = scenario->seed };
  Total capacity = 0;

  for (guint m = 0; inflate->resource >= 0 && m < inventory_count (scenario->inventory); m++)
    capacity += inventory_capacity (scenario->inventory, (guint) inflate->resource, m);
  reshaping.until = (Total) ceil (inflate->share * (double) capacity);
  if (reshaping.inflate < 0 && !reshaping.shuffle && !reshaping.one_by_one && !reshaping.unending)
    return TRUE;
  return workload_reshape (scenario->workload, &reshaping, error);
}

static void
find_typical_tasks (Scenario *scenario, const Settings *settings)
{
  guint resources = settings->typical_resources == NULL ? G_MAXUINT : 0;

  for (guint i = 0; resources != G_MAXUINT && settings->typical_resources[i] != NULL; i++)
    resources |= 1u << resource_set_find (&scenario->resources, settings->typical_resources[i]);
  scenario->typical = typical_tasks_new (scenario->classes, scenario->inventory, resources,
                                         settings->typical_share);
  scenario->scheduler.typical = scenario->typical;
}

static gboolean
build (Scenario *scenario, Entries *entries, GError **error)
{
  g_autoptr (Settings) settings = settings_read (entries, error);

  if (settings == NULL)
    return FALSE;
  if (settings->trace.path == NULL)
    return input_error (error, scenario->path, 0, "trace = FILE in [workload]", "no workload");
  scenario->text = g_steal_pointer (&entries->text);
  scenario->inputs = g_steal_pointer (&entries->files);
  scenario->input_names = g_steal_pointer (&entries->file_names);
  take_settings (scenario, settings);
  make_tables (scenario, settings);
  if (!add_users (scenario, settings, entries, error) || !add_machines (scenario, settings, error)
      || !add_workload (scenario, settings, error) || !check_gangs (scenario, entries, error)
      || !check_shares_alone (scenario, entries, error)
      || !check_aging (scenario, entries, error)
      || !heed_rules (scenario, settings, entries, error)
      || !reshape_workload (scenario, settings, error))
    return FALSE;
  find_typical_tasks (scenario, settings);
  return scheduler_groups_make (scenario, settings, entries, error);
}

Scenario *
scenario_load (const char *path, const char *const *overrides, GError **error)
{
  g_autoptr (Entries) entries = entries_load (path, overrides, error);
  g_autoptr (Scenario) scenario = NULL;

  if (entries == NULL)
    return NULL;
  scenario = g_new0 (Scenario, 1);
  scenario->path = g_strdup (path);
  scenario->name = name_of (path);
  scenario->title = g_strdup (scenario->name);
  scenario->overrides = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; overrides != NULL && overrides[i] != NULL; i++)
    g_ptr_array_add (scenario->overrides, g_strdup (overrides[i]));
  if (!build (scenario, entries, error))
    return NULL;
  return g_steal_pointer (&scenario);
}

void
scenario_free (Scenario *scenario)
{
  if (scenario == NULL)
    return;
  g_clear_pointer (&scenario->workload, workload_free);
  g_clear_pointer (&scenario->typical, typical_tasks_free);
  g_clear_pointer (&scenario->inventory, inventory_free);
  g_clear_pointer (&scenario->classes, task_classes_free);
  g_clear_pointer (&scenario->users, users_free);
  g_clear_pointer (&scenario->labels, labels_free);
  g_strfreev (scenario->zones);
  resource_set_clear (&scenario->resources);
  scheduler_options_clear (&scenario->scheduler);
  named_schedulers_clear (&scenario->schedulers);
  g_clear_pointer (&scenario->assertions, g_array_unref);
  g_clear_pointer (&scenario->inputs, g_ptr_array_unref);
  g_clear_pointer (&scenario->input_names, g_ptr_array_unref);
  g_clear_pointer (&scenario->overrides, g_ptr_array_unref);
  g_free (scenario->path);
  g_free (scenario->name);
  g_free (scenario->title);
  g_free (scenario->text);
  g_free (scenario);
}
