/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/sections.h"

#include "page/words.h"
#include "report/chart_unit.h"

#include <math.h>

/* Takes value. note may be NULL. */
static void
write_tile (Html *html, const char *name, char *value, const char *note)
{
  html_open (html, "div", NULL);
  html_element (html, "dt", NULL, name);
  html_element (html, "dd", NULL, value);
  if (note != NULL)
    html_element (html, "dd", "note", note);
  html_close (html);
  g_free (value);
}

static void
write_tasks (Html *html, const PageData *data)
{
  double submitted = page_figure (data, "tasks.submitted", 0);
  double pending = page_figure (data, "tasks.pending", 0);
  double running = page_figure (data, "tasks.running", 0);
  g_autofree char *of = words_things (submitted, "task submitted", "tasks submitted");
  g_autofree char *dropped = words_count (page_figure (data, "tasks.dropped", 0));
  g_autofree char *note = g_strconcat (dropped, " dropped", NULL);
  g_autofree char *at_end = words_things (running, "task running", "tasks running");

  write_tile (html, "Finished", words_count (page_figure (data, "tasks.finished", NAN)), of);
  write_tile (html, "Pending at the end", words_count (pending), at_end);
  write_tile (html, "Unschedulable for a time",
              words_count (page_figure (data, "tasks.unschedulable", NAN)), note);
}

static void
write_utilization (Html *html, const PageData *data)
{
  for (guint i = 0; i < data->resources->len; i++) {
    const char *resource = g_ptr_array_index (data->resources, i);
    double used = page_figuref (data, NAN, "utilization.%s.used_mean", resource);
    g_autofree char *name = g_strdup_printf ("%s allocated", chart_resource_title (resource));
    g_autofree char *most = words_percent (
      page_figuref (data, NAN, "utilization.%s.allocated_max", resource));
    g_autofree char *use = words_percent (used);
    g_autofree char *note = isnan (used) ? g_strdup_printf ("at most %s", most)
                                         : g_strdup_printf ("at most %s; used %s", most, use);

    write_tile (html, name,
                words_percent (page_figuref (data, NAN, "utilization.%s.allocated_mean", resource)),
                note);
  }
}

static void
write_work (Html *html, const PageData *data)
{
  double good = page_figure (data, "work.goodput_seconds", 0);
  double bad = page_figure (data, "work.badput_seconds", 0);
  g_autofree char *lost = words_percent (good + bad > 0 ? bad / (good + bad) : 0);
  g_autofree char *note = g_strdup_printf ("%s of all work lost", lost);
  g_autofree char *machines = words_things (page_figure (data, "machines", NAN), "machine", NULL);

  write_tile (html, "Preemptions", words_count (page_figure (data, "preemptions.total", NAN)),
              note);
  write_tile (html, "Pending on average", words_number (page_figure (data, "queue.mean", NAN)),
              NULL);
  write_tile (html, "Fairness (Jain)", words_number (page_figure (data, "fairness.jain", NAN)),
              "1: all users have equal shares");
  write_tile (html, "Simulated", words_seconds (page_figure (data, "simulated_seconds", NAN)),
              machines);
}

gboolean
section_headline (Html *html, const PageData *data, GError **error)
{
  (void) error;
  html_open (html, "dl", "class", "tiles", NULL);
  write_tasks (html, data);
  write_utilization (html, data);
  write_work (html, data);
  html_close (html);
  return TRUE;
}
