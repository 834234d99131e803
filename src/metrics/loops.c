/* SPDX-License-Identifier: GPL-3.0-or-later */
/* preemption-loops.csv: work that is begun over and over. Tasks that were evicted often for others'
 * sake; users, and jobs, that evicted each other's tasks often, counted when a task was chosen as a
 * victim. */
#include "metrics/csv_line.h"
#include "metrics/eviction_pairs.h"
#include "metrics/observers.h"
#include "metrics/results.h"
#include "metrics/summary.h"
#include "scheduler/policy_tables.h"

typedef struct {
  char *name; /* JOB/TASK */
  guint user;
  guint evictions;
  guint64 sequence;
} OftenEvicted;

typedef struct {
  Observer base;
  CsvLine row;
  gint64 least; /* evictions that are worth a row */
  GArray *often; /* of OftenEvicted: tasks that have gone */
  EvictionPairs *users, *jobs;
  GHashTable *job_numbers; /* name to number + 1; never walked */
  GPtrArray *job_names;    /* by number */
} Loops;

static gboolean
loops_wanted (const Scenario *scenario)
{
  return preempt_policy_evicts (preempt_policy_find (scenario->scheduler.preempt));
}

static void
often_clear (gpointer often)
{
  g_free (((OftenEvicted *) often)->name);
}

static Observer *
loops_create (const ObserverContext *context, Results *results, GError **error)
{
  ResultFile *file = NULL;
  Loops *self;

  if (results != NULL && (file = results_open (results, "preemption-loops.csv", error)) == NULL)
    return NULL;
  self = g_new0 (Loops, 1);
  self->least = context->scenario->loop_evictions;
  self->often = g_array_new (FALSE, FALSE, sizeof (OftenEvicted));
  g_array_set_clear_func (self->often, often_clear);
  self->users = eviction_pairs_new ();
  self->jobs = eviction_pairs_new ();
  self->job_names = g_ptr_array_new_with_free_func (g_free);
  self->job_numbers = g_hash_table_new (g_str_hash, g_str_equal);
  csv_line_init (&self->row, file);
  return &self->base;
}

#define NO_NUMBER G_MAXUINT

/* NO_NUMBER when there are too many: memory must not grow with the trace. */
static guint
job_number (Loops *self, const Job *job)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->job_numbers, job->name));
  if (number > 0)
    return number - 1;
  if (self->job_names->len == EVICTION_PAIRS_MAX)
    return NO_NUMBER;
  char *name = g_strdup (job->name);
  g_ptr_array_add (self->job_names, name);
  g_hash_table_insert (self->job_numbers, name, GUINT_TO_POINTER (self->job_names->len));
  return self->job_names->len - 1;
}

static void
add_jobs (Loops *self, guint evictor, guint victim)
{
  if (evictor == NO_NUMBER || victim == NO_NUMBER)
    eviction_pairs_add_beyond (self->jobs);
  else
    eviction_pairs_add (self->jobs, evictor, victim);
}

static void
loops_decided (Observer *observer, gint64 now, const Task *task, const Decision *decision)
{
  Loops *self = (Loops *) observer;
  (void) now;
  if (decision->kind != DECISION_PREEMPT)
    return;
  guint job = job_number (self, task->job);
  for (guint i = 0; i < decision->victims->len; i++) {
    const Task *victim = g_array_index (decision->victims, Victim, i).task;
    eviction_pairs_add (self->users, task->user, victim->user);
    if (victim->job != task->job)
      add_jobs (self, job, job_number (self, victim->job));
  }
}

static void
note_task (Loops *self, const Task *task)
{
  g_autoptr (GString) name = NULL;
  if (task->preemptions < self->least)
    return;
  name = g_string_new (task->job->name);
  g_string_append_c (name, '/');
  task_name_append (name, &task->name);
  OftenEvicted often = { .name = g_strdup (name->str),
                         .user = task->user,
                         .evictions = task->preemptions,
                         .sequence = task->sequence };
  g_array_append_val (self->often, often);
}

static void
loops_gone (Observer *observer, gint64 now, const Task *task)
{
  (void) now;
  note_task ((Loops *) observer, task);
}

