/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A machine's list of tasks is in order of their start, so that what is new since it was last
 * looked at stands at its end. */
#include "scheduler/victim_bounds.h"

#include <string.h>

#define ALWAYS G_MAXINT64

/* One row a machine, or a block. */
typedef struct {
  gint64 *until;   /* a checkpoint is due: nothing is known from then on */
  gint64 *since;   /* [row][level] */
  Amount *largest; /* [row][level][resource] */
} Table;

struct VictimBounds {
  const Cell *cell;
  guint levels, resources;
  guint64 changes; /* of the cell, how many have been taken in */
  gint64 *seen;    /* by machine: when it was last looked at */
  guint8 *exact;   /* by machine: nothing has changed since all its tasks were looked at */
  guint most_tasks;
  Table machine;
  Table block;
};

static void
forget (const VictimBounds *bounds, Table *table, guint row)
{
  gsize first = (gsize) row * bounds->levels;
  table->until[row] = ALWAYS;
  for (guint l = 0; l < bounds->levels; l++)
    table->since[first + l] = G_MININT64;
  memset (table->largest + first * bounds->resources, 0,
          bounds->levels * bounds->resources * sizeof (Amount));
}

static void
table_init (const VictimBounds *bounds, Table *table, guint rows)
{
  gsize levels = MAX ((gsize) rows * bounds->levels, 1);
  table->until = g_new (gint64, MAX (rows, 1));
  table->since = g_new (gint64, levels);
  table->largest = g_new (Amount, levels * bounds->resources);
  for (guint row = 0; row < rows; row++)
    forget (bounds, table, row);
}

static void
table_clear (Table *table)
{
  g_free (table->until);
  g_free (table->since);
  g_free (table->largest);
}

VictimBounds *
victim_bounds_new (const Cell *cell)
{
  VictimBounds *bounds = g_new0 (VictimBounds, 1);
  bounds->cell = cell;
  bounds->levels = cell->levels.count;
  bounds->resources = cell->resources->count;
  bounds->exact = g_new0 (guint8, MAX (cell->machines, 1));
  bounds->seen = g_new (gint64, MAX (cell->machines, 1));
  for (guint m = 0; m < cell->machines; m++)
    bounds->seen[m] = G_MININT64;
  table_init (bounds, &bounds->machine, cell->machines);
  table_init (bounds, &bounds->block, cell->blocks);
  return bounds;
}

void
victim_bounds_free (VictimBounds *bounds)
{
  if (bounds == NULL)
    return;
  table_clear (&bounds->machine);
  table_clear (&bounds->block);
  g_free (bounds->seen);
  g_free (bounds->exact);
  g_free (bounds);
}

/* What holds of a task of the level holds of all levels from there on. */
static void
note_in (const VictimBounds *bounds, Table *table, guint row, guint level, gint64 since,
         gint64 until, const Amounts *request)
{
  gsize first = (gsize) row * bounds->levels;
  table->until[row] = MIN (table->until[row], until);
  for (guint l = level; l < bounds->levels; l++) {
    Amount *largest = table->largest + (first + l) * bounds->resources;
    table->since[first + l] = MAX (table->since[first + l], since);
    for (guint r = 0; r < bounds->resources; r++)
      largest[r] = MAX (largest[r], request->of[r]);
  }
}

static void
note_task (VictimBounds *bounds, Table *table, guint row, const Task *task, gint64 now)
{
  gint64 since = now - (task_progress (task, now) - task_saved (task, now));
  gint64 until = task->checkpoint > 0 && task->checkpoint < ALWAYS - MAX (since, 0)
                   ? since + task->checkpoint
                   : ALWAYS;
  note_in (bounds, table, row, bounds->cell->level_at[task->task_class], since, until,
           &cell_class_of (bounds->cell, task)->request);
}

