/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A change of a count is followed by little: it stirs the tally if some rule may hold now that did
 * not before, and the least count is found anew only when it has risen. */
#include "model/topology_parts.h"

#include <string.h>

static void
stir (Topology *topology, Tally *tally)
{
  if (tally->stirred || tally->watchers->len == 0 || topology->thinking)
    return;
  tally->stirred = TRUE;
  g_ptr_array_add (topology->stirred, tally);
}

/* Keeps the least of the domains present, and how many have no more, or forgets them. */
static void
follow_least (Tally *tally, guint domain, gint32 before)
{
  gint32 now = tally->count[domain];
  if (!tally->least_known || tally->domains->present[domain] == 0)
    return;
  if (now < tally->least) {
    tally->least = now;
    tally->at_least = 1;
  } else if (now == tally->least) {
    tally->at_least++;
  } else if (before == tally->least) {
    tally->least_known = --tally->at_least > 0;
  }
}

/* A domain's count has changed: may it help anybody? Rules on spread want it lower, or, where it
 * was the least, higher; the others ask whether there is somebody. */
static gboolean
may_help (const Tally *tally, gint32 before, gint32 now)
{
  if (tally->kind == TALLY_STAYING)
    return now < before || !tally->least_known
           || (before == tally->least && tally->at_least == 1);
  return (before == 0) != (now == 0);
}

static void
shift (Topology *topology, const Counted *counted, guint machine, int change)
{
  Tally *tally = counted->tally;
  guint domain = tally->domains->domain[machine];
  if (domain == DOMAIN_NONE)
    return;
  if (tally->count == NULL)
    tally->count = g_new0 (gint32, tally->domains->count);
  gint32 before = tally->count[domain];
  tally->count[domain] += change * counted->amount;
  tally->total += change;
  g_assert (tally->count[domain] >= 0 || tally->kind == TALLY_DRAWN);
  if (topology->doubts || may_help (tally, before, tally->count[domain]))
    stir (topology, tally);
  follow_least (tally, domain, before);
  if (tally->total == 0)
    g_clear_pointer (&tally->count, g_free); /* there are as many tallies as jobs with rules */
}

void
topology_count (Topology *topology, guint task_class, guint machine, int change, gboolean leaving)
{
  const GArray *counted = topology->class[task_class].counted;
  for (guint i = 0; i < counted->len; i++) {
    const Counted *it = &g_array_index (counted, Counted, i);
    if (it->tally->kind != TALLY_STAYING || !leaving)
      shift (topology, it, machine, change);
  }
}

void
topology_begin_leaving (Topology *topology, guint task_class, guint machine)
{
  const GArray *counted = topology->class[task_class].counted;
  for (guint i = 0; i < counted->len; i++) {
    const Counted *it = &g_array_index (counted, Counted, i);
    if (it->tally->kind == TALLY_STAYING)
      shift (topology, it, machine, -1);
  }
}

void
topology_doubt (Topology *topology)
{
  topology->doubts = TRUE;
}

void
topology_think (Topology *topology, guint task_class, guint machine, int change)
{
  topology->thinking = TRUE;
  topology_count (topology, task_class, machine, change, FALSE);
  topology->thinking = FALSE;
}

void
topology_set_present (Topology *topology, guint machine, gboolean present)
{
  for (guint i = 0; i < topology->domains->len; i++) {
    Domains *domains = g_ptr_array_index (topology->domains, i);
    guint domain = domains->domain[machine];
    if (domain == DOMAIN_NONE)
      continue;
    gboolean before = domains->present[domain] > 0;
    domains->present[domain] += present ? 1 : (guint) -1;
    if (before == (domains->present[domain] > 0))
      continue;
    domains->any_present += present ? 1 : (guint) -1;
    for (guint t = 0; t < domains->tallies->len; t++) {
      Tally *tally = g_ptr_array_index (domains->tallies, t);
      tally->least_known = FALSE;
      stir (topology, tally);
    }
  }
}

/* Questions -------------------------------------------------------------------------------------- */

gboolean
topology_has_spread (const Topology *topology, guint task_class)
{
  return topology->class[task_class].spread->len > 0;
}

gboolean
topology_has_affinity (const Topology *topology, guint task_class)
{
  const ClassTies *ties = &topology->class[task_class];
  return ties->near->len > 0 || ties->apart->len > 0;
}

static gint32
count_in (const Tally *tally, guint domain)
{
  return tally->count != NULL ? tally->count[domain] : 0;
}

