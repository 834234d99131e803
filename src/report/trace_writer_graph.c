/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A component knows the children of each job: they are turned round once, to have the parents. */
#include "report/trace_writer_graph.h"

#include "trace/component_reader.h"
#include "util/scratch_window.h"

struct OpenComponent {
  Component *component;
  guint number;
  guint64 tasks;       /* that are still to come */
  guint *first_parent; /* by job, and an end: a stretch of … */
  guint *parents;      /* … jobs, each child's in order of their numbers */
  guint8 *told;        /* by job */
};

struct GraphRows {
  ComponentReader *reader;
  GHashTable *open;      /* of component: OpenComponent, those of which rows are to come */
  OpenComponent *over;   /* all of its rows have come; NULL */
  OpenComponent *aside;  /* that of the last job without tasks, where it is not open; NULL */
  ScratchWindow empty;   /* jobs without tasks, in order of the trace */
  gsize next_empty;
};

static guint *
find_first_parents (const Component *component)
{
  guint *first = g_new0 (guint, component->jobs + 1);
  for (guint j = 0; j < component->jobs; j++)
    first[j + 1] = first[j] + component->job[j].parents;
  return first;
}

static guint *
find_parents (const Component *component, const guint *first_parent)
{
  guint *parents = g_new (guint, first_parent[component->jobs] + 1);
  g_autofree guint *filled = g_new0 (guint, component->jobs + 1);
  for (guint j = 0; j < component->jobs; j++)
    for (guint i = 0; i < component->job[j].children; i++) {
      guint child = component->child[component->job[j].first_child + i];
      parents[first_parent[child] + filled[child]++] = j;
    }
  return parents;
}

static OpenComponent *
open_component (GraphRows *rows, guint number, GError **error)
{
  Component *component = component_reader_load (rows->reader, number, error);
  if (component == NULL)
    return NULL;
  OpenComponent *open = g_new0 (OpenComponent, 1);
  open->component = component;
  open->number = number;
  open->tasks = component->workflow.tasks;
  open->first_parent = find_first_parents (component);
  open->parents = find_parents (component, open->first_parent);
  open->told = g_new0 (guint8, component->jobs);
  return open;
}

static void
open_component_free (gpointer data)
{
  OpenComponent *open = data;
  if (open == NULL)
    return;
  g_free (open->component);
  g_free (open->first_parent);
  g_free (open->parents);
  g_free (open->told);
  g_free (open);
}

GraphRows *
graph_rows_new (const Workload *workload)
{
  const JobGraphs *graphs = workload_graphs (workload);
  if (graphs == NULL)
    return NULL;
  GraphRows *rows = g_new0 (GraphRows, 1);
  rows->reader = component_reader_new (graphs);
  rows->open = g_hash_table_new_full (NULL, NULL, NULL, open_component_free);
  scratch_window_init (&rows->empty, job_graphs_empty (graphs), sizeof (RowPlace));
  return rows;
}

void
graph_rows_free (GraphRows *rows)
{
  if (rows == NULL)
    return;
  component_reader_free (rows->reader);
  g_hash_table_unref (rows->open);
  open_component_free (rows->over);
  open_component_free (rows->aside);
  scratch_window_clear (&rows->empty);
  g_free (rows);
}

gboolean
graph_rows_have_empty (const GraphRows *rows)
{
  return scratch_file_rows (rows->empty.file) > 0;
}

static OpenComponent *
find (const GraphRows *rows, guint number)
{
  return g_hash_table_lookup (rows->open, GUINT_TO_POINTER (number));
}

/* So many more of its tasks have come. */
static void
count_tasks (GraphRows *rows, OpenComponent *open, guint tasks)
{
  open->tasks -= MIN (tasks, open->tasks);
  if (open->tasks > 0)
    return;
  g_hash_table_steal (rows->open, GUINT_TO_POINTER (open->number));
  rows->over = open;
}

gboolean
graph_rows_arrive (GraphRows *rows, const TaskRecord *record, GraphRow *ret, GError **error)
{
  const JobPlace place = record->place;
  g_clear_pointer (&rows->over, open_component_free);
  *ret = (GraphRow){ NULL, 0, place.job };
  if (place.component == COMPONENT_NONE)
    return TRUE;
  OpenComponent *open = find (rows, place.component);
  if (open == NULL) {
    open = open_component (rows, place.component, error);
    if (open == NULL)
      return FALSE;
    g_hash_table_insert (rows->open, GUINT_TO_POINTER (place.component), open);
  }
  *ret = (GraphRow){ open, place.job, open->component->job[place.job].row };
  count_tasks (rows, open, record->count);
  return TRUE;
}

/* Where it is not open, it is so aside. */
static OpenComponent *
find_aside (GraphRows *rows, guint number, GError **error)
{
  OpenComponent *open = find (rows, number);
  if (open != NULL)
    return open;
  if (rows->aside == NULL || rows->aside->number != number) {
    open_component_free (rows->aside);
    rows->aside = open_component (rows, number, error);
  }
  return rows->aside;
}

int
graph_rows_next_empty (GraphRows *rows, const GraphRow *before, GraphRow *ret, GError **error)
{
  if (rows->next_empty == scratch_file_rows (rows->empty.file))
    return 0;
  const RowPlace *place = scratch_window_get (&rows->empty, rows->next_empty, 1, error);
  if (place == NULL)
    return -1;
  if (before != NULL && place->row > before->row)
    return 0;
  OpenComponent *open = find_aside (rows, place->component, error);
  if (open == NULL)
    return -1;
  rows->next_empty++;
  *ret = (GraphRow){ open, place->job, place->row };
  return 1;
}

const char *
graph_row_name (const GraphRow *row)
{
  return row->of != NULL ? row->of->component->job[row->job].name : NULL;
}

const char *
graph_row_group (const GraphRow *row)
{
  return row->of != NULL && row->of->component->is_workflow ? row->of->component->workflow.name : NULL;
}

const char *
graph_row_workflow (const GraphRow *row)
{
  return row->of != NULL ? row->of->component->job[row->job].workflow : NULL;
}

void
graph_row_after (const GraphRow *row, GString *into)
{
  OpenComponent *open = row->of;
  if (open == NULL || open->told[row->job])
    return;
  open->told[row->job] = 1;
  for (guint i = open->first_parent[row->job]; i < open->first_parent[row->job + 1]; i++)
    g_string_append_printf (into, "%s%s", i > open->first_parent[row->job] ? ";" : "",
                            open->component->job[open->parents[i]].name);
}
