/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What soft rules ask, for scores. */
#include "model/topology_parts.h"

#include <math.h>

guint
topology_soft_spreads (const Topology *topology, guint task_class)
{
  return topology->class[task_class].soft->len;
}

gboolean
topology_is_pulled (const Topology *topology, guint task_class)
{
  return topology->class[task_class].pulled->len > 0;
}

guint
topology_domains_among (Topology *topology, guint task_class, guint rule, const guint8 *keep)
{
  const SpreadTie *tie = &g_array_index (topology->class[task_class].soft, SpreadTie, rule);
  Domains *domains = tie->tally->domains;
  guint count = 0;
  domains->surveys++;
  for (guint m = 0; m < topology->machines; m++) {
    guint domain = domains->domain[m];
    if (!keep[m] || domain == DOMAIN_NONE || domains->seen[domain] == domains->surveys)
      continue;
    domains->seen[domain] = domains->surveys;
    count++;
  }
  return count;
}

static gint32
count_on (const Tally *tally, guint machine)
{
  guint domain = tally->domains->domain[machine];
  return domain != DOMAIN_NONE && tally->count != NULL ? tally->count[domain] : 0;
}

void
topology_crowding (const Topology *topology, guint task_class, const double *weight,
                   const guint *machine, guint count, double *ret)
{
  const GArray *soft = topology->class[task_class].soft;
  for (guint i = 0; i < count; i++) {
    ret[i] = 0;
    for (guint s = 0; s < soft->len; s++) {
      const SpreadTie *tie = &g_array_index (soft, SpreadTie, s);
      if (tie->tally->domains->domain[machine[i]] == DOMAIN_NONE)
        ret[i] = -INFINITY;
      ret[i] += count_on (tie->tally, machine[i]) * weight[s] + (tie->rule->skew - 1);
    }
    ret[i] = round (ret[i]);
  }
}

void
topology_pull (const Topology *topology, guint task_class, const guint *machine, guint count,
               double *ret)
{
  const GArray *pulled = topology->class[task_class].pulled;
  for (guint i = 0; i < count; i++) {
    gint64 sum = 0;
    for (guint p = 0; p < pulled->len; p++) {
      const Counted *pull = &g_array_index (pulled, Counted, p);
      sum += (gint64) count_on (pull->tally, machine[i]) * pull->amount;
    }
    ret[i] = (double) sum;
  }
}
