/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks live in pages that never move; free slots are reused last-in first-out, which is as
 * repeatable as the run itself. Names are looked up only to catch a trace that names a live task
 * again, and to join the tasks of a job. */
#include "model/task.h"

#include <string.h>

#define PAGE 1024

struct TaskPool {
  GPtrArray *pages;        /* of Task[PAGE] */
  GArray *free_slots;      /* of guint */
  guint slots;
  GHashTable *jobs;        /* name -> Job */
};

gint64
task_progress (const Task *task, gint64 now)
{
  return task->started == TIME_UNSET ? task->done : task->done + (now - task->started);
}

gint64
task_saved (const Task *task, gint64 now)
{
  if (task->checkpoint <= 0)
    return 0;
  gint64 progress = task_progress (task, now);
  return progress - progress % task->checkpoint;
}

TaskPool *
task_pool_new (void)
{
  TaskPool *pool = g_new0 (TaskPool, 1);
  pool->pages = g_ptr_array_new_with_free_func (g_free);
  pool->free_slots = g_array_new (FALSE, FALSE, sizeof (guint));
  pool->jobs = g_hash_table_new (g_str_hash, g_str_equal);
  return pool;
}

static Task *
slot_task (const TaskPool *pool, guint slot)
{
  return (Task *) g_ptr_array_index (pool->pages, slot / PAGE) + slot % PAGE;
}

static void
job_free (Job *job)
{
  g_free (job->name);
  g_free (job);
}

void
task_pool_free (TaskPool *pool)
{
  if (pool == NULL)
    return;
  for (guint slot = 0; slot < pool->slots; slot++) {
    Task *task = slot_task (pool, slot);
    if (task->job != NULL)
      task_pool_remove (pool, task);
  }
  g_hash_table_unref (pool->jobs);
  g_array_unref (pool->free_slots);
  g_ptr_array_unref (pool->pages);
  g_free (pool);
}

static guint
take_slot (TaskPool *pool)
{
  if (pool->free_slots->len > 0) {
    guint slot = g_array_index (pool->free_slots, guint, pool->free_slots->len - 1);
    g_array_set_size (pool->free_slots, pool->free_slots->len - 1);
    return slot;
  }
  if (pool->slots % PAGE == 0)
    g_ptr_array_add (pool->pages, g_new0 (Task, PAGE));
  return pool->slots++;
}

Task *
task_pool_add (TaskPool *pool, const char *job_name, const char *name)
{
  Job *job = g_hash_table_lookup (pool->jobs, job_name);
  if (job == NULL) {
    job = g_new0 (Job, 1);
    job->name = g_strdup (job_name);
    g_hash_table_insert (pool->jobs, job->name, job);
  }
  guint slot = take_slot (pool);
  Task *task = slot_task (pool, slot);
  memset (task, 0, sizeof *task);
  task->slot = slot;
  task->job = job;
  task->name = g_strdup (name);
  task->machine = MACHINE_NONE;
  task->started = task->first_started = TIME_UNSET;
  job->live++;
  return task;
}

void
task_pool_remove (TaskPool *pool, Task *task)
{
  Job *job = task->job;
  if (--job->live == 0) {
    g_hash_table_remove (pool->jobs, job->name);
    job_free (job);
  }
  g_clear_pointer (&task->name, g_free);
  task->job = NULL;
  g_array_append_val (pool->free_slots, task->slot);
}

guint
task_pool_count (const TaskPool *pool)
{
  return pool->slots - pool->free_slots->len;
}

guint
task_pool_slots (const TaskPool *pool)
{
  return pool->slots;
}

Task *
task_pool_get (const TaskPool *pool, guint slot)
{
  Task *task = slot < pool->slots ? slot_task (pool, slot) : NULL;
  return task != NULL && task->job != NULL ? task : NULL;
}
