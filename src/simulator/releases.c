/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two numbers a job of the graph, and rows only of those that wait. */
#include "simulator/releases.h"

#include "util/heap.h"

typedef struct {
  guint64 tasks;    /* that have not finished */
  guint parents;    /* … that have not */
} JobState;

struct Releases {
  const JobGraph *graph;
  JobState *jobs;
  GHashTable *kept; /* of job number: GPtrArray of KeptRow */
  Heap free;        /* of KeptRow: those that wait no more */
  GArray *done;     /* of guint: jobs that have just finished */
};

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  guint64 x = ((const KeptRow *) a)->sequence, y = ((const KeptRow *) b)->sequence;
  return (x > y) - (x < y);
}

void
kept_row_free (KeptRow *row)
{
  if (row == NULL)
    return;
  g_free ((char *) row->record.job);
  g_free ((char *) row->record.name.base);
  g_free ((Amounts *) row->record.used);
  g_free ((UsagePeak *) row->record.peak);
  g_free (row);
}

static void
free_rows (gpointer rows)
{
  g_ptr_array_set_free_func (rows, (GDestroyNotify) kept_row_free);
  g_ptr_array_unref (rows);
}

/* Rows of the job wait no more. */
static void
release (Releases *releases, guint job)
{
  GPtrArray *rows = g_hash_table_lookup (releases->kept, GUINT_TO_POINTER (job));
  if (rows == NULL)
    return;
  g_hash_table_steal (releases->kept, GUINT_TO_POINTER (job));
  for (guint i = 0; i < rows->len; i++)
    heap_push (&releases->free, g_ptr_array_index (rows, i));
  g_ptr_array_unref (rows);
}

/* A job has finished, and so may jobs without tasks that come after it. */
static void
finish_job (Releases *releases, guint finished)
{
  g_array_append_val (releases->done, finished);
  while (releases->done->len > 0) {
    guint number = g_array_index (releases->done, guint, releases->done->len - 1);
    const GraphJob *job = job_graph_get (releases->graph, number);
    g_array_set_size (releases->done, releases->done->len - 1);
    for (guint i = 0; i < job->children; i++) {
      guint child = job_graph_child (releases->graph, job, i);
      JobState *state = &releases->jobs[child];
      if (--state->parents > 0)
        continue;
      release (releases, child);
      if (state->tasks == 0)
        g_array_append_val (releases->done, child);
    }
  }
}

Releases *
releases_new (const JobGraph *graph)
{
  Releases *releases = g_new0 (Releases, 1);
  guint jobs = job_graph_jobs (graph);
  releases->graph = graph;
  releases->jobs = g_new (JobState, MAX (jobs, 1));
  releases->kept = g_hash_table_new_full (NULL, NULL, NULL, free_rows);
  heap_init (&releases->free, compare_rows, HEAP_NO_POSITION);
  releases->done = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < jobs; i++) {
    const GraphJob *job = job_graph_get (graph, i);
    releases->jobs[i] = (JobState){ job->tasks, job->parents };
  }
  for (guint i = 0; i < jobs; i++) {
    const GraphJob *job = job_graph_get (graph, i);
    if (job->tasks == 0 && job->parents == 0)
      finish_job (releases, i);
  }
  return releases;
}

void
releases_free (Releases *releases)
{
  KeptRow *row;
  if (releases == NULL)
    return;
  while ((row = releases_pop (releases)) != NULL)
    kept_row_free (row);
  heap_clear (&releases->free);
  g_hash_table_unref (releases->kept);
  g_array_unref (releases->done);
  g_free (releases->jobs);
  g_free (releases);
}

guint
releases_job (const Releases *releases, const char *name)
{
  return job_graph_find (releases->graph, name);
}

/* A copy that is nobody's but the row's. */
static KeptRow *
kept_row_new (const TaskRecord *record, guint64 sequence, guint job)
{
  KeptRow *row = g_new (KeptRow, 1);
  *row = (KeptRow){ *record, sequence, job };
  row->record.job = g_strdup (record->job);
  row->record.name.base = g_strdup (record->name.base);
  row->record.after = row->record.workflow = NULL;
  row->record.used = g_memdup2 (record->used, sizeof *record->used);
  row->record.peak = g_memdup2 (record->peak, sizeof *record->peak);
  return row;
}

gboolean
releases_keep (Releases *releases, guint job, const TaskRecord *record, guint64 sequence)
{
  if (releases->jobs[job].parents == 0)
    return FALSE;
  GPtrArray *rows = g_hash_table_lookup (releases->kept, GUINT_TO_POINTER (job));
  if (rows == NULL) {
    rows = g_ptr_array_new ();
    g_hash_table_insert (releases->kept, GUINT_TO_POINTER (job), rows);
  }
  g_ptr_array_add (rows, kept_row_new (record, sequence, job));
  return TRUE;
}

void
releases_finished (Releases *releases, guint job)
{
  if (--releases->jobs[job].tasks == 0)
    finish_job (releases, job);
}

gboolean
releases_any (const Releases *releases)
{
  return releases->free.len > 0;
}

KeptRow *
releases_pop (Releases *releases)
{
  return releases->free.len > 0 ? heap_pop (&releases->free) : NULL;
}
