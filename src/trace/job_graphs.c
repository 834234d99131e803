/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows are kept until it is known which belong together. Then each component is made a JobGraph of, by
 * real names, and packed. In most traces its rows follow each other, and nothing has to be sorted. */
#include "trace/job_graphs.h"

#include "model/job_circle.h"
#include "trace/connected_rows.h"
#include "trace/job_rows.h"
#include "util/input_error.h"

#include <string.h>

/* A row, and the first of those that it belongs to. */
typedef struct {
  guint first, row;
} Member;

struct JobGraphs {
  /* While it is made. */
  ConnectedRows *connected;
  JobRows *job_rows;
  GString *parents; /* names, with a zero after each */
  JobGraph *graph;
  GByteArray *block;
  guint circle_row; /* of the first circle that was found; JOB_NUMBER_NONE */
  GError *circle;
  /* From then on. */
  ScratchFile *places, *empty; /* of RowPlace */
  ScratchFile *packed, *begins;
  guint rows, components;
  guint64 workflows, edges, dangling;
  gboolean needed, have_workflow_names;
  guint dangling_row;
  char *dangling_child, *dangling_parent; /* the first */
};

static gboolean
make_files (JobGraphs *graphs, GError **error)
{
  return (graphs->connected = connected_rows_new (error)) != NULL
         && (graphs->job_rows = job_rows_new (error)) != NULL
         && (graphs->places = scratch_file_new (sizeof (RowPlace), error)) != NULL
         && (graphs->empty = scratch_file_new (sizeof (RowPlace), error)) != NULL
         && (graphs->packed = scratch_file_new (1, error)) != NULL
         && (graphs->begins = scratch_file_new (sizeof (guint64), error)) != NULL;
}

JobGraphs *
job_graphs_new (GError **error)
{
  g_autoptr (JobGraphs) graphs = g_new0 (JobGraphs, 1);
  graphs->parents = g_string_new (NULL);
  graphs->circle_row = JOB_NUMBER_NONE;
  return make_files (graphs, error) ? g_steal_pointer (&graphs) : NULL;
}

/* What is only there while it is made. */
static void
free_makings (JobGraphs *graphs)
{
  g_clear_pointer (&graphs->connected, connected_rows_free);
  g_clear_pointer (&graphs->job_rows, job_rows_free);
  g_clear_pointer (&graphs->graph, job_graph_free);
  g_clear_pointer (&graphs->block, g_byte_array_unref);
  g_clear_error (&graphs->circle);
}

void
job_graphs_free (JobGraphs *graphs)
{
  if (graphs == NULL)
    return;
  free_makings (graphs);
  g_string_free (graphs->parents, TRUE);
  scratch_file_free (graphs->places);
  scratch_file_free (graphs->empty);
  scratch_file_free (graphs->packed);
  scratch_file_free (graphs->begins);
  g_free (graphs->dangling_child);
  g_free (graphs->dangling_parent);
  g_free (graphs);
}

/* Rows ----------------------------------------------------------------------------------------- */

/* Puts the names of `a;b` one after the other. FALSE: one is empty. */
static gboolean
split_parents (JobGraphs *graphs, const char *after, guint *ret_count)
{
  GString *parents = graphs->parents;
  gboolean named = TRUE;
  g_string_assign (parents, after != NULL ? after : "");
  *ret_count = 0;
  for (char *name = parents->str; parents->len > 0 && name != NULL; (*ret_count)++) {
    char *end = strchr (name, ';');
    if (end != NULL)
      *end++ = '\0';
    named &= name[0] != '\0';
    name = end;
  }
  return named;
}

static gboolean
add_row (JobGraphs *graphs, const JobRow *row, GError **error)
{
  const char *parent = row->after;
  if (!connected_rows_add (graphs->connected, row->job, row->workflow, error))
    return FALSE;
  if (row->tasks == 0)
    connected_rows_set_apart (graphs->connected);
  for (guint i = 0; i < row->parents; i++, parent += strlen (parent) + 1)
    if (!connected_rows_wait (graphs->connected, parent, error))
      return FALSE;
  return job_rows_add (graphs->job_rows, row, error);
}

