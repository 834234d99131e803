/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a class would have to ask less of where other tasks run. */
#include "explain/relaxation_parts.h"

/* One rule on spread turns it away: from what skew on, or up to how many domains, does it not? */
static void
propose_spread (Search *search, guint machine, guint index)
{
  const Topology *topology = search->moment->cell->topology;
  guint class = search->view->task_class->index;
  const TopologyTie *tie = &g_array_index (search->ties, TopologyTie, index);
  gint32 count = topology_tie_count (topology, class, index, machine);
  if (count == TIE_NOWHERE)
    return;
  gint32 over = count - topology_tie_most (tie);
  if (tie->rule->skew + over <= SPREAD_SKEW_MAX)
    relaxation_offer (search, RELAX_SKEW, machine, index, tie->rule->skew + over, FALSE);
  if (tie->domains > 0 && tie->domains < (guint) tie->rule->least_domains && over <= tie->least)
    relaxation_offer (search, RELAX_DOMAINS, machine, index, (Amount) tie->domains, TRUE);
}

/* The fewest affinities; every set of that size. */
static void
propose_affinity (Search *search, guint machine, guint64 ties)
{
  GPtrArray *found = search->found[RELAX_AFFINITY];
  const Relaxation *best = relaxation_first (search, RELAX_AFFINITY);
  int size = __builtin_popcountll (ties);
  if (best != NULL && size > __builtin_popcountll (best->ties))
    return;
  if (best != NULL && size < __builtin_popcountll (best->ties))
    g_ptr_array_set_size (found, 0);
  for (guint i = 0; i < found->len; i++) {
    Relaxation *known = g_ptr_array_index (found, i);
    if (known->ties == ties) {
      known->machines++;
      return;
    }
  }
  relaxation_add (search, RELAX_AFFINITY, machine)->ties = ties;
}

void
propose_rules (Search *search, guint machine, guint64 ties)
{
  guint first = (guint) __builtin_ctzll (ties);
  guint last = 63 - (guint) __builtin_clzll (ties);
  if (g_array_index (search->ties, TopologyTie, first).kind != TIE_SPREAD)
    propose_affinity (search, machine, ties);
  else if (first == last)
    propose_spread (search, machine, first);
}
