/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks whose bound cannot win are left out, and bounds are brought up to date only where the cell
 * has changed. */
#include "scheduler/choose/class_search.h"

#include "scheduler/choose/highest.h"

#include <string.h>

/* So few machines that have room are evaluated exactly at once. */
#define EXACT_CHANGES 4
/* Where so many of SWEEP_BLOCKS blocks next to each other are wanted, all of them are swept. */
#define DENSE_RUN 12

/* The machines of blocks here and there. */
static Columns
gather (const Question *question, ColumnSet set, const guint *blocks, guint count, guint8 *keep)
{
  for (guint b = 0; b < count; b++)
    memcpy (keep + b * CELL_BLOCK, question->match + blocks[b] * CELL_BLOCK, CELL_BLOCK);
  if (count == 1)
    return columns_range (question->cell, set, blocks[0] * CELL_BLOCK, CELL_BLOCK);
  return columns_gather (question->scratch, question->cell, set, blocks, count);
}

static void
ask_blocks (const Question *question, const guint *blocks, guint count, Best *best)
{
  guint8 keep[SWEEP_BLOCK];
  ColumnSet set = profile_columns (question->profile) | COLUMN_NUMBER;
  Columns columns = gather (question, set, blocks, count, keep);
  question_ask (question, &columns, keep, best);
}

/* Bounds ----------------------------------------------------------------------------------------- */

/* The highest total of each block, of the machines kept; the others' become -INFINITY. */
static VECTOR_BODY void
highest_total (guint count, const guint8 *restrict keep, double *restrict total,
               double *restrict highest)
{
  for (guint i = 0; i < count * CELL_BLOCK; i++)
    total[i] = keep[i] ? total[i] : -INFINITY;
  for (guint b = 0; b < count; b++)
    highest[b] = highest_of_block (total + b * CELL_BLOCK);
}
VECTOR_PATHS (highest_total, void,
              (guint count, const guint8 *restrict keep, double *restrict total,
               double *restrict highest),
              (count, keep, total, highest))

static VECTOR_BODY void
highest_bound (guint count, const guint8 *restrict keep, float *restrict bound,
               double *restrict highest)
{
  for (guint i = 0; i < count * CELL_BLOCK; i++)
    bound[i] = keep[i] ? bound[i] : -INFINITY;
  for (guint b = 0; b < count; b++)
    highest[b] = (double) highest_of_floats (bound + b * CELL_BLOCK);
}
VECTOR_PATHS (highest_bound, void,
              (guint count, const guint8 *restrict keep, float *restrict bound,
               double *restrict highest),
              (count, keep, bound, highest))

static ColumnSet
columns_to_bound (const Question *question)
{
  return profile_is_rough (question->profile) ? profile_rough_columns (question->profile)
                                              : profile_columns (question->profile);
}

/* The bounds of so many blocks, whose machines the columns are. */
static void
bound_blocks (const Question *question, const Columns *columns, guint8 *keep, double *highest)
{
  const Profile *profile = question->profile;
  VectorPath path = question->path;
  guint count = columns->count / CELL_BLOCK;
  if (profile_is_rough (profile)) {
    float bound[SWEEP_BLOCK];
    profile_bound (profile, &question->view, columns, keep, bound);
    highest_bound_paths[path](count, keep, bound, highest);
    return;
  }
  double total[SWEEP_BLOCK];
  profile_evaluate_machine (profile, &question->view, columns, keep, total);
  highest_total_paths[path](count, keep, total, highest);
}

static void
bring_in_lone (const Question *question, const guint *blocks, guint count, ClassBounds *bounds)
{
  guint8 keep[SWEEP_BLOCK];
  double highest[SWEEP_BLOCKS];
  Columns columns = gather (question, columns_to_bound (question), blocks, count, keep);
  bound_blocks (question, &columns, keep, highest);
  for (guint b = 0; b < count; b++) {
    bounds->highest[blocks[b]] = highest[b];
    bounds->best[blocks[b]] = BEST_UNKNOWN;
  }
}

