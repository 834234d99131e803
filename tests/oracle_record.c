/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine's facts as lines. The cell at the moment of a fact is turned into an OracleState, from
 * which the oracle's functions count everything anew. */
#include "oracle_record.h"

#include <string.h>

struct OracleRecord {
  Observer observer;
  const OracleScenario *scenario;
  GPtrArray *log;            /* of char * */
  GString *label;            /* scratch of task_label() */
  GArray *class_task;        /* of int: a task of each class */
  GArray *class_blocked;     /* of gboolean */
  const Task *decided;       /* the last that was decided about */
};

static G_GNUC_PRINTF (3, 4) void
say (OracleRecord *record, gint64 now, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (record->log, g_strdup_printf ("%" G_GINT64_FORMAT " %s", now, text));
}

/* "job/task", valid until the next. */
static const char *
task_label (OracleRecord *record, const Task *task)
{
  g_string_printf (record->label, "%s/", task->job->name);
  task_name_append (record->label, &task->name);
  return record->label->str;
}

static const char *
machine_name (const OracleRecord *record, guint machine)
{
  return inventory_machine (record->observer.context->cell->inventory, machine)->name;
}

static int
find_task (const OracleScenario *scenario, const Task *task)
{
  g_autofree char *name = task_name_text (&task->name);
  for (int t = 0; t < scenario->tasks; t++)
    if (strcmp (scenario->task[t].job, task->job->name) == 0
        && strcmp (scenario->task[t].name, name) == 0)
      return t;
  g_assert_not_reached ();
}

static void
look_at_task (const Cell *cell, const Task *task, OracleState *state)
{
  static const OracleTaskState states[] = { [TASK_PENDING] = ORACLE_PENDING,
                                            [TASK_AWAITING] = ORACLE_AWAITING,
                                            [TASK_OVER_QUOTA] = ORACLE_OVER_QUOTA,
                                            [TASK_RUNNING] = ORACLE_RUNNING,
                                            [TASK_LEAVING] = ORACLE_LEAVING,
                                            [TASK_GONE] = ORACLE_GONE };
  OracleLife *life = &state->task[find_task (state->scenario, task)];
  life->state = states[task->state];
  life->placements = task->placements;
  life->preemptions = task->preemptions;
  life->started = task->started;
  if (task->machine != MACHINE_NONE)
    life->machine = (int) task->machine;
  if (life->state != ORACLE_RUNNING && life->state != ORACLE_LEAVING)
    return;
  for (int r = 0; r < state->scenario->resources && cell->reservations != NULL; r++)
    life->reserved[r] = reservations_of (cell->reservations, task)->of[r];
  for (int r = 0; r < state->scenario->resources; r++) {
    int slot = cell->resources->item[r].device_slot;
    gint64 request = state->scenario->task[life - state->task].request[r];
    for (int d = 0; d < ORACLE_DEVICES && slot >= 0; d++)
      if ((task->devices[slot] >> d & 1) != 0)
        life->device[r][d] = MIN (request, 1000);
  }
}

/* The cell and the tasks as the oracle would have them; no log. */
static OracleState *
look (const OracleRecord *record, gint64 now)
{
  static const OracleMachineState states[] = { [MACHINE_ABSENT] = ORACLE_ABSENT,
                                               [MACHINE_IS_DOWN] = ORACLE_DOWN,
                                               [MACHINE_DRAINING] = ORACLE_DRAINING,
                                               [MACHINE_IS_UP] = ORACLE_UP };
  const Cell *cell = record->observer.context->cell;
  OracleState *state = g_new0 (OracleState, 1);
  oracle_state_init (state, record->scenario);
  g_clear_pointer (&state->log, g_ptr_array_unref);
  state->now = now;
  for (guint m = 0; m < cell->machines; m++) {
    state->machine[m] = states[cell->state[m]];
    state->held_for[m] = cell->held[m] ? 0 : ORACLE_NONE;
  }
  for (guint slot = 0; slot < task_pool_slots (record->observer.context->tasks); slot++) {
    const Task *task = task_pool_get (record->observer.context->tasks, slot);
    if (task != NULL)
      look_at_task (cell, task, state);
  }
  return state;
}

