/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/queue/waiting_jobs.h"

/* What waits of a job in a line. */
typedef struct {
  OrderKey key;
  WaitingTasks tasks;
  const Job *job;
  WaitingJobs *line;
  const OrderPolicy *order;
  guint position; /* in WaitingJobs.heap */
} WaitingJob;

struct WaitingJobs {
  JobPlaces *places;
  gpointer owner;
  Heap heap; /* of WaitingJob */
};

struct JobPlaces {
  const OrderPolicy *order;
  GHashTable *by_job; /* Job -> GPtrArray of WaitingJob; only looked into */
};

JobPlaces *
job_places_new (const OrderPolicy *order)
{
  JobPlaces *places = g_new0 (JobPlaces, 1);
  places->order = order;
  places->by_job
    = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  return places;
}

void
job_places_free (JobPlaces *places)
{
  if (places == NULL)
    return;
  g_hash_table_unref (places->by_job);
  g_free (places);
}

static int
compare_jobs (gconstpointer left, gconstpointer right)
{
  const WaitingJob *a = left, *b = right;
  int order = a->order->compare (&a->key, &b->key);
  return order != 0 ? order : COMPARE (a->key.first_sequence, b->key.first_sequence);
}

WaitingJobs *
waiting_jobs_new (JobPlaces *places, gpointer owner)
{
  WaitingJobs *jobs = g_new0 (WaitingJobs, 1);
  jobs->places = places;
  jobs->owner = owner;
  heap_init (&jobs->heap, compare_jobs, G_STRUCT_OFFSET (WaitingJob, position));
  return jobs;
}

static void
waiting_job_free (WaitingJob *waiting)
{
  waiting_tasks_clear (&waiting->tasks);
  g_free (waiting);
}

void
waiting_jobs_free (WaitingJobs *jobs)
{
  if (jobs == NULL)
    return;
  while (jobs->heap.len > 0)
    waiting_job_free (heap_pop (&jobs->heap));
  heap_clear (&jobs->heap);
  g_free (jobs);
}

static void
update_key (WaitingJob *waiting)
{
  waiting->key.first_sequence = waiting_tasks_first (&waiting->tasks)->sequence;
  waiting->key.longest = waiting->job->longest;
  waiting->key.remaining = job_remaining (waiting->job);
  const JobRank *rank = &waiting->job->rank;
  waiting->key.upward_rank = rank->upward;
  waiting->key.workflow_work = rank->work;
  waiting->key.workflow = rank->workflow;
}

/* The job's place in the line; NULL when none of it waits there. */
static WaitingJob *
find (const WaitingJobs *jobs, const GPtrArray *of_job)
{
  for (guint i = 0; i < of_job->len; i++) {
    WaitingJob *waiting = g_ptr_array_index (of_job, i);
    if (waiting->line == jobs)
      return waiting;
  }
  return NULL;
}

static GPtrArray *
places_of (WaitingJobs *jobs, const Job *job)
{
  GPtrArray *of_job = g_hash_table_lookup (jobs->places->by_job, job);
  if (of_job == NULL) {
    of_job = g_ptr_array_new ();
    g_hash_table_insert (jobs->places->by_job, (gpointer) job, of_job);
  }
  return of_job;
}

void
waiting_jobs_push (WaitingJobs *jobs, Task *task)
{
  GPtrArray *of_job = places_of (jobs, task->job);
  WaitingJob *waiting = find (jobs, of_job);
  if (waiting == NULL) {
    waiting = g_new0 (WaitingJob, 1);
    waiting->job = task->job;
    waiting->line = jobs;
    waiting->order = jobs->places->order;
    g_ptr_array_add (of_job, waiting);
  }
  waiting_tasks_push (&waiting->tasks, task);
  update_key (waiting);
  if (heap_contains (&jobs->heap, waiting))
    heap_fix (&jobs->heap, waiting);
  else
    heap_push (&jobs->heap, waiting);
}

Task *
waiting_jobs_first (const WaitingJobs *jobs)
{
  const WaitingJob *first = heap_top (&jobs->heap);
  return first != NULL ? waiting_tasks_first (&first->tasks) : NULL;
}

const OrderKey *
waiting_jobs_key (const WaitingJobs *jobs)
{
  return &((const WaitingJob *) heap_top (&jobs->heap))->key;
}

void
waiting_jobs_pop (WaitingJobs *jobs)
{
  WaitingJob *first = heap_top (&jobs->heap);
  waiting_tasks_pop (&first->tasks);
  if (waiting_tasks_first (&first->tasks) != NULL) {
    update_key (first);
    heap_fix (&jobs->heap, first);
    return;
  }
  GPtrArray *of_job = g_hash_table_lookup (jobs->places->by_job, first->job);
  heap_pop (&jobs->heap);
  g_ptr_array_remove (of_job, first);
  if (of_job->len == 0)
    g_hash_table_remove (jobs->places->by_job, first->job);
  waiting_job_free (first);
}

void
job_places_changed (JobPlaces *places, const Job *job, void (*moved) (gpointer owner, gpointer data),
                    gpointer data)
{
  const GPtrArray *of_job = g_hash_table_lookup (places->by_job, job);
  for (guint i = 0; of_job != NULL && i < of_job->len; i++) {
    WaitingJob *waiting = g_ptr_array_index (of_job, i);
    update_key (waiting);
    heap_fix (&waiting->line->heap, waiting);
    moved (waiting->line->owner, data);
  }
}
