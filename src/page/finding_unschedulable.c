/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/findings.h"

#include "model/tier.h"
#include "page/words.h"
#include "report/figures.h"

#include <math.h>

static const struct {
  const char *reason, *words;
} reasons[] = {
  { "too_large", "no machine has as much as they request" },
  { "no_match", "constraints and taints leave them no machine" },
  { "topology", "where other tasks run left them no machine" },
  { "needs_preemption", "others would have had to be evicted for them" },
  { "capacity", "all machines that may run them together had less free than they request" },
  { "fragmentation", "these had enough free together, but no one of them did" },
  { "gang", "only a part of their gang fitted" },
  { "quota", "they were over a quota" },
};

static void
write_reasons (Html *html, const PageData *data)
{
  g_autofree double *counts = g_new0 (double, G_N_ELEMENTS (reasons));
  g_autoptr (GArray) order = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    counts[i] = page_figuref (data, 0, "unschedulable_reasons.%s", reasons[i].reason);
  order = findings_largest (counts, G_N_ELEMENTS (reasons), G_N_ELEMENTS (reasons));
  html_open (html, "ul", NULL);
  for (guint i = 0; i < order->len; i++) {
    guint reason = g_array_index (order, guint, i);
    g_autofree char *tasks = words_things (counts[reason], "task", NULL);

    if (counts[reason] > 0)
      html_elementf (html, "li", NULL, "%s, %s: %s.", reasons[reason].reason, tasks,
                     reasons[reason].words);
  }
  html_close (html);
}

/* The sample with most unschedulable tasks, and since when there were any. */
static void
write_when (Html *html, const CsvTable *timeline)
{
  const double *time = page_column (timeline, "time");
  guint rows = csv_table_rows (timeline), most_at = 0, first_at = rows, some = 0;
  g_autofree double *sums = g_new0 (double, MAX (rows, 1));
  g_autofree char *first = NULL, *most = NULL, *tasks = NULL, *part = NULL;

  for (guint tier = 0; tier < N_TIERS; tier++) {
    g_autofree char *name = g_strconcat ("unschedulable_", tier_names[tier], NULL);
    const double *column = page_column (timeline, name);

    for (guint i = 0; i < rows && column != NULL; i++)
      sums[i] += column[i];
  }
  for (guint i = 0; i < rows; i++) {
    some += sums[i] > 0 ? 1 : 0;
    first_at = sums[i] > 0 ? MIN (first_at, i) : first_at;
    most_at = sums[i] > sums[most_at] ? i : most_at;
  }
  if (time == NULL || some == 0)
    return;
  first = words_seconds (time[first_at]);
  most = words_seconds (time[most_at]);
  tasks = words_things (sums[most_at], "task", NULL);
  part = words_percent ((double) some / rows);
  html_elementf (html, "p", NULL,
                 "The first sample with such tasks is at %s, the one with most (%s) at %s; %s of "
                 "samples have some.",
                 first, tasks, most, part);
}

static void
write_end (Html *html, const PageData *data)
{
  double at_end = page_figure (data, "tasks.unschedulable_at_end", 0);
  double never = page_figure (data, "tasks.unschedulable_permanent", 0);
  g_autofree char *left = words_things (at_end, "task", NULL);
  g_autofree char *lost = words_count (never);

  if (at_end > 0)
    html_elementf (html, "p", NULL,
                   "At the end %s still could not start; %s of them never can on these machines.",
                   left, never > 0 ? lost : "none");
}

gboolean
finding_unschedulable (Html *html, const PageData *data, GError **error)
{
  double tasks = page_figure (data, "tasks.unschedulable", 0);
  double submitted = page_figure (data, "tasks.submitted", 0);
  g_autofree char *count = words_things (tasks, "task", NULL);
  g_autofree char *part = words_percent (submitted > 0 ? tasks / submitted : 0);
  const CsvTable *timeline;

  if (!page_table (data, "timeline.csv", &timeline, error))
    return FALSE;
  if (tasks <= 0) {
    html_element (html, "p", NULL, "Every task found a machine when it was first tried.");
    return TRUE;
  }
  html_elementf (html, "p", NULL,
                 "%s (%s of those submitted) found no machine for a time. A task counts once for "
                 "each reason that it met:",
                 count, part);
  write_reasons (html, data);
  if (timeline != NULL)
    write_when (html, timeline);
  write_end (html, data);
  return TRUE;
}
