/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sets are asked from the highest bound down, until no bound reaches the best score. */
#include "scheduler/choose/lookalike_search.h"

#include "scheduler/choose/ranking.h"

#include <string.h>

#define IN_ORDER 3  /* so many sets are taken from the highest bound down, then all that reach the best */
#define ENOUGH   160 /* machines: asking costs more by the call than these take */
#define SMOOTHING 16 /* searches that a mean is over */

struct LookalikeSearch {
  Lookalikes *sets;
  Ranking *bounds; /* by set */
  guint roomy[SWEEP_BLOCK], gathered; /* machines to be asked at once, and how many */
  guint others[RANKING_MOST];         /* sets */
  guint asked; /* SMOOTHING times as many machines as a search asks in the mean */
};

LookalikeSearch *
lookalike_search_new (const Cell *cell)
{
  LookalikeSearch *search = g_new0 (LookalikeSearch, 1);
  search->sets = lookalikes_new (cell, RANKING_MOST);
  search->bounds = ranking_new ();
  return search;
}

void
lookalike_search_free (LookalikeSearch *search)
{
  if (search == NULL)
    return;
  lookalikes_free (search->sets);
  ranking_free (search->bounds);
  g_free (search);
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
  return search->asked / SMOOTHING;
}

gboolean
lookalike_search_ready (LookalikeSearch *search)
{
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

static void
ask_machines (const Question *question, const guint *machines, guint count, Best *best)
{
  ColumnSet wanted = profile_score_columns (question->profile) | COLUMN_NUMBER;
  guint8 keep[SWEEP_BLOCK];
  double total[SWEEP_BLOCK];
  Columns columns = columns_pick (question->scratch, question->cell, wanted, machines, count);
  memset (keep, 1, count);
  profile_score (question->profile, &question->view, &columns, keep, total);
  question_compare (question, &columns, keep, total, best);
}

static void
ask_gathered (LookalikeSearch *search, const Question *question, Best *best)
{
  if (search->gathered > 0)
    ask_machines (question, search->roomy, search->gathered, best);
  search->asked += search->gathered;
  search->gathered = 0;
}

/* The machines of a set that have room, none of which is better than the bound: of equal ones, without
 * a walk, the first will do, and where they can only be as good as the best, those before it. */
static void
gather_set (LookalikeSearch *search, const Question *question, guint set, float bound, Best *best)
{
  const Amounts *request = &question->view.task_class->request;
  gboolean by_number = question->walk == NULL;
  guint all, before = by_number && (double) bound <= best->score ? best->machine : MACHINE_NONE;
  const guint *machine = lookalikes_machines (search->sets, set, &all);
  if (by_number && lookalikes_equal (search->sets, set))
    all = 1;
  for (guint i = 0; i < all; i++) {
    if (machine[i] >= before || !cell_fits (question->cell, request, machine[i]))
      continue;
    search->roomy[search->gathered++] = machine[i];
    if (search->gathered == SWEEP_BLOCK)
      ask_gathered (search, question, best);
  }
}

/* The sets whose bounds reach the best so far, in no order. */
static void
ask_others (LookalikeSearch *search, const Question *question, Best *best)
{
  guint count = ranking_list (search->bounds, (float) best->score, search->others);
  for (guint i = 0; i < count; i++) {
    float bound = search->bounds->value[search->others[i]];
    if ((double) bound >= best->score)
      gather_set (search, question, search->others[i], bound, best);
    if (search->gathered >= ENOUGH)
      ask_gathered (search, question, best);
  }
  ask_gathered (search, question, best);
}

guint
lookalike_search_find (LookalikeSearch *search, const Question *question)
{
  Best best = BEST_NONE;
  if (lookalikes_count (search->sets) == 0)
    return MACHINE_NONE;
  bound_all (search, question);
  search->asked -= search->asked / SMOOTHING;
  for (guint i = 0; i < IN_ORDER || best.machine == MACHINE_NONE; i++) {
    guint set;
    float bound = ranking_take (search->bounds, &set);
    if (bound == -INFINITY || (double) bound < best.score)
      return best.machine;
    gather_set (search, question, set, bound, &best);
    ask_gathered (search, question, &best);
  }
  ask_others (search, question, &best);
  return best.machine;
}
