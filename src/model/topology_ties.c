/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/topology_ties.h"

#include "model/topology_parts.h"

guint
topology_ties (const Topology *topology, guint task_class)
{
  const ClassTies *ties = &topology->class[task_class];
  return ties->spread->len + ties->near->len + ties->apart->len;
}

static const Tally *
tally_of (const Topology *topology, guint task_class, guint index, TopologyTie *ret)
{
  const ClassTies *ties = &topology->class[task_class];
  if (index < ties->spread->len) {
    const SpreadTie *tie = &g_array_index (ties->spread, SpreadTie, index);
    *ret = (TopologyTie){ .kind = TIE_SPREAD, .rule = tie->rule };
    return tie->tally;
  }
  index -= ties->spread->len;
  if (index < ties->near->len) {
    const AffinityTie *tie = &g_array_index (ties->near, AffinityTie, index);
    *ret = (TopologyTie){ .kind = TIE_NEAR, .is_first = tie->own && tie->tally->total == 0 };
    return tie->tally;
  }
  const Tally *tally = g_array_index (ties->apart, Tally *, index - ties->near->len);
  *ret = (TopologyTie){ .kind = tally->kind == TALLY_AVERSE ? TIE_AVERSE : TIE_APART };
  return tally;
}

static gint32
count_in (const Tally *tally, guint domain)
{
  return tally->count != NULL ? tally->count[domain] : 0;
}

static gint32
least_of (const Tally *tally)
{
  const Domains *domains = tally->domains;
  gint32 least = domains->any_present > 0 ? G_MAXINT32 : 0;
  for (guint d = 0; d < domains->count; d++)
    if (domains->present[d] > 0)
      least = MIN (least, count_in (tally, d));
  return least;
}

TopologyTie
topology_tie (const Topology *topology, guint task_class, guint index)
{
  TopologyTie tie;
  const Tally *tally = tally_of (topology, task_class, index, &tie);
  tie.group = tally->group;
  tie.key = tally->domains->key;
  if (tie.kind == TIE_SPREAD) {
    tie.domains = tally->domains->any_present;
    tie.least = least_of (tally);
  }
  return tie;
}

gint32
topology_tie_count (const Topology *topology, guint task_class, guint index, guint machine)
{
  TopologyTie tie;
  const Tally *tally = tally_of (topology, task_class, index, &tie);
  guint domain = tally->domains->domain[machine];
  return domain != DOMAIN_NONE ? count_in (tally, domain) : TIE_NOWHERE;
}

gint32
topology_tie_most (const TopologyTie *tie)
{
  gboolean enough = tie->domains >= (guint) tie->rule->least_domains;
  return (enough ? tie->least : 0) + tie->rule->skew - 1;
}

gboolean
topology_tie_holds (const TopologyTie *tie, gint32 count)
{
  switch (tie->kind) {
  case TIE_SPREAD:
    return count != TIE_NOWHERE && count <= topology_tie_most (tie);
  case TIE_NEAR:
    return count > 0 || (count == 0 && tie->is_first);
  case TIE_APART:
  case TIE_AVERSE:
    break;
  }
  return count <= 0;
}
