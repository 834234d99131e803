/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shares.csv: weighted dominant shares at each sample, one column a user, for those who offer most
 * work: more lines than that no chart can tell apart. */
#include "metrics/observers.h"
#include "metrics/results.h"
#include "metrics/csv_line.h"
#include "metrics/share.h"

#include <string.h>

#define SHOWN 12

typedef struct {
  Observer base;
  CsvLine row;
  guint count;
  guint user[SHOWN]; /* ascending */
} Shares;

/* Of the users not taken yet the one with most demand (ties: lowest index), or USER_NONE. */
static guint
next_user (const Scenario *scenario, const gboolean *taken)
{
  guint n = users_count (scenario->users), best = USER_NONE;
  double most = 0;
  for (guint i = 0; i < n; i++) {
    double demand = workload_user_demand (scenario->workload, i);
    if (taken[i] || !(demand > 0) || (best != USER_NONE && demand <= most))
      continue;
    best = i;
    most = demand;
  }
  return best;
}

static void
choose_users (Shares *self, const Scenario *scenario)
{
  guint n = users_count (scenario->users);
  g_autofree gboolean *taken = g_new0 (gboolean, MAX (n, 1));
  if (scenario->workload == NULL)
    return;
  for (guint i = 0; i < SHOWN; i++) {
    guint user = next_user (scenario, taken);
    if (user != USER_NONE)
      taken[user] = TRUE;
  }
  for (guint i = 0; i < n; i++)
    if (taken[i])
      self->user[self->count++] = i;
}

static Observer *
shares_create (const ObserverContext *context, Results *results, GError **error)
{
  ResultFile *file = NULL;
  Shares *self;

  if (results != NULL && (file = results_open (results, "shares.csv", error)) == NULL)
    return NULL;
  self = g_new0 (Shares, 1);
  choose_users (self, context->scenario);
  csv_line_init (&self->row, file);
  csv_line_text (&self->row, "time");
  for (guint i = 0; i < self->count; i++) {
    const char *path = users_get (context->scenario->users, self->user[i])->path;
    csv_line_text (&self->row, strcmp (path, "time") == 0 ? "time (user)" : path);
  }
  csv_line_end (&self->row);
  return &self->base;
}

static void
shares_sample (Observer *observer, gint64 now)
{
  Shares *self = (Shares *) observer;
  const ObserverContext *context = observer->context;
  if (self->row.file == NULL)
    return;
  csv_line_seconds (&self->row, now);
  for (guint i = 0; i < self->count; i++)
    csv_line_number (&self->row, weighted_share (context->scenario, context->cell, self->user[i]));
  csv_line_end (&self->row);
}

static void
shares_free (Observer *observer)
{
  csv_line_clear (&((Shares *) observer)->row);
  g_free (observer);
}

const ObserverType observer_shares = {
  .name = "shares",
  .summary = "weighted dominant shares of the users with most work, at each sample",
  .create = shares_create,
  .sample = shares_sample,
  .free = shares_free,
};
