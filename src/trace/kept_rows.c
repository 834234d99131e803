/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of one size are sorted; what varies in size (names, and what few rows have) is in another file, in
 * the order of the trace, so that where it begins also says which of two rows came first. */
#include "trace/kept_rows.h"

#include "util/scratch_file.h"

#include <string.h>

#define ROWS_AT_ONCE 1024
#define WINDOW       4096 /* bytes of the other file that are read at once, where rows follow each other */

typedef struct {
  gint64 submit, duration, estimate, checkpoint;
  guint64 more;      /* where the rest begins: job, name, then of what is there place, usage, peak and
                        runs */
  guint more_size;
  guint count, user, task_class, line;
  gint32 number;     /* of the name */
  Amount data_size;
  guint n_runs;
  guint16 budget;
  guint8 has_used, has_peak, has_runs;
} KeptRow;

struct KeptRows {
  ScratchFile *rows; /* of KeptRow */
  ScratchFile *more; /* of bytes */
  gboolean places;   /* of jobs in graphs are there */
};

KeptRows *
kept_rows_new (gboolean places, GError **error)
{
  g_autoptr (KeptRows) rows = g_new0 (KeptRows, 1);

  rows->places = places;
  rows->rows = scratch_file_new (sizeof (KeptRow), error);
  if (rows->rows == NULL)
    return NULL;
  rows->more = scratch_file_new (1, error);
  return rows->more != NULL ? g_steal_pointer (&rows) : NULL;
}

void
kept_rows_free (KeptRows *rows)
{
  if (rows == NULL)
    return;
  scratch_file_free (rows->rows);
  scratch_file_free (rows->more);
  g_free (rows);
}

gboolean
kept_rows_add (KeptRows *rows, const TaskRecord *record, GError **error)
{
  KeptRow row = { .submit = record->submit,
                  .duration = record->duration,
                  .estimate = record->estimate,
                  .checkpoint = record->checkpoint,
                  .more = scratch_file_rows (rows->more),
                  .count = record->count,
                  .user = record->user,
                  .task_class = record->task_class,
                  .line = record->line,
                  .number = record->name.number,
                  .data_size = record->data_size,
                  .n_runs = record->n_runs,
                  .budget = record->budget,
                  .has_used = record->used != NULL,
                  .has_peak = record->peak != NULL,
                  .has_runs = record->runs != NULL };
  gboolean good
    = scratch_file_append_rows (rows->more, record->job, strlen (record->job) + 1, error)
      && scratch_file_append_rows (rows->more, record->name.base, strlen (record->name.base) + 1,
                                   error)
      && (!rows->places
          || scratch_file_append_rows (rows->more, &record->place, sizeof record->place, error))
      && (record->used == NULL
          || scratch_file_append_rows (rows->more, record->used, sizeof *record->used, error))
      && (record->peak == NULL
          || scratch_file_append_rows (rows->more, record->peak, sizeof *record->peak, error))
      && (record->n_runs == 0
          || scratch_file_append_rows (rows->more, record->runs,
                                       record->n_runs * sizeof *record->runs, error));

  row.more_size = (guint) (scratch_file_rows (rows->more) - row.more);
  return good && scratch_file_append (rows->rows, &row, error);
}

static int
compare_rows (const void *x, const void *y)
{
  const KeptRow *a = x, *b = y;

  if (a->submit != b->submit)
    return a->submit < b->submit ? -1 : 1;
  return (a->more > b->more) - (a->more < b->more);
}

gboolean
kept_rows_sort (KeptRows *rows, GError **error)
{
  return scratch_file_order (rows->rows, compare_rows, error)
         && scratch_file_end (rows->more, error);
}

/* Streams -------------------------------------------------------------------------------------- */

typedef struct {
  TaskStream base;
  const KeptRows *kept;
  gsize given;
  KeptRow *rows; /* ROWS_AT_ONCE, of which `given` is one */
  char *more;    /* a part of the other file */
  guint64 more_begin;
  gsize more_size, more_room;
  Amounts used;
  UsagePeak peak;
  GArray *runs; /* of RecordedRun */
} KeptTasks;

