/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every part prints what the summary has and leaves out what it has not. */
#include "report/closing_table.h"

#include "model/tier.h"
#include "report/figures.h"
#include "util/units.h"

#include <math.h>
#include <string.h>

#define LABEL_WIDTH 16

/* Thousands apart: 1,234,567. */
static void
append_count (GString *out, double value)
{
  g_autofree char *digits = g_strdup_printf ("%.0f", value);
  gsize length = strlen (digits);

  for (gsize i = 0; i < length; i++) {
    if (i > 0 && (length - i) % 3 == 0 && g_ascii_isdigit (digits[i - 1]))
      g_string_append_c (out, ',');
    g_string_append_c (out, digits[i]);
  }
}

static void
append_label (GString *out, const char *label)
{
  g_string_append_printf (out, "%-*s", LABEL_WIDTH, label);
}

/* One right-aligned cell of a table. */
static void
append_cell (GString *out, const char *text)
{
  g_string_append_printf (out, "%11s", text);
}

static void
append_percent (GString *out, JsonNode *root, const char *key)
{
  g_autofree char *text = NULL;
  double value;

  if (figures_number (root, key, &value))
    text = g_strdup_printf ("%.1f %%", value * 100);
  append_cell (out, text != NULL ? text : "-");
}

static void
append_seconds (GString *out, JsonNode *root, const char *key)
{
  g_autofree char *text = NULL;
  double value;

  if (figures_number (root, key, &value) && value < 1e12)
    text = time_format_human ((gint64) round (value * (double) TIME_SECOND));
  append_cell (out, text != NULL ? text : "-");
}

static double
count_of (JsonNode *root, const char *key)
{
  double value = 0;

  (void) figures_number (root, key, &value);
  return value;
}

static void
append_head (GString *out, JsonNode *root)
{
  JsonNode *title = figures_find (root, "title");
  JsonNode *interrupted = figures_find (root, "interrupted");
  g_autofree char *span = time_format_human (
    (gint64) round (count_of (root, "simulated_seconds") * 1e6));

  if (title != NULL && JSON_NODE_HOLDS_VALUE (title))
    g_string_append_printf (out, "%s\n", json_node_get_string (title));
  append_label (out, "simulated");
  g_string_append_printf (out, "%s on ", span);
  append_count (out, count_of (root, "machines"));
  g_string_append (out, count_of (root, "machines") > 1 ? " machines" : " machine");
  if (interrupted != NULL && JSON_NODE_HOLDS_VALUE (interrupted)
      && json_node_get_boolean (interrupted))
    g_string_append (out, ", interrupted");
  g_string_append_c (out, '\n');
}

static void
append_tasks (GString *out, JsonNode *root)
{
  static const char *const states[] = { "placed", "finished", "running", "pending", "dropped" };

  append_label (out, "tasks");
  append_count (out, count_of (root, "tasks.submitted"));
  for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
    g_autofree char *key = g_strconcat ("tasks.", states[i], NULL);

    if (count_of (root, key) <= 0 && i > 1)
      continue;
    g_string_append (out, i == 0 ? ": " : ", ");
    append_count (out, count_of (root, key));
    g_string_append_printf (out, " %s", states[i]);
  }
  g_string_append_c (out, '\n');
}

static void
append_utilization (GString *out, JsonNode *root)
{
  JsonObject *resources = figures_object (root, "utilization");
  g_autoptr (GList) names = NULL;

  if (resources == NULL)
    return;
  names = json_object_get_members (resources);
  append_label (out, "utilization");
  append_cell (out, "allocated");
  append_cell (out, "highest");
  append_cell (out, "used");
  append_cell (out, "stranded");
  g_string_append_c (out, '\n');
  for (GList *name = names; name != NULL; name = name->next) {
    static const char *const form[] = { "utilization.%s.allocated_mean",
                                        "utilization.%s.allocated_max", "utilization.%s.used_mean",
                                        "fragmentation.%s.stranded_mean" };

    g_string_append_printf (out, "  %-*s", LABEL_WIDTH - 2, (const char *) name->data);
    for (guint i = 0; i < G_N_ELEMENTS (form); i++) {
      g_auto (GStrv) parts = g_strsplit (form[i], "%s", 2);
      g_autofree char *key = g_strjoinv (name->data, parts);

      append_percent (out, root, key);
    }
    g_string_append_c (out, '\n');
  }
}

static void
append_waits (GString *out, JsonNode *root)
{
  static const char *const figures[] = { "p50", "p99", "max" };

  if (figures_object (root, "wait_seconds") == NULL)
    return;
  append_label (out, "waits");
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    append_cell (out, figures[i]);
  append_cell (out, "preempted");
  g_string_append_c (out, '\n');
  for (guint tier = N_TIERS; tier-- > 0;) {
    g_autofree char *waits = g_strconcat ("wait_seconds.", tier_names[tier], NULL);
    g_autofree char *preempted = g_strconcat ("preemptions.by_tier.", tier_names[tier], NULL);
    g_autofree char *count = g_strdup_printf ("%.0f", count_of (root, preempted));

    if (figures_object (root, waits) == NULL)
      continue;
    g_string_append_printf (out, "  %-*s", LABEL_WIDTH - 2, tier_names[tier]);
    for (guint i = 0; i < G_N_ELEMENTS (figures); i++) {
      g_autofree char *key = g_strconcat (waits, ".", figures[i], NULL);

      append_seconds (out, root, key);
    }
    append_cell (out, count);
    g_string_append_c (out, '\n');
  }
}

typedef struct {
  const char *name;
  double tasks;
} ReasonCount;

