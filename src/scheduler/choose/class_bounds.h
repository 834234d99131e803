/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is remembered about a class: for each block of machines, a score that none of its machines
 * exceeds, -INFINITY where none is feasible. Valid up to a change of the cell; for what has changed
 * since, the caller says what is true now, the rest is not looked at. Memory is bounded
 * (class_arrays.h). What is remembered never changes an answer, only how long it takes. */
#pragma once

#include "model/cell.h"

#include <math.h>

/* What is known of a block besides: which of its machines, 0 … CELL_BLOCK - 1, reaches the bound
 * first; or that machine + BEST_ROUGH, when the bound may be above what it reaches; or neither. */
#define BEST_ROUGH   CELL_BLOCK
#define BEST_UNKNOWN 255

typedef struct {
  double *highest; /* by block */
  double *second;  /* by block, where a machine is known: no other of its machines exceeds it */
  guint8 *best;    /* by block: see above */
  double *group;   /* by CELL_BLOCK blocks: the highest of them */
  guint64 seen;    /* the number of the last change that it takes into account */
} ClassBounds;

/* What has changed since a class was looked at: machines, when they are few, else blocks. */
typedef struct {
  gboolean is_blocks;
  const guint *item; /* machines: in order of change, perhaps repeated; blocks: in order */
  guint count;
} Changed;

typedef struct ClassBoundsTable ClassBoundsTable;

ClassBoundsTable *class_bounds_table_new (const Cell *cell, gsize bytes);
void class_bounds_table_free (ClassBoundsTable *table);

/* The bounds of a class, taken as up to date from now on: what has changed is for the caller to
 * bring in. Blocks that have no room for the request any more are brought in already and not
 * listed. Both are valid until the next call. */
ClassBounds *class_bounds_now (ClassBoundsTable *table, const TaskClass *task_class,
                               Changed *ret_changed);

/* A search of a class has ended in which so many blocks were evaluated to make their bounds exact. */
void class_bounds_searched (ClassBoundsTable *table, guint blocks);
/* How many those are, by the last searches. */
guint class_bounds_evaluated (const ClassBoundsTable *table);
/* Searches are not made because they evaluate so many: which is slowly forgotten. */
void class_bounds_forget (ClassBoundsTable *table);

/* A block's best machine scores this now, and the others at most `second`. */
void class_bounds_set (ClassBounds *bounds, guint block, guint8 best, double highest,
                       double second);
/* A machine has changed and scores this now, or at most this if not `exact`. */
void class_bounds_follow (ClassBounds *bounds, guint machine, double score, gboolean exact);
/* A machine has changed and is not feasible now: of interest if it was its block's best. */
static inline void
class_bounds_drop (ClassBounds *bounds, guint machine)
{
  guint8 best = bounds->best[machine / CELL_BLOCK];
  if (best != BEST_UNKNOWN && best % BEST_ROUGH == machine % CELL_BLOCK)
    class_bounds_follow (bounds, machine, -INFINITY, TRUE);
}
/* All blocks may have changed, in `highest` and `best` themselves. */
void class_bounds_set_all (const ClassBoundsTable *table, ClassBounds *bounds);

/* The first block whose bound is the highest; -INFINITY when no machine is feasible. */
guint class_bounds_first_highest (const ClassBoundsTable *table, const ClassBounds *bounds,
                                  double *ret_highest);
/* Up to `most` blocks with a bound above the score that is not known to be reached. Returns how many.
 */
guint class_bounds_list_above (const ClassBoundsTable *table, const ClassBounds *bounds,
                               double score, guint *ret_blocks, guint most);
