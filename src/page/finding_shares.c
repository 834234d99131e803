/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shares in users.csv are divided by weight already: were all served alike, all would be equal. The
 * mean weighs users by their weights, which makes it what each unit of weight got. */
#include "page/findings.h"

#include "page/table.h"
#include "page/words.h"

#include <math.h>

typedef struct {
  guint n;
  GStrv names;
  const double *weight, *share, *late, *submitted, *placed;
} Users;

static gboolean
find_users (Users *users, const CsvTable *table)
{
  users->n = csv_table_rows (table);
  users->weight = page_column (table, "weight");
  users->share = page_column (table, "share_mean");
  users->late = page_column (table, "wait_p99");
  users->submitted = page_column (table, "submitted");
  users->placed = page_column (table, "placed");
  return users->weight != NULL && users->share != NULL && users->late != NULL
         && users->submitted != NULL && users->placed != NULL;
}

static double
fair_share (const Users *users)
{
  double sum = 0, weights = 0;

  for (guint i = 0; i < users->n; i++) {
    sum += users->share[i] * users->weight[i];
    weights += users->weight[i];
  }
  return weights > 0 ? sum / weights : 0;
}

/* One that asks for little is not served badly: only who waited counts. */
static gboolean
is_below (const Users *users, guint user, double fair)
{
  return users->share[user] < FINDING_SHARE * fair
         && (users->late[user] > FINDING_WAIT
             || users->submitted[user] - users->placed[user] > users->submitted[user] / 100);
}

static void
write_user (Html *html, const Users *users, guint user)
{
  html_open (html, "tr", NULL);
  table_name (html, users->names[user]);
  table_number (html, users->share[user], words_percent (users->share[user]));
  table_number (html, users->weight[user], words_number (users->weight[user]));
  table_number (html, users->late[user], words_seconds (users->late[user]));
  table_number (html, users->submitted[user] - users->placed[user],
                words_count (users->submitted[user] - users->placed[user]));
  html_close (html);
}

static void
tell (Html *html, const Users *users)
{
  static const char *const heads[] = { "User", "Mean share by weight", "Weight",
                                       "Wait, 99th percentile", "Tasks never placed", NULL };
  double fair = fair_share (users);
  g_autofree double *lack = g_new (double, MAX (users->n, 1));
  g_autofree char *mean = words_percent (fair), *part = words_percent (FINDING_SHARE);
  g_autoptr (GArray) below = NULL;

  for (guint i = 0; i < users->n; i++)
    lack[i] = is_below (users, i, fair) ? fair - users->share[i] : NAN;
  below = findings_largest (lack, users->n, FINDING_ROWS);
  html_elementf (html, "p", NULL,
                 "The mean of dominant shares by weight is %s. Below its fair share is, here, who had "
                 "less than %s of that while one in a hundred of its tasks waited over %d s or was "
                 "never placed%s",
                 mean, part, FINDING_WAIT, below->len > 0 ? ":" : ": nobody.");
  if (below->len == 0)
    return;
  table_begin (html, "Users below their fair share, the farthest first", heads);
  for (guint i = 0; i < below->len; i++)
    write_user (html, users, g_array_index (below, guint, i));
  table_end (html);
}

gboolean
finding_shares (Html *html, const PageData *data, GError **error)
{
  const CsvTable *table;
  Users users;

  if (!page_table (data, "users.csv", &table, error))
    return FALSE;
  if (table == NULL || csv_table_rows (table) < 2 || !find_users (&users, table)) {
    html_element (html, "p", NULL, "There are no two users to compare.");
    return TRUE;
  }
  users.names = page_texts (table, "user");
  if (users.names != NULL)
    tell (html, &users);
  g_strfreev (users.names);
  return TRUE;
}
