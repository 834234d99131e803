/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unschedulable.csv: which classes could not be placed, why, and how many tasks that kept waiting.
 *
 * A task was kept waiting for a reason when its class was blocked for that reason at the end of a
 * pass while the task was queued. Nobody walks over the tasks of a class: per class and reason the
 * number of the last pass that ended so is kept, and a task that leaves the queue compares it with
 * the first pass that it waited for. A mask per task keeps one that waits again from counting
 * twice. A dropped task never waits; it counts for the reason that its class is blocked for
 * then. Who is beyond a quota counts for that and, while not admitted, for nothing else. */
#include "metrics/integral.h"
#include "metrics/observers.h"
#include "metrics/pending.h"
#include "metrics/results.h"
#include "metrics/csv_line.h"
#include "metrics/summary.h"

G_STATIC_ASSERT (N_REASONS <= 8);

/* What is known about a class and a reason. */
typedef struct {
  gint64 tasks;
  gint64 first_seen;  /* TIME_UNSET until a pass ended so, or a task was dropped */
  guint64 last_pass;  /* that ended so; 0: none */
  Integral task_time; /* us */
  int resource;
  guint fit; /* of a gang's tasks, when it was blocked last */
  guint turned_away[MAX_FILTERS];
} Case;

typedef struct {
  Case *cases[N_REASONS]; /* made when first blocked for that reason */
  guint64 last_pass;      /* the last of its cases' */
  gint64 since;           /* while blocked: the integral of task_time reaches so far */
  guint64 pass;           /* the first pass that can end in the present state */
  gint64 blocked;         /* when the present state began */
} ClassHistory;

/* Beside a task slot. */
typedef struct {
  guint64 first_pass; /* the first pass that its present wait can see the end of */
  guint8 seen;        /* bit per reason counted already */
} Wait;

typedef struct {
  Observer base;
  CsvLine row;
  Pending pending;
  ClassHistory *classes;
  GArray *waits;  /* of Wait */
  guint64 passes; /* that have ended */
  gint64 tasks;   /* distinct ones that were kept waiting */
} Unschedulable;

static Observer *
unschedulable_create (const ObserverContext *context, Results *results, GError **error)
{
  ResultFile *file = NULL;
  Unschedulable *self;

  if (results != NULL && (file = results_open (results, "unschedulable.csv", error)) == NULL)
    return NULL;
  self = g_new0 (Unschedulable, 1);
  pending_init (&self->pending, context->cell);
  self->classes = g_new0 (ClassHistory, MAX (task_classes_count (context->cell->classes), 1));
  self->waits = g_array_new (FALSE, TRUE, sizeof (Wait));
  csv_line_init (&self->row, file);
  return &self->base;
}

static int
reason_of (const Unschedulable *self, guint task_class)
{
  return self->pending.classes[task_class].reason;
}

/* Brings a class up to now, before its queue or its state changes. */
static void
settle_class (Unschedulable *self, guint task_class, gint64 now)
{
  ClassHistory *history = &self->classes[task_class];
  int reason = reason_of (self, task_class);
  if (reason == PENDING_OPEN)
    return;
  Case *known = history->cases[reason];
  known->task_time += (Integral) self->pending.classes[task_class].queued * (now - history->since);
  if (history->pass <= self->passes) {
    known->last_pass = history->last_pass = self->passes;
    if (known->first_seen == TIME_UNSET)
      known->first_seen = history->blocked;
  }
  history->since = now;
}

static void
count (Unschedulable *self, const Task *task, guint reason)
{
  Wait *wait = slot_at (self->waits, task->slot);
  if ((wait->seen & (1u << reason)) != 0)
    return;
  self->tasks += wait->seen == 0 ? 1 : 0;
  wait->seen = (guint8) (wait->seen | (1u << reason));
  self->classes[task->task_class].cases[reason]->tasks++;
}

/* A task's wait ends here: which reasons has it seen? Its class is settled. */
static void
settle_task (Unschedulable *self, const Task *task)
{
  const Wait *wait = slot_at (self->waits, task->slot);
  const ClassHistory *history = &self->classes[task->task_class];
  guint64 first = wait->first_pass;
  if (history->last_pass < first)
    return;
  for (guint reason = 0; reason < N_REASONS; reason++) {
    const Case *known = history->cases[reason];
    if (known != NULL && known->last_pass > 0 && known->last_pass >= first)
      count (self, task, reason);
  }
}

static void
begin_wait (Unschedulable *self, const Task *task)
{
  Wait *wait = slot_at (self->waits, task->slot);
  wait->first_pass = self->passes + 1;
}

