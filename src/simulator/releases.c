/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of each component that is alive two numbers a job, and rows only of those that wait. */
#include "simulator/releases.h"

#include "trace/component_reader.h"
#include "util/heap.h"
#include "util/input_error.h"

#include <string.h>

typedef struct {
  guint64 tasks; /* that have not finished */
  guint parents; /* … that have not */
  KeptRow *rows; /* that wait: the last one first */
} JobState;

typedef struct {
  Component *component;
  JobState *jobs;
  guint64 tasks; /* that have not finished */
} Alive;

struct Releases {
  const char *display;
  ComponentReader *reader;
  GHashTable *alive; /* of component: Alive */
  Heap free;         /* of KeptRow: those that wait no more */
  GArray *done;      /* of guint: jobs that have just finished */
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
alive_free (gpointer data)
{
  Alive *alive = data;
  for (guint i = 0; i < alive->component->jobs; i++)
    for (KeptRow *row = alive->jobs[i].rows, *next; row != NULL; row = next) {
      next = row->next;
      kept_row_free (row);
    }
  g_free (alive->component);
  g_free (alive->jobs);
  g_free (alive);
}

/* Rows of the job wait no more. */
static void
release (Releases *releases, JobState *job)
{
  for (KeptRow *row = job->rows, *next; row != NULL; row = next) {
    next = row->next;
    heap_push (&releases->free, row);
  }
  job->rows = NULL;
}

/* A job has finished, and so may jobs without tasks that come after it. */
static void
finish_job (Releases *releases, Alive *alive, guint finished)
{
  g_array_append_val (releases->done, finished);
  while (releases->done->len > 0) {
    guint number = g_array_index (releases->done, guint, releases->done->len - 1);
    const ComponentJob *job = &alive->component->job[number];
    g_array_set_size (releases->done, releases->done->len - 1);
    for (guint i = 0; i < job->children; i++) {
      guint child = alive->component->child[job->first_child + i];
      JobState *state = &alive->jobs[child];
      if (--state->parents > 0)
        continue;
      release (releases, state);
      if (state->tasks == 0)
        g_array_append_val (releases->done, child);
    }
  }
}

static Alive *
alive_new (Releases *releases, Component *component)
{
  Alive *alive = g_new0 (Alive, 1);
  alive->component = component;
  alive->jobs = g_new0 (JobState, component->jobs);
  alive->tasks = component->workflow.tasks;
  for (guint i = 0; i < component->jobs; i++) {
    alive->jobs[i].tasks = component->job[i].tasks;
    alive->jobs[i].parents = component->job[i].parents;
  }
  for (guint i = 0; i < component->jobs; i++)
    if (component->job[i].tasks == 0 && component->job[i].parents == 0)
      finish_job (releases, alive, i);
  return alive;
}

Releases *
releases_new (const JobGraphs *graphs, const char *display)
{
  Releases *releases = g_new0 (Releases, 1);
  releases->display = display;
  releases->reader = component_reader_new (graphs);
  releases->alive = g_hash_table_new_full (NULL, NULL, NULL, alive_free);
  heap_init (&releases->free, compare_rows, HEAP_NO_POSITION);
  releases->done = g_array_new (FALSE, FALSE, sizeof (guint));
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
  g_hash_table_unref (releases->alive);
  g_array_unref (releases->done);
  component_reader_free (releases->reader);
  g_free (releases);
}

static Alive *
find (const Releases *releases, guint component)
{
  return g_hash_table_lookup (releases->alive, GUINT_TO_POINTER (component));
}

/* Loads it where this is its first row. */
static Alive *
find_or_load (Releases *releases, guint component, GError **error)
{
  Alive *alive = find (releases, component);
  if (alive != NULL)
    return alive;
  Component *loaded = component_reader_load (releases->reader, component, error);
  if (loaded == NULL)
    return NULL;
  alive = alive_new (releases, loaded);
  g_hash_table_insert (releases->alive, GUINT_TO_POINTER (component), alive);
  return alive;
}

/* A copy that is nobody's but the row's. */
static KeptRow *
kept_row_new (const TaskRecord *record, guint64 sequence)
{
  KeptRow *row = g_new (KeptRow, 1);
  *row = (KeptRow){ *record, sequence, NULL };
  row->record.job = g_strdup (record->job);
  row->record.name.base = g_strdup (record->name.base);
  row->record.after = row->record.workflow = NULL;
  row->record.used = g_memdup2 (record->used, sizeof *record->used);
  row->record.peak = g_memdup2 (record->peak, sizeof *record->peak);
  return row;
}

gboolean
releases_arrive (Releases *releases, const TaskRecord *record, guint64 sequence,
                 gboolean *ret_kept, GError **error)
{
  *ret_kept = FALSE;
  if (record->place.component == COMPONENT_NONE)
    return TRUE;
  Alive *alive = find_or_load (releases, record->place.component, error);
  if (alive == NULL)
    return FALSE;
  if (strcmp (alive->component->job[record->place.job].name, record->job) != 0)
    return input_error (error, releases->display, 0, "what was there when it was checked",
                        "the trace changed while it was in use: job '%s'", record->job);
  JobState *job = &alive->jobs[record->place.job];
  if (job->parents == 0)
    return TRUE;
  KeptRow *row = kept_row_new (record, sequence);
  row->next = job->rows;
  job->rows = row;
  *ret_kept = TRUE;
  return TRUE;
}

JobRank
releases_rank (const Releases *releases, const TaskRecord *record)
{
  if (record->place.component == COMPONENT_NONE)
    return (JobRank){ .upward = record->estimate,
                      .work = duration_times (record->estimate, record->count),
                      .workflow = record->place.job };
  return component_rank (find (releases, record->place.component)->component, record->place.job);
}

void
releases_finished (Releases *releases, JobPlace place)
{
  if (place.component == COMPONENT_NONE)
    return;
  Alive *alive = find (releases, place.component);
  if (--alive->jobs[place.job].tasks == 0)
    finish_job (releases, alive, place.job);
  if (--alive->tasks == 0)
    g_hash_table_remove (releases->alive, GUINT_TO_POINTER (place.component));
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
