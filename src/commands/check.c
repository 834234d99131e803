/* SPDX-License-Identifier: GPL-3.0-or-later */
/* berth check: reads a scenario and all it names, and says what it is, without running it. */
#include "commands/command.h"

#include "scenario/scenario.h"
#include "scenario/vary_texts.h"
#include "sweep/plan.h"
#include "trace/job_graphs.h"
#include "util/units.h"

#include <json-glib/json-glib.h>

static struct {
  char **set, **plugins;
  gboolean json;
} given;

static const GOptionEntry entries[] = {
  { "set", 'S', 0, G_OPTION_ARG_FILENAME_ARRAY, &given.set,
    "Replace a key of the scenario (may be repeated)", "GROUP.KEY=VALUE" },
  PLUGIN_OPTION (&given.plugins),
  { "json", 0, 0, G_OPTION_ARG_NONE, &given.json, "Print it as JSON", NULL },
  { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
};

static gint64
total_capacity (const Inventory *inventory, guint resource)
{
  gint64 sum = 0;

  for (guint i = 0; i < inventory_count (inventory); i++)
    sum += inventory_capacity (inventory, resource, i);
  return sum;
}

static char *
filters_text (const SchedulerOptions *options)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < options->filters->len; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? ";" : "",
                            (const char *) g_ptr_array_index (options->filters, i));
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
scores_text (const SchedulerOptions *options)
{
  g_autoptr (GString) out = g_string_new (options->scores->len == 0 ? "none" : NULL);

  for (guint i = 0; i < options->scores->len; i++) {
    const WeightedScore *score = &g_array_index (options->scores, WeightedScore, i);

    g_string_append_printf (out, "%s%s:", i > 0 ? ";" : "", score->name);
    number_append (out, score->weight);
  }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* For people ----------------------------------------------------------------------------------- */

/* MiB in the largest unit that leaves a number above one. */
static void
append_memory (GString *out, gint64 amount)
{
  static const char *const units[] = { "MiB", "GiB", "TiB", "PiB" };
  double value = (double) amount;
  guint unit = 0;

  while (value >= 1024 && unit + 1 < G_N_ELEMENTS (units)) {
    value /= 1024;
    unit++;
  }
  g_string_append_printf (out, "%.4g %s", value, units[unit]);
}

static const char *
plural (guint64 n)
{
  return n == 1 ? "" : "s";
}

static void
print_capacity (const Scenario *scenario)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint r = 0; r < scenario->resources.count; r++) {
    const Resource *resource = &scenario->resources.item[r];
    gint64 total = total_capacity (scenario->inventory, r);

    if (total == 0)
      continue;
    g_string_append_printf (out, "%s%s ", out->len > 0 ? ", " : "", resource->name);
    if (resource->unit == UNIT_MEMORY)
      append_memory (out, total);
    else
      unit_append (out, resource->unit, total);
    if (resource->unit == UNIT_CPU)
      g_string_append (out, " cores");
  }
  command_printf ("%-12s%s\n", "capacity", out->str);
}

static void
print_policies (const SchedulerOptions *options)
{
  g_autofree char *filters = filters_text (options);
  g_autofree char *scores = scores_text (options);

  command_printf ("%-12sorder %s, filters %s, scores %s, preempt %s, queue %s\n", "scheduler",
                  options->order, filters, scores, options->preempt, queue_names[options->queue]);
}

/* NULL: no job waits for another. */
static char *
graph_text (const Workload *workload)
{
  const JobGraphs *graphs = workload_graphs (workload);

  return graphs != NULL ? job_graphs_text (graphs) : NULL;
}

/* Of each group: how many jobs a day, and what part of the cell they ask for. */
static void
print_generated (const Scenario *scenario)
{
  for (guint g = 0; g < scenario->generators->len; g++) {
    const Generator *generator = g_ptr_array_index (scenario->generators, g);
    const GeneratorTotals *totals = generator_totals (generator);

    command_printf ("%-12s%s: %" G_GUINT64_FORMAT " tasks in %" G_GUINT64_FORMAT " job%s",
                    g == 0 ? "generated" : "", generator_name (generator), totals->tasks,
                    totals->jobs, plural (totals->jobs));
    if (totals->rate > 0)
      command_printf (", %.4g a day", totals->rate * 86400);
    for (guint r = 0; r < scenario->resources.count; r++)
      if (totals->offered[r] > 0)
        command_printf (", %s load %.3f", scenario->resources.item[r].name, totals->offered[r]);
    command_print ("\n");
  }
}

static void
print_points (const SweepPlan *plan)
{
  g_autofree char *keys = plan != NULL ? g_strjoinv (", ", plan->keys) : NULL;

  if (plan != NULL && plan->keys[0] != NULL)
    command_printf ("%-12s%s: %u points\n", "varied", keys, plan->points->len);
}

