/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks live in pages that never move; free slots are reused last-in first-out, which is as
 * repeatable as the run itself. A job's name is looked up only to join its tasks, and not when the
 * task before was of the same job. Bases of names are counted references, mostly of "". */
#include "model/task.h"

#include "model/gang.h"

#include <string.h>

#define PAGE 1024

struct TaskPool {
  GPtrArray *pages;        /* of Task[PAGE] */
  GPtrArray *used_pages;   /* of Amounts[PAGE], beside them, as far as tasks say what they use */
  GPtrArray *peaks;        /* of UsagePeak by slot, NULL where a task has none */
  GArray *data_sizes;      /* of Amount by slot, as far as tasks have any */
  GArray *free_slots;      /* of guint */
  guint slots;
  GHashTable *jobs;        /* a set of Job, by name */
  Job *last_job;           /* of the task added last, while it is alive */
  char *last_base;         /* a GRefString: the last base but "" */
};

gint64
task_progress (const Task *task, gint64 now)
{
  return task->started == TIME_UNSET ? task->done : task->done + MAX (now - task->started, 0);
}

gint64
task_saved (const Task *task, gint64 now)
{
  if (task->checkpoint <= 0)
    return 0;
  gint64 progress = task_progress (task, now);
  return progress - progress % task->checkpoint;
}

void
job_expect (Job *job, gint64 estimate)
{
  job->longest = MAX (job->longest, estimate);
  if (estimate == DURATION_UNENDING)
    job->endless++;
  else
    job->sum += (guint64) estimate;
}

void
job_done_with (Job *job, gint64 estimate)
{
  if (estimate == DURATION_UNENDING)
    job->endless--;
  else
    job->sum -= (guint64) estimate;
}

gint64
job_remaining (const Job *job)
{
  return job->endless > 0 || job->sum >= DURATION_UNENDING ? DURATION_UNENDING : (gint64) job->sum;
}

static guint
job_hash (gconstpointer job)
{
  return ((const Job *) job)->hash;
}

static gboolean
job_equal (gconstpointer a, gconstpointer b)
{
  return strcmp (((const Job *) a)->name, ((const Job *) b)->name) == 0;
}

TaskPool *
task_pool_new (void)
{
  TaskPool *pool = g_new0 (TaskPool, 1);
  pool->pages = g_ptr_array_new_with_free_func (g_aligned_free);
  pool->used_pages = g_ptr_array_new_with_free_func (g_free);
  pool->peaks = g_ptr_array_new_with_free_func (g_free);
  pool->data_sizes = g_array_new (FALSE, TRUE, sizeof (Amount));
  pool->free_slots = g_array_new (FALSE, FALSE, sizeof (guint));
  pool->jobs = g_hash_table_new (job_hash, job_equal);
  return pool;
}

static Task *
slot_task (const TaskPool *pool, guint slot)
{
  return (Task *) g_ptr_array_index (pool->pages, slot / PAGE) + slot % PAGE;
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
  g_clear_pointer (&pool->last_base, g_ref_string_release);
  g_array_unref (pool->free_slots);
  g_ptr_array_unref (pool->pages);
  g_ptr_array_unref (pool->used_pages);
  g_ptr_array_unref (pool->peaks);
  g_array_unref (pool->data_sizes);
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
    g_ptr_array_add (pool->pages, g_aligned_alloc0 (PAGE, sizeof (Task), _Alignof (Task)));
  return pool->slots++;
}

/* A job and its name in one allocation. */
static Job *
job_new (const Job *like)
{
  gsize size = strlen (like->name) + 1;
  Job *job = g_malloc (sizeof *job + size);
  *job = (Job){ .name = memcpy (job + 1, like->name, size), .hash = like->hash };
  return job;
}

