/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/choose/class_bounds.h"

#include "scheduler/choose/class_arrays.h"
#include "scheduler/choose/highest.h"

#include <math.h>
#include <string.h>

/* Up to so many changes, or so many in a hundred machines, are listed one by one; above that, all
 * blocks are compared. */
#define FEW_CHANGES  16
#define FEW_PERCENT  8
#define CACHE_LINE   64
#define SMOOTHING    16 /* searches that a mean is over */
#define PRECISION    64 /* of it */
#define FORGETTING   1024

struct ClassBoundsTable {
  const Cell *cell;
  ClassArrays *arrays; /* what a class's ClassBounds points to, in one piece */
  guint64 *seen;       /* by class: ClassBounds.seen */
  ClassBounds bounds;  /* of the class asked about last */
  guint groups;        /* of blocks, */
  guint groups_padded; /* to a multiple of CELL_BLOCK, */
  gsize blocks_padded; /* and their blocks */
  guint evaluated;     /* SMOOTHING * PRECISION times as many blocks as a search evaluates in the mean */
  guint *list;         /* scratch: what has changed */
  guint8 *changed;
  guint8 *possible;
};

static guint
pad (guint n)
{
  return (MAX (n, 1) + CELL_BLOCK - 1) / CELL_BLOCK * CELL_BLOCK;
}

/* What a class's arrays take. */
static gsize
bytes_of_one (const ClassBoundsTable *table)
{
  return (2 * table->blocks_padded + table->groups_padded) * sizeof (double)
         + table->blocks_padded;
}

ClassBoundsTable *
class_bounds_table_new (const Cell *cell, gsize bytes)
{
  ClassBoundsTable *table = g_new0 (ClassBoundsTable, 1);
  guint classes = MAX (task_classes_count (cell->classes), 1);
  table->cell = cell;
  table->seen = g_new0 (guint64, classes);
  table->groups = pad (cell->blocks) / CELL_BLOCK;
  table->groups_padded = pad (table->groups);
  table->blocks_padded = (gsize) table->groups * CELL_BLOCK;
  /* When all machines may have changed, what is remembered is of no use. */
  table->arrays = class_arrays_new (classes, bytes_of_one (table), bytes, cell->machines);
  table->list = g_new (guint, MAX (table->blocks_padded, CHANGES_KEPT));
  table->changed = g_aligned_alloc0 (table->blocks_padded, 1, 64);
  table->possible = g_aligned_alloc0 (table->blocks_padded, 1, 64);
  return table;
}

void
class_bounds_table_free (ClassBoundsTable *table)
{
  if (table == NULL)
    return;
  class_arrays_free (table->arrays);
  g_free (table->seen);
  g_free (table->list);
  g_aligned_free (table->changed);
  g_aligned_free (table->possible);
  g_free (table);
}

static ClassBounds *
bounds_of (ClassBoundsTable *table, guint task_class)
{
  ClassBounds *bounds = &table->bounds;
  gboolean is_new;
  bounds->highest = class_arrays_get (table->arrays, task_class, table->cell->changes, &is_new);
  bounds->group = bounds->highest + table->blocks_padded;
  bounds->second = bounds->group + table->groups_padded;
  bounds->best = (guint8 *) (bounds->second + table->blocks_padded);
  bounds->seen = table->seen[task_class];
  if (!is_new)
    return bounds;
  for (gsize i = 0; i < table->blocks_padded + table->groups_padded; i++)
    bounds->highest[i] = -INFINITY;
  memset (bounds->best, BEST_UNKNOWN, table->blocks_padded);
  bounds->seen = 0; /* every machine has changed when it came up, or has nothing to offer */
  return bounds;
}

static guint
list_machines (ClassBoundsTable *table, const ClassBounds *bounds)
{
  const Cell *cell = table->cell;
  guint count = 0;
  for (guint64 change = bounds->seen + 1; change <= cell->changes; change++)
    table->list[count++] = cell->changed[change % CHANGES_KEPT];
  return count;
}