static gint
compare_often (gconstpointer a, gconstpointer b)
{
  const OftenEvicted *x = a, *y = b;
  if (x->evictions != y->evictions)
    return x->evictions > y->evictions ? -1 : 1;
  return COMPARE (x->sequence, y->sequence);
}

static const char *
user_path (const Loops *self, guint user)
{
  return users_get (self->base.context->scenario->users, user)->path;
}

static void
write_tasks (Loops *self)
{
  for (guint i = 0; i < self->often->len; i++) {
    const OftenEvicted *often = &g_array_index (self->often, OftenEvicted, i);
    csv_line_text (&self->row, "task");
    csv_line_text (&self->row, often->name);
    csv_line_text (&self->row, user_path (self, often->user));
    csv_line_integer (&self->row, often->evictions);
    csv_line_empty (&self->row);
    csv_line_end (&self->row);
  }
}

static void
write_pair (Loops *self, const char *kind, const char *first, const char *second,
            const EvictionPair *pair)
{
  csv_line_text (&self->row, kind);
  csv_line_text (&self->row, first);
  csv_line_text (&self->row, second);
  csv_line_integer (&self->row, pair->forth);
  csv_line_integer (&self->row, pair->back);
  csv_line_end (&self->row);
}

static void
write_pairs (Loops *self, const GPtrArray *users, const GPtrArray *jobs)
{
  for (guint i = 0; i < users->len; i++) {
    const EvictionPair *pair = g_ptr_array_index (users, i);
    write_pair (self, "users", user_path (self, pair->a), user_path (self, pair->b), pair);
  }
  for (guint i = 0; i < jobs->len; i++) {
    const EvictionPair *pair = g_ptr_array_index (jobs, i);
    write_pair (self, "jobs", g_ptr_array_index (self->job_names, pair->a),
                g_ptr_array_index (self->job_names, pair->b), pair);
  }
}

static gboolean
loops_finish (Observer *observer, gint64 now, Summary *summary, GError **error)
{
  static const char *const columns[] = { "kind", "first", "second", "evictions", "evictions_back" };
  Loops *self = (Loops *) observer;
  const TaskPool *tasks = observer->context->tasks;
  g_autoptr (GPtrArray) users = eviction_pairs_mutual (self->users, self->least);
  g_autoptr (GPtrArray) jobs = eviction_pairs_mutual (self->jobs, self->least);
  (void) now, (void) error;

  for (guint slot = 0; slot < task_pool_slots (tasks); slot++)
    if (task_pool_get (tasks, slot) != NULL)
      note_task (self, task_pool_get (tasks, slot));
  g_array_sort (self->often, compare_often);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    csv_line_text (&self->row, columns[i]);
  csv_line_end (&self->row);
  write_tasks (self);
  write_pairs (self, users, jobs);
  gint64 most = self->often->len > 0 ? g_array_index (self->often, OftenEvicted, 0).evictions : 0;
  summary_integer (summary, self->least, "preemptions.loops.at_least");
  summary_integer (summary, self->often->len, "preemptions.loops.tasks");
  summary_integer (summary, most, "preemptions.loops.most");
  summary_integer (summary, users->len, "preemptions.loops.user_pairs");
  summary_integer (summary, jobs->len, "preemptions.loops.job_pairs");
  summary_integer (summary,
                   eviction_pairs_beyond (self->users) + eviction_pairs_beyond (self->jobs),
                   "preemptions.loops.not_followed");
  return TRUE;
}

static void
loops_free (Observer *observer)
{
  Loops *self = (Loops *) observer;
  eviction_pairs_free (self->users);
  eviction_pairs_free (self->jobs);
  g_hash_table_unref (self->job_numbers);
  g_ptr_array_unref (self->job_names);
  g_array_unref (self->often);
  csv_line_clear (&self->row);
  g_free (self);
}

const ObserverType observer_loops = {
  .name = "loops",
  .summary = "tasks that are evicted over and over, users and jobs that evict each other",
  .wanted = loops_wanted,
  .create = loops_create,
  .decided = loops_decided,
  .finished = loops_gone,
  .dropped = loops_gone,
  .finish = loops_finish,
  .free = loops_free,
};
