/* SPDX-License-Identifier: GPL-3.0-or-later */
/* timeline.csv: the state of the cell at each sample, one row each; and the means of fragmentation,
 * for which each sample stands until the next, in the summary and, by machine, in stranded.csv. */
#include "metrics/fragments.h"
#include "metrics/observers.h"
#include "metrics/pending.h"
#include "metrics/reported.h"
#include "metrics/results.h"
#include "metrics/csv_line.h"
#include "metrics/summary.h"

typedef struct {
  double stranded[MAX_RESOURCES];
  double external[MAX_RESOURCES];
  double unusable[MAX_RESOURCES];
  double blocked[MAX_RESOURCES];
  double fit, fit_evicting; /* reference tasks */
  double fragmented;        /* devices */
  double rate;
} Fragmentation;

/* Of values that hold from sample to sample. */
typedef struct {
  double sum; /* value × us */
  double max;
} Mean;

typedef struct {
  Observer base;
  Reported reported;
  CsvLine row;
  CsvLine stranded_row;
  gboolean usage;
  Pending pending;
  gint64 preempted[N_TIERS];
  gint64 failures;

  Fragments fragments;
  Stranded by_machine; /* only where there are files */
  Fragmentation now;
  gint64 sampled; /* time of the last sample, or TIME_UNSET */
  gint64 covered; /* us that the means cover */
  Mean stranded[MAX_RESOURCES];
  Mean external[MAX_RESOURCES];
  Mean unusable[MAX_RESOURCES];
  Mean blocked[MAX_RESOURCES];
  Mean fit;
  Mean fit_evicting;
  Mean fragmented;
  Mean rate;
  Total requested[MAX_RESOURCES]; /* by all tasks submitted so far */
} Timeline;

/* The resource that typical tasks measure, or NULL. */
static const Resource *
measured (const Timeline *self)
{
  const TypicalTasks *typical = self->fragments.typical;
  const ResourceSet *resources = self->base.context->cell->resources;
  return typical != NULL ? &resources->item[typical_tasks_resource (typical)] : NULL;
}

static void
write_fragmented_header (Timeline *self)
{
  const Resource *resource = measured (self);
  if (resource == NULL)
    return;
  csv_line_textf (&self->row, "%s_fragmented", resource->name);
  csv_line_textf (&self->row, "%s_fragmentation_rate", resource->name);
  for (guint i = 0; i < N_FRAGMENTS; i++)
    csv_line_textf (&self->row, "%s_fragmented_%s", resource->name, fragment_names[i]);
}

static void
write_fragmented (Timeline *self)
{
  if (measured (self) == NULL)
    return;
  csv_line_number (&self->row, self->now.fragmented);
  csv_line_number (&self->row, self->now.rate);
  for (guint i = 0; i < N_FRAGMENTS; i++)
    csv_line_number (&self->row, fragments_fragmented_by (&self->fragments, (Fragment) i) / DEVICE);
}

static void
write_header (Timeline *self)
{
  const ResourceSet *resources = self->base.context->cell->resources;
  CsvLine *row = &self->row;

  csv_line_text (row, "time");
  csv_line_text (row, "machines_up");
  for (guint i = 0; i < self->reported.count; i++) {
    const char *name = resources->item[self->reported.index[i]].name;
    csv_line_textf (row, "%s_capacity", name);
    csv_line_textf (row, "%s_allocated", name);
    csv_line_textf (row, "%s_used", name);
    for (guint t = 0; t < N_TIERS; t++)
      csv_line_textf (row, "%s_allocated_%s", name, tier_names[t]);
  }
  csv_line_tiers (row, "pending");
  csv_line_tiers (row, "running");
  csv_line_tiers (row, "unschedulable");
  for (guint i = 0; i < N_REASONS; i++)
    csv_line_textf (row, "unschedulable_%s", reason_names[i]);
  csv_line_tiers (row, "preemptions");
  csv_line_text (row, "failures");
  for (guint i = 0; i < self->reported.count; i++) {
    const char *name = resources->item[self->reported.index[i]].name;
    csv_line_textf (row, "%s_stranded", name);
    csv_line_textf (row, "%s_external", name);
    csv_line_textf (row, "%s_unusable", name);
    csv_line_textf (row, "%s_blocked", name);
  }
  csv_line_text (row, "fit_count");
  csv_line_text (row, "fit_count_evicting");
  csv_line_text (row, "fit_bound");
  write_fragmented_header (self);
  for (guint i = 0; i < self->reported.count; i++)
    csv_line_textf (row, "%s_requested", resources->item[self->reported.index[i]].name);
  csv_line_end (row);
}