/* Blocks next to each other, whether they have changed or not: nothing needs to be gathered. */
static void
bring_in_run (const Question *question, guint first, ClassBounds *bounds)
{
  const Cell *cell = question->cell;
  guint8 keep[SWEEP_BLOCK];
  guint count = MIN (SWEEP_BLOCKS, cell->blocks - first);
  Columns columns = columns_range (cell, columns_to_bound (question), first * CELL_BLOCK,
                                   count * CELL_BLOCK);
  memcpy (keep, question->match + first * CELL_BLOCK, columns.count);
  bound_blocks (question, &columns, keep, bounds->highest + first);
  memset (bounds->best + first, BEST_UNKNOWN, count);
}

/* How many blocks of the list a run from the first of them covers. */
static guint
covered_by_run (const guint *blocks, guint count)
{
  guint n = 1;
  while (n < count && blocks[n] - blocks[0] < SWEEP_BLOCKS)
    n++;
  return n;
}

static void
bring_in_blocks (const Question *question, const ClassBoundsTable *table,
                 const Changed *changed, ClassBounds *bounds)
{
  guint lone[SWEEP_BLOCKS], lones = 0;
  for (guint i = 0; i < changed->count;) {
    guint covered = covered_by_run (changed->item + i, changed->count - i);
    if (covered >= DENSE_RUN) {
      bring_in_run (question, changed->item[i], bounds);
      i += covered;
      continue;
    }
    lone[lones++] = changed->item[i++];
    if (lones == SWEEP_BLOCKS) {
      bring_in_lone (question, lone, lones, bounds);
      lones = 0;
    }
  }
  if (lones > 0)
    bring_in_lone (question, lone, lones, bounds);
  class_bounds_set_all (table, bounds);
}

/* The exact bounds of a few blocks, and which of their machines reaches them. */
static void
sharpen (const Question *question, const guint *blocks, guint count, ClassBounds *bounds)
{
  guint8 keep[SWEEP_BLOCK], best[SWEEP_BLOCKS];
  double total[SWEEP_BLOCK], highest[SWEEP_BLOCKS], second[SWEEP_BLOCKS];
  VectorPath path = question->path;
  Columns columns = gather (question, profile_columns (question->profile), blocks, count, keep);
  profile_evaluate_machine (question->profile, &question->view, &columns, keep, total);
  highest_total_paths[path](count, keep, total, highest);
  for (guint b = 0; b < count; b++) {
    for (best[b] = 0; total[b * CELL_BLOCK + best[b]] != highest[b];)
      best[b]++;
    keep[b * CELL_BLOCK + best[b]] = 0;
  }
  highest_total_paths[path](count, keep, total, second);
  for (guint b = 0; b < count; b++)
    class_bounds_set (bounds, blocks[b], best[b], highest[b], second[b]);
}

/* Up to SWEEP_BLOCK machines that have room: their blocks' bounds follow. */
static void
bring_in_machines (const Question *question, const guint *machines, guint count,
                   ClassBounds *bounds)
{
  const Profile *profile = question->profile;
  guint8 keep[SWEEP_BLOCK];
  float rough[SWEEP_BLOCK];
  double total[SWEEP_BLOCK];
  ColumnSet wanted = profile_is_rough (profile) ? profile_roomy_columns (profile)
                                                : profile_columns (profile);
  Columns columns = columns_pick (question->scratch, question->cell, wanted, machines, count);
  memset (keep, 1, count);
  if (profile_is_rough (profile))
    profile_bound_roomy (profile, &question->view, &columns, keep, rough);
  else
    profile_evaluate_machine (profile, &question->view, &columns, keep, total);
  for (guint i = 0; i < count; i++) {
    double score = profile_is_rough (profile) ? (double) rough[i] : total[i];
    class_bounds_follow (bounds, machines[i], keep[i] ? score : -INFINITY, FALSE);
  }
}

static void
bring_in_exactly (const Question *question, guint machine, ClassBounds *bounds)
{
  guint8 keep = question->match[machine];
  double total;
  Columns columns = columns_range (question->cell, profile_columns (question->profile),
                                   machine, 1);
  profile_evaluate_machine (question->profile, &question->view, &columns, &keep, &total);
  class_bounds_follow (bounds, machine, keep ? total : -INFINITY, TRUE);
}

