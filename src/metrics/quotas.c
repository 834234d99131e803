/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much of the cell is sold as quota: of each tier and resource that somebody has a quota of,
 * what all quotas come to as a part of the capacity of all machines. What is sold to users below
 * one with a quota of its own is a part of that. */
#include "metrics/observers.h"
#include "metrics/summary.h"

static Observer *
quotas_create (const ObserverContext *context, Results *results, GError **error)
{
  (void) context, (void) results, (void) error;
  return g_new0 (Observer, 1);
}

static gboolean
quotas_wanted (const Scenario *scenario)
{
  return scenario->quotas != NULL;
}

/* All that is sold of a tier and resource; -1: there is no quota. */
static Total
sold (const Scenario *scenario, Tier tier, guint resource)
{
  guint users = users_count (scenario->users);
  g_autofree Total *below = g_new0 (Total, users + 1); /* by user; all of them last */
  gboolean any = FALSE;
  for (guint u = users; u-- > 0;) { /* whoever is above has a lower index */
    const SomeAmounts *quota = &scenario->quotas[u].of[tier];
    guint parent = users_get (scenario->users, u)->parent;
    gboolean said = (quota->said >> resource & 1) != 0;
    below[parent != USER_NONE ? parent : users] += said ? quota->of[resource] : below[u];
    any = any || said;
  }
  return any ? below[users] : -1;
}

static gboolean
quotas_finish (Observer *observer, gint64 now, Summary *summary, GError **error)
{
  const Scenario *scenario = observer->context->scenario;
  const Cell *cell = observer->context->cell;
  (void) now, (void) error;
  for (Tier tier = TIER_BATCH; tier < N_TIERS; tier++)
    for (guint r = 0; r < cell->resources->count; r++) {
      Total amount = sold (scenario, tier, r);
      if (amount >= 0 && cell->configured_capacity[r] > 0)
        summary_number (summary, (double) amount / (double) cell->configured_capacity[r],
                        "quota_sold.%s.%s", tier_names[tier], cell->resources->item[r].name);
    }
  return TRUE;
}

static void
quotas_free (Observer *observer)
{
  g_free (observer);
}

const ObserverType observer_quotas = {
  .name = "quotas",
  .summary = "how much of the cell is sold as quota",
  .wanted = quotas_wanted,
  .create = quotas_create,
  .finish = quotas_finish,
  .free = quotas_free,
};
