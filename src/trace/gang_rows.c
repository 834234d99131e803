/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/gang_rows.h"

#include "trace/seen_tasks.h"
#include "util/input_error.h"

#include <string.h>

struct GangRows {
  const TaskClasses *classes;
  const char *display;
  guint first, first_joint; /* lines */
  SeenTasks *jobs;          /* those that are gangs */
  GString *job;             /* of the gang that the last row belongs to */
  gboolean in_gang;         /* it belongs to one */
  guint line;               /* of its first row */
  guint user, task_class;
  gint64 submit;
  guint64 tasks;
};

GangRows *
gang_rows_new (const TaskClasses *classes, const char *display)
{
  GangRows *rows = g_new0 (GangRows, 1);

  rows->classes = classes;
  rows->display = display;
  rows->jobs = seen_tasks_new ();
  rows->job = g_string_new (NULL);
  return rows;
}

void
gang_rows_free (GangRows *rows)
{
  if (rows == NULL)
    return;
  seen_tasks_free (rows->jobs);
  g_string_free (rows->job, TRUE);
  g_free (rows);
}

gboolean
gang_rows_end (GangRows *rows, GError **error)
{
  guint least = rows->in_gang ? task_classes_get (rows->classes, rows->task_class)->gang : 0;

  if (!rows->in_gang || rows->tasks >= least)
    return TRUE;
  return input_error (error, rows->display, rows->line, "at most the number of the job's tasks",
                      "gang: job '%s' needs %u tasks at once and has %" G_GUINT64_FORMAT,
                      rows->job->str, least, rows->tasks);
}

static gboolean
begin_gang (GangRows *rows, const TaskRecord *record, GError **error)
{
  const TaskName whole = { .base = "", .number = TASK_NUMBER_NONE };
  guint task;

  if (!gang_rows_end (rows, error))
    return FALSE;
  if (seen_tasks_add (rows->jobs, record->job, &whole, 1, record->line, &task) != 0)
    return input_error (error, rows->display, record->line,
                        "the rows of a gang next to each other",
                        "gang: job '%s' is a gang further up", record->job);
  g_string_assign (rows->job, record->job);
  rows->in_gang = TRUE;
  rows->line = record->line;
  rows->user = record->user;
  rows->task_class = record->task_class;
  rows->submit = record->submit;
  rows->tasks = record->count;
  if (rows->first == 0)
    rows->first = record->line;
  return TRUE;
}

static gboolean
go_on (GangRows *rows, const TaskRecord *record, GError **error)
{
  g_autofree char *expected = NULL;

  rows->tasks += record->count;
  if (rows->first_joint == 0)
    rows->first_joint = record->line;
  if (record->user == rows->user && record->task_class == rows->task_class
      && record->submit == rows->submit)
    return TRUE;
  expected = g_strdup_printf ("its tasks alike in all but task, duration, estimate, checkpoint and "
                              "usage; the first is on line %u", rows->line);
  return input_error (error, rows->display, record->line, expected,
                      "gang: the tasks of job '%s' differ", record->job);
}

gboolean
gang_rows_add (GangRows *rows, const TaskRecord *record, GError **error)
{
  if (task_classes_get (rows->classes, record->task_class)->gang > 0)
    return rows->in_gang && strcmp (rows->job->str, record->job) == 0
             ? go_on (rows, record, error)
             : begin_gang (rows, record, error);
  if (!gang_rows_end (rows, error))
    return FALSE;
  rows->in_gang = FALSE;
  return TRUE;
}

guint
gang_rows_first (const GangRows *rows)
{
  return rows->first;
}

guint
gang_rows_first_joint (const GangRows *rows)
{
  return rows->first_joint;
}
