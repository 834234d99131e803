/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several streams as one. There are few, so that the next row is found by looking at each. */
#include "generate/generator.h"

#include <string.h>

typedef struct {
  TaskSource base;
  TaskSource *file;      /* NULL: none */
  GPtrArray *generators;
} GeneratedSource;

/* The file's row must be read to know its time; of a generator that can be asked. */
typedef struct {
  TaskStream *stream;
  gboolean is_file;
  TaskRecord next;   /* of the file; else its submit time alone */
  gboolean has_next; /* FALSE: it is at its end, or */
  gboolean wanted;   /* its row has been given, and is valid until the next is asked for */
} Part;

typedef struct {
  TaskStream base;
  const GeneratedSource *source;
  guint count;
  Part *part;          /* the file's first */
  TaskStream *learnt;  /* the file read from end to end, while learning */
  guint64 file_jobs;   /* by its rows that stand together */
} MergedTasks;

static gboolean
look_ahead (Part *part, GError **error)
{
  int got = 1;

  if (!part->wanted)
    return TRUE;
  part->wanted = FALSE;
  if (part->is_file)
    got = task_stream_next (part->stream, &part->next, error);
  part->has_next = part->is_file ? got > 0 : generator_peek (part->stream, &part->next.submit);
  return got >= 0;
}

static int
merged_next (TaskStream *stream, TaskRecord *ret, GError **error)
{
  MergedTasks *tasks = (MergedTasks *) (void *) stream;
  Part *first = NULL;

  for (guint i = 0; i < tasks->count; i++) {
    Part *part = &tasks->part[i];

    if (!look_ahead (part, error))
      return -1;
    if (part->has_next && (first == NULL || part->next.submit < first->next.submit))
      first = part;
  }
  if (first == NULL)
    return 0;
  first->wanted = TRUE;
  if (!first->is_file)
    return task_stream_next (first->stream, ret, error);
  *ret = first->next;
  return 1;
}

static double
merged_progress (const TaskStream *stream)
{
  const MergedTasks *tasks = (const MergedTasks *) (const void *) stream;
  double sum = 0;

  for (guint i = 0; i < tasks->count; i++)
    sum += tasks->part[i].has_next ? task_stream_progress (tasks->part[i].stream) : 1;
  return sum / tasks->count;
}

/* Only a file leaves rows out. */
static const TraceNote *
merged_notes (const TaskStream *stream)
{
  const MergedTasks *tasks = (const MergedTasks *) (const void *) stream;

  return tasks->learnt != NULL && tasks->learnt->notes != NULL ? tasks->learnt->notes (tasks->learnt)
                                                               : NULL;
}

/* While learning, with a file: its rows do not stand together any more. */
static guint64
merged_jobs (const TaskStream *stream)
{
  const MergedTasks *tasks = (const MergedTasks *) (const void *) stream;
  const GPtrArray *generators = tasks->source->generators;
  guint64 jobs = tasks->learnt->jobs != NULL ? tasks->learnt->jobs (tasks->learnt)
                                             : tasks->file_jobs;

  for (guint g = 0; g < generators->len; g++)
    jobs += generator_totals (g_ptr_array_index (generators, g))->jobs;
  return jobs;
}

static void
merged_free (TaskStream *stream)
{
  MergedTasks *tasks = (MergedTasks *) (void *) stream;

  for (guint i = 0; i < tasks->count; i++)
    task_stream_free (tasks->part[i].stream);
  task_stream_free (tasks->learnt);
  g_free (tasks->part);
  g_free (tasks);
}

static void
add_part (MergedTasks *tasks, TaskStream *stream, gboolean is_file)
{
  tasks->part[tasks->count++] = (Part){ .stream = stream, .is_file = is_file, .wanted = TRUE };
}

/* Reads all of the file, so that its users and classes have their numbers. */
static gboolean
learn_file (MergedTasks *tasks, const TraceContext *context, GError **error)
{
  TaskSource *file = tasks->source->file;
  g_autoptr (GString) last_job = g_string_new (NULL);
  TaskRecord record;
  int got = -1;

  tasks->learnt = file->open (file, context, TRUE, error);
  while (tasks->learnt != NULL && (got = task_stream_next (tasks->learnt, &record, error)) > 0) {
    tasks->file_jobs += tasks->file_jobs == 0 || strcmp (last_job->str, record.job) != 0;
    g_string_assign (last_job, record.job);
  }
  tasks->base.jobs = merged_jobs;
  return got == 0;
}

static gboolean
add_file (MergedTasks *tasks, const TraceContext *context, gboolean learn, GError **error)
{
  TaskSource *file = tasks->source->file;
  TaskStream *stream;

  if (learn && !learn_file (tasks, context, error))
    return FALSE;
  stream = file->open (file, context, FALSE, error);
  if (stream == NULL)
    return FALSE;
  tasks->base.has_after = stream->has_after;
  add_part (tasks, stream, TRUE);
  return TRUE;
}

static TaskStream *
generated_source_open (TaskSource *base, const TraceContext *context, gboolean learn,
                       GError **error)
{
  const GeneratedSource *source = (const GeneratedSource *) (void *) base;
  MergedTasks *tasks = g_new0 (MergedTasks, 1);

  tasks->base = (TaskStream){ .next = merged_next,
                              .progress = merged_progress,
                              .free = merged_free,
                              .notes = merged_notes };
  tasks->source = source;
  tasks->part = g_new0 (Part, source->generators->len + 1);
  if (source->file != NULL && !add_file (tasks, context, learn, error)) {
    merged_free (&tasks->base);
    return NULL;
  }
  for (guint g = 0; g < source->generators->len; g++) {
    Generator *generator = g_ptr_array_index (source->generators, g);

    add_part (tasks, generator_open (generator, context, learn), FALSE);
  }
  return &tasks->base;
}

static void
generated_source_free (TaskSource *base)
{
  GeneratedSource *source = (GeneratedSource *) (void *) base;

  task_source_free (source->file);
  g_ptr_array_unref (source->generators);
  g_free (source);
}

TaskSource *
generated_source_new (TaskSource *file, GPtrArray *generators, const char *display)
{
  GeneratedSource *source = g_new0 (GeneratedSource, 1);

  source->base = (TaskSource){ .format = file != NULL ? file->format : "generated",
                               .display = file != NULL ? file->display : display,
                               .open = generated_source_open,
                               .free = generated_source_free };
  source->file = file;
  source->generators = g_ptr_array_ref (generators);
  return &source->base;
}
