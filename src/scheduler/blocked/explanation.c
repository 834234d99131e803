/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/blocked/explanation.h"

#include "scheduler/evict/preemption.h"
#include "scheduler/blocked/turned_away.h"

/* What is remembered of a class. */
typedef struct {
  gboolean looked;        /* whether it can ever be placed is known: */
  gboolean large_enough;  /* for some machine, were it empty */
  gboolean matches;       /* some of these, by attributes */
  guint evicting_helped;  /* the machine that proved it last time, or MACHINE_NONE */
  guint first_with_room;  /* the block where summing up found something first */
} Remembered;

struct Explainer {
  const Cell *cell;
  Pipeline *pipeline;
  EvictionRooms *rooms;
  gboolean within_tier;
  TurnedAway *turned_away;
  Remembered *class;
};

Explainer *
explainer_new (const Cell *cell, Pipeline *pipeline, EvictionRooms *rooms, gboolean within_tier)
{
  Explainer *explainer = g_new0 (Explainer, 1);
  guint classes = task_classes_count (cell->classes);
  explainer->cell = cell;
  explainer->pipeline = pipeline;
  explainer->rooms = rooms;
  explainer->within_tier = within_tier;
  explainer->turned_away = turned_away_new (cell, pipeline);
  explainer->class = g_new0 (Remembered, MAX (classes, 1));
  for (guint c = 0; c < classes; c++)
    explainer->class[c].evicting_helped = MACHINE_NONE;
  return explainer;
}

void
explainer_free (Explainer *explainer)
{
  if (explainer == NULL)
    return;
  turned_away_free (explainer->turned_away);
  g_free (explainer->class);
  g_free (explainer);
}

static gboolean
helps (Explainer *explainer, const TaskClass *task_class, guint reach, guint machine)
{
  return explainer->cell->open[machine]
         && preemption_conceivable (explainer->cell, task_class, reach, machine)
         && pipeline_eligible (explainer->pipeline, task_class, machine)
         && preemption_possible (explainer->cell, task_class, explainer->within_tier, machine);
}

static gboolean
helps_in_block (Explainer *explainer, const TaskClass *task_class, guint reach, guint block)
{
  guint first = block * CELL_BLOCK, end = MIN (first + CELL_BLOCK, explainer->cell->machines);
  for (guint m = first; m < end; m++)
    if (helps (explainer, task_class, reach, m)) {
      explainer->class[task_class->index].evicting_helped = m;
      return TRUE;
    }
  return FALSE;
}

/* Would evicting make room on an eligible machine? */
static gboolean
evicting_helps (Explainer *explainer, const TaskClass *task_class)
{
  guint reach = preemption_reach (explainer->cell, task_class, explainer->within_tier);
  guint last = explainer->class[task_class->index].evicting_helped;
  if (reach == 0)
    return FALSE;
  if (last != MACHINE_NONE && helps (explainer, task_class, reach, last))
    return TRUE;
  for (guint b = 0; b < explainer->cell->blocks; b++)
    if (eviction_rooms_enough (explainer->rooms, b, &task_class->request, reach)
        && helps_in_block (explainer, task_class, reach, b))
      return TRUE;
  return FALSE;
}

/* Do machines turn the class away only for where other tasks run? */
static gboolean
others_are_why (const Explainer *explainer, const TaskClass *task_class)
{
  gboolean any = FALSE;
  if (explainer->cell->topology == NULL
      || pipeline_eligible_by_machine (explainer->pipeline, task_class))
    return FALSE;
  for (guint m = 0; m < explainer->cell->machines; m++) {
    if (pipeline_eligible (explainer->pipeline, task_class, m))
      return FALSE;
    any = any || pipeline_nearly_eligible (explainer->pipeline, task_class, m);
  }
  return any;
}

/* What is still missing of each resource, until there is nothing. */
typedef struct {
  Total of[MAX_RESOURCES];
  gboolean any;
} Missing;

static gboolean
adds_to (const Missing *missing, const Cell *cell, Amount *const column[MAX_RESOURCES], guint index)
{
  for (guint r = 0; r < cell->resources->count; r++)
    if (missing->of[r] > 0 && column[r][index] > 0)
      return TRUE;
  return FALSE;
}

/* Takes what the block's eligible machines have free to the class off what is missing. */
static gboolean
add_block (Explainer *explainer, const TaskClass *task_class, guint block, Missing *missing)
{
  const Cell *cell = explainer->cell;
  Amount *const *free = cell_free_to (cell, task_class);
  gboolean added = FALSE;
  if (!adds_to (missing, cell, (Amount *const *) cell->most_free, block))
    return FALSE;
  guint end = MIN ((block + 1) * CELL_BLOCK, cell->machines);
  for (guint m = block * CELL_BLOCK; m < end; m++) {
    if (!cell->open[m] || !adds_to (missing, cell, free, m)
        || !pipeline_eligible (explainer->pipeline, task_class, m))
      continue;
    added = TRUE;
    missing->any = FALSE;
    for (guint r = 0; r < cell->resources->count; r++) {
      missing->of[r] -= MAX (free[r][m], 0);
      missing->any = missing->any || missing->of[r] > 0;
    }
  }
  return added;
}

/* The first resource of which the eligible machines have less free in total than the request; -1
 * when there is none. Begins with the block that had some the last time, and adds up no more than
 * it takes. */
static int
short_resource (Explainer *explainer, const TaskClass *task_class)
{
  guint blocks = explainer->cell->blocks;
  guint *first = &explainer->class[task_class->index].first_with_room, begin = *first;
  gboolean added = FALSE;
  Missing missing = { .any = FALSE };
  for (guint r = 0; r < explainer->cell->resources->count; r++) {
    missing.of[r] = task_class->request.of[r];
    missing.any = missing.any || missing.of[r] > 0;
  }
  for (guint i = 0; missing.any && i < blocks; i++) {
    guint block = (begin + i) % blocks;
    if (add_block (explainer, task_class, block, &missing) && !added) {
      added = TRUE;
      *first = block;
    }
  }
  for (guint r = 0; r < explainer->cell->resources->count; r++)
    if (missing.of[r] > 0)
      return (int) r;
  return -1;
}

void
explainer_explain (Explainer *explainer, const Task *task, gboolean can_evict, Blocked *ret)
{
  const TaskClass *task_class = cell_class_of (explainer->cell, task);
  Remembered *remembered = &explainer->class[task_class->index];
  ret->resource = -1;
  ret->fit = 0;
  turned_away_count (explainer->turned_away, task, ret->turned_away);
  if (!remembered->looked) {
    remembered->looked = TRUE;
    remembered->matches = pipeline_matches_somewhere (explainer->pipeline, task_class,
                                                      &remembered->large_enough);
  }
  if (!remembered->matches) {
    ret->reason = remembered->large_enough ? REASON_NO_MATCH : REASON_TOO_LARGE;
    return;
  }
  if (others_are_why (explainer, task_class)) {
    ret->reason = REASON_TOPOLOGY;
    return;
  }
  if (!can_evict && evicting_helps (explainer, task_class)) {
    ret->reason = REASON_NEEDS_PREEMPTION;
    return;
  }
  ret->resource = short_resource (explainer, task_class);
  ret->reason = ret->resource < 0 ? REASON_FRAGMENTATION : REASON_CAPACITY;
}