static void
unschedulable_submitted (Observer *observer, gint64 now, const Task *task)
{
  Unschedulable *self = (Unschedulable *) observer;
  settle_class (self, task->task_class, now);
  *(Wait *) slot_at (self->waits, task->slot) = (Wait){ .first_pass = self->passes + 1 };
  pending_join (&self->pending, task);
}

/* The class's case for a reason, made if it is the first. */
static Case *
case_of (Unschedulable *self, guint task_class, guint reason)
{
  Case **known = &self->classes[task_class].cases[reason];
  if (*known == NULL) {
    *known = g_new0 (Case, 1);
    (*known)->first_seen = TIME_UNSET;
  }
  return *known;
}

static void
unschedulable_over_quota (Observer *observer, gint64 now, const Task *task, int resource,
                          gboolean waits)
{
  Unschedulable *self = (Unschedulable *) observer;
  Case *known = case_of (self, task->task_class, REASON_QUOTA);
  settle_class (self, task->task_class, now);
  if (known->first_seen == TIME_UNSET)
    known->first_seen = now;
  if (resource >= 0 || known->tasks == 0)
    known->resource = resource;
  count (self, task, REASON_QUOTA);
  if (waits)
    pending_exclude (&self->pending, task, TRUE);
}

static void
unschedulable_admitted (Observer *observer, gint64 now, const Task *task)
{
  Unschedulable *self = (Unschedulable *) observer;
  settle_class (self, task->task_class, now);
  case_of (self, task->task_class, REASON_QUOTA)->task_time += now - task->submit;
  begin_wait (self, task);
  pending_exclude (&self->pending, task, FALSE);
}

static void
unschedulable_evicted (Observer *observer, gint64 now, const Task *task, EvictCause cause,
                       gint64 lost, gint64 started)
{
  Unschedulable *self = (Unschedulable *) observer;
  (void) cause, (void) lost, (void) started;
  settle_class (self, task->task_class, now);
  begin_wait (self, task);
  pending_join (&self->pending, task);
}

static void
leave (Unschedulable *self, gint64 now, const Task *task)
{
  settle_class (self, task->task_class, now);
  settle_task (self, task);
  pending_leave (&self->pending, task);
}

static void
unschedulable_placed (Observer *observer, gint64 now, const Task *task)
{
  leave ((Unschedulable *) observer, now, task);
}

/* Of a task that is dropped: where that happens, nobody is admitted late. */
static gboolean
is_beyond_quota (const Unschedulable *self, const Task *task)
{
  const Wait *wait = slot_at (self->waits, task->slot);
  return (wait->seen & 1u << REASON_QUOTA) != 0;
}

static void
unschedulable_dropped (Observer *observer, gint64 now, const Task *task)
{
  Unschedulable *self = (Unschedulable *) observer;
  int reason = reason_of (self, task->task_class);
  leave (self, now, task);
  if (reason == PENDING_OPEN || is_beyond_quota (self, task))
    return;
  Case *known = self->classes[task->task_class].cases[reason];
  if (known->first_seen == TIME_UNSET)
    known->first_seen = now;
  count (self, task, (guint) reason);
}

static void
unschedulable_held (Observer *observer, gint64 now, const Task *task, gboolean held)
{
  Unschedulable *self = (Unschedulable *) observer;
  settle_class (self, task->task_class, now);
  pending_hold (&self->pending, task, held);
  if (held)
    settle_task (self, task);
  else
    begin_wait (self, task);
}

static void
unschedulable_regrouped (Observer *observer, gint64 now, const Task *task, guint task_class)
{
  Unschedulable *self = (Unschedulable *) observer;
  settle_class (self, task->task_class, now);
  settle_class (self, task_class, now);
  settle_task (self, task);
  pending_regroup (&self->pending, task, task_class);
  begin_wait (self, task);
}

static void
unschedulable_blocked (Observer *observer, gint64 now, guint task_class, const Blocked *why)
{
  Unschedulable *self = (Unschedulable *) observer;
  ClassHistory *history = &self->classes[task_class];
  int before = reason_of (self, task_class);

  settle_class (self, task_class, now);
  Case *known = case_of (self, task_class, why->reason);
  known->resource = why->resource;
  known->fit = why->fit;
  for (guint i = 0; i < MAX_FILTERS; i++)
    known->turned_away[i] = why->turned_away[i];
  if (before != (int) why->reason) {
    history->pass = self->passes + 1;
    history->blocked = now;
  }
  history->since = now;
  pending_block (&self->pending, task_class, why->reason);
}

static void
unschedulable_woken (Observer *observer, gint64 now, guint task_class)
{
  Unschedulable *self = (Unschedulable *) observer;
  settle_class (self, task_class, now);
  pending_wake (&self->pending, task_class);
}

static void
unschedulable_passed (Observer *observer, gint64 now, guint64 decisions)
{
  (void) now, (void) decisions;
  ((Unschedulable *) observer)->passes++;
}

