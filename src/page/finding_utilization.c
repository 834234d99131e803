/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/findings.h"

#include "model/tier.h"
#include "page/words.h"
#include "report/chart_unit.h"

#include <math.h>

/* ∫ column dt over samples / ∫ capacity dt: each sample holds until the next. NaN without capacity. */
static double
part_of_capacity (const CsvTable *timeline, const char *resource, const char *tier)
{
  g_autofree char *name = g_strdup_printf ("%s_allocated_%s", resource, tier);
  g_autofree char *capacity_name = g_strdup_printf ("%s_capacity", resource);
  const double *part = page_column (timeline, name);
  const double *capacity = page_column (timeline, capacity_name);
  const double *time = page_column (timeline, "time");
  double sum = 0, all = 0;

  if (part == NULL || capacity == NULL || time == NULL)
    return NAN;
  for (guint i = 0; i + 1 < csv_table_rows (timeline); i++) {
    sum += part[i] * (time[i + 1] - time[i]);
    all += capacity[i] * (time[i + 1] - time[i]);
  }
  return all > 0 ? sum / all : NAN;
}

/* "prod 40.0 %, batch 38.1 %", from the highest tier; NULL where the timeline does not say. */
static char *
by_tier (const CsvTable *timeline, const char *resource)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint tier = N_TIERS; tier-- > 0 && timeline != NULL;) {
    double part = part_of_capacity (timeline, resource, tier_names[tier]);
    g_autofree char *percent = words_percent (part);

    if (!(part > 0))
      continue;
    g_string_append_printf (text, "%s%s %s", text->len > 0 ? ", " : "", tier_names[tier], percent);
  }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

gboolean
finding_utilization (Html *html, const PageData *data, GError **error)
{
  const CsvTable *timeline;

  if (!page_table (data, "timeline.csv", &timeline, error))
    return FALSE;
  html_open (html, "ul", NULL);
  for (guint i = 0; i < data->resources->len; i++) {
    const char *resource = g_ptr_array_index (data->resources, i);
    double used_part = page_figuref (data, NAN, "utilization.%s.used_mean", resource);
    g_autofree char *mean = words_percent (
      page_figuref (data, NAN, "utilization.%s.allocated_mean", resource));
    g_autofree char *most = words_percent (
      page_figuref (data, NAN, "utilization.%s.allocated_max", resource));
    g_autofree char *used = words_percent (used_part);
    g_autofree char *tiers = by_tier (timeline, resource);

    html_open (html, "li", NULL);
    html_textf (html, "%s: %s of capacity was allocated on average and %s at most",
                chart_resource_title (resource), mean, most);
    if (tiers != NULL)
      html_textf (html, " (on average, by samples: %s)", tiers);
    if (!isnan (used_part))
      html_textf (html, "; tasks used %s of capacity", used);
    html_text (html, ".");
    html_close (html);
  }
  html_close (html);
  return TRUE;
}