static VECTOR_BODY void
find_changed (guint n, const guint64 *restrict block_changed, guint64 seen,
              guint8 *restrict changed, guint8 *restrict possible)
{
  for (guint b = 0; b < n; b++)
    changed[b] = possible[b] = (guint8) (block_changed[b] > seen);
}
VECTOR_PATHS (find_changed, void,
              (guint n, const guint64 *restrict block_changed, guint64 seen,
               guint8 *restrict changed, guint8 *restrict possible),
              (n, block_changed, seen, changed, possible))

static VECTOR_BODY void
need_room (guint n, const Amount *restrict room, Amount amount, guint8 *restrict possible)
{
  for (guint b = 0; b < n; b++)
    possible[b] &= (guint8) (room[b] >= amount);
}
VECTOR_PATHS (need_room, void,
              (guint n, const Amount *restrict room, Amount amount, guint8 *restrict possible),
              (n, room, amount, possible))

static VECTOR_BODY void
clear_impossible (guint n, const guint8 *restrict changed, const guint8 *restrict possible,
                  double *restrict highest)
{
  for (guint b = 0; b < n; b++)
    highest[b] = changed[b] > possible[b] ? -INFINITY : highest[b];
}
VECTOR_PATHS (clear_impossible, void,
              (guint n, const guint8 *restrict changed, const guint8 *restrict possible,
               double *restrict highest),
              (n, changed, possible, highest))

/* All blocks are compared with when the class was looked at last. */
static guint
list_blocks (ClassBoundsTable *table, const TaskClass *task_class, ClassBounds *bounds)
{
  const Cell *cell = table->cell;
  VectorPath path = vector_path ();
  guint count = 0;
  find_changed_paths[path](cell->blocks, cell->block_changed, bounds->seen, table->changed,
                           table->possible);
  for (guint r = 0; r < cell->resources->count; r++) {
    Amount amount = task_class->request.of[r];
    if (amount > 0)
      need_room_paths[path](cell->blocks, cell_block_room (cell, r, amount), amount,
                            table->possible);
  }
  clear_impossible_paths[path](cell->blocks, table->changed, table->possible, bounds->highest);
  for (guint first = 0; first < cell->blocks; first += 8) {
    guint64 eight;
    memcpy (&eight, table->possible + first, sizeof eight); /* padded with 0 */
    for (guint b = first; eight != 0; b++, eight = GUINT64_FROM_LE (eight) >> 8)
      if (eight & 1)
        table->list[count++] = b;
  }
  return count;
}

/* Machines that changed stand everywhere: better to have the arrays come in order than to wait for
 * each line in turn. */
static void
fetch (const ClassBoundsTable *table, const ClassBounds *bounds)
{
  const char *start = (const char *) bounds->highest;
  for (gsize i = 0; i < bytes_of_one (table); i += CACHE_LINE)
    __builtin_prefetch (start + i, 1);
}

ClassBounds *
class_bounds_now (ClassBoundsTable *table, const TaskClass *task_class, Changed *ret_changed)
{
  const Cell *cell = table->cell;
  ClassBounds *bounds = bounds_of (table, task_class->index);
  guint64 changes = cell->changes - bounds->seen;
  guint64 few = MAX (FEW_CHANGES, (guint64) cell->machines * FEW_PERCENT / 100);
  ret_changed->is_blocks = changes > MIN (few, CHANGES_KEPT);
  ret_changed->item = table->list;
  ret_changed->count = ret_changed->is_blocks ? list_blocks (table, task_class, bounds)
                                              : list_machines (table, bounds);
  if (!ret_changed->is_blocks && ret_changed->count > FEW_CHANGES)
    fetch (table, bounds);
  bounds->seen = table->seen[task_class->index] = cell->changes;
  return bounds;
}