gboolean
job_graphs_add (JobGraphs *graphs, const TaskRecord *record, const char *display, GError **error)
{
  JobRow row = { .line = record->line,
                 .tasks = record->count,
                 .duration = record->duration,
                 .estimate = record->estimate,
                 .job = record->job,
                 .workflow = record->workflow };
  if (!split_parents (graphs, record->after, &row.parents))
    return input_error (error, display, record->line, "names of jobs like map;sort",
                        "after: '%s' has an empty name", record->after);
  row.after = graphs->parents->str;
  return add_row (graphs, &row, error);
}

/* Components ----------------------------------------------------------------------------------- */

/* The circle that begins first in the trace is the one that is told. */
static gboolean
note_circle (JobGraphs *graphs, const char *display, GError **error)
{
  g_autoptr (GError) circle = NULL;
  guint row = job_circle_find (graphs->graph, display, &circle);
  if (row == JOB_NUMBER_NONE) {
    g_propagate_error (error, g_steal_pointer (&circle));
    return FALSE;
  }
  if (graphs->circle_row == JOB_NUMBER_NONE || row < graphs->circle_row) {
    g_clear_error (&graphs->circle);
    graphs->circle = g_steal_pointer (&circle);
    graphs->circle_row = row;
  }
  return TRUE;
}

static void
count (JobGraphs *graphs)
{
  const JobGraph *graph = graphs->graph;
  JobEdge first;
  guint dangling = job_graph_dangling (graph, &first);
  graphs->edges += job_graph_edges (graph);
  graphs->dangling += dangling;
  if (dangling == 0)
    return;
  const GraphJob *child = job_graph_get (graph, first.child);
  if (graphs->dangling_child != NULL && graphs->dangling_row < child->row)
    return;
  g_free (graphs->dangling_child);
  g_free (graphs->dangling_parent);
  graphs->dangling_row = child->row;
  graphs->dangling_child = g_strdup (child->name);
  graphs->dangling_parent = g_strdup (job_graph_get (graph, first.parent)->name);
}

