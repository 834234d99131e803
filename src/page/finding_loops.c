/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/findings.h"

#include "page/table.h"
#include "page/words.h"

#include <math.h>
#include <string.h>

static void
write_rows (Html *html, const CsvTable *loops)
{
  static const char *const heads[] = { "What", "First", "Second", "Evictions", "And back", NULL };
  const double *evictions = page_column (loops, "evictions");
  const double *back = page_column (loops, "evictions_back");
  g_auto (GStrv) kinds = page_texts (loops, "kind"), first = page_texts (loops, "first"),
                 second = page_texts (loops, "second");

  if (evictions == NULL || back == NULL || kinds == NULL || first == NULL || second == NULL)
    return;
  table_begin (html, "Tasks evicted most often, then users and jobs that evict each other", heads);
  for (guint i = 0, shown = 0; i < csv_table_rows (loops); i++) {
    shown = i > 0 && strcmp (kinds[i], kinds[i - 1]) == 0 ? shown + 1 : 0;
    if (shown >= FINDING_ROWS)
      continue;
    html_open (html, "tr", NULL);
    table_name (html, kinds[i]);
    table_text (html, first[i]);
    table_text (html, second[i]);
    table_number (html, evictions[i], words_count (evictions[i]));
    table_number (html, back[i], words_count (back[i]));
    html_close (html);
  }
  table_end (html);
}

static void
write_lost (Html *html, const PageData *data, double total)
{
  double good = page_figure (data, "work.goodput_seconds", 0);
  double bad = page_figure (data, "work.badput_seconds", 0);
  g_autofree char *evictions = words_things (total, "task was", "tasks were");
  g_autofree char *lost = words_percent (good + bad > 0 ? bad / (good + bad) : 0);

  html_elementf (html, "p", NULL, "%s evicted for another's sake; %s of all work was lost.",
                 evictions, lost);
}

gboolean
finding_loops (Html *html, const PageData *data, GError **error)
{
  double total = page_figure (data, "preemptions.total", 0);
  double tasks = page_figure (data, "preemptions.loops.tasks", 0);
  double pairs = page_figure (data, "preemptions.loops.user_pairs", 0)
                 + page_figure (data, "preemptions.loops.job_pairs", 0);
  g_autofree char *count = words_things (tasks, "task", NULL);
  g_autofree char *both = words_things (pairs, "pair of users or jobs", "pairs of users or jobs");
  const CsvTable *loops;

  if (!page_table (data, "preemption-loops.csv", &loops, error))
    return FALSE;
  if (total <= 0) {
    html_element (html, "p", NULL, "No task was evicted for another's sake.");
    return TRUE;
  }
  write_lost (html, data, total);
  html_elementf (html, "p", NULL,
                 "Evicted %.0f times or more: %s, at most %.0f times. Evicting each other as often: "
                 "%s.",
                 page_figure (data, "preemptions.loops.at_least", 0), count,
                 page_figure (data, "preemptions.loops.most", 0), both);
  if (loops != NULL)
    write_rows (html, loops);
  return TRUE;
}
