/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/decision_story.h"

#include "explain/explain_parts.h"
#include "explain/names.h"
#include "explain/replay.h"
#include "explain/share_story.h"

#include <string.h>

#define VICTIMS_NAMED 5

typedef struct {
  Observer base;
  const Replay *replay;
  const char *other;
  guint64 index, seen;
  DecisionStory *story;
} Teller;

void
decision_story_clear (DecisionStory *story)
{
  g_free (story->task);
  g_free (story->what);
  g_free (story->turn);
  g_free (story->why);
  g_free (story->other);
  *story = (DecisionStory){ 0 };
}

/* Words ----------------------------------------------------------------------------------------- */

static char *
tell_what (const Moment *moment, const Task *task, const Decision *decision)
{
  g_autofree char *name = name_of_task (task);
  const char *machine = moment_machine_name (moment, decision->machine);
  GString *out = g_string_new (NULL);

  if (decision->kind == DECISION_PLACE) {
    g_string_printf (out, "places %s on %s", name, machine);
    return g_string_free (out, FALSE);
  }
  g_string_append (out, "evicts ");
  for (guint i = 0; i < MIN (decision->victims->len, VICTIMS_NAMED); i++) {
    g_autofree char *victim
      = name_of_task (g_array_index (decision->victims, Victim, i).task);

    g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", victim);
  }
  if (decision->victims->len > VICTIMS_NAMED)
    g_string_append_printf (out, " and %u more", decision->victims->len - VICTIMS_NAMED);
  g_string_append_printf (out, " from %s, to place %s", machine, name);
  return g_string_free (out, FALSE);
}

/* Who waits since when, and how its user stands. */
static char *
tell_turn (const Moment *moment, const Task *task)
{
  const TaskClass *class = cell_class_of (moment->cell, task);
  const char *user = users_get (moment->scenario->users, task->user)->path;
  g_autofree char *name = name_of_task (task);
  GString *out = g_string_new (NULL);
  double share;

  g_string_printf (out, "%s: %s, priority %d, of %s, submitted at ", name,
                   tier_names[class->tier], class->priority, user);
  explain_time (out, task->submit);
  if (share_of_user (moment, task->user, class->tier, &share))
    g_string_append_printf (out, "; its user's share is %.6f", share);
  return g_string_free (out, FALSE);
}

static const Task *
find_task (const Moment *moment, const char *name)
{
  for (guint slot = 0; slot < task_pool_slots (moment->tasks); slot++) {
    const Task *task = task_pool_get (moment->tasks, slot);
    g_autofree char *its = task != NULL ? name_of_task (task) : NULL;

    if (its != NULL && strcmp (its, name) == 0)
      return task;
  }
  return NULL;
}

static void
append_waiting (GString *out, const Moment *moment, const Task *task)
{
  Waiting *waiting = waiting_of_task (moment, task);
  g_autoptr (GString) reason = g_string_new (NULL);

  explain_reason (reason, moment, waiting);
  /* The label and the newline are of a line of its own. */
  g_string_append_printf (out, "; it waits: %.*s",
                          (int) (reason->len - EXPLAIN_LABEL - 1), reason->str + EXPLAIN_LABEL);
  waiting_free (waiting);
}

static char *
tell_other (const Moment *moment, const char *name)
{
  const Task *task = find_task (moment, name);
  g_autofree char *turn = task != NULL ? tell_turn (moment, task) : NULL;
  GString *out = g_string_new (turn);

  if (task == NULL || task->state == TASK_GONE)
    g_string_printf (out, "%s: not there", name);
  else if (task->state == TASK_PENDING)
    append_waiting (out, moment, task);
  else if (task->machine != MACHINE_NONE)
    g_string_append_printf (out, "; on %s", moment_machine_name (moment, task->machine));
  return g_string_free (out, FALSE);
}

static char *
tell_why (const Moment *moment, const Task *task, const Decision *decision)
{
  Choice *choice = choice_of_decision (moment, task, decision);
  GString *out = g_string_new (NULL);

  explain_choice (out, moment, choice);
  choice_free (choice);
  return g_string_free (out, FALSE);
}

/* The run --------------------------------------------------------------------------------------- */

static void
teller_decided (Observer *observer, gint64 now, const Task *task, const Decision *decision)
{
  Teller *self = (Teller *) observer;
  DecisionStory *story = self->story;
  Moment moment;

  if (decision->kind == DECISION_BLOCKED || self->seen++ != self->index)
    return;
  moment = replay_moment_at (self->replay, now);
  story->there = TRUE;
  story->time = now;
  story->task = name_of_task (task);
  story->what = tell_what (&moment, task, decision);
  story->turn = tell_turn (&moment, task);
  story->why = tell_why (&moment, task, decision);
  if (self->other != NULL && strcmp (self->other, story->task) != 0)
    story->other = tell_other (&moment, self->other);
}

static gboolean
on_progress (gint64 now, double fraction, gpointer data)
{
  (void) now, (void) fraction;
  return !((const DecisionStory *) data)->there;
}

static const ObserverType teller_type = {
  .name = "teller",
  .summary = "one decision",
  .decided = teller_decided,
};

gboolean
decision_story_tell (Scenario *scenario, guint64 index, const char *other, DecisionStory *ret,
                     GError **error)
{
  SimulationOptions options = { .progress = on_progress, .progress_data = ret };
  Replay *replay = replay_new (scenario, TIME_NEVER, &options, error);
  Teller teller = { .base = { .type = &teller_type }, .replay = replay, .other = other,
                    .index = index, .story = ret };
  g_autoptr (GError) ended = NULL;
  gboolean done;

  if (replay == NULL)
    return FALSE;
  replay_add_observer (replay, &teller.base);
  /* Once it is told, the run is interrupted. */
  done = replay_run (replay, &ended) || ret->there;
  if (!done)
    g_propagate_error (error, g_steal_pointer (&ended));
  replay_free (replay);
  return done;
}