static Job *
find_job (TaskPool *pool, const char *name)
{
  if (pool->last_job != NULL && strcmp (pool->last_job->name, name) == 0)
    return pool->last_job;
  const Job sought = { .name = name, .hash = g_str_hash (name) };
  pool->last_job = g_hash_table_lookup (pool->jobs, &sought);
  if (pool->last_job == NULL) {
    pool->last_job = job_new (&sought);
    g_hash_table_add (pool->jobs, pool->last_job);
  }
  return pool->last_job;
}

static void
release_job (TaskPool *pool, Job *job)
{
  if (--job->live > 0)
    return;
  if (job == pool->last_job)
    pool->last_job = NULL;
  g_hash_table_remove (pool->jobs, job);
  gang_free (job->gang);
  g_free (job);
}

/* The pool's own base of that text. */
static const char *
keep_base (TaskPool *pool, const char *base)
{
  if (base[0] == '\0')
    return "";
  if (pool->last_base == NULL || strcmp (pool->last_base, base) != 0) {
    g_clear_pointer (&pool->last_base, g_ref_string_release);
    pool->last_base = g_ref_string_new (base);
  }
  return g_ref_string_acquire (pool->last_base);
}

static void
release_base (TaskName *name)
{
  if (name->base[0] != '\0')
    g_ref_string_release ((char *) name->base);
  name->base = "";
}

Task *
task_pool_add (TaskPool *pool, const char *job_name, TaskName name)
{
  Job *job = find_job (pool, job_name);
  guint slot = take_slot (pool);
  Task *task = slot_task (pool, slot);
  memset (task, 0, sizeof *task);
  task->slot = slot;
  task->job = job;
  task->name = (TaskName){ keep_base (pool, name.base), name.number };
  task->machine = MACHINE_NONE;
  task->budget = BUDGET_NONE;
  task->started = task->first_started = TIME_UNSET;
  job->live++;
  return task;
}

void
task_pool_remove (TaskPool *pool, Task *task)
{
  release_job (pool, task->job);
  release_base (&task->name);
  task->job = NULL;
  g_array_append_val (pool->free_slots, task->slot);
}

void
task_pool_set_used (TaskPool *pool, Task *task, const Amounts *used)
{
  guint page = task->slot / PAGE;
  if (page >= pool->used_pages->len)
    g_ptr_array_set_size (pool->used_pages, (int) page + 1);
  Amounts **place = (Amounts **) &pool->used_pages->pdata[page];
  if (*place == NULL)
    *place = g_new (Amounts, PAGE);
  (*place)[task->slot % PAGE] = *used;
  task->used = &(*place)[task->slot % PAGE];
}

const Amounts *
task_pool_usual (const TaskPool *pool, const Task *task)
{
  guint page = task->slot / PAGE;
  return (const Amounts *) g_ptr_array_index (pool->used_pages, page) + task->slot % PAGE;
}

/* Whoever had the slot before may have had one. */
void
task_pool_set_peak (TaskPool *pool, const Task *task, const UsagePeak *peak)
{
  if (task->slot >= pool->peaks->len)
    g_ptr_array_set_size (pool->peaks, (int) task->slot + 1);
  g_free (g_ptr_array_index (pool->peaks, task->slot));
  g_ptr_array_index (pool->peaks, task->slot) = g_memdup2 (peak, sizeof *peak);
}

const UsagePeak *
task_pool_peak (const TaskPool *pool, const Task *task)
{
  return task->slot < pool->peaks->len ? g_ptr_array_index (pool->peaks, task->slot) : NULL;
}

void
task_pool_set_data_size (TaskPool *pool, const Task *task, Amount size)
{
  if (task->slot >= pool->data_sizes->len)
    g_array_set_size (pool->data_sizes, task->slot + 1);
  g_array_index (pool->data_sizes, Amount, task->slot) = size;
}

Amount
task_pool_data_size (const TaskPool *pool, const Task *task)
{
  return task->slot < pool->data_sizes->len
           ? g_array_index (pool->data_sizes, Amount, task->slot)
           : 0;
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
