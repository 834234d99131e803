/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ways through the graph are found by one walk over the jobs in an order in which parents come first. */
#include "model/workflow.h"

/* Of the longest way to a job, it included. */
typedef struct {
  guint level; /* jobs with tasks */
  gint64 end;  /* us */
} Way;

/* ways[] is of what the job's parents have told it, and becomes its own. */
static void
pass_job (const JobGraph *graph, guint number, Way *ways, Workflow *workflow)
{
  const GraphJob *job = job_graph_get (graph, number);
  Way *way = &ways[number];
  way->level += job->tasks > 0;
  way->end = duration_sum (way->end, job->longest);
  for (guint c = 0; c < job->children; c++) {
    Way *child = &ways[job_graph_child (graph, job, c)];
    child->level = MAX (child->level, way->level);
    child->end = MAX (child->end, way->end);
  }
  workflow->jobs += job->row != JOB_NUMBER_NONE;
  workflow->tasks += job->tasks;
  workflow->edges += job->children;
  workflow->depth = MAX (workflow->depth, way->level);
  workflow->critical_path = MAX (workflow->critical_path, way->end);
}

/* How many jobs with tasks are on each level. */
static void
find_width (const JobGraph *graph, const Way *ways, Workflow *workflow)
{
  g_autofree guint *count = g_new0 (guint, workflow->depth + 1);
  for (guint i = 0; i < job_graph_jobs (graph); i++)
    if (job_graph_get (graph, i)->tasks > 0) {
      guint here = ++count[ways[i].level];
      workflow->width = MAX (workflow->width, here);
    }
}

guint
workflow_first_job (const JobGraph *graph)
{
  guint first = 0;
  for (guint i = 1; i < job_graph_jobs (graph); i++)
    if (job_graph_get (graph, i)->row < job_graph_get (graph, first)->row)
      first = i;
  return first;
}

void
workflow_measure (const JobGraph *graph, Workflow *ret)
{
  guint jobs = job_graph_jobs (graph);
  g_autofree Way *ways = g_new0 (Way, MAX (jobs, 1));
  const GraphJob *first = job_graph_get (graph, workflow_first_job (graph));
  *ret = (Workflow){ .name = first->workflow != NULL ? first->workflow : first->name };
  for (guint i = 0; i < jobs; i++)
    pass_job (graph, job_graph_order (graph)[i], ways, ret);
  find_width (graph, ways, ret);
}

gint64
workflow_work (const JobGraph *graph)
{
  gint64 work = 0;
  for (guint i = 0; i < job_graph_jobs (graph); i++)
    work = duration_sum (work, job_graph_get (graph, i)->work);
  return work;
}

/* Backwards, so that children have theirs. */
void
workflow_rank_upward (const JobGraph *graph, gint64 *ret)
{
  for (guint i = job_graph_jobs (graph); i-- > 0;) {
    guint number = job_graph_order (graph)[i];
    const GraphJob *job = job_graph_get (graph, number);
    gint64 rest = 0;
    for (guint c = 0; c < job->children; c++)
      rest = MAX (rest, ret[job_graph_child (graph, job, c)]);
    ret[number] = duration_sum (job->expected, rest);
  }
}
