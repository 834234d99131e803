/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of components are listed in the order of the trace; those that are not listed are alone. */
#include "trace/placed_tasks.h"

#include "util/input_error.h"
#include "util/scratch_window.h"

typedef struct {
  TaskStream base;
  TaskStream *rows;
  const JobGraphs *graphs;
  const char *display;
  guint row;   /* the next */
  gsize place; /* the next */
  ScratchWindow places;
} PlacedTasks;

/* The place of the next row. */
static gboolean
find_place (PlacedTasks *tasks, JobPlace *ret, GError **error)
{
  const RowPlace *place = NULL;
  if (tasks->row == job_graphs_rows (tasks->graphs))
    return input_error (error, tasks->display, 0, "what was there when it was checked",
                        "the trace changed while it was in use: it has more rows");
  if (tasks->place < scratch_file_rows (tasks->places.file)) {
    place = scratch_window_get (&tasks->places, tasks->place, 1, error);
    if (place == NULL)
      return FALSE;
  }
  gboolean listed = place != NULL && place->row == tasks->row;
  *ret = listed ? (JobPlace){ place->component, place->job }
                : (JobPlace){ COMPONENT_NONE, tasks->row };
  tasks->place += listed ? 1 : 0;
  tasks->row++;
  return TRUE;
}

static int
placed_tasks_next (TaskStream *stream, TaskRecord *ret, GError **error)
{
  PlacedTasks *tasks = (PlacedTasks *) (void *) stream;
  int got;
  while ((got = task_stream_next (tasks->rows, ret, error)) > 0) {
    if (tasks->graphs != NULL && !find_place (tasks, &ret->place, error))
      return -1;
    if (ret->count > 0)
      return 1;
  }
  return got;
}

static double
placed_tasks_progress (const TaskStream *stream)
{
  return task_stream_progress (((const PlacedTasks *) (const void *) stream)->rows);
}

static void
placed_tasks_free (TaskStream *stream)
{
  PlacedTasks *tasks = (PlacedTasks *) (void *) stream;
  task_stream_free (tasks->rows);
  scratch_window_clear (&tasks->places);
  g_free (tasks);
}

TaskStream *
placed_tasks_new (TaskStream *rows, const JobGraphs *graphs, const char *display)
{
  PlacedTasks *tasks = g_new0 (PlacedTasks, 1);
  tasks->base = (TaskStream){ .next = placed_tasks_next,
                              .progress = placed_tasks_progress,
                              .free = placed_tasks_free };
  tasks->rows = rows;
  tasks->graphs = graphs;
  tasks->display = display;
  if (graphs != NULL)
    scratch_window_init (&tasks->places, job_graphs_places (graphs), sizeof (RowPlace));
  return &tasks->base;
}
