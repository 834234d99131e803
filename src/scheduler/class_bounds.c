/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/class_bounds.h"

#include "scheduler/highest.h"

#include <math.h>
#include <string.h>

/* Up to so many changes, or so many in a hundred blocks, are looked up one by one; above that, all
 * blocks are compared. */
#define FEW_CHANGES  16
#define FEW_PERCENT  12

struct ClassBoundsTable {
  const Cell *cell;
  ClassBounds *classes; /* by class */
  guint64 *used;        /* by class: when, by `clock`; 0: it has no arrays */
  guint64 clock;
  guint kept; /* classes with arrays, at most … */
  guint most_kept;
  guint groups;        /* of blocks, */
  guint groups_padded; /* to a multiple of CELL_BLOCK, */
  gsize blocks_padded; /* and their blocks */
  guint *todo;         /* scratch: the blocks to evaluate, and … */
  guint *touched;      /* … those whose bound has changed or will, unless all have */
  guint n_touched;
  gboolean all_touched;
  guint8 *changed;
  guint8 *possible;
  guint64 *marked; /* by block: by which repair it was listed last */
  guint64 repairs;
};

static guint
pad (guint n)
{
  return (MAX (n, 1) + CELL_BLOCK - 1) / CELL_BLOCK * CELL_BLOCK;
}

/* What a class's arrays take: they are one piece of memory. */
static gsize
bytes_of_one (const ClassBoundsTable *table)
{
  return (table->blocks_padded + table->groups_padded) * sizeof (double) + table->blocks_padded;
}

ClassBoundsTable *
class_bounds_table_new (const Cell *cell, gsize bytes)
{
  ClassBoundsTable *table = g_new0 (ClassBoundsTable, 1);
  guint classes = MAX (task_classes_count (cell->classes), 1);
  table->cell = cell;
  table->classes = g_new0 (ClassBounds, classes);
  table->used = g_new0 (guint64, classes);
  table->groups = pad (cell->blocks) / CELL_BLOCK;
  table->groups_padded = pad (table->groups);
  table->blocks_padded = (gsize) table->groups * CELL_BLOCK;
  table->most_kept = (guint) CLAMP (bytes / bytes_of_one (table), 1, classes);
  table->todo = g_new (guint, table->blocks_padded);
  table->touched = g_new (guint, table->blocks_padded);
  table->changed = g_aligned_alloc0 (table->blocks_padded, 1, 64);
  table->possible = g_aligned_alloc0 (table->blocks_padded, 1, 64);
  table->marked = g_new0 (guint64, table->blocks_padded);
  return table;
}

void
class_bounds_table_free (ClassBoundsTable *table)
{
  if (table == NULL)
    return;
  for (guint c = 0; c < MAX (task_classes_count (table->cell->classes), 1); c++)
    g_aligned_free (table->classes[c].highest);
  g_free (table->classes);
  g_free (table->used);
  g_free (table->todo);
  g_free (table->touched);
  g_aligned_free (table->changed);
  g_aligned_free (table->possible);
  g_free (table->marked);
  g_free (table);
}

/* The arrays of the class that has not been used for longest. */
static double *
take_oldest (ClassBoundsTable *table)
{
  guint oldest = G_MAXUINT;
  for (guint c = 0; c < task_classes_count (table->cell->classes); c++)
    if (table->used[c] != 0 && (oldest == G_MAXUINT || table->used[c] < table->used[oldest]))
      oldest = c;
  table->used[oldest] = 0;
  return g_steal_pointer (&table->classes[oldest].highest);
}

static double *
new_highest (ClassBoundsTable *table)
{
  if (table->kept == table->most_kept)
    return take_oldest (table);
  table->kept++;
  return g_aligned_alloc (bytes_of_one (table), 1, 64);
}

static ClassBounds *
bounds_of (ClassBoundsTable *table, guint task_class)
{
  ClassBounds *bounds = &table->classes[task_class];
  table->used[task_class] = ++table->clock;
  if (bounds->highest != NULL)
    return bounds;
  table->used[task_class] = 0;
  bounds->highest = new_highest (table);
  table->used[task_class] = table->clock;
  bounds->group = bounds->highest + table->blocks_padded;
  bounds->best = (guint8 *) (bounds->group + table->groups_padded);
  for (gsize i = 0; i < table->blocks_padded + table->groups_padded; i++)
    bounds->highest[i] = -INFINITY;
  bounds->seen = 0; /* every machine has changed when it came up, or has nothing to offer */
  return bounds;
}

static gboolean
block_possible (const Cell *cell, const Amounts *request, guint block)
{
  for (guint r = 0; r < cell->resources->count; r++) {
    Amount amount = request->of[r];
    if (amount > 0 && cell_block_room (cell, r, amount)[block] < amount)
      return FALSE;
  }
  return TRUE;
}

/* The few changes since are looked up one by one. */
static guint
list_recent (ClassBoundsTable *table, const TaskClass *task_class, ClassBounds *bounds)
{
  const Cell *cell = table->cell;
  guint count = 0;
  table->repairs++;
  table->n_touched = 0;
  table->all_touched = FALSE;
  for (guint64 change = bounds->seen + 1; change <= cell->changes; change++) {
    guint block = cell->changed[change % CHANGES_KEPT] / CELL_BLOCK;
    if (table->marked[block] == table->repairs)
      continue;
    table->marked[block] = table->repairs;
    table->touched[table->n_touched++] = block;
    if (block_possible (cell, &task_class->request, block))
      table->todo[count++] = block;
    else
      bounds->highest[block] = -INFINITY;
  }
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
list_all (ClassBoundsTable *table, const TaskClass *task_class, ClassBounds *bounds)
{
  const Cell *cell = table->cell;
  VectorPath path = vector_path ();
  guint count = 0;
  table->all_touched = TRUE;
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
        table->todo[count++] = b;
  }
  return count;
}

ClassBounds *
class_bounds_repair (ClassBoundsTable *table, const TaskClass *task_class,
                     const guint **ret_blocks, guint *ret_count)
{
  const Cell *cell = table->cell;
  ClassBounds *bounds = bounds_of (table, task_class->index);
  guint64 changes = cell->changes - bounds->seen;
  guint64 few = MAX (FEW_CHANGES, (guint64) cell->blocks * FEW_PERCENT / 100);
  if (changes <= MIN (few, CHANGES_KEPT))
    *ret_count = list_recent (table, task_class, bounds);
  else
    *ret_count = list_all (table, task_class, bounds);
  *ret_blocks = table->todo;
  bounds->seen = cell->changes;
  return bounds;
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
class_bounds_settle (ClassBoundsTable *table, ClassBounds *bounds)
{
  if (table->all_touched) {
    find_highest_paths[vector_path ()](table->groups, bounds->highest, bounds->group);
    return;
  }
  for (guint i = 0; i < table->n_touched; i++) {
    guint group = table->touched[i] / CELL_BLOCK;
    find_highest_paths[vector_path ()](1, bounds->highest + group * CELL_BLOCK,
                                       &bounds->group[group]);
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
