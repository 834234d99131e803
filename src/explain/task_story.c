/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An observer that follows one task and takes down, at every decision about it, what there was to
 * choose from: the last one stays. */
#include "explain/task_story.h"

#include "explain/names.h"
#include "model/gang.h"
#include "util/input_error.h"

#include <string.h>

const char *const fact_names[]
  = { "submitted", "placed",   "held",    "chosen",     "evicted",
      "failed",    "finished", "dropped", "over quota", "admitted" };

typedef struct {
  Observer base;
  const Replay *replay;
  guint64 sequence;
  const Task *task; /* NULL before it arrives, and when it is gone */
  TaskStory *story;
} Follower;

static void
fact_clear (gpointer data)
{
  g_free (((Fact *) data)->by);
  g_free (((Fact *) data)->with);
}

void
task_story_free (TaskStory *story)
{
  if (story == NULL)
    return;
  g_array_unref (story->facts);
  choice_free (story->placement);
  choice_free (story->eviction);
  waiting_free (story->waiting);
  g_free (story->evicted_for_name);
  g_free (story->evicted_with);
  g_free (story->name);
  g_free (story);
}

/* Which task -------------------------------------------------------------------------------- */

/* Is the record's task i called so? The name may hold a '/' anywhere. */
static gboolean
is_called (const TaskRecord *record, guint i, const char *name)
{
  gsize length = strlen (record->job);
  if (strncmp (record->job, name, length) != 0 || name[length] != '/')
    return FALSE;
  TaskName its = task_record_name (record, i);
  g_autofree char *text = task_name_text (&its);
  return strcmp (text, name + length + 1) == 0;
}

static gboolean
refuse (GError **error, const Scenario *scenario, const char *name, guint found)
{
  const char *trace = g_ptr_array_index (scenario->inputs, scenario->inputs->len - 1);
  if (found == 0)
    return input_error (error, trace, 0, "JOB/ID, such as web/3", "there is no task '%s'", name);
  return input_error (error, trace, 0, "the name of a single one", "%u tasks are called '%s'",
                      found, name);
}

gboolean
task_story_find (const Scenario *scenario, const char *name, guint64 *ret_sequence,
                 gint64 *ret_submit, GError **error)
{
  g_autoptr (TaskStream) stream = workload_open (scenario->workload, error);
  guint64 sequence = 0;
  guint found = 0;
  TaskRecord record;
  int got = stream != NULL ? 1 : -1;
  while (got > 0 && (got = task_stream_next (stream, &record, error)) > 0)
    for (guint i = 0; i < record.count; i++, sequence++)
      if (is_called (&record, i, name) && found++ == 0) {
        *ret_sequence = sequence;
        *ret_submit = record.submit;
      }
  if (got < 0)
    return FALSE;
  return found == 1 || refuse (error, scenario, name, found);
}

/* Its story --------------------------------------------------------------------------------- */

static Fact *
add_fact (Follower *follower, gint64 now, FactKind kind, guint machine)
{
  GArray *facts = follower->story->facts;
  Fact fact = { .time = now, .kind = kind, .machine = machine, .runs = TIME_UNSET };
  g_array_append_val (facts, fact);
  return &g_array_index (facts, Fact, facts->len - 1);
}

static void
follower_submitted (Observer *observer, gint64 now, const Task *task)
{
  Follower *self = (Follower *) observer;
  if (task->sequence != self->sequence)
    return;
  self->task = task;
  self->story->user = users_get (observer->context->scenario->users, task->user)->path;
  self->story->task_class = cell_class_of (observer->context->cell, task);
  add_fact (self, now, FACT_SUBMITTED, MACHINE_NONE);
}

/* That it waits for others to be gone is told; a refusal follows as being dropped. */
static void
follower_over_quota (Observer *observer, gint64 now, const Task *task, int resource, gboolean waits)
{
  Follower *self = (Follower *) observer;
  Moment moment;
  if (task != self->task)
    return;
  if (waits)
    add_fact (self, now, FACT_OVER_QUOTA, MACHINE_NONE);
  moment = replay_moment_at (self->replay, now);
  self->story->waiting = waiting_over_quota (&moment, task, resource);
}

static void
follower_admitted (Observer *observer, gint64 now, const Task *task)
{
  Follower *self = (Follower *) observer;
  if (task != self->task)
    return;
  add_fact (self, now, FACT_ADMITTED, MACHINE_NONE);
  waiting_free (g_steal_pointer (&self->story->waiting));
}

/* The task that is evicted, if it is this one, or one of its gang that runs with it: then this one is
 * evicted as well if too few are left. NULL: neither. */
static const Task *
find_victim (const Follower *self, const Decision *decision)
{
  const Gang *gang = gang_of (self->task, cell_class_of (self->base.context->cell, self->task));
  const Task *mate = NULL;
  guint mates = 0;
  if (decision->kind != DECISION_PREEMPT || self->task->state != TASK_RUNNING)
    return NULL;
  for (guint i = 0; i < decision->victims->len; i++) {
    const Task *victim = g_array_index (decision->victims, Victim, i).task;
    if (victim == self->task)
      return victim;
    if (gang != NULL && victim->job == self->task->job && mates++ == 0)
      mate = victim;
  }
  return mates > 0 && gang->running + gang->finished < gang->least + mates ? mate : NULL;
}

