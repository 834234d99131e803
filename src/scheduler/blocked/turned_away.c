/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/blocked/turned_away.h"

#include "scheduler/policy_tables.h"
#include "scheduler/scheduler_options.h"

#include <string.h>

#define NOT_COUNTED G_MAXUINT64

typedef struct {
  guint64 flips; /* of the cell, how many have been taken in; NOT_COUNTED */
  guint count[MAX_FILTERS];
} Counted;

struct TurnedAway {
  const Cell *cell;
  Pipeline *pipeline;
  guint filters;
  const FilterPolicy *filter[MAX_FILTERS];
  const FilterPolicy *up;
  /* `up` and `fit` alone look at more than attributes, where eligibility is a machine's affair; `fit`
     is last. */
  gboolean fit_alone_follows;
  Counted *class;
};

TurnedAway *
turned_away_new (const Cell *cell, Pipeline *pipeline)
{
  TurnedAway *turned_away = g_new0 (TurnedAway, 1);
  guint classes = task_classes_count (cell->classes);
  const FilterPolicy *fit = filter_policy_find ("fit");
  turned_away->cell = cell;
  turned_away->pipeline = pipeline;
  turned_away->up = filter_policy_find ("up");
  for (const char *const *name = pipeline_filters (pipeline); *name != NULL; name++)
    turned_away->filter[turned_away->filters++] = filter_policy_find (*name);
  turned_away->fit_alone_follows = turned_away->filter[turned_away->filters - 1] == fit;
  for (guint f = 0; f + 1 < turned_away->filters; f++)
    if (turned_away->filter[f] != turned_away->up
        && turned_away->filter[f]->depends_on == DEPENDS_ON_MACHINE)
      turned_away->fit_alone_follows = FALSE;
  turned_away->class = g_new0 (Counted, MAX (classes, 1));
  for (guint c = 0; c < classes; c++)
    turned_away->class[c].flips = NOT_COUNTED;
  return turned_away;
}

void
turned_away_free (TurnedAway *turned_away)
{
  if (turned_away == NULL)
    return;
  g_free (turned_away->class);
  g_free (turned_away);
}

/* The first filter that refuses the machine, were it open or not; `fit` when no other does. */
static guint
first_refusal (const TurnedAway *turned_away, const PolicyView *view, guint machine, gboolean open)
{
  guint f = 0;
  for (; f + 1 < turned_away->filters; f++) {
    const FilterPolicy *filter = turned_away->filter[f];
    guint8 keep = 1;
    if (filter == turned_away->up)
      keep = (guint8) open;
    else if (filter->trivial == NULL || !filter->trivial (view)) {
      Columns columns = columns_range (turned_away->cell, COLUMN_ALL, machine, 1);
      filter_sweep (filter, VECTOR_PORTABLE, view, &columns, &keep);
    }
    if (!keep)
      break;
  }
  return f;
}

static void
follow_flips (const TurnedAway *turned_away, const TaskClass *task_class, Counted *counted)
{
  const Cell *cell = turned_away->cell;
  PolicyView view = pipeline_view (turned_away->pipeline, task_class);
  for (; counted->flips < cell->flips; counted->flips++) {
    guint flip = cell->flipped[(counted->flips + 1) % CHANGES_KEPT];
    gboolean opened = (flip & FLIP_OPENED) != 0;
    guint machine = flip & ~FLIP_OPENED;
    counted->count[first_refusal (turned_away, &view, machine, !opened)]--;
    counted->count[first_refusal (turned_away, &view, machine, opened)]++;
  }
}

/* May some machine take the task all the same? One of a gang that must be packed is also in the way of
 * itself: it has found no room in one domain. */
static gboolean
some_may_take (const TurnedAway *turned_away, const TaskClass *task_class)
{
  PolicyView view = pipeline_view (turned_away->pipeline, task_class);
  return task_class->need > 1 && view.options->gang_packing == GANG_PACKING_REQUIRED;
}

void
turned_away_count (TurnedAway *turned_away, const Task *task, guint ret_count[MAX_FILTERS])
{
  const Cell *cell = turned_away->cell;
  const TaskClass *task_class = cell_class_of (cell, task);
  Counted *counted = &turned_away->class[task->task_class];
  if (!turned_away->fit_alone_follows || some_may_take (turned_away, task_class)
      || !pipeline_eligible_by_machine (turned_away->pipeline, task_class)) {
    pipeline_count_turned_away (turned_away->pipeline, task, ret_count);
    return;
  }
  if (counted->flips == NOT_COUNTED || cell->flips - counted->flips > CHANGES_KEPT) {
    pipeline_count_turned_away (turned_away->pipeline, task, counted->count);
    counted->flips = cell->flips;
  } else {
    follow_flips (turned_away, task_class, counted);
  }
  memcpy (ret_count, counted->count, sizeof counted->count);
}