static gboolean
list_empty (JobGraphs *graphs, GError **error)
{
  for (guint i = 0; i < job_graph_jobs (graphs->graph); i++) {
    const GraphJob *job = job_graph_get (graphs->graph, i);
    const RowPlace place = { job->row, graphs->components, i };
    if (job->tasks == 0 && job->row != JOB_NUMBER_NONE
        && !scratch_file_append (graphs->empty, &place, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
pack (JobGraphs *graphs, GError **error)
{
  guint64 begin = scratch_file_rows (graphs->packed);
  component_pack (graphs->graph, graphs->block);
  const Component *component = (const Component *) (const void *) graphs->block->data;
  graphs->workflows += component->is_workflow ? 1 : 0;
  graphs->have_workflow_names |= component->has_workflow_names;
  return scratch_file_append (graphs->begins, &begin, error)
         && scratch_file_append_rows (graphs->packed, graphs->block->data, graphs->block->len, error);
}

static gboolean
finish_component (JobGraphs *graphs, const char *display, GError **error)
{
  if (!job_graph_finish (graphs->graph))
    return note_circle (graphs, display, error);
  count (graphs);
  if (!list_empty (graphs, error) || !pack (graphs, error))
    return FALSE;
  graphs->components++;
  return TRUE;
}

static gboolean
add_member (JobGraphs *graphs, const Member *member, GError **error)
{
  JobRow row;
  if (!job_rows_read (graphs->job_rows, member->row, &row, error))
    return FALSE;
  const RowPlace place = { member->row, graphs->components, job_graph_add (graphs->graph, &row) };
  return scratch_file_append (graphs->places, &place, error);
}

/* Members of a component stand together. */
static gboolean
make_components (JobGraphs *graphs, ScratchFile *file, const Member *members, const char *display,
                 GError **error)
{
  gsize n = scratch_file_rows (file);
  for (gsize i = 0; i < n;) {
    guint first = members[i].first;
    job_graph_clear (graphs->graph);
    job_rows_begin_group (graphs->job_rows);
    for (; i < n && members[i].first == first; i++) {
      if (!add_member (graphs, &members[i], error))
        return FALSE;
      scratch_file_forget (file, i);
    }
    if (!finish_component (graphs, display, error))
      return FALSE;
  }
  return TRUE;
}

/* Finishing ------------------------------------------------------------------------------------ */

static int
compare_members (const void *x, const void *y)
{
  const Member *a = x, *b = y;
  if (a->first != b->first)
    return a->first < b->first ? -1 : 1;
  return (a->row > b->row) - (a->row < b->row);
}

static int
compare_places (const void *x, const void *y)
{
  const RowPlace *a = x, *b = y;
  return (a->row > b->row) - (a->row < b->row);
}

/* All rows that are in a component, in order of the trace. *ret_together: those of each follow each
 * other. */
static ScratchFile *
list_members (JobGraphs *graphs, gboolean *ret_together, GError **error)
{
  g_autoptr (ScratchFile) members = scratch_file_new (sizeof (Member), error);
  guint before = 0;
  *ret_together = TRUE;
  for (guint row = 0; members != NULL && row < graphs->rows; row++) {
    if (connected_rows_is_alone (graphs->connected, row))
      continue;
    const Member member = { connected_rows_first (graphs->connected, row), row };
    *ret_together &= member.first >= before;
    before = member.first;
    if (!scratch_file_append (members, &member, error))
      return NULL;
  }
  return g_steal_pointer (&members);
}

static gboolean
make_all (JobGraphs *graphs, const char *display, GError **error)
{
  gboolean together;
  gpointer map;
  g_autoptr (ScratchFile) members = list_members (graphs, &together, error);
  g_clear_pointer (&graphs->connected, connected_rows_free);
  if (members == NULL
      || !(together ? scratch_file_map (members, &map, error)
                    : scratch_file_sort (members, compare_members, &map, error)))
    return FALSE;
  graphs->graph = job_graph_new ();
  graphs->block = g_byte_array_new ();
  return make_components (graphs, members, map, display, error)
         && (together || scratch_file_order (graphs->places, compare_places, error))
         && scratch_file_order (graphs->empty, compare_places, error);
}

static gboolean
end_files (JobGraphs *graphs, GError **error)
{
  guint64 end = scratch_file_rows (graphs->packed);
  return scratch_file_append (graphs->begins, &end, error) && scratch_file_end (graphs->begins, error)
         && scratch_file_end (graphs->packed, error) && scratch_file_end (graphs->places, error);
}

gboolean
job_graphs_finish (JobGraphs *graphs, const char *display, GError **error)
{
  if (!connected_rows_finish (graphs->connected, error) || !job_rows_end (graphs->job_rows, error))
    return FALSE;
  graphs->rows = connected_rows_count (graphs->connected);
  graphs->needed = connected_rows_any (graphs->connected);
  if (graphs->needed && (!make_all (graphs, display, error) || !end_files (graphs, error)))
    return FALSE;
  if (graphs->circle != NULL) {
    g_propagate_error (error, g_steal_pointer (&graphs->circle));
    return FALSE;
  }
  free_makings (graphs);
  return TRUE;
}

/* What it knows -------------------------------------------------------------------------------- */

gboolean
job_graphs_are_needed (const JobGraphs *graphs)
{
  return graphs->needed;
}

guint
job_graphs_rows (const JobGraphs *graphs)
{
  return graphs->rows;
}

guint
job_graphs_components (const JobGraphs *graphs)
{
  return graphs->components;
}

guint64
job_graphs_workflows (const JobGraphs *graphs)
{
  return graphs->workflows;
}

guint64
job_graphs_edges (const JobGraphs *graphs)
{
  return graphs->edges;
}

gboolean
job_graphs_have_workflow_names (const JobGraphs *graphs)
{
  return graphs->have_workflow_names;
}

guint64
job_graphs_dangling (const JobGraphs *graphs)
{
  return graphs->dangling;
}

char *
job_graphs_text (const JobGraphs *graphs)
{
  GString *text = g_string_new (NULL);
  g_string_append_printf (text, "%" G_GUINT64_FORMAT " dependenc%s", graphs->edges,
                          graphs->edges == 1 ? "y" : "ies");
  if (graphs->dangling > 0)
    g_string_append_printf (text, ", and %" G_GUINT64_FORMAT " on jobs that are not in the trace (%s on %s)",
                            graphs->dangling, graphs->dangling_child, graphs->dangling_parent);
  return g_string_free (text, FALSE);
}

const ScratchFile *
job_graphs_places (const JobGraphs *graphs)
{
  return graphs->places;
}

const ScratchFile *
job_graphs_empty (const JobGraphs *graphs)
{
  return graphs->empty;
}

const ScratchFile *
job_graphs_packed (const JobGraphs *graphs)
{
  return graphs->packed;
}

const ScratchFile *
job_graphs_begins (const JobGraphs *graphs)
{
  return graphs->begins;
}