static void
settle_all (Unschedulable *self, gint64 now)
{
  const TaskPool *tasks = self->base.context->tasks;
  for (guint i = 0; i < task_classes_count (self->base.context->cell->classes); i++)
    settle_class (self, i, now);
  for (guint slot = 0; slot < task_pool_slots (tasks); slot++) {
    const Task *task = task_pool_get (tasks, slot);
    if (task != NULL && task->state == TASK_PENDING)
      settle_task (self, task);
    else if (task != NULL && task->state == TASK_OVER_QUOTA)
      case_of (self, task->task_class, REASON_QUOTA)->task_time += now - task->submit;
  }
}

static void
write_case (Unschedulable *self, const TaskClass *class, guint reason, const Case *known)
{
  const ObserverContext *context = self->base.context;
  g_autoptr (GString) request = g_string_new (NULL);
  CsvLine *row = &self->row;

  amounts_append (request, context->cell->resources, &class->request);
  csv_line_integer (row, class->index);
  csv_line_text (row, tier_names[class->tier]);
  csv_line_integer (row, class->priority);
  csv_line_text (row, request->str);
  if (reason == REASON_GANG)
    csv_line_textf (row, "%s: %u of %u fit", reason_names[reason], known->fit, class->need);
  else
    csv_line_text (row, reason_names[reason]);
  csv_line_text (row,
                 known->resource < 0 ? "" : context->cell->resources->item[known->resource].name);
  csv_line_integer (row, known->tasks);
  csv_line_seconds (row, known->first_seen);
  csv_line_integral (row, known->task_time);
  for (guint i = 0; context->filters[i] != NULL; i++)
    csv_line_integer (row, known->turned_away[i]);
  csv_line_end (row);
}

static void
write_cases (Unschedulable *self, gint64 tasks_of[N_REASONS])
{
  static const char *const columns[] = { "class",    "tier",  "priority",   "request",     "reason",
                                         "resource", "tasks", "first_seen", "task_seconds" };
  const ObserverContext *context = self->base.context;

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    csv_line_text (&self->row, columns[i]);
  for (guint i = 0; context->filters[i] != NULL; i++)
    csv_line_textf (&self->row, "turned_away_%s", context->filters[i]);
  csv_line_end (&self->row);
  for (guint i = 0; i < task_classes_count (context->cell->classes); i++)
    for (guint reason = 0; reason < N_REASONS; reason++) {
      const Case *known = self->classes[i].cases[reason];
      if (known == NULL || known->tasks == 0)
        continue;
      tasks_of[reason] += known->tasks;
      write_case (self, task_classes_get (context->cell->classes, i), reason, known);
    }
}

static gboolean
unschedulable_finish (Observer *observer, gint64 now, Summary *summary, GError **error)
{
  Unschedulable *self = (Unschedulable *) observer;
  const gint64 *reasons = self->pending.reasons;
  gint64 tasks_of[N_REASONS] = { 0 }, at_end = 0;
  (void) error;

  settle_all (self, now);
  write_cases (self, tasks_of);
  for (guint i = 0; i < N_REASONS; i++)
    at_end += reasons[i];
  summary_integer (summary, self->tasks, "tasks.unschedulable");
  summary_integer (summary, at_end, "tasks.unschedulable_at_end");
  summary_integer (summary, reasons[REASON_TOO_LARGE] + reasons[REASON_NO_MATCH],
                   "tasks.unschedulable_permanent");
  for (guint i = 0; i < N_REASONS; i++)
    summary_integer (summary, tasks_of[i], "unschedulable_reasons.%s", reason_names[i]);
  return TRUE;
}

static void
unschedulable_free (Observer *observer)
{
  Unschedulable *self = (Unschedulable *) observer;
  for (guint i = 0; i < task_classes_count (observer->context->cell->classes); i++)
    for (guint reason = 0; reason < N_REASONS; reason++)
      g_free (self->classes[i].cases[reason]);
  g_free (self->classes);
  pending_clear (&self->pending);
  g_array_unref (self->waits);
  csv_line_clear (&self->row);
  g_free (self);
}

const ObserverType observer_unschedulable = {
  .name = "unschedulable",
  .summary = "which classes could not be placed, and why",
  .create = unschedulable_create,
  .submitted = unschedulable_submitted,
  .over_quota = unschedulable_over_quota,
  .admitted = unschedulable_admitted,
  .placed = unschedulable_placed,
  .evicted = unschedulable_evicted,
  .dropped = unschedulable_dropped,
  .blocked = unschedulable_blocked,
  .woken = unschedulable_woken,
  .held = unschedulable_held,
  .regrouped = unschedulable_regrouped,
  .passed = unschedulable_passed,
  .finish = unschedulable_finish,
  .free = unschedulable_free,
};