/* Of the domains present; 0 when there are none. */
static gint32
least_of (Tally *tally)
{
  const Domains *domains = tally->domains;
  if (tally->count == NULL || domains->any_present == 0)
    return 0;
  if (tally->least_known)
    return tally->least;
  tally->least = G_MAXINT32;
  for (guint d = 0; d < domains->count; d++) {
    if (domains->present[d] == 0 || tally->count[d] > tally->least)
      continue;
    tally->at_least = tally->count[d] < tally->least ? 1 : tally->at_least + 1;
    tally->least = tally->count[d];
  }
  tally->least_known = TRUE;
  return tally->least;
}

/* Of the machines that are counted, keeps those in whose domain there are low … high; outside: the
 * others too. */
static void
keep_between (const Tally *tally, gint32 low, gint32 high, gboolean outside, const guint *machine,
              guint count, guint8 *keep)
{
  const guint *domain = tally->domains->domain;
  for (guint i = 0; i < count; i++) {
    guint its = domain[machine[i]];
    gint32 there = its != DOMAIN_NONE ? count_in (tally, its) : 0;
    keep[i] &= its != DOMAIN_NONE ? low <= there && there <= high : outside;
  }
}

void
topology_keep_spread (const Topology *topology, guint task_class, const guint *machine,
                      guint count, guint8 *keep)
{
  const GArray *spread = topology->class[task_class].spread;
  for (guint i = 0; i < spread->len; i++) {
    const SpreadTie *tie = &g_array_index (spread, SpreadTie, i);
    gboolean enough = tie->tally->domains->any_present >= (guint) tie->rule->least_domains;
    gint32 least = enough ? least_of (tie->tally) : 0;
    keep_between (tie->tally, 0, least + tie->rule->skew - 1, FALSE, machine, count, keep);
  }
}

void
topology_keep_near (const Topology *topology, guint task_class, const guint *machine, guint count,
                    guint8 *keep)
{
  const ClassTies *ties = &topology->class[task_class];
  for (guint i = 0; i < ties->near->len; i++) {
    const AffinityTie *tie = &g_array_index (ties->near, AffinityTie, i);
    gboolean is_first = tie->own && tie->tally->total == 0;
    keep_between (tie->tally, is_first ? 0 : 1, G_MAXINT32, FALSE, machine, count, keep);
  }
}

void
topology_keep_affinity (const Topology *topology, guint task_class, const guint *machine,
                        guint count, guint8 *keep)
{
  const ClassTies *ties = &topology->class[task_class];
  topology_keep_near (topology, task_class, machine, count, keep);
  for (guint i = 0; i < ties->apart->len; i++)
    keep_between (g_array_index (ties->apart, Tally *, i), 0, 0, TRUE, machine, count, keep);
}

const GArray *
topology_take_stirred (Topology *topology)
{
  GArray *answer = topology->answer;
  g_array_set_size (answer, 0);
  topology->calls++;
  for (guint i = 0; i < topology->stirred->len; i++) {
    Tally *tally = g_ptr_array_index (topology->stirred, i);
    tally->stirred = FALSE;
    for (guint w = 0; w < tally->watchers->len; w++) {
      guint class = g_array_index (tally->watchers, guint, w);
      if (topology->listed[class] != topology->calls)
        g_array_append_val (answer, class);
      topology->listed[class] = topology->calls;
    }
  }
  g_ptr_array_set_size (topology->stirred, 0);
  return answer;
}

/* Verifying -------------------------------------------------------------------------------------- */

/* What is known of the least is right. */
static gboolean
least_is_right (const Tally *tally)
{
  gint32 least = G_MAXINT32, at_least = 0;
  if (tally->count == NULL || !tally->least_known)
    return TRUE;
  for (guint d = 0; d < tally->domains->count; d++)
    if (tally->domains->present[d] > 0)
      least = MIN (least, tally->count[d]);
  for (guint d = 0; d < tally->domains->count; d++)
    at_least += tally->domains->present[d] > 0 && tally->count[d] == least ? 1 : 0;
  return tally->least == least && tally->at_least == at_least;
}

static gboolean
tally_equal (const Tally *a, const Tally *b)
{
  for (guint d = 0; d < a->domains->count; d++)
    if (count_in (a, d) != count_in (b, d) || a->domains->present[d] != b->domains->present[d])
      return FALSE;
  return a->total == b->total && least_is_right (a) && least_is_right (b);
}

gboolean
topology_equal (const Topology *a, const Topology *b)
{
  for (guint i = 0; i < a->tallies->len; i++)
    if (!tally_equal (g_ptr_array_index (a->tallies, i), g_ptr_array_index (b->tallies, i)))
      return FALSE;
  return TRUE;
}