static Observer *
timeline_create (const ObserverContext *context, Results *results, GError **error)
{
  const Cell *cell = context->cell;
  ResultFile *file = NULL, *stranded = NULL;
  Timeline *self;

  if (results != NULL
      && ((file = results_open (results, "timeline.csv", error)) == NULL
          || (stranded = results_open (results, "stranded.csv", error)) == NULL))
    return NULL;
  self = g_new0 (Timeline, 1);
  self->base.context = context;
  self->reported = reported_resources (cell);
  self->usage = reported_usage (context->scenario);
  self->sampled = TIME_UNSET;
  pending_init (&self->pending, cell);
  fragments_init (&self->fragments, cell, context->scenario->reference_share,
                  context->scenario->typical);
  if (stranded != NULL) {
    stranded_init (&self->by_machine, cell);
    self->fragments.by_machine = &self->by_machine;
  }
  csv_line_init (&self->row, file);
  csv_line_init (&self->stranded_row, stranded);
  write_header (self);
  return &self->base;
}

static void
timeline_submitted (Observer *observer, gint64 now, const Task *task)
{
  Timeline *self = (Timeline *) observer;
  const Amounts *request = &cell_class_of (observer->context->cell, task)->request;
  (void) now;
  pending_join (&self->pending, task);
  for (guint i = 0; i < self->reported.count; i++)
    self->requested[i] += request->of[self->reported.index[i]];
}

static void
timeline_left (Observer *observer, gint64 now, const Task *task)
{
  (void) now;
  pending_leave (&((Timeline *) observer)->pending, task);
}

static void
timeline_evicted (Observer *observer, gint64 now, const Task *task, EvictCause cause, gint64 lost,
                  gint64 started)
{
  Timeline *self = (Timeline *) observer;
  (void) now, (void) lost, (void) started;
  if (cause == EVICT_FAILED)
    self->failures++;
  else if (cause == EVICT_PREEMPTED)
    self->preempted[cell_class_of (observer->context->cell, task)->tier]++;
  pending_join (&self->pending, task);
}

static void
timeline_blocked (Observer *observer, gint64 now, guint task_class, const Blocked *why)
{
  (void) now;
  pending_block (&((Timeline *) observer)->pending, task_class, why->reason);
}

static void
timeline_woken (Observer *observer, gint64 now, guint task_class)
{
  (void) now;
  pending_wake (&((Timeline *) observer)->pending, task_class);
}

static void
timeline_regrouped (Observer *observer, gint64 now, const Task *task, guint task_class)
{
  (void) now;
  pending_regroup (&((Timeline *) observer)->pending, task, task_class);
}

static void
timeline_held (Observer *observer, gint64 now, const Task *task, gboolean held)
{
  (void) now;
  pending_hold (&((Timeline *) observer)->pending, task, held);
}

static void
timeline_over_quota (Observer *observer, gint64 now, const Task *task, int resource, gboolean waits)
{
  (void) now, (void) resource;
  if (waits)
    pending_exclude (&((Timeline *) observer)->pending, task, TRUE);
}

static void
timeline_admitted (Observer *observer, gint64 now, const Task *task)
{
  (void) now;
  pending_exclude (&((Timeline *) observer)->pending, task, FALSE);
}

