/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "oracle_moves.h"

#include <string.h>

void
oracle_say (OracleState *state, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (state->log, g_strdup_printf ("%" G_GINT64_FORMAT " %s", state->now, text));
}

void
oracle_say_task (OracleState *state, const char *what, int task, int machine)
{
  const OracleTask *t = &state->scenario->task[task];
  gboolean somewhere = machine != ORACLE_NONE;
  oracle_say (state, "%s %s/%s%s%s", what, t->job, t->name, somewhere ? " " : "",
       somewhere ? state->scenario->machine[machine].name : "");
}

/* Which devices a task has got is part of the decision: `devices=2:5` are numbers 0 and 2 of
 * resource 2. */
static void
say_placed (OracleState *state, int task)
{
  const OracleTask *t = &state->scenario->task[task];
  const OracleLife *life = &state->task[task];
  g_autoptr (GString) devices = g_string_new (NULL);
  for (int r = 0; r < state->scenario->resources; r++) {
    guint bits = 0;
    for (int d = 0; d < ORACLE_DEVICES; d++)
      bits |= life->device[r][d] > 0 ? 1u << d : 0;
    if (bits != 0)
      g_string_append_printf (devices, " devices=%d:%x", r, bits);
  }
  oracle_say (state, "place %s/%s %s%s", t->job, t->name, state->scenario->machine[life->machine].name,
       devices->str);
}

void
oracle_retry_all (OracleState *state)
{
  for (int t = 0; t < ORACLE_TASKS; t++)
    state->task[t].impossible = FALSE;
}

void
oracle_recover (OracleState *state, int task)
{
  const OracleScenario *scenario = state->scenario;
  if (scenario->options.preempt == ORACLE_NO_PREEMPTION
      || scenario->options.preempt == ORACLE_KUBE)
    return;
  for (int t = 0; t < scenario->tasks; t++)
    if (state->task[t].state == ORACLE_RUNNING && scenario->task[t].budget != ORACLE_NONE
        && strcmp (scenario->task[t].job, scenario->task[task].job) == 0)
      state->changed[state->task[t].machine] = TRUE;
}

void
oracle_place (OracleState *state, int task, int machine)
{
  OracleLife *life = &state->task[task];
  gint64 duration = state->scenario->task[task].duration;
  oracle_take_devices (state, machine, task);
  life->state = ORACLE_RUNNING;
  life->machine = machine;
  life->started = state->now + oracle_transfer_time (state->scenario, machine, task);
  oracle_reserve_limits (state, task);
  if (life->placements++ > 0)
    oracle_recover (state, task);
  life->placed_order = ++state->orders;
  state->last_machine = machine;
  if (duration != ORACLE_NONE) {
    life->finish_time = life->started + duration - life->done;
    life->finish_order = ++state->orders;
  }
  say_placed (state, task);
  oracle_retry_all (state);
}

void
oracle_leave (OracleState *state, int task, OracleTaskState next)
{
  OracleLife *life = &state->task[task];
  state->changed[life->machine] = TRUE;
  life->state = next;
  life->machine = ORACLE_NONE;
  life->finish_time = life->grace_time = ORACLE_NONE;
  memset (life->device, 0, sizeof life->device);
  state->released = TRUE;
  oracle_retry_all (state);
}

static void evict_gang (OracleState *state, int task, const char *cause);

void
oracle_evict (OracleState *state, int task, const char *cause)
{
  OracleLife *life = &state->task[task];
  int machine = life->machine;
  gint64 lost = oracle_lost (state, task);
  const OracleTask *t = &state->scenario->task[task];
  life->done = life->done + MAX (state->now - life->started, 0) - lost;
  life->evicted = state->now;
  life->chain = 0;
  life->preemptions += strcmp (cause, "preempted") == 0;
  oracle_leave (state, task, ORACLE_PENDING);
  oracle_say (state, "%s %s/%s %s lost=%" G_GINT64_FORMAT, cause, t->job, t->name,
       state->scenario->machine[machine].name, lost);
  if (t->gang > 1 && !life->together && oracle_gang_need (state, task) > 0)
    evict_gang (state, task, cause);
}

/* Too few of its gang are left: the others go as well, and all must start together. */
static void
evict_gang (OracleState *state, int task, const char *cause)
{
  oracle_gang_mark (state, task, TRUE);
  for (int t = 0; t < state->scenario->tasks; t++)
    if (oracle_same_gang (state->scenario, task, t) && state->task[t].state == ORACLE_RUNNING)
      oracle_evict (state, t, cause);
  oracle_gang_mark (state, task, oracle_gang_need (state, task) > 1);
}

void
oracle_end_hold_if_empty (OracleState *state, int machine)
{
  int task = state->held_for[machine];
  if (task == ORACLE_NONE)
    return;
  for (int t = 0; t < state->scenario->tasks; t++)
    if (state->task[t].state == ORACLE_LEAVING && state->task[t].machine == machine)
      return;
  state->held_for[machine] = ORACLE_NONE;
  state->changed[machine] = TRUE;
  oracle_place (state, task, machine);
}
