/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/findings.h"

#include "page/table.h"
#include "page/words.h"

#include <math.h>

/* How full the machines from one index on were, over the whole run. */
typedef struct {
  guint n;
  double *first, *machines, *filled; /* filled: mean over time, NaN: never up */
} Groups;

static void
groups_clear (Groups *groups)
{
  g_free (groups->first);
  g_free (groups->machines);
  g_free (groups->filled);
}

/* heatmap.csv has, bin by bin, the same groups in the same order. */
static gboolean
find_groups (Groups *groups, const CsvTable *table)
{
  const double *time = page_column (table, "time"), *duration = page_column (table, "duration");
  const double *first = page_column (table, "first_machine");
  const double *machines = page_column (table, "machines");
  const double *allocated = page_column (table, "allocated");
  guint rows = csv_table_rows (table), n = 0;
  g_autofree double *lasted = NULL;

  if (time == NULL || duration == NULL || first == NULL || machines == NULL || allocated == NULL)
    return FALSE;
  while (n < rows && time[n] == time[0])
    n++;
  if (n == 0)
    return FALSE;
  *groups = (Groups){ .n = n,
                      .first = g_memdup2 (first, n * sizeof *first),
                      .machines = g_memdup2 (machines, n * sizeof *machines),
                      .filled = g_new0 (double, n) };
  lasted = g_new0 (double, n);
  for (guint i = 0; i < rows; i++)
    if (!isnan (allocated[i])) {
      groups->filled[i % n] += allocated[i] * duration[i];
      lasted[i % n] += duration[i];
    }
  for (guint g = 0; g < n; g++)
    groups->filled[g] = lasted[g] > 0 ? groups->filled[g] / lasted[g] : NAN;
  return TRUE;
}

static void
write_emptiest (Html *html, const Groups *groups)
{
  static const char *const heads[] = { "Machines, by index", "Allocated of the dominant resource",
                                       NULL };
  g_autofree double *empty = g_new (double, MAX (groups->n, 1));
  g_autoptr (GArray) order = NULL;

  for (guint g = 0; g < groups->n; g++)
    empty[g] = 1 - groups->filled[g];
  order = findings_largest (empty, groups->n, FINDING_ROWS);
  table_begin (html, "The machines that were least full, on average over the time they were up",
               heads);
  for (guint i = 0; i < order->len; i++) {
    guint g = g_array_index (order, guint, i);
    g_autofree char *name = groups->machines[g] > 1
                              ? g_strdup_printf ("%.0f–%.0f", groups->first[g],
                                                 groups->first[g] + groups->machines[g] - 1)
                              : g_strdup_printf ("%.0f", groups->first[g]);

    html_open (html, "tr", NULL);
    table_name (html, name);
    table_number (html, groups->filled[g], words_percent (groups->filled[g]));
    html_close (html);
  }
  table_end (html);
}

gboolean
finding_machines (Html *html, const PageData *data, GError **error)
{
  const CsvTable *heatmap;
  Groups groups;

  if (!page_table (data, "heatmap.csv", &heatmap, error))
    return FALSE;
  if (heatmap == NULL || !find_groups (&groups, heatmap)) {
    html_element (html, "p", NULL, "No time went by.");
    return TRUE;
  }
  write_emptiest (html, &groups);
  groups_clear (&groups);
  return TRUE;
}