static gint
compare_counts (gconstpointer a, gconstpointer b)
{
  const ReasonCount *x = a, *y = b;

  return x->tasks > y->tasks ? -1 : x->tasks < y->tasks ? 1 : strcmp (x->name, y->name);
}

/* The three reasons of most tasks. */
static void
append_reasons (GString *out, JsonNode *root)
{
  JsonObject *reasons = figures_object (root, "unschedulable_reasons");
  g_autoptr (GList) names = reasons != NULL ? json_object_get_members (reasons) : NULL;
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (ReasonCount));

  for (GList *name = names; name != NULL; name = name->next) {
    g_autofree char *key = g_strconcat ("unschedulable_reasons.", (const char *) name->data, NULL);
    ReasonCount count = { name->data, count_of (root, key) };

    if (count.tasks > 0)
      g_array_append_val (counts, count);
  }
  g_array_sort (counts, compare_counts);
  for (guint i = 0; i < MIN (counts->len, 3); i++) {
    g_autofree char *word = g_strdup (g_array_index (counts, ReasonCount, i).name);

    g_string_append_printf (out, "%s%s ", i == 0 ? ": " : ", ", g_strdelimit (word, "_", ' '));
    append_count (out, g_array_index (counts, ReasonCount, i).tasks);
  }
}

static void
append_unschedulable (GString *out, JsonNode *root)
{
  double tasks = count_of (root, "tasks.unschedulable");

  append_label (out, "unschedulable");
  if (tasks <= 0) {
    g_string_append (out, "never a task\n");
    return;
  }
  append_count (out, tasks);
  g_string_append (out, tasks > 1 ? " tasks" : " task");
  g_string_append (out, " for a time");
  append_reasons (out, root);
  g_string_append_c (out, '\n');
  if (count_of (root, "tasks.unschedulable_at_end") <= 0)
    return;
  append_label (out, "");
  append_count (out, count_of (root, "tasks.unschedulable_at_end"));
  g_string_append (out, " still at the end, ");
  append_count (out, count_of (root, "tasks.unschedulable_permanent"));
  g_string_append (out, " of them could never be placed\n");
}

static void
append_pairs (GString *out, JsonNode *root, const char *key, const char *of, gboolean *any)
{
  double pairs = count_of (root, key);

  if (pairs <= 0)
    return;
  g_string_append (out, *any ? ", " : "");
  append_count (out, pairs);
  g_string_append_printf (out, " %s of %s that evict each other", pairs > 1 ? "pairs" : "pair", of);
  *any = TRUE;
}

/* Nothing where nobody is evicted over and over. */
static void
append_loops (GString *out, JsonNode *root)
{
  double tasks = count_of (root, "preemptions.loops.tasks");
  gboolean any = tasks > 0;
  g_autoptr (GString) found = g_string_new (NULL);

  if (any) {
    append_count (found, tasks);
    g_string_append_printf (found, " %s evicted %.0f times or more, at most %.0f",
                            tasks > 1 ? "tasks" : "task",
                            count_of (root, "preemptions.loops.at_least"),
                            count_of (root, "preemptions.loops.most"));
  }
  append_pairs (found, root, "preemptions.loops.user_pairs", "users", &any);
  append_pairs (found, root, "preemptions.loops.job_pairs", "jobs", &any);
  if (!any)
    return;
  append_label (out, "loops");
  g_string_append_printf (out, "%s\n", found->str);
}

/* Nothing where no job waits for another. */
static void
append_workflows (GString *out, JsonNode *root)
{
  double median, most;

  if (figures_object (root, "workflows") == NULL)
    return;
  append_label (out, "workflows");
  append_count (out, count_of (root, "workflows.count"));
  g_string_append (out, ": ");
  append_count (out, count_of (root, "workflows.finished"));
  g_string_append (out, " finished");
  if (figures_number (root, "workflows.slowdown.p50", &median)
      && figures_number (root, "workflows.slowdown.p99", &most))
    g_string_append_printf (out, ", in %.4g times their critical paths (p50), %.4g (p99)", median,
                            most);
  if (count_of (root, "workflows.tasks_not_submitted") > 0) {
    g_string_append (out, "; tasks not submitted: ");
    append_count (out, count_of (root, "workflows.tasks_not_submitted"));
  }
  g_string_append_c (out, '\n');
}

/* Nothing where no task's data has a place. */
static void
append_locality (GString *out, JsonNode *root)
{
  static const struct {
    const char *key, *word;
  } levels[] = { { "locality.on_machine", "on the data's machine" },
                 { "locality.on_rack", "in its rack" },
                 { "locality.on_zone", "in its zone" },
                 { "locality.beyond", "beyond" } };
  double seconds = count_of (root, "locality.transfer_seconds");

  if (count_of (root, "locality.starts") <= 0)
    return;
  append_label (out, "locality");
  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    g_string_append_printf (out, "%s%.1f %% %s", i == 0 ? "" : ", ",
                            100 * count_of (root, levels[i].key), levels[i].word);
  if (seconds > 0) {
    g_autofree char *time = time_format_human ((gint64) round (seconds * (double) TIME_SECOND));

    g_string_append_printf (out, "; transfers took %s", time);
  }
  g_string_append_c (out, '\n');
}

char *
closing_table (const char *summary_json, GError **error)
{
  g_autoptr (JsonNode) root = json_from_string (summary_json, error);
  GString *out;

  if (root == NULL)
    return NULL;
  out = g_string_new (NULL);
  append_head (out, root);
  append_tasks (out, root);
  append_utilization (out, root);
  append_waits (out, root);
  append_unschedulable (out, root);
  append_loops (out, root);
  append_workflows (out, root);
  append_locality (out, root);
  return g_string_free (out, FALSE);
}