/* The row's rest, valid until the next is asked for. Where rows do not follow each other only that is read. */
static const char *
find_more (KeptTasks *tasks, const KeptRow *row, GError **error)
{
  guint64 end = tasks->more_begin + tasks->more_size;
  gsize size = row->more_size;

  if (row->more >= tasks->more_begin && row->more + size <= end)
    return tasks->more + (row->more - tasks->more_begin);
  if (row->more >= tasks->more_begin && row->more < end + WINDOW)
    size = MIN (MAX (size, WINDOW), scratch_file_rows (tasks->kept->more) - row->more);
  if (size > tasks->more_room) {
    tasks->more_room = size;
    tasks->more = g_realloc (tasks->more, size);
  }
  if (!scratch_file_read (tasks->kept->more, row->more, size, tasks->more, error))
    return NULL;
  tasks->more_begin = row->more;
  tasks->more_size = size;
  return tasks->more;
}

static void
make_record (KeptTasks *tasks, const KeptRow *row, const char *more, TaskRecord *ret)
{
  *ret = (TaskRecord){ .job = more,
                       .name = { .base = more + strlen (more) + 1, .number = row->number },
                       .count = row->count,
                       .user = row->user,
                       .task_class = row->task_class,
                       .line = row->line,
                       .submit = row->submit,
                       .duration = row->duration,
                       .estimate = row->estimate,
                       .checkpoint = row->checkpoint,
                       .data_size = row->data_size,
                       .budget = row->budget };
  more = ret->name.base + strlen (ret->name.base) + 1;
  if (tasks->kept->places) {
    memcpy (&ret->place, more, sizeof ret->place);
    more += sizeof ret->place;
  }
  if (row->has_used) {
    memcpy (&tasks->used, more, sizeof tasks->used);
    ret->used = &tasks->used;
    more += sizeof tasks->used;
  }
  if (row->has_peak) {
    memcpy (&tasks->peak, more, sizeof tasks->peak);
    ret->peak = &tasks->peak;
    more += sizeof tasks->peak;
  }
  if (row->has_runs) {
    g_array_set_size (tasks->runs, row->n_runs);
    if (row->n_runs > 0)
      memcpy (tasks->runs->data, more, row->n_runs * sizeof (RecordedRun));
    ret->runs = (const RecordedRun *) (const void *) tasks->runs->data;
    ret->n_runs = row->n_runs;
  }
}

static int
kept_tasks_next (TaskStream *stream, TaskRecord *ret, GError **error)
{
  KeptTasks *tasks = (KeptTasks *) (void *) stream;
  gsize n = scratch_file_rows (tasks->kept->rows), at = tasks->given % ROWS_AT_ONCE;

  if (tasks->given == n)
    return 0;
  if (at == 0
      && !scratch_file_read (tasks->kept->rows, tasks->given, MIN (ROWS_AT_ONCE, n - tasks->given),
                             tasks->rows, error))
    return -1;
  const char *more = find_more (tasks, &tasks->rows[at], error);
  if (more == NULL)
    return -1;
  make_record (tasks, &tasks->rows[at], more, ret);
  tasks->given++;
  return 1;
}

static double
kept_tasks_progress (const TaskStream *stream)
{
  const KeptTasks *tasks = (const KeptTasks *) (const void *) stream;

  return (double) tasks->given / (double) scratch_file_rows (tasks->kept->rows);
}

static void
kept_tasks_free (TaskStream *stream)
{
  KeptTasks *tasks = (KeptTasks *) (void *) stream;

  g_free (tasks->rows);
  g_free (tasks->more);
  g_array_unref (tasks->runs);
  g_free (tasks);
}

TaskStream *
kept_rows_open (const KeptRows *rows)
{
  KeptTasks *tasks = g_new0 (KeptTasks, 1);

  tasks->base = (TaskStream){ .next = kept_tasks_next,
                              .progress = kept_tasks_progress,
                              .free = kept_tasks_free };
  tasks->kept = rows;
  tasks->rows = g_new (KeptRow, ROWS_AT_ONCE);
  tasks->runs = g_array_new (TRUE, FALSE, sizeof (RecordedRun)); /* with zero: never without data */
  return &tasks->base;
}