static void
add_to (Mean *mean, double value, gint64 duration)
{
  mean->sum += value * (double) duration;
}

static void
raise_max (Mean *mean, double value)
{
  mean->max = MAX (mean->max, value);
}

/* The last sample has held until now. */
static void
cover (Timeline *self, gint64 now)
{
  if (self->fragments.by_machine != NULL)
    stranded_advance (&self->by_machine, now, self->fragments.all);
  if (self->sampled == TIME_UNSET || now <= self->sampled)
    return;
  gint64 duration = now - self->sampled;
  for (guint i = 0; i < self->reported.count; i++) {
    guint r = self->reported.index[i];
    add_to (&self->stranded[r], self->now.stranded[r], duration);
    add_to (&self->external[r], self->now.external[r], duration);
    add_to (&self->unusable[r], self->now.unusable[r], duration);
    add_to (&self->blocked[r], self->now.blocked[r], duration);
  }
  add_to (&self->fit, self->now.fit, duration);
  add_to (&self->fit_evicting, self->now.fit_evicting, duration);
  add_to (&self->fragmented, self->now.fragmented, duration);
  add_to (&self->rate, self->now.rate, duration);
  self->covered += duration;
}

static void
measure (Timeline *self)
{
  if (!fragments_update (&self->fragments))
    return;
  for (guint i = 0; i < self->reported.count; i++) {
    guint r = self->reported.index[i];
    self->now.stranded[r] = fragments_stranded (&self->fragments, r);
    self->now.external[r] = fragments_external (&self->fragments, r);
    self->now.unusable[r] = fragments_unusable (&self->fragments, r);
    self->now.blocked[r] = fragments_blocked (&self->fragments, r);
    raise_max (&self->stranded[r], self->now.stranded[r]);
    raise_max (&self->external[r], self->now.external[r]);
  }
  self->now.fit = (double) self->fragments.fit_count;
  self->now.fit_evicting = (double) self->fragments.fit_count_evicting;
  self->now.fragmented = fragments_fragmented (&self->fragments) / DEVICE;
  self->now.rate = fragments_rate (&self->fragments);
  raise_max (&self->fragmented, self->now.fragmented);
  raise_max (&self->rate, self->now.rate);
}

static void
write_amounts (Timeline *self)
{
  const Cell *cell = self->base.context->cell;
  CsvLine *row = &self->row;
  for (guint i = 0; i < self->reported.count; i++) {
    guint r = self->reported.index[i];
    Unit unit = cell->resources->item[r].unit;
    csv_line_amount (row, unit, cell->up_capacity[r]);
    csv_line_amount (row, unit, reported_allocated (cell, r));
    if (self->usage)
      csv_line_amount (row, unit, cell->used[r]);
    else
      csv_line_empty (row);
    for (guint t = 0; t < N_TIERS; t++)
      csv_line_amount (row, unit, cell->tier[t].allocated[r]);
  }
}

static void
timeline_sample (Observer *observer, gint64 now)
{
  Timeline *self = (Timeline *) observer;
  const Cell *cell = observer->context->cell;
  CsvLine *row = &self->row;

  cover (self, now);
  measure (self);
  self->sampled = now;
  csv_line_seconds (row, now);
  csv_line_integer (row, cell->machines_up);
  write_amounts (self);
  for (guint t = 0; t < N_TIERS; t++)
    csv_line_integer (row, self->pending.pending[t]);
  for (guint t = 0; t < N_TIERS; t++)
    csv_line_integer (row, cell->tier[t].running);
  for (guint t = 0; t < N_TIERS; t++)
    csv_line_integer (row, self->pending.unschedulable[t]);
  for (guint i = 0; i < N_REASONS; i++)
    csv_line_integer (row, self->pending.reasons[i]);
  for (guint t = 0; t < N_TIERS; t++)
    csv_line_integer (row, self->preempted[t]);
  csv_line_integer (row, self->failures);
  for (guint i = 0; i < self->reported.count; i++) {
    csv_line_number (row, self->now.stranded[self->reported.index[i]]);
    csv_line_number (row, self->now.external[self->reported.index[i]]);
    csv_line_number (row, self->now.unusable[self->reported.index[i]]);
    csv_line_number (row, self->now.blocked[self->reported.index[i]]);
  }
  csv_line_integer (row, self->fragments.fit_count);
  csv_line_integer (row, self->fragments.fit_count_evicting);
  csv_line_number (row, fragments_fluid_bound (&self->fragments));
  write_fragmented (self);
  for (guint i = 0; i < self->reported.count; i++)
    csv_line_amount (row, cell->resources->item[self->reported.index[i]].unit, self->requested[i]);
  csv_line_end (row);
}

