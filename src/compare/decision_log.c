/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/decision_log.h"

#include "explain/replay.h"
#include "util/random.h"

typedef struct {
  Observer base;
  DecisionLog *log;
} Recorder;

void
decision_log_clear (DecisionLog *log)
{
  g_clear_pointer (&log->submissions, g_array_unref);
  g_clear_pointer (&log->decisions, g_array_unref);
}

/* Hashes ---------------------------------------------------------------------------------------- */

static guint64
hash_text (guint64 hash, const char *text)
{
  for (; *text != '\0'; text++)
    hash = (hash ^ (guchar) *text) * G_GUINT64_CONSTANT (0x100000001b3);
  return random_mix (hash);
}

/* Tasks by name: indices are of one run alone. */
static guint64
hash_task (guint64 hash, const Task *task)
{
  g_autoptr (GString) name = g_string_new (NULL);

  task_name_append (name, &task->name);
  return hash_text (hash_text (hash, task->job->name), name->str);
}

static guint64
last_of (const GArray *hashes)
{
  return hashes->len > 0 ? g_array_index (hashes, guint64, hashes->len - 1) : 0;
}

/* Facts ----------------------------------------------------------------------------------------- */

static void
recorder_submitted (Observer *observer, gint64 now, const Task *task)
{
  const Cell *cell = observer->context->cell;
  const TaskClass *class = cell_class_of (cell, task);
  GArray *hashes = ((Recorder *) observer)->log->submissions;
  guint64 hash = hash_task (random_mix (last_of (hashes) ^ (guint64) now), task);

  for (guint r = 0; r < cell->resources->count; r++)
    hash = random_mix (hash ^ (guint64) class->request.of[r]);
  hash = random_mix (hash ^ (guint64) class->priority ^ ((guint64) task->duration << 1));
  g_array_append_val (hashes, hash);
}

static void
recorder_decided (Observer *observer, gint64 now, const Task *task, const Decision *decision)
{
  GArray *hashes = ((Recorder *) observer)->log->decisions;
  guint64 hash = random_mix (last_of (hashes) ^ (guint64) now);

  if (decision->kind == DECISION_BLOCKED)
    return;
  hash = hash_task (hash, task);
  hash = hash_text (hash, inventory_machine (observer->context->cell->inventory,
                                             decision->machine)->name);
  for (guint i = 0; decision->kind == DECISION_PREEMPT && i < decision->victims->len; i++)
    hash = hash_task (hash, g_array_index (decision->victims, Victim, i).task);
  g_array_append_val (hashes, hash);
}

static const ObserverType recorder_type = {
  .name = "recorder",
  .summary = "what is submitted and decided, as hashes",
  .submitted = recorder_submitted,
  .decided = recorder_decided,
};

gboolean
decision_log_record (Scenario *scenario, DecisionLog *ret, GError **error)
{
  SimulationOptions options = { 0 };
  Recorder recorder = { .base = { .type = &recorder_type }, .log = ret };
  Replay *replay = replay_new (scenario, TIME_NEVER, &options, error);
  gboolean done;

  if (replay == NULL)
    return FALSE;
  ret->submissions = g_array_new (FALSE, FALSE, sizeof (guint64));
  ret->decisions = g_array_new (FALSE, FALSE, sizeof (guint64));
  replay_add_observer (replay, &recorder.base);
  done = replay_run (replay, error);
  replay_free (replay);
  return done;
}

gint64
decision_log_part (const GArray *a, const GArray *b)
{
  guint both = MIN (a->len, b->len);

  for (guint i = 0; i < both; i++)
    if (g_array_index (a, guint64, i) != g_array_index (b, guint64, i))
      return i;
  return a->len == b->len ? -1 : (gint64) both;
}
