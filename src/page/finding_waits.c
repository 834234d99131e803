/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/findings.h"

#include "model/tier.h"
#include "page/table.h"
#include "page/words.h"

#include <math.h>

/* "at once", "within 5min". */
static char *
within (double seconds)
{
  g_autofree char *words = words_seconds (seconds);

  return seconds <= 0 ? g_strdup ("at once") : g_strconcat ("within ", words, NULL);
}

static void
write_tier (Html *html, const PageData *data, const char *tier)
{
  double most = page_figuref (data, NAN, "wait_seconds.%s.max", tier);
  g_autofree char *median = within (page_figuref (data, NAN, "wait_seconds.%s.p50", tier));
  g_autofree char *late = within (page_figuref (data, NAN, "wait_seconds.%s.p99", tier));
  g_autofree char *longest = words_seconds (most);

  if (isnan (most))
    return;
  if (most <= 0) {
    html_elementf (html, "li", NULL, "%s: every task that was placed started at once.", tier);
    return;
  }
  html_elementf (html, "li", NULL,
                 "%s: half of the tasks that were placed started %s, all but one in a hundred %s; "
                 "the longest wait was %s.",
                 tier, median, late, longest);
}

static void
write_users (Html *html, const CsvTable *users)
{
  static const char *const heads[] = { "User", "Wait, 99th percentile", "Mean wait", "Tasks", NULL };
  const double *late = page_column (users, "wait_p99"), *mean = page_column (users, "wait_mean");
  const double *tasks = page_column (users, "submitted");
  g_auto (GStrv) names = page_texts (users, "user");
  g_autoptr (GArray) worst = NULL;

  if (late == NULL || mean == NULL || tasks == NULL || names == NULL)
    return;
  worst = findings_largest (late, csv_table_rows (users), FINDING_ROWS);
  if (worst->len == 0 || late[g_array_index (worst, guint, 0)] <= 0)
    return;
  table_begin (html, "Users by the wait that one in a hundred of their tasks exceeds", heads);
  for (guint i = 0; i < worst->len; i++) {
    guint user = g_array_index (worst, guint, i);

    if (late[user] <= 0)
      break;
    html_open (html, "tr", NULL);
    table_name (html, names[user]);
    table_number (html, late[user], words_seconds (late[user]));
    table_number (html, mean[user], words_seconds (mean[user]));
    table_number (html, tasks[user], words_count (tasks[user]));
    html_close (html);
  }
  table_end (html);
}

gboolean
finding_waits (Html *html, const PageData *data, GError **error)
{
  const CsvTable *users;
  double pending = page_figure (data, "tasks.pending", 0);
  g_autofree char *still = words_things (pending, "task", NULL);

  if (!page_table (data, "users.csv", &users, error))
    return FALSE;
  html_open (html, "ul", NULL);
  for (guint tier = N_TIERS; tier-- > 0;)
    write_tier (html, data, tier_names[tier]);
  html_close (html);
  if (pending > 0)
    html_elementf (html, "p", NULL,
                   "%s still waited at the end; where tasks were never placed, these waits leave "
                   "them out and are better than what their users met.",
                   still);
  if (users != NULL)
    write_users (html, users);
  return TRUE;
}
