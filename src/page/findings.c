/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/findings.h"

#include "page/sections.h"

#include <math.h>

static const PageFinding findings[] = {
  { .title = "Who used the cell", .tell = finding_utilization },
  { .title = "What could not start, when and why", .tell = finding_unschedulable },
  { .title = "Who waited longest", .tell = finding_waits },
  { .title = "Work that was begun over and over", .tell = finding_loops },
  { .title = "Users below their fair share", .tell = finding_shares },
  { .title = "Machines that strand capacity", .tell = finding_stranded },
  { .title = "Machines that were least full", .tell = finding_machines },
};

GArray *
findings_largest (const double *values, guint rows, guint most)
{
  GArray *chosen = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < rows; i++) {
    guint place = chosen->len;

    if (isnan (values[i]))
      continue;
    while (place > 0 && values[g_array_index (chosen, guint, place - 1)] < values[i])
      place--;
    if (place == most)
      continue;
    g_array_insert_val (chosen, place, i);
    if (chosen->len > most)
      g_array_set_size (chosen, most);
  }
  return chosen;
}

gboolean
section_findings (Html *html, const PageData *data, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (findings); i++) {
    html_element (html, "h3", NULL, findings[i].title);
    if (!findings[i].tell (html, data, error))
      return FALSE;
  }
  return TRUE;
}
