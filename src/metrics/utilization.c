/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How full the cell is: exact integrals over time of what is allocated, used and there. Every instant
 * at which something changes ends with a pass: what the cell says then holds until it is over that
 * something has changed again. */
#include "metrics/integral.h"
#include "metrics/observers.h"
#include "metrics/reported.h"
#include "metrics/summary.h"
#include "util/fraction.h"

typedef struct {
  Total allocated, used, capacity; /* now */
  Integral allocated_time, used_time, capacity_time;
  Total max_allocated, max_capacity; /* the fullest state that lasted */
} Level;

typedef struct {
  Observer base;
  Reported reported;
  Level level[MAX_RESOURCES];
  gint64 last;
  guint64 seen; /* number of the cell's last change that the levels know of */
} Utilization;

static Observer *
utilization_create (const ObserverContext *context, Results *results, GError **error)
{
  Utilization *self = g_new0 (Utilization, 1);
  (void) results, (void) error;
  self->reported = reported_resources (context->cell);
  return &self->base;
}

static gboolean
is_fuller (const Level *level)
{
  if (level->capacity == level->max_capacity)
    return level->allocated > level->max_allocated;
  return fraction_compare ((Wide) level->allocated, (Wide) level->capacity,
                           (Wide) level->max_allocated, (Wide) level->max_capacity)
         > 0;
}

static void
last (Level *level, gint64 duration)
{
  level->allocated_time += (Integral) level->allocated * duration;
  level->used_time += (Integral) level->used * duration;
  level->capacity_time += (Integral) level->capacity * duration;
  if (level->capacity > 0
      && (level->max_capacity == 0 || is_fuller (level))) {
    level->max_allocated = level->allocated;
    level->max_capacity = level->capacity;
  }
}

static void
advance (Utilization *self, gint64 now)
{
  const Cell *cell = self->base.context->cell;
  for (guint i = 0; i < self->reported.count; i++) {
    guint r = self->reported.index[i];
    Level *level = &self->level[i];
    if (now > self->last)
      last (level, now - self->last);
    level->allocated = reported_allocated (cell, r);
    level->used = cell->used[r];
    level->capacity = cell->up_capacity[r];
  }
  self->last = now;
  self->seen = cell->changes;
}

static void
utilization_passed (Observer *observer, gint64 now, guint64 decisions)
{
  Utilization *self = (Utilization *) observer;
  (void) decisions;
  if (self->seen != observer->context->cell->changes)
    advance (self, now);
}

static gboolean
utilization_finish (Observer *observer, gint64 now, Summary *summary, GError **error)
{
  Utilization *self = (Utilization *) observer;
  const ObserverContext *context = observer->context;
  (void) error;

  advance (self, now);
  summary_integer (summary, context->cell->machines, "machines");
  for (guint i = 0; i < self->reported.count; i++) {
    const Level *level = &self->level[i];
    const char *name = context->cell->resources->item[self->reported.index[i]].name;
    summary_number (summary, integral_ratio (level->allocated_time, level->capacity_time),
                    "utilization.%s.allocated_mean", name);
    summary_number (summary, integral_ratio (level->max_allocated, level->max_capacity),
                    "utilization.%s.allocated_max", name);
    if (reported_usage (context->scenario))
      summary_number (summary, integral_ratio (level->used_time, level->capacity_time),
                      "utilization.%s.used_mean", name);
    else
      summary_null (summary, "utilization.%s.used_mean", name);
  }
  return TRUE;
}

static void
utilization_free (Observer *observer)
{
  g_free (observer);
}

const ObserverType observer_utilization = {
  .name = "utilization",
  .summary = "allocated, used and available amounts, integrated over time",
  .create = utilization_create,
  .passed = utilization_passed,
  .finish = utilization_finish,
  .free = utilization_free,
};