/* ---- facts ---- */

static void
note_class (OracleRecord *record, const Task *task, guint task_class)
{
  guint needed = task_class + 1;
  if (record->class_task->len < needed) {
    g_array_set_size (record->class_task, needed);
    g_array_set_size (record->class_blocked, needed);
  }
  g_array_index (record->class_task, int, task_class) = find_task (record->scenario, task);
}

static void
on_submitted (Observer *self, gint64 now, const Task *task)
{
  OracleRecord *record = (OracleRecord *) self;
  note_class (record, task, task->task_class);
  say (record, now, "submit %s", task_label (record, task));
}

static void
on_over_quota (Observer *self, gint64 now, const Task *task, int resource, gboolean waits)
{
  (void) task;
  say ((OracleRecord *) self, now, "%s for the quota of %d", waits ? "wait" : "refuse", resource);
}

static void
on_admitted (Observer *self, gint64 now, const Task *task)
{
  OracleRecord *record = (OracleRecord *) self;
  say (record, now, "admit %s", task_label (record, task));
}

static void
on_placed (Observer *self, gint64 now, const Task *task)
{
  OracleRecord *record = (OracleRecord *) self;
  const ResourceSet *resources = self->context->cell->resources;
  g_autoptr (GString) devices = g_string_new (NULL);
  for (guint r = 0; r < resources->count; r++) {
    int slot = resources->item[r].device_slot;
    if (slot >= 0 && task->devices[slot] != 0)
      g_string_append_printf (devices, " devices=%u:%x", r, (guint) task->devices[slot]);
  }
  say (record, now, "place %s %s%s", task_label (record, task),
       machine_name (record, task->machine), devices->str);
}

static void
on_regrouped (Observer *self, gint64 now, const Task *task, guint task_class)
{
  (void) now;
  note_class ((OracleRecord *) self, task, task_class);
}

static void
on_decided (Observer *self, gint64 now, const Task *task, const Decision *decision)
{
  (void) now, (void) decision;
  ((OracleRecord *) self)->decided = task;
}

static void
on_finished (Observer *self, gint64 now, const Task *task)
{
  OracleRecord *record = (OracleRecord *) self;
  say (record, now, "finish %s", task_label (record, task));
}

static void
on_evicted (Observer *self, gint64 now, const Task *task, EvictCause cause, gint64 lost,
            gint64 started)
{
  static const char *const causes[] = { [EVICT_PREEMPTED] = "preempted",
                                        [EVICT_FAILED] = "failed",
                                        [EVICT_SHORTFALL] = "shortfall" };
  OracleRecord *record = (OracleRecord *) self;
  (void) started;
  note_class (record, task, task->task_class);
  say (record, now, "%s %s %s lost=%" G_GINT64_FORMAT,
       causes[cause], task_label (record, task),
       machine_name (record, task->machine), lost);
}

static void
on_dropped (Observer *self, gint64 now, const Task *task)
{
  OracleRecord *record = (OracleRecord *) self;
  say (record, now, "drop %s", task_label (record, task));
}

static void
on_held (Observer *self, gint64 now, const Task *task, gboolean held)
{
  OracleRecord *record = (OracleRecord *) self;
  if (held)
    say (record, now, "hold %s %s", task_label (record, task),
         machine_name (record, task->machine));
}

static void
on_machine (Observer *self, gint64 now, guint machine)
{
  static const char *const states[] = { [MACHINE_ABSENT] = "absent",
                                        [MACHINE_IS_DOWN] = "down",
                                        [MACHINE_DRAINING] = "draining",
                                        [MACHINE_IS_UP] = "up" };
  OracleRecord *record = (OracleRecord *) self;
  say (record, now, "machine %s %s", machine_name (record, machine),
       states[self->context->cell->state[machine]]);
}

static void
describe_why (GString *out, const OracleScenario *scenario, guint reason, int resource, int fit,
              const int *turned_away)
{
  g_string_append_printf (out, "%s resource=%d fit=%d turned_away=", oracle_reason_names[reason],
                          resource, fit);
  for (int f = 0; f < scenario->options.n_filters; f++)
    g_string_append_printf (out, "%s%d", f > 0 ? "," : "", turned_away[f]);
}

