/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows differ in size: one file has them, the other where each begins. */
#include "trace/job_rows.h"

#include "util/scratch_window.h"

#include <string.h>

#define BLOCK_SIZE (1 << 16) /* of texts */

/* Texts follow it: job, workflow where there is one, and the jobs that it comes after, each with a zero. */
typedef struct {
  gint64 duration, estimate;
  guint line, tasks, parents;
  gboolean has_workflow;
} RowHead;

struct JobRows {
  ScratchFile *rows;   /* of bytes */
  ScratchFile *begins; /* of guint64 */
  ScratchWindow row_window, begin_window;
  /* The texts of a group are in blocks, of which the first stays. */
  GPtrArray *blocks;
  gsize used, room; /* of the last */
};

JobRows *
job_rows_new (GError **error)
{
  g_autoptr (JobRows) rows = g_new0 (JobRows, 1);
  rows->blocks = g_ptr_array_new_with_free_func (g_free);
  rows->rows = scratch_file_new (1, error);
  if (rows->rows == NULL)
    return NULL;
  rows->begins = scratch_file_new (sizeof (guint64), error);
  return rows->begins != NULL ? g_steal_pointer (&rows) : NULL;
}

void
job_rows_free (JobRows *rows)
{
  if (rows == NULL)
    return;
  scratch_file_free (rows->rows);
  scratch_file_free (rows->begins);
  scratch_window_clear (&rows->row_window);
  scratch_window_clear (&rows->begin_window);
  g_ptr_array_unref (rows->blocks);
  g_free (rows);
}

static gboolean
append_text (JobRows *rows, const char *text, GError **error)
{
  return scratch_file_append_rows (rows->rows, text, strlen (text) + 1, error);
}

static gsize
size_of_parents (const JobRow *row)
{
  const char *end = row->after;
  for (guint i = 0; i < row->parents; i++)
    end += strlen (end) + 1;
  return (gsize) (end - row->after);
}

gboolean
job_rows_add (JobRows *rows, const JobRow *row, GError **error)
{
  const RowHead head = { .duration = row->duration,
                         .estimate = row->estimate,
                         .line = row->line,
                         .tasks = row->tasks,
                         .parents = row->parents,
                         .has_workflow = row->workflow != NULL };
  guint64 begin = scratch_file_rows (rows->rows);
  return scratch_file_append (rows->begins, &begin, error)
         && scratch_file_append_rows (rows->rows, &head, sizeof head, error)
         && append_text (rows, row->job, error)
         && (row->workflow == NULL || append_text (rows, row->workflow, error))
         && scratch_file_append_rows (rows->rows, row->after, size_of_parents (row), error);
}

gboolean
job_rows_end (JobRows *rows, GError **error)
{
  guint64 end = scratch_file_rows (rows->rows);
  if (!scratch_file_append (rows->begins, &end, error) || !scratch_file_end (rows->begins, error)
      || !scratch_file_end (rows->rows, error))
    return FALSE;
  scratch_window_init (&rows->row_window, rows->rows, 1);
  scratch_window_init (&rows->begin_window, rows->begins, sizeof (guint64));
  return TRUE;
}

void
job_rows_begin_group (JobRows *rows)
{
  if (rows->blocks->len > 1)
    g_ptr_array_set_size (rows->blocks, 0);
  if (rows->blocks->len == 0)
    rows->room = 0;
  rows->used = 0;
}

/* A copy that lasts as long as the group. */
static const char *
keep (JobRows *rows, const char *texts, gsize size)
{
  if (rows->used + size > rows->room) {
    rows->room = MAX (size, BLOCK_SIZE);
    rows->used = 0;
    g_ptr_array_add (rows->blocks, g_malloc (rows->room));
  }
  char *kept = (char *) g_ptr_array_index (rows->blocks, rows->blocks->len - 1) + rows->used;
  memcpy (kept, texts, size);
  rows->used += size;
  return kept;
}

gboolean
job_rows_read (JobRows *rows, guint row, JobRow *ret, GError **error)
{
  const guint64 *stretch = scratch_window_get (&rows->begin_window, row, 2, error);
  if (stretch == NULL)
    return FALSE;
  gsize size = stretch[1] - stretch[0];
  const char *bytes = scratch_window_get (&rows->row_window, stretch[0], size, error);
  if (bytes == NULL)
    return FALSE;
  RowHead head;
  memcpy (&head, bytes, sizeof head);
  *ret = (JobRow){ .row = row,
                   .line = head.line,
                   .tasks = head.tasks,
                   .duration = head.duration,
                   .estimate = head.estimate,
                   .parents = head.parents,
                   .job = keep (rows, bytes + sizeof head, size - sizeof head) };
  ret->after = ret->job + strlen (ret->job) + 1;
  if (head.has_workflow) {
    ret->workflow = ret->after;
    ret->after += strlen (ret->after) + 1;
  }
  return TRUE;
}