static void
print_plain (const Scenario *scenario, const SweepPlan *plan)
{
  const Workload *workload = scenario->workload;
  guint users = users_count_leaves (scenario->users);
  guint classes = task_classes_count_used (scenario->classes);
  g_autofree char *graph = graph_text (workload);
  g_autofree char *span = time_format_human (workload_last_submit (workload));
  g_autofree char *horizon = scenario->horizon == TIME_NEVER
                               ? g_strdup ("all is done")
                               : time_format_human (scenario->horizon);

  command_printf ("%s\n", scenario->title);
  command_printf ("%-12s%u", "machines", inventory_count (scenario->inventory));
  if (inventory_later_events (scenario->inventory) > 0)
    command_printf (", %u later event%s", inventory_later_events (scenario->inventory),
                    plural (inventory_later_events (scenario->inventory)));
  command_print ("\n");
  print_capacity (scenario);
  command_printf (
    "%-12s%" G_GUINT64_FORMAT " in %" G_GUINT64_FORMAT " job%s of %u user%s, %u class%s\n", "tasks",
    workload_tasks (workload), workload_jobs (workload), plural (workload_jobs (workload)), users,
    plural (users), classes, classes == 1 ? "" : "es");
  command_printf ("%-12s%s format, %s, usage %s\n", "trace", workload_format (workload),
                  workload_was_sorted (workload) ? "in order" : "not in order (is sorted first)",
                  workload_has_usage (workload) ? "given" : "not given");
  command_print_notes (12, scenario_machine_notes (scenario));
  command_print_notes (12, workload_notes (workload));
  if (graph != NULL)
    command_printf ("%-12s%s\n", "", graph);
  print_generated (scenario);
  command_printf ("%-12slast task submitted at %s; runs until %s\n", "time", span, horizon);
  print_policies (&scenario->scheduler);
  print_points (plan);
}

/* For programs --------------------------------------------------------------------------------- */

static void
add_text (JsonBuilder *builder, const char *key, const char *text)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_string_value (builder, text);
}

static void
add_integer (JsonBuilder *builder, const char *key, gint64 value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_int_value (builder, value);
}

static void
add_seconds (JsonBuilder *builder, const char *key, gint64 time)
{
  json_builder_set_member_name (builder, key);
  if (time == TIME_NEVER)
    json_builder_add_null_value (builder);
  else
    json_builder_add_double_value (builder, (double) time / (double) TIME_SECOND);
}

static void
add_capacity (JsonBuilder *builder, const Scenario *scenario)
{
  json_builder_set_member_name (builder, "capacity");
  json_builder_begin_object (builder);
  for (guint r = 0; r < scenario->resources.count; r++) {
    const Resource *resource = &scenario->resources.item[r];
    gint64 total = total_capacity (scenario->inventory, r);

    json_builder_set_member_name (builder, resource->name);
    json_builder_add_double_value (builder, (double) total / unit_size (resource->unit));
  }
  json_builder_end_object (builder);
}

static void
add_scheduler (JsonBuilder *builder, const SchedulerOptions *options)
{
  g_autofree char *filters = filters_text (options);
  g_autofree char *scores = scores_text (options);

  json_builder_set_member_name (builder, "scheduler");
  json_builder_begin_object (builder);
  add_text (builder, "order", options->order);
  add_text (builder, "filters", filters);
  add_text (builder, "scores", scores);
  add_text (builder, "preempt", options->preempt);
  add_text (builder, "queue", queue_names[options->queue]);
  json_builder_end_object (builder);
}

static void
add_graph (JsonBuilder *builder, const JobGraphs *graphs)
{
  if (graphs == NULL)
    return;
  add_integer (builder, "dependencies", (gint64) job_graphs_edges (graphs));
  add_integer (builder, "dependencies_dangling", (gint64) job_graphs_dangling (graphs));
}

static void
print_json (const Scenario *scenario, const SweepPlan *plan)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  add_text (builder, "scenario", scenario->name);
  add_text (builder, "title", scenario->title);
  add_integer (builder, "seed", (gint64) scenario->seed);
  add_integer (builder, "machines", inventory_count (scenario->inventory));
  add_integer (builder, "machine_events", inventory_later_events (scenario->inventory));
  add_capacity (builder, scenario);
  add_integer (builder, "tasks", (gint64) workload_tasks (scenario->workload));
  add_integer (builder, "jobs", (gint64) workload_jobs (scenario->workload));
  add_integer (builder, "users", users_count_leaves (scenario->users));
  add_integer (builder, "classes", task_classes_count_used (scenario->classes));
  add_graph (builder, workload_graphs (scenario->workload));
  add_text (builder, "format", workload_format (scenario->workload));
  json_builder_set_member_name (builder, "sorted");
  json_builder_add_boolean_value (builder, workload_was_sorted (scenario->workload));
  json_builder_set_member_name (builder, "usage");
  json_builder_add_boolean_value (builder, workload_has_usage (scenario->workload));
  add_seconds (builder, "last_submit_seconds", workload_last_submit (scenario->workload));
  add_seconds (builder, "horizon_seconds", scenario->horizon);
  add_scheduler (builder, &scenario->scheduler);
  if (plan != NULL)
    add_integer (builder, "points", plan->points->len);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, TRUE);
  command_printf ("%s\n", text);
}

/* Every point of what varies is checked, too. NULL without error: nothing does. */
static SweepPlan *
plan_points (const char *path, GError **error)
{
  const char *const *overrides = (const char *const *) given.set;
  g_autoptr (GArray) texts = vary_texts_load (path, overrides, error);

  if (texts == NULL || texts->len == 0)
    return NULL;
  return sweep_plan_new ((const char *const[]){ path, NULL }, overrides, error);
}

static int
check (char **operands)
{
  GError *error = NULL;
  g_autoptr (Scenario) scenario = NULL;
  g_autoptr (SweepPlan) plan = NULL;

  if (command_load_plugins (given.plugins, &error))
    scenario = scenario_load (operands[0], (const char *const *) given.set, &error);
  if (scenario != NULL)
    plan = plan_points (operands[0], &error);
  if (error != NULL)
    return command_fail (error);
  if (given.json)
    print_json (scenario, plan);
  else
    print_plain (scenario, plan);
  return EXIT_DONE;
}

const Command command_check = {
  .name = "check",
  .summary = "read a scenario and all it names, and say what it is",
  .operands = "FILE.scenario|TRACE",
  .operand_kind = OPERAND_SCENARIO,
  .min_operands = 1,
  .max_operands = 1,
  .options = entries,
  .run = check,
};