static void
take_down (Follower *self, gint64 now, const Task *task, const Decision *decision, Choice **choice)
{
  Moment moment = replay_moment_at (self->replay, now);
  choice_free (*choice);
  *choice = choice_of_decision (&moment, task, decision);
}

static void
note_eviction (Follower *self, gint64 now, const Task *task, const Decision *decision,
               const Task *victim)
{
  const ObserverContext *context = self->base.context;
  TaskStory *story = self->story;
  take_down (self, now, task, decision, &story->eviction);
  g_free (story->evicted_for_name);
  g_free (story->evicted_with);
  story->evicted_for_name = name_of_task (task);
  story->evicted_with = victim != self->task ? name_of_task (victim) : NULL;
  story->evicted_for = cell_class_of (context->cell, task);
  if (context->scenario->scheduler.grace > 0)
    add_fact (self, now, FACT_CHOSEN, self->task->machine)->by = g_strdup (
      story->evicted_for_name);
}

static void
follower_decided (Observer *observer, gint64 now, const Task *task, const Decision *decision)
{
  Follower *self = (Follower *) observer;
  TaskStory *story = self->story;
  if (self->task == NULL)
    return;
  const Task *victim = find_victim (self, decision);
  if (victim != NULL)
    note_eviction (self, now, task, decision, victim);
  else if (task == self->task && decision->kind != DECISION_BLOCKED)
    take_down (self, now, task, decision, &story->placement);
  else if (task == self->task
           && observer->context->scenario->scheduler.queue == QUEUE_DROP) {
    Moment moment = replay_moment_at (self->replay, now);
    story->waiting = waiting_of_task (&moment, task);
  }
}

static void
follower_placed (Observer *observer, gint64 now, const Task *task)
{
  Follower *self = (Follower *) observer;
  if (task != self->task)
    return;
  Fact *fact = add_fact (self, now, FACT_PLACED, task->machine);
  if (task->started > now)
    fact->runs = task->started;
}

static void
follower_held (Observer *observer, gint64 now, const Task *task, gboolean held)
{
  Follower *self = (Follower *) observer;
  if (task == self->task && held)
    add_fact (self, now, FACT_HELD, task->machine);
}

static void
follower_evicted (Observer *observer, gint64 now, const Task *task, EvictCause cause, gint64 lost,
                  gint64 started)
{
  Follower *self = (Follower *) observer;
  gboolean preempted = cause == EVICT_PREEMPTED;
  (void) started;
  if (task != self->task)
    return;
  Fact *fact = add_fact (self, now, preempted ? FACT_EVICTED : FACT_FAILED, task->machine);
  fact->lost = lost;
  fact->by = preempted ? g_strdup (self->story->evicted_for_name) : NULL;
  fact->with = preempted ? g_strdup (self->story->evicted_with) : NULL;
}

static void
follower_finished (Observer *observer, gint64 now, const Task *task)
{
  Follower *self = (Follower *) observer;
  if (task != self->task)
    return;
  add_fact (self, now, FACT_FINISHED, task->machine);
  self->task = NULL;
}

static void
follower_dropped (Observer *observer, gint64 now, const Task *task)
{
  Follower *self = (Follower *) observer;
  if (task != self->task)
    return;
  add_fact (self, now, FACT_DROPPED, MACHINE_NONE);
  self->task = NULL;
}

static const ObserverType follower_type = {
  .name = "follower",
  .summary = "what becomes of one task",
  .submitted = follower_submitted,
  .over_quota = follower_over_quota,
  .admitted = follower_admitted,
  .decided = follower_decided,
  .placed = follower_placed,
  .held = follower_held,
  .evicted = follower_evicted,
  .finished = follower_finished,
  .dropped = follower_dropped,
};

TaskStory *
task_story_tell (Replay *replay, const char *name, guint64 sequence, GError **error)
{
  g_autoptr (TaskStory) story = g_new0 (TaskStory, 1);
  Follower follower = { .base = { .type = &follower_type },
                        .replay = replay,
                        .sequence = sequence,
                        .story = story };
  story->name = g_strdup (name);
  story->facts = g_array_new (FALSE, TRUE, sizeof (Fact));
  g_array_set_clear_func (story->facts, fact_clear);
  replay_add_observer (replay, &follower.base);
  if (!replay_run (replay, error))
    return NULL;
  if (story->facts->len == 0) {
    input_error (error, name, 0, NULL,
                 "it is not submitted: its job comes after jobs that have not finished by then");
    return NULL;
  }
  if (follower.task != NULL && follower.task->state == TASK_PENDING) {
    Moment moment = replay_moment (replay);
    story->waiting = waiting_of_task (&moment, follower.task);
  }
  return g_steal_pointer (&story);
}
