/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sets are asked from the highest bound down, until no bound reaches the best score. */
#include "scheduler/choose/lookalike_search.h"

#include "scheduler/choose/promising.h"
#include "scheduler/choose/ranking.h"

#include <string.h>

#define IN_ORDER   2  /* so many sets after the first are taken from the highest bound down, then all others */
#define SMOOTHING  16 /* searches that a mean is over */
#define PRECISION  64 /* of it */
#define FORGETTING 8192
#define MANY       256 /* machines: where a search asks so many, smaller sets are worth their bounds */

struct LookalikeSearch {
  Lookalikes *sets;
  Ranking *bounds; /* by set */
  Gathered gathered;          /* machines to be bounded at once */
  guint8 open[SWEEP_BLOCK];   /* as they all are: 1 */
  guint others[RANKING_MOST]; /* sets */
  guint asked; /* SMOOTHING * PRECISION times as many machines as a search asks in the mean */
};

LookalikeSearch *
lookalike_search_new (const Cell *cell)
{
  LookalikeSearch *search = g_aligned_alloc0 (1, sizeof (LookalikeSearch), 64);
  search->sets = lookalikes_new (cell, RANKING_MOST);
  search->bounds = ranking_new ();
  memset (search->open, 1, sizeof search->open);
  return search;
}

void
lookalike_search_free (LookalikeSearch *search)
{
  if (search == NULL)
    return;
  lookalikes_free (search->sets);
  ranking_free (search->bounds);
  g_aligned_free (search);
}

guint64
lookalike_search_seen (const LookalikeSearch *search)
{
  return lookalikes_seen (search->sets);
}

guint
lookalike_search_sets (const LookalikeSearch *search)
{
  return lookalikes_count (search->sets);
}

guint
lookalike_search_asked (const LookalikeSearch *search)
{
  return search->asked / (SMOOTHING * PRECISION);
}

void
lookalike_search_forget (LookalikeSearch *search)
{
  search->asked -= search->asked / FORGETTING;
}

gboolean
lookalike_search_ready (LookalikeSearch *search)
{
  if (lookalike_search_asked (search) > MANY)
    lookalikes_refine (search->sets);
  return lookalikes_follow (search->sets);
}

static void
bound_all (const LookalikeSearch *search, const Question *question)
{
  const Amounts *request = &question->view.task_class->request;
  guint sets = lookalikes_count (search->sets);
  guint8 keep[SWEEP_BLOCK];
  for (guint first = 0; first < sets; first += SWEEP_BLOCK) {
    guint count = MIN (SWEEP_BLOCK, sets - first);
    Columns columns = lookalikes_columns (search->sets, request, first, count);
    memset (keep, 1, count);
    profile_bound (question->profile, &question->view, &columns, keep,
                   search->bounds->value + first);
    ranking_add (search->bounds, question->path, first, count, keep);
  }
  ranking_begin (search->bounds, question->path);
}

static Columns
gathered_columns (const LookalikeSearch *search, const Cell *cell)
{
  const Gathered *gathered = &search->gathered;
  Columns columns = { .count = gathered->count,
                      .machine = gathered->machine,
                      .open = search->open,
                      .kinds = gathered->kinds };
  for (guint r = 0; r < cell->resources->count; r++) {
    columns.rough_part[r] = gathered->rough_part[r];
    columns.free[r] = columns.most[r] = gathered->free[r];
    columns.largest[r] = cell->largest[r] != NULL ? gathered->largest[r] : NULL;
    columns.whole[r] = cell->largest[r] != NULL ? gathered->whole[r] : NULL;
  }
  return columns;
}

static void
ask_gathered (LookalikeSearch *search, const Question *question, Best *best)
{
  if (search->gathered.count == 0)
    return;
  Columns columns = gathered_columns (search, question->cell);
  promising_ask (question, &columns, best);
  search->asked += search->gathered.count * PRECISION;
  search->gathered.count = 0;
}

/* The machines of a set, or, of equal ones without a walk, the first. */
static void
gather_set (LookalikeSearch *search, const Question *question, guint set, Best *best)
{
  guint count;
  lookalikes_machines (search->sets, set, &count);
  if (question->walk == NULL && lookalikes_equal (search->sets, set))
    count = 1;
  for (guint first = 0; first < count;) {
    guint room = SWEEP_BLOCK - search->gathered.count, part = MIN (count - first, room);
    lookalikes_gather (search->sets, set, first, part, &search->gathered);
    first += part;
    if (part == room)
      ask_gathered (search, question, best);
  }
}

/* The machines of a set before the best one: a heap's have their children behind them. */
static void
gather_before (LookalikeSearch *search, const Question *question, guint set, Best *best)
{
  guint count, waiting[SWEEP_BLOCK], depth = 0;
  const guint *machine = lookalikes_machines (search->sets, set, &count);
  guint all = lookalikes_equal (search->sets, set) ? 1 : count;
  waiting[depth++] = 0;
  while (depth > 0) {
    guint at = waiting[--depth];
    if (machine[at] >= best->machine)
      continue;
    lookalikes_gather (search->sets, set, at, 1, &search->gathered);
    if (search->gathered.count == SWEEP_BLOCK)
      ask_gathered (search, question, best);
    for (guint child = 2 * at + 1; child <= 2 * at + 2 && child < all; child++)
      waiting[depth++] = child;
  }
}

/* The sets whose bounds are above the best so far, in no order; then those that have a tie. */
static void
ask_others (LookalikeSearch *search, const Question *question, Best *best)
{
  const float *bound = search->bounds->value;
  guint count = ranking_list (search->bounds, (float) best->score, search->others), ties = 0;
  for (guint i = 0; i < count; i++)
    lookalikes_fetch (search->sets, search->others[i]);
  for (guint i = 0; i < count; i++) {
    guint set = search->others[i];
    if ((double) bound[set] > best->score)
      gather_set (search, question, set, best);
    else
      search->others[ties++] = set;
  }
  ask_gathered (search, question, best);
  for (guint i = 0; i < ties; i++) {
    guint set = search->others[i];
    if ((double) bound[set] < best->score)
      continue;
    if (question->walk != NULL)
      gather_set (search, question, set, best);
    else
      gather_before (search, question, set, best);
  }
  ask_gathered (search, question, best);
}

/* Up to so many sets from the highest bound down. FALSE: no other reaches the best. */
static gboolean
ask_next (LookalikeSearch *search, const Question *question, guint sets, Best *best)
{
  gboolean more = TRUE;
  for (guint i = 0; more && i < sets; i++) {
    guint set;
    float bound = ranking_take (search->bounds, &set);
    more = bound > -INFINITY && (double) bound >= best->score;
    if (more)
      gather_set (search, question, set, best);
  }
  ask_gathered (search, question, best);
  return more;
}

guint
lookalike_search_find (LookalikeSearch *search, const Question *question)
{
  Best best = BEST_NONE;
  if (lookalikes_count (search->sets) == 0)
    return MACHINE_NONE;
  bound_all (search, question);
  search->asked -= search->asked / SMOOTHING;
  gboolean more = ask_next (search, question, 1, &best);
  while (more && best.machine == MACHINE_NONE)
    more = ask_next (search, question, 1, &best);
  if (more && ask_next (search, question, IN_ORDER, &best))
    ask_others (search, question, &best);
  return best.machine;
}
