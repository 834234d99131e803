/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/comparison_page.h"

#include "berth.h"
#include "page/comparison_parts.h"
#include "page/page.h"
#include "page/page_frame.h"
#include "sweep/point_folder.h"
#include "util/result_file.h"

#include <glib/gstdio.h>

static const struct {
  const char *id, *title;
  gboolean (*write) (Html *html, const ComparisonSource *source, GError **error);
} sections[] = {
  { "verdicts", "Verdicts", comparison_verdicts },
  { "effects", "Effects", comparison_effects },
  { "waits", "Waits", comparison_waits },
  { "runs", "One run of each", comparison_multiples },
  { "scenario", "Scenario and inputs", comparison_scenarios },
};

char *
comparison_point_folder (const ComparisonSource *source, guint arm, guint seed)
{
  const PairedComparison *comparison = source->comparison;
  guint point = comparison->points[arm * comparison_seeds (comparison) + seed];

  return point == 0 ? NULL
                    : point_folder_path (source->folder, sweep_plan_point (source->plan, point - 1));
}

static char *
title_of (const ComparisonSource *source)
{
  g_autofree char *keys = g_strjoinv (", ", source->comparison->keys);

  return source->plan->scenarios->len == 1
           ? g_strdup_printf ("%s: %s compared", sweep_plan_scenario (source->plan, 0)->name, keys)
           : g_strdup_printf ("%s compared", keys);
}

static void
write_header (Html *html, const char *title)
{
  html_open (html, "header", NULL);
  html_element (html, "h1", NULL, title);
  html_elementf (html, "p", NULL, "Simulated with berth %s.", berth_version ());
  html_open (html, "nav", "aria-label", "Sections", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    page_link_section (html, sections[i].id, sections[i].title);
  html_close (html);
  html_close (html);
}

static gboolean
write_sections (Html *html, const ComparisonSource *source, GError **error)
{
  html_open (html, "main", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (sections); i++) {
    page_open_section (html, sections[i].id, sections[i].title);
    if (!sections[i].write (html, source, error))
      return FALSE;
    html_close (html);
  }
  html_close (html);
  return TRUE;
}

gboolean
comparison_page_write (const PairedComparison *comparison, const SweepPlan *plan,
                       const char *folder, GError **error)
{
  ComparisonSource source = { comparison, plan, folder };
  g_autoptr (Html) html = html_new ();
  g_autofree char *title = title_of (&source), *text = NULL;
  g_autofree char *path = g_build_filename (folder, PAGE_NAME, NULL);
  gsize length;

  page_begin (html, title);
  write_header (html, title);
  if (!write_sections (html, &source, error))
    return FALSE;
  page_end (html);
  text = html_steal (html, &length);
  return result_file_write_whole (path, text, length, error);
}

void
comparison_page_remove (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, PAGE_NAME, NULL);

  (void) g_unlink (path);
}
