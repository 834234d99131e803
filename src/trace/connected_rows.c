/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Union-find over rows, of which the first leads. Who mentions whom is sorted by name, so that those
 * that do stand together. Rows of a job, or of a workflow, that follow each other are mentioned once. */
#include "trace/connected_rows.h"

#include "trace/name_hash.h"
#include "util/scratch_file.h"

#include <string.h>

#define ROW_NONE G_MAXUINT

/* What is known of a row. */
enum {
  FIRST_OF_JOB = 1,
  SAME_WORKFLOW = 2, /* as the row before */
  NOT_ALONE = 4,
};

/* A row's job before rows that wait for one of that name. */
typedef enum { OF_JOB, WAITS } MentionKind;

typedef struct {
  NameHash name;
  guint32 row;
  guint32 kind; /* a MentionKind */
} Mention;

struct ConnectedRows {
  GArray *leader;         /* of guint: by row, one that leads it; itself: nobody does */
  GByteArray *known;      /* by row */
  ScratchFile *jobs, *workflows; /* of Mention */
  GString *last_job, *last_workflow;
  gboolean has_workflow; /* the last row */
  gboolean waits;        /* any */
  gboolean of_workflows; /* any first row of a job is of one */
};

ConnectedRows *
connected_rows_new (GError **error)
{
  g_autoptr (ConnectedRows) rows = g_new0 (ConnectedRows, 1);
  rows->leader = g_array_new (FALSE, FALSE, sizeof (guint));
  rows->known = g_byte_array_new ();
  rows->last_job = g_string_new (NULL);
  rows->last_workflow = g_string_new (NULL);
  rows->jobs = scratch_file_new (sizeof (Mention), error);
  if (rows->jobs == NULL)
    return NULL;
  rows->workflows = scratch_file_new (sizeof (Mention), error);
  return rows->workflows != NULL ? g_steal_pointer (&rows) : NULL;
}

void
connected_rows_free (ConnectedRows *rows)
{
  if (rows == NULL)
    return;
  g_array_unref (rows->leader);
  g_byte_array_unref (rows->known);
  scratch_file_free (rows->jobs);
  scratch_file_free (rows->workflows);
  g_string_free (rows->last_job, TRUE);
  g_string_free (rows->last_workflow, TRUE);
  g_free (rows);
}

guint
connected_rows_count (const ConnectedRows *rows)
{
  return rows->known->len;
}

guint
connected_rows_first (ConnectedRows *rows, guint row)
{
  guint *leader = (guint *) (void *) rows->leader->data;
  while (leader[row] != row)
    row = leader[row] = leader[leader[row]];
  return row;
}

gboolean
connected_rows_is_alone (ConnectedRows *rows, guint row)
{
  return connected_rows_first (rows, row) == row && (rows->known->data[row] & NOT_ALONE) == 0;
}

static void
join (ConnectedRows *rows, guint a, guint b)
{
  a = connected_rows_first (rows, a);
  b = connected_rows_first (rows, b);
  g_array_index (rows->leader, guint, MAX (a, b)) = MIN (a, b);
  if (a != b)
    rows->known->data[MIN (a, b)] |= NOT_ALONE;
}

static gboolean
mention (ScratchFile *in, const char *name, guint row, MentionKind kind, GError **error)
{
  const Mention it = { name_hash (name), row, kind };
  return scratch_file_append (in, &it, error);
}

static gboolean
add_job (ConnectedRows *rows, guint row, const char *job, GError **error)
{
  if (row > 0 && strcmp (job, rows->last_job->str) == 0) {
    join (rows, row - 1, row);
    return TRUE;
  }
  g_string_assign (rows->last_job, job);
  return mention (rows->jobs, job, row, OF_JOB, error);
}

