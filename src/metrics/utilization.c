/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How full the cell is: exact integrals over time of what is allocated, used and there, one pair of
 * additions per fact and resource. What the cell says is kept until the next fact, for facts are
 * told after the cell has changed. */
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
} Utilization;

static Observer *
utilization_create (const ObserverContext *context, Results *results, GError **error)
{
  Utilization *self = g_new0 (Utilization, 1);
  (void) results, (void) error;
  self->reported = reported_resources (context->cell);
  return &self->base;
}

static void
last (Level *level, gint64 duration)
{
  level->allocated_time += (Integral) level->allocated * duration;
  level->used_time += (Integral) level->used * duration;
  level->capacity_time += (Integral) level->capacity * duration;
  if (level->capacity > 0
      && (level->max_capacity == 0
          || fraction_compare ((Wide) level->allocated, (Wide) level->capacity,
                               (Wide) level->max_allocated, (Wide) level->max_capacity)
               > 0)) {
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
}

static void
utilization_moved (Observer *observer, gint64 now, const Task *task)
{
  (void) task;
  advance ((Utilization *) observer, now);
}

static void
utilization_evicted (Observer *observer, gint64 now, const Task *task, EvictCause cause,
                     gint64 lost, gint64 started)
{
  (void) task, (void) cause, (void) lost, (void) started;
  advance ((Utilization *) observer, now);
}

static void
utilization_machine (Observer *observer, gint64 now, guint machine)
{
  (void) machine;
  advance ((Utilization *) observer, now);
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
  .placed = utilization_moved,
  .finished = utilization_moved,
  .evicted = utilization_evicted,
  .machine = utilization_machine,
  .finish = utilization_finish,
  .free = utilization_free,
};
