/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bounds of single machines are tight: the one that promises most is scored first, then the few
 * that may yet win. */
#include "scheduler/choose/promising.h"

#include "scheduler/choose/highest.h"

#include <string.h>

static VECTOR_BODY guint
blocks_of (guint count)
{
  return (count + CELL_BLOCK - 1) / CELL_BLOCK;
}

/* What the machines kept promise, the others nothing, and the most by block. */
static VECTOR_BODY void
find_promises (guint count, const guint8 *restrict keep, float *restrict bound,
               float *restrict highest)
{
  const guint blocks = blocks_of (count);
  for (guint i = 0; i < count; i++)
    bound[i] = keep[i] ? bound[i] : -INFINITY;
  for (guint i = count; i < blocks * CELL_BLOCK; i++)
    bound[i] = -INFINITY;
  for (guint b = 0; b < blocks; b++)
    highest[b] = highest_of_floats (bound + b * CELL_BLOCK);
}
VECTOR_PATHS (find_promises, void,
              (guint count, const guint8 *restrict keep, float *restrict bound,
               float *restrict highest),
              (count, keep, bound, highest))

static guint
first_highest (const float *value, guint count)
{
  guint at = 0;
  for (guint i = 1; i < count; i++)
    at = value[i] > value[at] ? i : at;
  return at;
}

/* Which promise more than `score`, or as much and stand before `before`. */
static VECTOR_BODY void
find_winners (guint count, const float *restrict bound, const guint *restrict machine, float score,
              guint before, guint8 *restrict wins)
{
  for (guint i = 0; i < count; i++)
    wins[i] = (guint8) ((bound[i] > score) | ((bound[i] == score) & (machine[i] < before)));
}
VECTOR_PATHS (find_winners, void,
              (guint count, const float *restrict bound, const guint *restrict machine, float score,
               guint before, guint8 *restrict wins),
              (count, bound, machine, score, before, wins))

/* The machines that may be better than the best, or as good and before it. */
static guint
list_winners (const Question *question, const Best *best, guint count, const float *bound,
              const guint *machine, guint ret_winners[SWEEP_BLOCK])
{
  guint8 wins[SWEEP_BLOCK + 8] = { 0 };
  float score = (float) best->score;
  guint before = question->walk == NULL ? best->machine : MACHINE_NONE, found = 0;
  if ((double) score != best->score) {
    score = nextafterf (score, INFINITY);
    before = MACHINE_NONE;
  }
  find_winners_paths[question->path](count, bound, machine, score, before, wins);
  for (guint first = 0; first < count; first += 8) {
    guint64 eight;
    memcpy (&eight, wins + first, sizeof eight);
    for (guint i = first; eight != 0; i++, eight = GUINT64_FROM_LE (eight) >> 8)
      if (eight & 1)
        ret_winners[found++] = machine[i];
  }
  return found;
}

/* What they really score. */
static void
ask_machines (const Question *question, const guint *machines, guint count, Best *best)
{
  guint8 keep[SWEEP_BLOCK];
  double total[SWEEP_BLOCK];
  Columns columns = question_score (question, machines, count, total);
  memset (keep, 1, count);
  question_compare (question, &columns, keep, total, best);
}

void
promising_ask (const Question *question, const Columns *columns, Best *best)
{
  const guint count = columns->count, *machine = columns->machine;
  guint8 keep[SWEEP_BLOCK];
  float bound[SWEEP_BLOCK], highest[SWEEP_BLOCKS];
  guint winners[SWEEP_BLOCK];
  memset (keep, 1, count);
  profile_bound (question->profile, &question->view, columns, keep, bound);
  find_promises_paths[question->path](count, keep, bound, highest);
  guint top = first_highest (highest, blocks_of (count));
  if (highest[top] == -INFINITY || (double) highest[top] < best->score)
    return;
  top = top * CELL_BLOCK + first_highest (bound + top * CELL_BLOCK, CELL_BLOCK);
  ask_machines (question, &machine[top], 1, best);
  bound[top] = -INFINITY;
  guint found = list_winners (question, best, count, bound, machine, winners);
  if (found > 0)
    ask_machines (question, winners, found, best);
}