static gboolean
add_workflow (ConnectedRows *rows, guint row, const char *workflow, GError **error)
{
  gboolean same = rows->has_workflow && strcmp (workflow, rows->last_workflow->str) == 0;
  rows->known->data[row] |= same ? NOT_ALONE | SAME_WORKFLOW : NOT_ALONE;
  if (same)
    return TRUE;
  g_string_assign (rows->last_workflow, workflow);
  return mention (rows->workflows, workflow, row, OF_JOB, error);
}

gboolean
connected_rows_add (ConnectedRows *rows, const char *job, const char *workflow, GError **error)
{
  guint row = rows->known->len;
  g_array_append_val (rows->leader, row);
  g_byte_array_append (rows->known, (const guint8[]){ 0 }, 1);
  gboolean good = add_job (rows, row, job, error)
                  && (workflow == NULL || add_workflow (rows, row, workflow, error));
  rows->has_workflow = workflow != NULL;
  return good;
}

gboolean
connected_rows_wait (ConnectedRows *rows, const char *parent, GError **error)
{
  guint row = rows->known->len - 1;
  rows->waits = TRUE;
  rows->known->data[row] |= NOT_ALONE;
  return mention (rows->jobs, parent, row, WAITS, error);
}

void
connected_rows_set_apart (ConnectedRows *rows)
{
  rows->known->data[rows->known->len - 1] |= NOT_ALONE;
}

static int
compare_mentions (const void *x, const void *y)
{
  const Mention *a = x, *b = y;
  int names = name_hash_compare (&a->name, &b->name);
  if (names != 0)
    return names;
  if (a->kind != b->kind)
    return a->kind < b->kind ? -1 : 1;
  return (a->row > b->row) - (a->row < b->row);
}

static void
join_jobs (ConnectedRows *rows, const Mention *mentions)
{
  guint first = ROW_NONE;
  for (gsize i = 0; i < scratch_file_rows (rows->jobs); i++) {
    const Mention *it = &mentions[i];
    if (i == 0 || !name_hash_equal (&it->name, &it[-1].name))
      first = ROW_NONE;
    if (first != ROW_NONE)
      join (rows, first, it->row);
    else if (it->kind == OF_JOB) {
      first = it->row;
      rows->known->data[first] |= FIRST_OF_JOB;
    }
    scratch_file_forget (rows->jobs, i);
  }
}

/* Of a row, and those that follow it in the same workflow, the ones that are the first of their jobs.
 * first: of those that are known to be in the workflow; ROW_NONE. */
static guint
join_stretch (ConnectedRows *rows, guint row, guint first)
{
  const guint8 *known = rows->known->data;
  do {
    if ((known[row] & FIRST_OF_JOB) == 0)
      continue;
    if (first == ROW_NONE)
      first = row;
    else
      join (rows, first, row);
    rows->of_workflows = TRUE;
  } while (++row < rows->known->len && (known[row] & SAME_WORKFLOW) != 0);
  return first;
}

static void
join_workflows (ConnectedRows *rows, const Mention *mentions)
{
  guint first = ROW_NONE;
  for (gsize i = 0; i < scratch_file_rows (rows->workflows); i++) {
    const Mention *it = &mentions[i];
    if (i == 0 || !name_hash_equal (&it->name, &it[-1].name))
      first = ROW_NONE;
    first = join_stretch (rows, it->row, first);
    scratch_file_forget (rows->workflows, i);
  }
}

gboolean
connected_rows_finish (ConnectedRows *rows, GError **error)
{
  gpointer mentions;
  if (!rows->waits && scratch_file_rows (rows->workflows) == 0)
    return TRUE;
  if (!scratch_file_sort (rows->jobs, compare_mentions, &mentions, error))
    return FALSE;
  join_jobs (rows, mentions);
  g_clear_pointer (&rows->jobs, scratch_file_free);
  if (!scratch_file_sort (rows->workflows, compare_mentions, &mentions, error))
    return FALSE;
  join_workflows (rows, mentions);
  g_clear_pointer (&rows->workflows, scratch_file_free);
  return TRUE;
}

gboolean
connected_rows_any (const ConnectedRows *rows)
{
  return rows->waits || rows->of_workflows;
}