static void
note_new_tasks (VictimBounds *bounds, guint machine, gint64 now)
{
  const Task *task = bounds->cell->last_task[machine];
  for (; task != NULL && task->started >= bounds->seen[machine]; task = task->previous_on_machine) {
    note_task (bounds, &bounds->machine, machine, task, now);
    note_task (bounds, &bounds->block, machine / CELL_BLOCK, task, now);
  }
  bounds->seen[machine] = now;
  bounds->exact[machine] = FALSE;
  bounds->most_tasks = MAX (bounds->most_tasks, bounds->cell->tasks[machine]);
}

/* The changes since are no longer all listed: blocks tell roughly where they were. */
static void
note_changed_blocks (VictimBounds *bounds, gint64 now)
{
  const Cell *cell = bounds->cell;
  for (guint m = 0; m < cell->machines; m++)
    if (cell->block_changed[m / CELL_BLOCK] > bounds->changes)
      note_new_tasks (bounds, m, now);
}

void
victim_bounds_update (VictimBounds *bounds, gint64 now)
{
  const Cell *cell = bounds->cell;
  if (cell->changes - bounds->changes > CHANGES_KEPT)
    note_changed_blocks (bounds, now);
  else
    for (guint64 n = bounds->changes + 1; n <= cell->changes; n++)
      note_new_tasks (bounds, cell->changed[n % CHANGES_KEPT], now);
  bounds->changes = cell->changes;
}

static void
gather_block (VictimBounds *bounds, guint block)
{
  gsize width = (gsize) bounds->levels * bounds->resources;
  gint64 *since = bounds->block.since + (gsize) block * bounds->levels;
  Amount *largest = bounds->block.largest + block * width;
  guint end = MIN ((block + 1) * CELL_BLOCK, bounds->cell->machines);
  forget (bounds, &bounds->block, block);
  for (guint m = block * CELL_BLOCK; m < end; m++) {
    const gint64 *its_since = bounds->machine.since + (gsize) m * bounds->levels;
    const Amount *its_largest = bounds->machine.largest + m * width;
    bounds->block.until[block] = MIN (bounds->block.until[block], bounds->machine.until[m]);
    for (guint l = 0; l < bounds->levels; l++)
      since[l] = MAX (since[l], its_since[l]);
    for (gsize i = 0; i < width; i++)
      largest[i] = MAX (largest[i], its_largest[i]);
  }
}

static void
look_at_all_tasks (VictimBounds *bounds, guint machine, gint64 now)
{
  forget (bounds, &bounds->machine, machine);
  for (const Task *task = bounds->cell->first_task[machine]; task != NULL;
       task = task->next_on_machine)
    note_task (bounds, &bounds->machine, machine, task, now);
  bounds->exact[machine] = TRUE;
}

void
victim_bounds_tighten (VictimBounds *bounds, guint machine, gint64 now)
{
  if (bounds->exact[machine])
    return;
  look_at_all_tasks (bounds, machine, now);
  gather_block (bounds, machine / CELL_BLOCK);
}

guint
victim_bounds_most_tasks (const VictimBounds *bounds)
{
  return bounds->most_tasks;
}

static KnownVictims
known (const VictimBounds *bounds, const Table *table, guint row)
{
  gsize first = (gsize) row * bounds->levels;
  return (KnownVictims){ table->since + first, table->largest + first * bounds->resources };
}

KnownVictims
victim_bounds_of_block (VictimBounds *bounds, guint block, gint64 now)
{
  if (now >= bounds->block.until[block]) {
    guint first = block * CELL_BLOCK, end = MIN (first + CELL_BLOCK, bounds->cell->machines);
    for (guint m = first; m < end; m++)
      if (now >= bounds->machine.until[m])
        look_at_all_tasks (bounds, m, now);
    gather_block (bounds, block);
  }
  return known (bounds, &bounds->block, block);
}

KnownVictims
victim_bounds_of_machine (const VictimBounds *bounds, guint machine)
{
  return known (bounds, &bounds->machine, machine);
}