/* Places tasks of the gang until there is no room or there are enough: how many. *ret_next: the one
 * that comes next. */
static int
place_of_gang (OracleState *state, int task, guint need, int *ret_next)
{
  int placed = 0;
  OraclePacking packing = { 0 };
  g_autoptr (GPtrArray) log = g_ptr_array_new_with_free_func (g_free);
  state->log = log;
  for (*ret_next = 0; *ret_next < state->scenario->tasks && placed < (int) need; ++*ret_next) {
    if (!oracle_same_gang (state->scenario, task, *ret_next)
        || state->task[*ret_next].state == ORACLE_RUNNING)
      continue;
    int machine = oracle_gang_machine (state, *ret_next, (int) need - placed, &packing);
    if (machine == ORACLE_NONE)
      break;
    oracle_place (state, *ret_next, machine);
    placed++;
  }
  state->log = NULL;
  return placed;
}

static OracleWhy
why_of_gang (OracleState *state, int task, guint need)
{
  int next, placed = place_of_gang (state, task, need, &next);
  OracleWhy why = { .reason = ORACLE_GANG, .resource = ORACLE_NONE };
  if (placed == (int) need)
    return why;
  state->task[next].together = TRUE;
  why = oracle_why (state, next);
  if (placed > 0) {
    why.reason = ORACLE_GANG;
    why.resource = ORACLE_NONE;
    why.fit = placed;
  }
  return why;
}

static guint
need_of (const OracleRecord *record, guint task_class)
{
  return record->observer.context->cell->class_at[task_class]->need;
}

static void
on_blocked (Observer *self, gint64 now, guint task_class, const Blocked *blocked)
{
  OracleRecord *record = (OracleRecord *) self;
  const OracleScenario *scenario = record->scenario;
  int task = g_array_index (record->class_task, int, task_class);
  g_autofree OracleState *state = look (record, now);
  guint need = need_of (record, task_class);
  OracleWhy why = need > 1
                    ? why_of_gang (state, find_task (record->scenario, record->decided), need)
                    : oracle_why (state, task);
  int told[ORACLE_FILTERS] = { 0 };
  for (int f = 0; f < scenario->options.n_filters; f++)
    told[f] = (int) blocked->turned_away[f];
  g_autoptr (GString) engine = g_string_new (NULL);
  g_autoptr (GString) oracle = g_string_new (NULL);
  describe_why (engine, scenario, blocked->reason, blocked->resource, (int) blocked->fit, told);
  describe_why (oracle, scenario, why.reason, why.resource, why.fit, why.turned_away);
  if (!g_string_equal (engine, oracle)
      || g_array_index (record->class_blocked, gboolean, task_class))
    say (record, now, "wrong: blocked, class of %s/%s: engine %s; oracle %s",
         scenario->task[task].job, scenario->task[task].name, engine->str, oracle->str);
  g_array_index (record->class_blocked, gboolean, task_class) = TRUE;
}

/* A task of the class that waits, or NULL. */
static const Task *
waiting_of (const OracleRecord *record, guint task_class)
{
  const TaskPool *tasks = record->observer.context->tasks;
  for (guint slot = 0; slot < task_pool_slots (tasks); slot++) {
    const Task *task = task_pool_get (tasks, slot);
    if (task != NULL && task->state == TASK_PENDING && task->task_class == task_class)
      return task;
  }
  return NULL;
}

/* Of gangs' classes only those count of which somebody waits. */
static gboolean
counts (const OracleRecord *record, guint task_class)
{
  return record->observer.context->cell->class_at[task_class]->gang == 0
         || waiting_of (record, task_class) != NULL;
}

/* Could a task of the class, or a gang, start? */
static gboolean
class_could_go (const OracleRecord *record, guint task_class, gint64 now)
{
  g_autofree OracleState *state = look (record, now);
  guint need = need_of (record, task_class);
  int next;
  if (need == 1)
    return oracle_can_go (state, g_array_index (record->class_task, int, task_class));
  int task = find_task (record->scenario, waiting_of (record, task_class));
  return place_of_gang (state, task, need, &next) == (int) need;
}

