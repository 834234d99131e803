/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The facts of a trace as tables for people. */
#include "report/trace_facts.h"

#include "trace/job_graphs.h"

#include <string.h>

#define LABEL_WIDTH 14
#define CELL_WIDTH  13

static const guint permilles[] = { 10, 100, 500, 900, 990, 1000 };
static const char *const permille_names[] = { "p1", "p10", "p50", "p90", "p99", "max" };

static void
append_label (GString *out, const char *label)
{
  g_string_append_printf (out, "%-*s", LABEL_WIDTH, label);
}

static void
append_cell (GString *out, const char *text)
{
  g_string_append_printf (out, "%*s", CELL_WIDTH, text);
}

/* Thousands apart: 1,234,567. */
static char *
count_text (guint64 value)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, value);
  GString *out = g_string_new (NULL);
  gsize length = strlen (digits);

  for (gsize i = 0; i < length; i++) {
    if (i > 0 && (length - i) % 3 == 0)
      g_string_append_c (out, ',');
    g_string_append_c (out, digits[i]);
  }
  return g_string_free (out, FALSE);
}

static const char *
plural (guint64 count)
{
  return count == 1 ? "" : "s";
}

/* All that all machines have, in people's units. */
static void
append_capacity (GString *out, const TraceFile *file)
{
  for (guint r = 0; r < file->resources.count; r++) {
    const Resource *resource = &file->resources.item[r];
    Total total = 0;

    for (guint m = 0; m < inventory_count (file->inventory); m++)
      total += inventory_capacity (file->inventory, r, m);
    if (total == 0)
      continue;
    g_string_append_printf (out, ", %s ", resource->name);
    unit_append (out, resource->unit, total);
    if (resource->unit == UNIT_MEMORY)
      g_string_append (out, " MiB");
  }
}

static void
append_machines (GString *out, const TraceFile *file)
{
  g_autofree char *machines = count_text (inventory_count (file->inventory));
  g_autofree char *events = count_text (inventory_later_events (file->inventory));

  append_label (out, "machines");
  if (inventory_count (file->inventory) == 0) {
    g_string_append (out, "not given\n");
    return;
  }
  g_string_append (out, machines);
  append_capacity (out, file);
  if (inventory_later_events (file->inventory) > 0)
    g_string_append_printf (out, "; %s later event%s", events,
                            plural (inventory_later_events (file->inventory)));
  g_string_append_c (out, '\n');
}

static void
append_counts (GString *out, const TraceFacts *facts)
{
  const Workload *workload = facts->file->workload;
  guint users = users_count_leaves (facts->file->users);
  guint classes = task_classes_count_used (facts->file->classes);
  g_autofree char *tasks = count_text (workload_tasks (workload));
  g_autofree char *jobs = count_text (workload_jobs (workload));
  g_autofree char *users_text = count_text (users);
  g_autofree char *classes_text = count_text (classes);

  append_label (out, "tasks");
  g_string_append_printf (out, "%s in %s job%s of %s user%s, %s class%s\n", tasks, jobs,
                          plural (workload_jobs (workload)), users_text, plural (users),
                          classes_text, classes == 1 ? "" : "es");
}

/* Where jobs come after others. */
static void
append_graphs (GString *out, const TraceFacts *facts)
{
  const JobGraphs *graphs = workload_graphs (facts->file->workload);
  g_autofree char *workflows = graphs != NULL ? count_text (job_graphs_workflows (graphs)) : NULL;
  g_autofree char *text = graphs != NULL ? job_graphs_text (graphs) : NULL;

  if (graphs == NULL)
    return;
  append_label (out, "workflows");
  g_string_append_printf (out, "%s, with %s\n", workflows, text);
}

static void
append_times (GString *out, const TraceFacts *facts)
{
  g_autofree char *first = time_format_human (facts->first_submit);
  g_autofree char *last = time_format_human (facts->last_submit);
  g_autofree char *end = time_format_human (facts->last_end);
  g_autofree char *unending = count_text (facts->unending);

  append_label (out, "time");
  g_string_append_printf (out, "submitted from %s to %s; the last end is at %s", first, last, end);
  if (facts->unending > 0)
    g_string_append_printf (out, "; %s task%s never end%s", unending, plural (facts->unending),
                            facts->unending == 1 ? "s" : "");
  g_string_append_c (out, '\n');
}

static void
append_head (GString *out, const TraceFacts *facts)
{
  const Workload *workload = facts->file->workload;

  append_label (out, "format");
  g_string_append_printf (out, "%s, %s, usage %s\n", workload_format (workload),
                          workload_was_sorted (workload) ? "in order" : "not in order",
                          workload_has_usage (workload) ? "given" : "not given");
  append_machines (out, facts->file);
  append_counts (out, facts);
  append_graphs (out, facts);
  append_times (out, facts);
}

