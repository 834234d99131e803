/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The facts of a trace as one object: units in the names, null for what is not known. */
#include "report/trace_facts.h"

#include <json-glib/json-glib.h>

#include "trace/job_graphs.h"
#include "util/units.h"

static const guint permilles[] = { 10, 100, 500, 900, 990, 1000 };
static const char *const permille_names[] = { "p1", "p10", "p50", "p90", "p99", "max" };

static void
add_integer (JsonBuilder *builder, const char *key, guint64 value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_int_value (builder, (gint64) value);
}

static void
add_number (JsonBuilder *builder, const char *key, double value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_double_value (builder, value);
}

/* null below 0 */
static void
add_share (JsonBuilder *builder, const char *key, double share)
{
  if (share >= 0) {
    add_number (builder, key, share);
    return;
  }
  json_builder_set_member_name (builder, key);
  json_builder_add_null_value (builder);
}

static void
begin (JsonBuilder *builder, const char *key)
{
  json_builder_set_member_name (builder, key);
  json_builder_begin_object (builder);
}

static void
add_quantiles (JsonBuilder *builder, const char *key, Quantiles *quantiles, double scale)
{
  begin (builder, key);
  if (quantiles_count (quantiles) > 0) {
    for (guint i = 0; i < G_N_ELEMENTS (permilles); i++)
      add_number (builder, permille_names[i],
                  (double) quantiles_at_permille (quantiles, permilles[i]) / scale);
    add_number (builder, "mean", quantiles_mean (quantiles) / scale);
  }
  json_builder_end_object (builder);
}

static void
add_capacity (JsonBuilder *builder, const TraceFile *file)
{
  begin (builder, "capacity");
  for (guint r = 0; r < file->resources.count; r++) {
    Total total = 0;
    for (guint m = 0; m < inventory_count (file->inventory); m++)
      total += inventory_capacity (file->inventory, r, m);
    add_number (builder, file->resources.item[r].name,
                (double) total / unit_size (file->resources.item[r].unit));
  }
  json_builder_end_object (builder);
}

static void
add_counts (JsonBuilder *builder, const TraceFacts *facts)
{
  const TraceFile *file = facts->file;
  const Workload *workload = file->workload;
  const JobGraphs *graphs = workload_graphs (workload);
  g_autofree char *title = g_path_get_basename (file->path);

  json_builder_set_member_name (builder, "title");
  json_builder_add_string_value (builder, title);
  json_builder_set_member_name (builder, "format");
  json_builder_add_string_value (builder, workload_format (workload));
  json_builder_set_member_name (builder, "sorted");
  json_builder_add_boolean_value (builder, workload_was_sorted (workload));
  json_builder_set_member_name (builder, "usage");
  json_builder_add_boolean_value (builder, workload_has_usage (workload));
  add_integer (builder, "machines", inventory_count (file->inventory));
  add_integer (builder, "machine_events", inventory_later_events (file->inventory));
  add_capacity (builder, file);
  add_integer (builder, "tasks", workload_tasks (workload));
  add_integer (builder, "unending_tasks", facts->unending);
  add_integer (builder, "jobs", workload_jobs (workload));
  if (graphs != NULL) {
    add_integer (builder, "workflows", job_graphs_workflows (graphs));
    add_integer (builder, "dependencies", job_graphs_edges (graphs));
    add_integer (builder, "dangling_dependencies", job_graphs_dangling (graphs));
  }
  add_integer (builder, "users", users_count_leaves (file->users));
  add_integer (builder, "classes", task_classes_count_used (file->classes));
  add_number (builder, "first_submit_seconds", (double) facts->first_submit / TIME_SECOND);
  add_integer (builder, "first_submit_tasks", facts->at_first);
  add_number (builder, "last_submit_seconds", (double) facts->last_submit / TIME_SECOND);
  add_number (builder, "last_end_seconds", (double) facts->last_end / TIME_SECOND);
}

static void
add_loads (JsonBuilder *builder, const TraceFacts *facts, guint tier)
{
  const ResourceSet *resources = &facts->file->resources;

  begin (builder, "offered_load");
  for (guint r = 0; r < resources->count; r++)
    if (facts->requests[r] != NULL)
      add_share (builder, resources->item[r].name, trace_facts_load (facts, tier, r));
  json_builder_end_object (builder);
}

static void
add_tiers (JsonBuilder *builder, const TraceFacts *facts)
{
  begin (builder, "tiers");
  for (guint tier = 0; tier < N_TIERS; tier++) {
    begin (builder, tier_names[tier]);
    add_integer (builder, "tasks", facts->tasks[tier]);
    add_loads (builder, facts, tier);
    json_builder_end_object (builder);
  }
  json_builder_end_object (builder);
  add_loads (builder, facts, N_TIERS);
}

static void
add_distributions (JsonBuilder *builder, const TraceFacts *facts)
{
  const ResourceSet *resources = &facts->file->resources;

  add_quantiles (builder, "run_time_seconds", facts->run_times, TIME_SECOND);
  add_quantiles (builder, "gap_seconds", facts->gaps, TIME_SECOND);
  add_number (builder, "gap_coefficient_of_variation", facts->gap_variation);
  begin (builder, "request");
  for (guint r = 0; r < resources->count; r++)
    if (facts->requests[r] != NULL)
      add_quantiles (builder, resources->item[r].name, facts->requests[r],
                     unit_size (resources->item[r].unit));
  json_builder_end_object (builder);
  begin (builder, "top_1_percent_share");
  for (guint r = 0; r < resources->count; r++)
    if (facts->requests[r] != NULL)
      add_number (builder, resources->item[r].name, facts->top_share[TOP_1_PERCENT][r]);
  json_builder_end_object (builder);
}

/* Those that are kept, or those that are not. */
static void
add_notes (JsonBuilder *builder, const TraceNote *notes, gboolean kept)
{
  for (; notes->what != NULL; notes++) {
    if (notes->kept != kept)
      continue;
    json_builder_begin_object (builder);
    json_builder_set_member_name (builder, "what");
    json_builder_add_string_value (builder, notes->what);
    add_integer (builder, "count", notes->count);
    json_builder_set_member_name (builder, "first_file");
    if (notes->file != NULL)
      json_builder_add_string_value (builder, notes->file);
    else
      json_builder_add_null_value (builder);
    add_integer (builder, "first_line", notes->line);
    json_builder_end_object (builder);
  }
}

static void
add_all_notes (JsonBuilder *builder, const TraceFile *file)
{
  static const char *const keys[] = { "left_out", "assumed" };

  for (guint kept = 0; kept < 2; kept++) {
    json_builder_set_member_name (builder, keys[kept]);
    json_builder_begin_array (builder);
    add_notes (builder, trace_file_machine_notes (file), kept == 1);
    add_notes (builder, workload_notes (file->workload), kept == 1);
    json_builder_end_array (builder);
  }
}

char *
trace_facts_json (const TraceFacts *facts)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  add_counts (builder, facts);
  add_tiers (builder, facts);
  add_distributions (builder, facts);
  add_all_notes (builder, facts->file);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, TRUE);
  return g_strconcat (text, "\n", NULL);
}
