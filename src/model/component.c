/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The component itself, its jobs, their children, and texts. Pointers are offsets in the block while it
 * is packed; that of no text is 0, where the component itself is. */
#include "model/component.h"

#include <string.h>

#define OFFSET(n)            ((const void *) (gsize) (n))
#define IN_BLOCK(block, at)  ((at) != NULL ? (const void *) ((const char *) (block) + (gsize) (at)) : NULL)

static const char *
put_text (GByteArray *into, const char *text)
{
  guint at = into->len;
  g_byte_array_append (into, (const guint8 *) text, (guint) strlen (text) + 1);
  return OFFSET (at);
}

/* Jobs of a workflow mostly say so one after the other. */
typedef struct {
  const char *text;
  const char *at;
} LastText;

static const char *
put_workflow (GByteArray *into, LastText *last, const char *text)
{
  if (text == NULL)
    return NULL;
  if (last->text == NULL || strcmp (last->text, text) != 0)
    *last = (LastText){ text, put_text (into, text) };
  return last->at;
}

static void
pack_jobs (const JobGraph *graph, gsize at, GByteArray *into)
{
  guint jobs = job_graph_jobs (graph);
  g_autofree gint64 *upward = g_new (gint64, MAX (jobs, 1));
  LastText workflow = { NULL, NULL };
  workflow_rank_upward (graph, upward);
  for (guint i = 0; i < jobs; i++) {
    const GraphJob *job = job_graph_get (graph, i);
    const ComponentJob packed = { .name = put_text (into, job->name),
                                  .workflow = put_workflow (into, &workflow, job->workflow),
                                  .tasks = job->tasks,
                                  .upward = upward[i],
                                  .row = job->row,
                                  .parents = job->parents,
                                  .first_child = job->first_child,
                                  .children = job->children };
    memcpy (into->data + at + i * sizeof packed, &packed, sizeof packed);
  }
}

static void
pack_children (const JobGraph *graph, gsize at, GByteArray *into)
{
  for (guint i = 0; i < job_graph_edges (graph); i++)
    memcpy (into->data + at + i * sizeof (guint), &job_graph_edge (graph, i)->child, sizeof (guint));
}

static gboolean
has_workflow_names (const JobGraph *graph)
{
  for (guint i = 0; i < job_graph_jobs (graph); i++)
    if (job_graph_get (graph, i)->workflow != NULL)
      return TRUE;
  return FALSE;
}

void
component_pack (const JobGraph *graph, GByteArray *into)
{
  const GraphJob *first = job_graph_get (graph, workflow_first_job (graph));
  gsize jobs_at = sizeof (Component);
  gsize children_at = jobs_at + job_graph_jobs (graph) * sizeof (ComponentJob);
  Component component = { .work = workflow_work (graph),
                          .row = first->row,
                          .jobs = job_graph_jobs (graph),
                          .has_workflow_names = has_workflow_names (graph),
                          .job = OFFSET (jobs_at),
                          .child = OFFSET (children_at) };
  workflow_measure (graph, &component.workflow);
  component.is_workflow = component.workflow.jobs > 1 || first->workflow != NULL;
  g_byte_array_set_size (into, (guint) (children_at + job_graph_edges (graph) * sizeof (guint)));
  pack_children (graph, children_at, into);
  component.workflow.name = put_text (into, component.workflow.name);
  pack_jobs (graph, jobs_at, into);
  memcpy (into->data, &component, sizeof component);
}

Component *
component_unpack (const void *bytes, gsize size)
{
  Component *component = g_memdup2 (bytes, size);
  ComponentJob *jobs = (ComponentJob *) IN_BLOCK (component, component->job);
  component->job = jobs;
  component->child = IN_BLOCK (component, component->child);
  component->workflow.name = IN_BLOCK (component, component->workflow.name);
  for (guint i = 0; i < component->jobs; i++) {
    jobs[i].name = IN_BLOCK (component, jobs[i].name);
    jobs[i].workflow = IN_BLOCK (component, jobs[i].workflow);
  }
  return component;
}
