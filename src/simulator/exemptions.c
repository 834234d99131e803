/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/exemptions.h"

#define NEVER G_MAXINT64

/* One run of a task. */
typedef struct {
  gint64 end;
  guint64 sequence;
  guint slot;
  guint placements;
} Exemption;

struct Exemptions {
  const TaskPool *tasks;
  gint64 time;
  GArray *waiting; /* of Exemption, in order; the first `gone` of them are over */
  guint gone;
};

Exemptions *
exemptions_new (const TaskPool *tasks, gint64 time)
{
  Exemptions *exemptions = g_new0 (Exemptions, 1);
  exemptions->tasks = tasks;
  exemptions->time = time;
  exemptions->waiting = g_array_new (FALSE, FALSE, sizeof (Exemption));
  return exemptions;
}

void
exemptions_free (Exemptions *exemptions)
{
  if (exemptions == NULL)
    return;
  g_array_unref (exemptions->waiting);
  g_free (exemptions);
}

/* Only who waits for its data ends later than some that come after it. */
void
exemptions_add (Exemptions *exemptions, const Task *task)
{
  guint at = exemptions->waiting->len;
  if (exemptions->time >= NEVER - task->started)
    return;
  Exemption exemption = { .end = task->started + exemptions->time,
                          .sequence = task->sequence,
                          .slot = task->slot,
                          .placements = task->placements };
  while (at > exemptions->gone
         && g_array_index (exemptions->waiting, Exemption, at - 1).end > exemption.end)
    at--;
  g_array_insert_val (exemptions->waiting, at, exemption);
}

static Exemption *
first (const Exemptions *exemptions)
{
  return &g_array_index (exemptions->waiting, Exemption, exemptions->gone);
}

/* Is it still running, for the same time? */
static const Task *
task_of (const Exemptions *exemptions, const Exemption *exemption)
{
  const Task *task = task_pool_get (exemptions->tasks, exemption->slot);
  return task != NULL && task->sequence == exemption->sequence
             && task->placements == exemption->placements && task->state == TASK_RUNNING
           ? task
           : NULL;
}

/* What is over makes room when it is half of the array: a constant cost each. */
static void
pass_over_first (Exemptions *exemptions)
{
  if (++exemptions->gone * 2 < exemptions->waiting->len)
    return;
  g_array_remove_range (exemptions->waiting, 0, exemptions->gone);
  exemptions->gone = 0;
}

gint64
exemptions_due (Exemptions *exemptions)
{
  while (exemptions->gone < exemptions->waiting->len
         && task_of (exemptions, first (exemptions)) == NULL)
    pass_over_first (exemptions);
  return exemptions->gone < exemptions->waiting->len ? first (exemptions)->end : NEVER;
}

const Task *
exemptions_pop (Exemptions *exemptions)
{
  const Task *task = task_of (exemptions, first (exemptions));
  g_assert (task != NULL);
  pass_over_first (exemptions);
  return task;
}
