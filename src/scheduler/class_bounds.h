/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is remembered about a class: for each block of machines, a score that none of its machines
 * exceeds, -INFINITY where none is feasible. Valid up to a change of the cell; what has changed
 * since is repaired block by block, the rest is not looked at.
 *
 * Memory is bounded: the arrays of the class that has gone longest without use are taken for one
 * that needs them. What is remembered never changes an answer, only how long it takes. */
#pragma once

#include "model/cell.h"

#define BEST_UNKNOWN G_MAXUINT8

typedef struct {
  double *highest; /* by block */
  guint8 *best;    /* by block: which of its machines reaches it first, or BEST_UNKNOWN */
  double *group;   /* by CELL_BLOCK blocks: the highest of them */
  guint64 seen;    /* the number of the last change that it takes into account */
} ClassBounds;

typedef struct ClassBoundsTable ClassBoundsTable;

ClassBoundsTable *class_bounds_table_new (const Cell *cell, gsize bytes);
void class_bounds_table_free (ClassBoundsTable *table);

/* The bounds of a class. *ret_blocks, of *ret_count: blocks to evaluate again; those
 * that changed and have no room for the request any more are set already. A long list is in order.
 * The caller writes `highest` and `best` of the blocks listed, and of others if it likes, and then
 * settles. All is valid until the next call. */
ClassBounds *class_bounds_repair (ClassBoundsTable *table, const TaskClass *task_class,
                                  const guint **ret_blocks, guint *ret_count);
void class_bounds_settle (ClassBoundsTable *table, ClassBounds *bounds);

/* The first block whose bound is the highest; -INFINITY when no machine is feasible. */
guint class_bounds_first_highest (const ClassBoundsTable *table, const ClassBounds *bounds,
                                  double *ret_highest);