static double
mean (const Timeline *self, const Mean *of, double last)
{
  return self->covered > 0 ? of->sum / (double) self->covered : last;
}

static void
sum_up_fragmented (const Timeline *self, Summary *summary)
{
  const Resource *resource = measured (self);
  if (resource == NULL)
    return;
  summary_number (summary, mean (self, &self->fragmented, self->now.fragmented),
                  "fragmentation.%s.fragmented_mean", resource->name);
  summary_number (summary, self->fragmented.max, "fragmentation.%s.fragmented_max",
                  resource->name);
  summary_number (summary, mean (self, &self->rate, self->now.rate),
                  "fragmentation.%s.rate_mean", resource->name);
  summary_number (summary, self->rate.max, "fragmentation.%s.rate_max", resource->name);
}

static gboolean
timeline_finish (Observer *observer, gint64 now, Summary *summary, GError **error)
{
  Timeline *self = (Timeline *) observer;
  const ResourceSet *resources = observer->context->cell->resources;
  (void) error;

  cover (self, now);
  for (guint i = 0; i < self->reported.count; i++) {
    guint r = self->reported.index[i];
    const char *name = resources->item[r].name;
    summary_number (summary, mean (self, &self->stranded[r], self->now.stranded[r]),
                    "fragmentation.%s.stranded_mean", name);
    summary_number (summary, self->stranded[r].max, "fragmentation.%s.stranded_max", name);
    summary_number (summary, mean (self, &self->external[r], self->now.external[r]),
                    "fragmentation.%s.external_mean", name);
    summary_number (summary, mean (self, &self->unusable[r], self->now.unusable[r]),
                    "fragmentation.%s.unusable_mean", name);
    summary_number (summary, mean (self, &self->blocked[r], self->now.blocked[r]),
                    "fragmentation.%s.blocked_mean", name);
  }
  summary_number (summary, mean (self, &self->fit, self->now.fit), "fit_count.mean");
  summary_number (summary, mean (self, &self->fit_evicting, self->now.fit_evicting),
                  "fit_count.evicting_mean");
  sum_up_fragmented (self, summary);
  if (self->fragments.by_machine != NULL)
    stranded_write (&self->by_machine, &self->stranded_row);
  return TRUE;
}

static void
timeline_free (Observer *observer)
{
  Timeline *self = (Timeline *) observer;
  pending_clear (&self->pending);
  fragments_clear (&self->fragments);
  stranded_clear (&self->by_machine);
  csv_line_clear (&self->stranded_row);
  csv_line_clear (&self->row);
  g_free (self);
}

const ObserverType observer_timeline = {
  .name = "timeline",
  .summary = "the state at each sample, and fragmentation",
  .create = timeline_create,
  .submitted = timeline_submitted,
  .over_quota = timeline_over_quota,
  .admitted = timeline_admitted,
  .placed = timeline_left,
  .evicted = timeline_evicted,
  .dropped = timeline_left,
  .blocked = timeline_blocked,
  .woken = timeline_woken,
  .held = timeline_held,
  .regrouped = timeline_regrouped,
  .sample = timeline_sample,
  .finish = timeline_finish,
  .free = timeline_free,
};