/* Most machines that have changed have no room for the class, before or after. */
static void
bring_in_changes (const Question *question, const Changed *changed, ClassBounds *bounds)
{
  const Cell *cell = question->cell;
  const Amounts *request = &question->view.task_class->request;
  guint roomy[SWEEP_BLOCK], count = 0;
  for (guint i = 0; i < changed->count; i++) {
    guint machine = changed->item[i];
    if (!question->match[machine] || !cell->open[machine] || !cell_fits (cell, request, machine)) {
      class_bounds_drop (bounds, machine);
      continue;
    }
    roomy[count++] = machine;
    if (count == SWEEP_BLOCK) {
      bring_in_machines (question, roomy, count, bounds);
      count = 0;
    }
  }
  if (count > EXACT_CHANGES || !profile_by_machine (question->profile))
    bring_in_machines (question, roomy, count, bounds);
  else
    for (guint i = 0; i < count; i++)
      bring_in_exactly (question, roomy[i], bounds);
}

static ClassBounds *
bounds_now (const Question *question, ClassBoundsTable *table)
{
  Changed changed;
  ClassBounds *bounds = class_bounds_now (table, question->view.task_class, &changed);
  if (changed.is_blocks)
    bring_in_blocks (question, table, &changed, bounds);
  else
    bring_in_changes (question, &changed, bounds);
  return bounds;
}

/* Choosing --------------------------------------------------------------------------------------- */

/* Bounds are sharpened from the top, until the highest one is known to be reached. */
static guint
by_bounds (const Question *question, ClassBoundsTable *table)
{
  guint promising[SWEEP_BLOCKS], evaluated = 0;
  ClassBounds *bounds = bounds_now (question, table);
  double highest, reached = -INFINITY;
  for (;;) {
    guint block = class_bounds_first_highest (table, bounds, &highest);
    if (highest == -INFINITY || bounds->best[block] < CELL_BLOCK) {
      class_bounds_searched (table, evaluated);
      return highest == -INFINITY ? MACHINE_NONE : block * CELL_BLOCK + bounds->best[block];
    }
    if (bounds->best[block] != BEST_UNKNOWN) {
      bring_in_exactly (question, block * CELL_BLOCK + bounds->best[block] % BEST_ROUGH, bounds);
      continue;
    }
    guint count = 1;
    promising[0] = block;
    if (reached > -INFINITY)
      count = class_bounds_list_above (table, bounds, MIN (reached, nextafter (highest, -1)),
                                       promising, SWEEP_BLOCKS);
    sharpen (question, promising, count, bounds);
    evaluated += count;
    for (guint i = 0; i < count; i++)
      reached = MAX (reached, bounds->highest[promising[i]]);
  }
}

/* As far as bounds go: where scores depend on more than the machine, or ties are broken by a walk,
 * every block that may hold the answer is evaluated. */
static guint
among_promising (const Question *question, ClassBoundsTable *table)
{
  const Cell *cell = question->cell;
  Best best = BEST_NONE;
  double highest;
  guint promising[SWEEP_BLOCKS], count = 0;
  const ClassBounds *bounds = bounds_now (question, table);
  guint first = class_bounds_first_highest (table, bounds, &highest);
  if (highest == -INFINITY)
    return MACHINE_NONE;
  ask_blocks (question, &first, 1, &best);
  for (guint b = 0; b < cell->blocks; b++) {
    if (b == first || bounds->highest[b] < best.score || bounds->highest[b] == -INFINITY)
      continue;
    promising[count++] = b;
    if (count < SWEEP_BLOCKS)
      continue;
    ask_blocks (question, promising, count, &best);
    count = 0;
  }
  if (count > 0)
    ask_blocks (question, promising, count, &best);
  return best.machine;
}

guint
class_search (const Question *question, ClassBoundsTable *table)
{
  return profile_by_machine (question->profile) && question->walk == NULL
           ? by_bounds (question, table)
           : among_promising (question, table);
}