static void
on_woken (Observer *self, gint64 now, guint task_class)
{
  OracleRecord *record = (OracleRecord *) self;
  const OracleScenario *scenario = record->scenario;
  int task = g_array_index (record->class_task, int, task_class);
  gboolean reclaims = scenario->options.reclaim != ORACLE_NO_RECLAIM;
  if ((!reclaims && counts (record, task_class) && !class_could_go (record, task_class, now))
      || !g_array_index (record->class_blocked, gboolean, task_class))
    say (record, now, "wrong: woken, class of %s/%s, which was awake or no machine could take",
         scenario->task[task].job, scenario->task[task].name);
  g_array_index (record->class_blocked, gboolean, task_class) = FALSE;
}

/* May it have evicted nobody, because it was evicted itself just now? */
static gboolean
was_put_off (const OracleRecord *record, const Task *task, gint64 now)
{
  gint64 most = record->scenario->options.max_cascade;
  return most > 0 && task_chain (task, now) >= most;
}

static void
on_passed (Observer *self, gint64 now, guint64 decisions)
{
  OracleRecord *record = (OracleRecord *) self;
  OracleQueue queue = record->scenario->options.queue;
  (void) decisions;
  gboolean backs_off = record->scenario->options.backoff_first > 0;
  for (guint c = 0; c < record->class_blocked->len && !backs_off; c++)
    if (g_array_index (record->class_blocked, gboolean, c) && counts (record, c)
        && class_could_go (record, c, now))
      say (record, now, "wrong: after the pass class %u is blocked that could be placed", c);
  for (guint slot = 0; slot < task_pool_slots (self->context->tasks); slot++) {
    const Task *task = task_pool_get (self->context->tasks, slot);
    if (task == NULL || task->state != TASK_PENDING || queue == ORACLE_STRICT
        || queue == ORACLE_STOP || queue >= ORACLE_EASY || was_put_off (record, task, now))
      continue;
    if (queue == ORACLE_DROP
        || !g_array_index (record->class_blocked, gboolean, task->task_class))
      say (record, now, "wrong: after the pass %s might still be tried", task_label (record, task));
  }
}

static void
on_sample (Observer *self, gint64 now)
{
  int running = 0, pending = 0;
  for (guint slot = 0; slot < task_pool_slots (self->context->tasks); slot++) {
    const Task *task = task_pool_get (self->context->tasks, slot);
    if (task == NULL)
      continue;
    running += task->state == TASK_RUNNING || task->state == TASK_LEAVING;
    pending += task->state == TASK_PENDING || task->state == TASK_AWAITING
               || task->state == TASK_OVER_QUOTA;
  }
  say ((OracleRecord *) self, now, "sample running=%d pending=%d", running, pending);
}

static const ObserverType record_type = {
  .name = "oracle-record",
  .summary = "facts as the oracle words them",
  .submitted = on_submitted,
  .over_quota = on_over_quota,
  .admitted = on_admitted,
  .decided = on_decided,
  .placed = on_placed,
  .finished = on_finished,
  .evicted = on_evicted,
  .dropped = on_dropped,
  .blocked = on_blocked,
  .woken = on_woken,
  .held = on_held,
  .regrouped = on_regrouped,
  .machine = on_machine,
  .passed = on_passed,
  .sample = on_sample,
};

OracleRecord *
oracle_record_new (const OracleScenario *scenario, const ObserverContext *context)
{
  OracleRecord *record = g_new0 (OracleRecord, 1);
  record->observer = (Observer) { &record_type, context };
  record->scenario = scenario;
  record->log = g_ptr_array_new_with_free_func (g_free);
  record->label = g_string_new (NULL);
  record->class_task = g_array_new (FALSE, TRUE, sizeof (int));
  record->class_blocked = g_array_new (FALSE, TRUE, sizeof (gboolean));
  return record;
}

void
oracle_record_free (OracleRecord *record)
{
  g_ptr_array_unref (record->log);
  g_string_free (record->label, TRUE);
  g_array_unref (record->class_task);
  g_array_unref (record->class_blocked);
  g_free (record);
}

Observer *
oracle_record_observer (OracleRecord *record)
{
  return &record->observer;
}

const GPtrArray *
oracle_record_log (const OracleRecord *record)
{
  return record->log;
}
