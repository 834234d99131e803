/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A machine's list of tasks is in order of their start, so that what is new since it was last
 * looked at stands at its end. */
#include "scheduler/evict/victim_bounds.h"

#include <string.h>

#define ALWAYS G_MAXINT64

/* One row a machine, or a block. Level by level, because who asks goes over many rows at one. */
typedef struct {
  gsize rows;
  gint64 *until;   /* a checkpoint is due: nothing is known from then on */
  gint64 *since;   /* [level][row] */
  Amount *largest; /* [level][row][resource] */
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
  table->until[row] = ALWAYS;
  for (gsize at = row; at < bounds->levels * table->rows; at += table->rows) {
    table->since[at] = G_MININT64;
    memset (table->largest + at * bounds->resources, 0, bounds->resources * sizeof (Amount));
  }
}

static void
table_init (const VictimBounds *bounds, Table *table, guint rows)
{
  gsize all = MAX ((gsize) rows * bounds->levels, 1);
  table->rows = rows;
  table->until = g_new (gint64, MAX (rows, 1));
  table->since = g_new (gint64, all);
  table->largest = g_new (Amount, all * bounds->resources);
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

static void
note_level (const VictimBounds *bounds, Table *table, gsize at, gint64 since,
            const Amount *request)
{
  Amount *largest = table->largest + at * bounds->resources;
  table->since[at] = MAX (table->since[at], since);
  for (guint r = 0; r < bounds->resources; r++)
    largest[r] = MAX (largest[r], request[r]);
}

/* What holds of a task of the level holds of all levels from there on. */
static void
note_in (const VictimBounds *bounds, Table *table, guint row, guint level, gint64 since,
         gint64 until, const Amounts *request)
{
  table->until[row] = MIN (table->until[row], until);
  for (gsize l = level; l < bounds->levels; l++)
    note_level (bounds, table, l * table->rows + row, since, request->of);
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
  const Table *machine = &bounds->machine;
  Table *table = &bounds->block;
  guint first = block * CELL_BLOCK, end = MIN (first + CELL_BLOCK, bounds->cell->machines);
  forget (bounds, table, block);
  for (guint m = first; m < end; m++)
    table->until[block] = MIN (table->until[block], machine->until[m]);
  for (gsize l = 0; l < bounds->levels; l++)
    for (gsize at = l * machine->rows + first; at < l * machine->rows + end; at++)
      note_level (bounds, table, l * table->rows + block, machine->since[at],
                  machine->largest + at * bounds->resources);
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
  return (KnownVictims){ .since = table->since + row,
                         .largest = table->largest + row * bounds->resources,
                         .stride = table->rows };
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
