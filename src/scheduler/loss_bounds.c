/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A machine's list of tasks is in order of their start, so that what is new since it was last
 * looked at stands at its end. */
#include "scheduler/loss_bounds.h"

/* What is known of some machines. since[l]: no task of levels 0 … l has had something to lose since
 * before then; NEVER without tasks. */
typedef struct {
  gint64 until; /* a checkpoint is due: nothing is known any more */
  gint64 since[MAX_LEVELS];
} Moments;

#define NEVER  G_MININT64
#define ALWAYS G_MAXINT64

struct LossBounds {
  const Cell *cell;
  guint64 changes;  /* of the cell, how many have been taken in */
  gint64 *seen;     /* by machine: when it was last looked at */
  Moments *machine;
  Moments *block;
};

static void
forget (Moments *moments)
{
  moments->until = ALWAYS;
  for (guint l = 0; l < MAX_LEVELS; l++)
    moments->since[l] = NEVER;
}

LossBounds *
loss_bounds_new (const Cell *cell)
{
  LossBounds *bounds = g_new0 (LossBounds, 1);
  bounds->cell = cell;
  bounds->seen = g_new (gint64, MAX (cell->machines, 1));
  bounds->machine = g_new (Moments, MAX (cell->machines, 1));
  bounds->block = g_new (Moments, MAX (cell->blocks, 1));
  for (guint m = 0; m < cell->machines; m++) {
    bounds->seen[m] = G_MININT64;
    forget (&bounds->machine[m]);
  }
  for (guint b = 0; b < cell->blocks; b++)
    forget (&bounds->block[b]);
  return bounds;
}

void
loss_bounds_free (LossBounds *bounds)
{
  if (bounds == NULL)
    return;
  g_free (bounds->seen);
  g_free (bounds->machine);
  g_free (bounds->block);
  g_free (bounds);
}

static void
note_since (Moments *moments, guint level, gint64 since, gint64 until)
{
  moments->until = MIN (moments->until, until);
  for (guint l = level; l < MAX_LEVELS; l++)
    moments->since[l] = MAX (moments->since[l], since);
}

static void
note_task (LossBounds *bounds, guint machine, const Task *task, gint64 now)
{
  gint64 since = now - (task_progress (task, now) - task_saved (task, now));
  gint64 until = task->checkpoint > 0 && task->checkpoint < ALWAYS - MAX (since, 0)
                   ? since + task->checkpoint
                   : ALWAYS;
  guint level = bounds->cell->level_at[task->task_class];
  note_since (&bounds->machine[machine], level, since, until);
  note_since (&bounds->block[machine / CELL_BLOCK], level, since, until);
}

static void
note_new_tasks (LossBounds *bounds, guint machine, gint64 now)
{
  const Task *task = bounds->cell->last_task[machine];
  for (; task != NULL && task->started >= bounds->seen[machine]; task = task->previous_on_machine)
    note_task (bounds, machine, task, now);
  bounds->seen[machine] = now;
}

/* The changes since are no longer all listed: blocks tell roughly where they were. */
static void
note_changed_blocks (LossBounds *bounds, gint64 now)
{
  const Cell *cell = bounds->cell;
  for (guint m = 0; m < cell->machines; m++)
    if (cell->block_changed[m / CELL_BLOCK] > bounds->changes)
      note_new_tasks (bounds, m, now);
}

void
loss_bounds_update (LossBounds *bounds, gint64 now)
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
gather_block (LossBounds *bounds, guint block)
{
  Moments *moments = &bounds->block[block];
  guint first = block * CELL_BLOCK, end = MIN (first + CELL_BLOCK, bounds->cell->machines);
  forget (moments);
  for (guint m = first; m < end; m++) {
    moments->until = MIN (moments->until, bounds->machine[m].until);
    for (guint l = 0; l < MAX_LEVELS; l++)
      moments->since[l] = MAX (moments->since[l], bounds->machine[m].since[l]);
  }
}

static void
look_at_all_tasks (LossBounds *bounds, guint machine, gint64 now)
{
  forget (&bounds->machine[machine]);
  for (const Task *task = bounds->cell->first_task[machine]; task != NULL;
       task = task->next_on_machine)
    note_task (bounds, machine, task, now);
}

void
loss_bounds_tighten (LossBounds *bounds, guint machine, gint64 now)
{
  look_at_all_tasks (bounds, machine, now);
  gather_block (bounds, machine / CELL_BLOCK);
}

static gint64
least_work (const Moments *moments, guint reach, gint64 now)
{
  gint64 since = moments->since[reach - 1];
  return since == NEVER ? 0 : MAX (now - since, 0);
}

gint64
loss_bounds_of_block (LossBounds *bounds, guint block, guint reach, gint64 now)
{
  if (now >= bounds->block[block].until) {
    guint first = block * CELL_BLOCK, end = MIN (first + CELL_BLOCK, bounds->cell->machines);
    for (guint m = first; m < end; m++)
      if (now >= bounds->machine[m].until)
        look_at_all_tasks (bounds, m, now);
    gather_block (bounds, block);
  }
  return least_work (&bounds->block[block], reach, now);
}

gint64
loss_bounds_of_machine (LossBounds *bounds, guint machine, guint reach, gint64 now)
{
  if (now >= bounds->machine[machine].until)
    loss_bounds_tighten (bounds, machine, now);
  return least_work (&bounds->machine[machine], reach, now);
}
