/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From settings to a scenario: the order of steps is the order in which things get their numbers.
 * Users of [users] first, machines of the file before those of groups, then the trace. */
#include "scenario/scenario.h"

#include "scenario/combinations.h"
#include "scenario/generate_groups.h"
#include "scenario/machine_groups.h"
#include "scenario/topology_combinations.h"
#include "scenario/scheduler_groups.h"
#include "scenario/settings.h"
#include "scenario/user_groups.h"
#include "scenario/world_key.h"
#include "trace/network_file.h"
#include "util/input_error.h"
#include "util/result_file.h"

#include <math.h>
#include <string.h>

char *
scenario_name_of (const char *path)
{
  static const char *const suffixes[] = { ".scenario", ".gz" };
  char *name = g_path_get_basename (path);

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (g_str_has_suffix (name, suffixes[i]) && strlen (name) > strlen (suffixes[i]))
      name[strlen (name) - strlen (suffixes[i])] = '\0';
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
  scenario->recorded = settings->recorded != TIME_NEVER ? settings->recorded : 0;
  scenario->task_rows = (TaskRows) settings->task_rows;
  scenario->decisions = settings->decisions;
  scenario->loop_evictions = settings->loop_evictions;
  scenario->transfer_rate = settings->transfer_rate;
  scenario->over_quota = (OverQuota) settings->over_quota;
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
  scenario->machine_notes = g_array_new (TRUE, TRUE, sizeof (TraceNote));
  scenario->context = (TraceContext){
    .recorded_runs = scenario->recorded > 0,
    .resources = &scenario->resources,
    .tiers = &scenario->tiers,
    .labels = scenario->labels,
    .users = scenario->users,
    .classes = scenario->classes,
    .listed_users_only = settings->listed_users_only != 0,
    .zones = (const char *const *) scenario->zones,
    .machine_notes = scenario->machine_notes,
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
  return user_groups_intern (scenario, settings, error);
}

/* One of the files that a FileName stands for: itself, or in or beside that folder. */
static void
add_input (Scenario *scenario, const FileName *of, const char *path)
{
  gboolean is_folder = g_file_test (of->path, G_FILE_TEST_IS_DIR);
  g_autofree char *folder = is_folder ? g_strdup (of->path) : g_path_get_dirname (of->path);
  g_autofree char *folder_name = is_folder ? g_strdup (of->name) : g_path_get_dirname (of->name);

  if (g_ptr_array_find_with_equal_func (scenario->inputs, path, g_str_equal, NULL))
    return;
  g_ptr_array_add (scenario->inputs, g_strdup (path));
  g_ptr_array_add (scenario->input_names,
                   strcmp (path, of->path) == 0 || !g_str_has_prefix (path, folder)
                     ? g_strdup (of->name)
                     : g_build_filename (folder_name, path + strlen (folder), NULL));
}

static gboolean
add_inputs (Scenario *scenario, const FileName *file, const char *format, GError **error)
{
  g_auto (GStrv) paths = trace_files (file->path, file->path, format, &scenario->context, error);

  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    add_input (scenario, file, paths[i]);
  return paths != NULL;
}

/* A file that is read beside the trace, as the context names it; NULL: there is none. */
static const char *
add_beside (Scenario *scenario, const FileName *file)
{
  guint place;

  if (file->path == NULL)
    return NULL;
  add_input (scenario, file, file->path);
  g_ptr_array_find_with_equal_func (scenario->inputs, file->path, g_str_equal, &place);
  return g_ptr_array_index (scenario->inputs, place);
}

static gboolean
add_machines (Scenario *scenario, const Settings *settings, GError **error)
{
  scenario->context.also = add_beside (scenario, &settings->also);
  if (settings->machines.path != NULL) {
    if (!trace_read_machines (settings->machines.path, settings->machines.path,
                              settings->machines_format, &scenario->context, scenario->inventory,
                              error)
        || !add_inputs (scenario, &settings->machines, settings->machines_format, error))
      return FALSE;
  }
  if (settings->machines.path == NULL && settings->groups->len == 0 && settings->trace.path != NULL
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

/* What tasks' data may name. */
static gboolean
add_network (Scenario *scenario, const Settings *settings, GError **error)
{
  const FileName *file = &settings->network;
  NetworkGraph *graph;

  if (file->path == NULL) {
    scenario->network = network_new_tree (scenario->inventory, scenario->path);
  } else {
    graph = network_file_read (file->path, file->path, error);
    if (graph == NULL)
      return FALSE;
    add_input (scenario, file, file->path);
    scenario->network = network_new (graph, scenario->inventory, file->path, error);
  }
  scenario->context.network = scenario->network;
  return scenario->network != NULL;
}

/* A file is checked whether anybody has data or not; the tree costs nothing where nobody has. */
static gboolean
measure_network (Scenario *scenario, const Settings *settings, GError **error)
{
  return (!task_classes_have_data (scenario->classes) && settings->network.path == NULL)
         || network_measure (scenario->network, scenario->classes, error);
}

/* What readers of the trace ask the context for. */
static void
tell_readers (Scenario *scenario, const Settings *settings)
{
  scenario->context.run_times = add_beside (scenario, &settings->run_times);
  scenario->machine_type = settings->machine_type;
  if (scenario->machine_type >= 0)
    scenario->context.machine_type = &scenario->machine_type;
}

/* The trace, the groups' jobs, or both as one. */
static gboolean
add_workload (Scenario *scenario, Settings *settings, GError **error)
{
  const char *trace = settings->trace.path;
  TaskSource *source = NULL;

  if (!generate_groups_make (scenario, settings, error))
    return FALSE;
  tell_readers (scenario, settings);
  if (trace != NULL) {
    source = task_file_new (trace, trace, settings->trace_format, &scenario->context, error);
    if (source == NULL)
      return FALSE;
    if (!add_inputs (scenario, &settings->trace, settings->trace_format, error)) {
      task_source_free (source);
      return FALSE;
    }
  }
  if (scenario->generators->len > 0)
    source = generated_source_new (source, scenario->generators, scenario->path);
  scenario->workload = workload_new (source, &scenario->context, error);
  return scenario->workload != NULL;
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

/* What it says itself. */
static gboolean
take_up (Scenario *scenario, Entries *entries, Settings *settings, GError **error)
{
  if (settings->trace.path == NULL && settings->generate_groups->len == 0)
    return input_error (error, scenario->path, 0,
                        "trace = FILE in [workload], or a group [generate NAME]", "no workload");
  scenario->world = world_key (scenario->path, entries, settings);
  scenario->text = g_steal_pointer (&entries->text);
  scenario->inputs = g_steal_pointer (&entries->files);
  scenario->input_names = g_steal_pointer (&entries->file_names);
  scenario->own_inputs = scenario->inputs->len;
  take_settings (scenario, settings);
  return TRUE;
}

/* The inputs that making the world would find, in the same order. */
static gboolean
add_world_inputs (Scenario *scenario, const Settings *settings, GError **error)
{
  scenario->context.also = add_beside (scenario, &settings->also);
  if (settings->machines.path != NULL
      && !add_inputs (scenario, &settings->machines, settings->machines_format, error))
    return FALSE;
  if (settings->network.path != NULL)
    add_input (scenario, &settings->network, settings->network.path);
  generate_groups_add_inputs (scenario, settings->generate_groups);
  tell_readers (scenario, settings);
  return settings->trace.path == NULL
         || add_inputs (scenario, &settings->trace, settings->trace_format, error);
}

static gboolean
make_world (Scenario *scenario, Settings *settings, const Entries *entries, GError **error)
{
  make_tables (scenario, settings);
  return add_users (scenario, settings, entries, error) && add_machines (scenario, settings, error)
         && add_network (scenario, settings, error) && add_workload (scenario, settings, error)
         && measure_network (scenario, settings, error);
}

static void
borrow_world (Scenario *scenario, const Scenario *lender)
{
  scenario->lender = lender;
  scenario->labels = lender->labels;
  scenario->users = lender->users;
  scenario->classes = lender->classes;
  scenario->inventory = lender->inventory;
  scenario->network = lender->network;
  scenario->workload = lender->workload;
  scenario->generators = lender->generators;
  scenario->generate_groups = lender->generate_groups;
  scenario->context = lender->context;
  scenario->machine_notes = lender->machine_notes;
  scenario->scheduler.typical = scenario->typical = lender->typical;
  for (guint i = lender->own_inputs; i < lender->inputs->len; i++) {
    g_ptr_array_add (scenario->inputs, g_strdup (g_ptr_array_index (lender->inputs, i)));
    g_ptr_array_add (scenario->input_names, g_strdup (g_ptr_array_index (lender->input_names, i)));
  }
}

/* What was read of the trace and the cell, and what the keys say, must go together. */
static gboolean
join_world (Scenario *scenario, const Settings *settings, const Entries *entries, GError **error)
{
  scenario->scheduler.budgets = workload_has_budgets (scenario->workload);
  if (task_classes_have_data (scenario->classes))
    scenario->scheduler.network = scenario->network;
  if (!topology_combinations_check (scenario, settings, entries, error)
      || !combinations_check_workload (scenario, settings, entries, error))
    return FALSE;
  if (scenario->lender == NULL) {
    if (!reshape_workload (scenario, settings, error))
      return FALSE;
    find_typical_tasks (scenario, settings);
  }
  user_groups_apply (scenario, settings);
  return scheduler_groups_make (scenario, settings, entries, error);
}

static Scenario *
scenario_new (const char *path, const char *const *overrides)
{
  Scenario *scenario = g_new0 (Scenario, 1);

  scenario->path = g_strdup (path);
  scenario->name = scenario_name_of (path);
  scenario->title = g_strdup (scenario->name);
  scenario->overrides = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; overrides != NULL && overrides[i] != NULL; i++)
    g_ptr_array_add (scenario->overrides, g_strdup (overrides[i]));
  return scenario;
}

Scenario *
scenario_load_beside (const char *path, const char *const *overrides, const OverridePlace *places,
                      const Scenario *lender, GError **error)
{
  g_autoptr (Entries) entries = entries_load (path, overrides, places, error);
  g_autoptr (Settings) settings = entries != NULL ? settings_read (entries, error) : NULL;
  g_autoptr (Scenario) scenario = NULL;

  if (settings == NULL)
    return NULL;
  scenario = scenario_new (path, overrides);
  if (!take_up (scenario, entries, settings, error))
    return NULL;
  if (lender != NULL && strcmp (lender->world, scenario->world) == 0)
    borrow_world (scenario, lender);
  else if (!make_world (scenario, settings, entries, error))
    return NULL;
  if (!join_world (scenario, settings, entries, error))
    return NULL;
  return g_steal_pointer (&scenario);
}

Scenario *
scenario_load (const char *path, const char *const *overrides, GError **error)
{
  return scenario_load_beside (path, overrides, NULL, NULL, error);
}

Scenario *
scenario_outline (const char *path, const char *const *overrides, const OverridePlace *places,
                  GError **error)
{
  g_autoptr (Entries) entries = entries_load (path, overrides, places, error);
  g_autoptr (Settings) settings = entries != NULL ? settings_read (entries, error) : NULL;
  g_autoptr (Scenario) scenario = NULL;

  if (settings == NULL)
    return NULL;
  scenario = scenario_new (path, overrides);
  if (!take_up (scenario, entries, settings, error))
    return NULL;
  make_tables (scenario, settings);
  if (!add_users (scenario, settings, entries, error)
      || !add_world_inputs (scenario, settings, error))
    return NULL;
  return g_steal_pointer (&scenario);
}

gboolean
scenario_hash_inputs (Scenario *scenario, GError **error)
{
  g_autoptr (GPtrArray) hashes = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < scenario->inputs->len; i++) {
    char *hash = file_sha256 (g_ptr_array_index (scenario->inputs, i), error);

    if (hash == NULL)
      return FALSE;
    g_ptr_array_add (hashes, hash);
  }
  g_clear_pointer (&scenario->input_hashes, g_ptr_array_unref);
  scenario->input_hashes = g_steal_pointer (&hashes);
  return TRUE;
}

static void
free_world (Scenario *scenario)
{
  g_clear_pointer (&scenario->workload, workload_free);
  g_clear_pointer (&scenario->generators, g_ptr_array_unref);
  g_clear_pointer (&scenario->generate_groups, g_ptr_array_unref);
  g_clear_pointer (&scenario->typical, typical_tasks_free);
  g_clear_pointer (&scenario->network, network_free);
  g_clear_pointer (&scenario->inventory, inventory_free);
  g_clear_pointer (&scenario->classes, task_classes_free);
  g_clear_pointer (&scenario->users, users_free);
  g_clear_pointer (&scenario->labels, labels_free);
  g_clear_pointer (&scenario->machine_notes, g_array_unref);
}

void
scenario_free (Scenario *scenario)
{
  if (scenario == NULL)
    return;
  if (scenario->lender == NULL)
    free_world (scenario);
  g_free (scenario->quotas);
  g_strfreev (scenario->zones);
  resource_set_clear (&scenario->resources);
  scheduler_options_clear (&scenario->scheduler);
  named_schedulers_clear (&scenario->schedulers);
  g_clear_pointer (&scenario->assertions, g_array_unref);
  g_clear_pointer (&scenario->inputs, g_ptr_array_unref);
  g_clear_pointer (&scenario->input_hashes, g_ptr_array_unref);
  g_clear_pointer (&scenario->input_names, g_ptr_array_unref);
  g_clear_pointer (&scenario->overrides, g_ptr_array_unref);
  g_free (scenario->path);
  g_free (scenario->name);
  g_free (scenario->title);
  g_free (scenario->text);
  g_free (scenario->world);
  g_free (scenario);
}