void
class_bounds_searched (ClassBoundsTable *table, guint blocks)
{
  table->evaluated += PRECISION * blocks - table->evaluated / SMOOTHING;
}

guint
class_bounds_evaluated (const ClassBoundsTable *table)
{
  return table->evaluated / (SMOOTHING * PRECISION);
}

void
class_bounds_forget (ClassBoundsTable *table)
{
  table->evaluated -= table->evaluated / FORGETTING;
}

static VECTOR_BODY void
find_highest (guint count, const double *restrict value, double *restrict highest)
{
  for (guint b = 0; b < count; b++)
    highest[b] = highest_of_block (value + b * CELL_BLOCK);
}
VECTOR_PATHS (find_highest, void,
              (guint count, const double *restrict value, double *restrict highest),
              (count, value, highest))

void
class_bounds_set_all (const ClassBoundsTable *table, ClassBounds *bounds)
{
  find_highest_paths[vector_path ()](table->groups, bounds->highest, bounds->group);
}

/* A block's bound has changed: its group's follows. */
static void
set_highest (ClassBounds *bounds, guint block, double highest)
{
  guint group = block / CELL_BLOCK;
  double before = bounds->highest[block];
  bounds->highest[block] = highest;
  if (highest >= bounds->group[group])
    bounds->group[group] = highest;
  else if (before == bounds->group[group])
    find_highest_paths[vector_path ()](1, bounds->highest + group * CELL_BLOCK,
                                       &bounds->group[group]);
}

void
class_bounds_set (ClassBounds *bounds, guint block, guint8 best, double highest, double second)
{
  bounds->best[block] = best;
  bounds->second[block] = second;
  set_highest (bounds, block, highest);
}

void
class_bounds_follow (ClassBounds *bounds, guint machine, double score, gboolean exact)
{
  guint block = machine / CELL_BLOCK;
  guint8 best = bounds->best[block], which = machine % CELL_BLOCK;
  guint8 itself = exact ? which : which + BEST_ROUGH;
  double highest = bounds->highest[block], second = bounds->second[block];
  gboolean is_known = best != BEST_UNKNOWN;
  if (is_known && best % BEST_ROUGH == which) {
    if (score > second)
      class_bounds_set (bounds, block, itself, score, second);
    else
      class_bounds_set (bounds, block, BEST_UNKNOWN, second, second);
  } else if (score > highest) {
    class_bounds_set (bounds, block, itself, score, highest);
  } else if (is_known && score == highest) {
    bounds->best[block] = BEST_UNKNOWN;
  } else if (is_known) {
    bounds->second[block] = MAX (second, score);
  }
}

static guint
first_equal (const double *value, double wanted)
{
  guint i = 0;
  while (value[i] != wanted)
    i++;
  return i;
}

guint
class_bounds_first_highest (const ClassBoundsTable *table, const ClassBounds *bounds,
                            double *ret_highest)
{
  double highest = -INFINITY;
  for (guint first = 0; first < table->groups_padded; first += CELL_BLOCK) {
    double of_these;
    find_highest_paths[vector_path ()](1, bounds->group + first, &of_these);
    highest = MAX (highest, of_these);
  }
  *ret_highest = highest;
  guint group = first_equal (bounds->group, highest);
  return group * CELL_BLOCK + first_equal (bounds->highest + group * CELL_BLOCK, highest);
}

guint
class_bounds_list_above (const ClassBoundsTable *table, const ClassBounds *bounds, double score,
                         guint *ret_blocks, guint most)
{
  guint count = 0;
  for (guint group = 0; group < table->groups && count < most; group++) {
    if (bounds->group[group] <= score)
      continue;
    for (guint b = group * CELL_BLOCK; b < (group + 1) * CELL_BLOCK && count < most; b++)
      if (bounds->highest[b] > score && bounds->best[b] >= CELL_BLOCK)
        ret_blocks[count++] = b;
  }
  return count;
}