static void
append_percent (GString *out, double share)
{
  g_autofree char *text = share < 0 ? g_strdup ("-") : g_strdup_printf ("%.1f %%", share * 100);

  append_cell (out, text);
}

/* A row for each tier that has tasks, highest first, and one for all. */
static void
append_tiers (GString *out, const TraceFacts *facts)
{
  const TraceFile *file = facts->file;

  append_label (out, "\ntier");
  g_string_append_c (out, ' ');
  append_cell (out, "tasks");
  append_cell (out, "share");
  for (guint r = 0; r < file->resources.count; r++) {
    g_autofree char *title = g_strconcat (file->resources.item[r].name, " load", NULL);
    if (facts->requests[r] != NULL)
      append_cell (out, title);
  }
  g_string_append_c (out, '\n');
  for (guint i = 0; i <= N_TIERS; i++) {
    guint tier = i < N_TIERS ? N_TIERS - 1 - i : N_TIERS;
    guint64 tasks = tier < N_TIERS ? facts->tasks[tier] : trace_facts_tasks (facts);
    g_autofree char *text = count_text (tasks);
    if (tasks == 0)
      continue;
    append_label (out, tier < N_TIERS ? tier_names[tier] : "all");
    append_cell (out, text);
    append_percent (out, (double) tasks / (double) trace_facts_tasks (facts));
    for (guint r = 0; r < file->resources.count; r++)
      if (facts->requests[r] != NULL)
        append_percent (out, trace_facts_load (facts, tier, r));
    g_string_append_c (out, '\n');
  }
}

static void
append_quantiles (GString *out, const char *label, Quantiles *quantiles, const Resource *resource)
{
  if (quantiles_count (quantiles) == 0)
    return;
  append_label (out, label);
  for (guint i = 0; i < G_N_ELEMENTS (permilles); i++) {
    gint64 value = quantiles_at_permille (quantiles, permilles[i]);
    g_autoptr (GString) text = g_string_new (NULL);
    g_autofree char *time = NULL;
    if (resource != NULL)
      unit_append (text, resource->unit, value);
    else
      g_string_append (text, time = time_format_human (value));
    append_cell (out, text->str);
  }
  g_string_append_c (out, '\n');
}

static void
append_distributions (GString *out, const TraceFacts *facts)
{
  const TraceFile *file = facts->file;

  append_label (out, "\nof a task");
  g_string_append_c (out, ' ');
  for (guint i = 0; i < G_N_ELEMENTS (permilles); i++)
    append_cell (out, permille_names[i]);
  g_string_append_c (out, '\n');
  append_quantiles (out, "run time", facts->run_times, NULL);
  append_quantiles (out, "gap", facts->gaps, NULL);
  for (guint r = 0; r < file->resources.count; r++) {
    const Resource *resource = &file->resources.item[r];
    g_autofree char *label = g_strconcat (resource->name,
                                          resource->unit == UNIT_MEMORY ? " MiB" : "", NULL);
    if (facts->requests[r] != NULL)
      append_quantiles (out, label, facts->requests[r], resource);
  }
}

static void
append_means (GString *out, const TraceFacts *facts)
{
  const TraceFile *file = facts->file;
  g_autofree char *run_time = time_format_human ((gint64) quantiles_mean (facts->run_times));
  g_autofree char *gap = time_format_human ((gint64) quantiles_mean (facts->gaps));
  const char *before = "";

  append_label (out, "\nmeans");
  g_string_append_printf (out, " run time %s, gap %s (coefficient of variation %.1f)\n", run_time,
                          gap, facts->gap_variation);
  append_label (out, "top 1 %");
  g_string_append (out, "of tasks have ");
  for (guint r = 0; r < file->resources.count; r++) {
    if (facts->requests[r] == NULL)
      continue;
    g_string_append_printf (out, "%s%.1f %% of the %s time", before, facts->top_share[TOP_1_PERCENT][r] * 100,
                            file->resources.item[r].name);
    before = ", ";
  }
  g_string_append (out, *before == '\0' ? "nothing to share\n" : "\n");
}

static void
append_notes (GString *out, const TraceNote *notes)
{
  for (; notes->what != NULL; notes++) {
    g_autofree char *text = trace_note_text (notes);
    append_label (out, notes->kept ? "assumed" : "left out");
    g_string_append_printf (out, "%s\n", text);
  }
}

char *
trace_facts_text (const TraceFacts *facts)
{
  GString *out = g_string_new (NULL);

  append_head (out, facts);
  append_tiers (out, facts);
  append_distributions (out, facts);
  append_means (out, facts);
  g_string_append_c (out, '\n');
  append_notes (out, trace_file_machine_notes (facts->file));
  append_notes (out, workload_notes (facts->file->workload));
  if (out->str[out->len - 2] == '\n')
    g_string_truncate (out, out->len - 1);
  return g_string_free (out, FALSE);
}
