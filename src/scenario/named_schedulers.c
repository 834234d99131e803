/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/named_schedulers.h"

#include "util/units.h"

NamedScheduler *
named_scheduler_new (const char *name)
{
  NamedScheduler *scheduler = g_new0 (NamedScheduler, 1);

  scheduler->name = g_strdup (name);
  return scheduler;
}

void
named_scheduler_free (NamedScheduler *scheduler)
{
  g_free (scheduler->name);
  g_free (scheduler->users);
  g_clear_pointer (&scheduler->scores, g_array_unref);
  g_free (scheduler);
}

void
named_schedulers_clear (NamedSchedulers *schedulers)
{
  g_clear_pointer (&schedulers->list, g_ptr_array_unref);
}

static gboolean
serves (const NamedScheduler *scheduler, guint user, const TaskClass *task_class)
{
  return (scheduler->tiers & 1u << task_class->tier) != 0
         && task_class->priority >= scheduler->lowest && task_class->priority <= scheduler->highest
         && (scheduler->users == NULL || scheduler->users[user]);
}

guint
named_schedulers_route (const NamedSchedulers *schedulers, guint user,
                        const TaskClass *task_class)
{
  for (guint s = 0; s < schedulers->list->len; s++)
    if (serves (named_schedulers_get (schedulers, s), user, task_class))
      return s;
  return SCHEDULER_NONE;
}

gint64
named_scheduler_time (const NamedScheduler *scheduler, guint tasks)
{
  gint64 time;

  if (__builtin_mul_overflow (scheduler->task_time, (gint64) tasks, &time)
      || __builtin_add_overflow (time, scheduler->job_time, &time))
    return TIME_NEVER;
  return time;
}
