/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who belongs together is found by union-find, the first job in the trace leading; ways through the
 * graph by one walk over the jobs in an order in which parents come first. */
#include "model/workflows.h"

struct Workflows {
  const JobGraph *graph;
  GArray *list; /* of Workflow */
  guint *of_job;
  JobRank *ranks; /* by job */
};

/* Who belongs together -------------------------------------------------------------------------- */

static guint
leader_of (guint *leader, guint job)
{
  while (leader[job] != job)
    job = leader[job] = leader[leader[job]];
  return job;
}

static void
join (const JobGraph *graph, guint *leader, guint a, guint b)
{
  a = leader_of (leader, a);
  b = leader_of (leader, b);
  if (job_graph_get (graph, a)->row < job_graph_get (graph, b)->row)
    leader[b] = a;
  else
    leader[a] = b;
}

static guint *
find_leaders (const JobGraph *graph)
{
  guint jobs = job_graph_jobs (graph);
  guint *leader = g_new (guint, MAX (jobs, 1));
  g_autoptr (GHashTable) named = g_hash_table_new (NULL, NULL); /* of the graph's own texts: number + 1 */
  for (guint i = 0; i < jobs; i++)
    leader[i] = i;
  for (guint i = 0; i < jobs; i++) {
    const GraphJob *job = job_graph_get (graph, i);
    for (guint c = 0; c < job->children; c++)
      join (graph, leader, i, job_graph_child (graph, job, c));
    if (job->workflow == NULL)
      continue;
    guint other = GPOINTER_TO_UINT (g_hash_table_lookup (named, job->workflow));
    if (other == 0)
      g_hash_table_insert (named, (gpointer) job->workflow, GUINT_TO_POINTER (i + 1));
    else
      join (graph, leader, i, other - 1);
  }
  return leader;
}

static gint
compare_first_rows (gconstpointer a, gconstpointer b, gpointer graph)
{
  guint x = job_graph_get (graph, *(const guint *) a)->row;
  guint y = job_graph_get (graph, *(const guint *) b)->row;
  return (x > y) - (x < y);
}

/* Leaders of more than themselves, or of what the trace gives a name, by row. */
static GArray *
list_leaders (const JobGraph *graph, guint *leader)
{
  guint jobs = job_graph_jobs (graph);
  GArray *list = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree guint *members = g_new0 (guint, MAX (jobs, 1));
  for (guint i = 0; i < jobs; i++)
    members[leader_of (leader, i)]++;
  for (guint i = 0; i < jobs; i++)
    if (members[i] > 1 || (members[i] == 1 && job_graph_get (graph, i)->workflow != NULL))
      g_array_append_val (list, i);
  g_array_sort_with_data (list, compare_first_rows, (gpointer) graph);
  return list;
}

static void
number_workflows (Workflows *workflows, guint *leader)
{
  const JobGraph *graph = workflows->graph;
  guint jobs = job_graph_jobs (graph);
  g_autoptr (GArray) list = list_leaders (graph, leader);
  for (guint i = 0; i < jobs; i++)
    workflows->of_job[i] = WORKFLOW_NONE;
  for (guint w = 0; w < list->len; w++) {
    guint first = g_array_index (list, guint, w);
    const GraphJob *job = job_graph_get (graph, first);
    Workflow workflow = { .name = job->workflow != NULL ? job->workflow : job->name };
    g_array_append_val (workflows->list, workflow);
    workflows->of_job[first] = w;
  }
  for (guint i = 0; i < jobs; i++)
    workflows->of_job[i] = workflows->of_job[leader_of (leader, i)];
}

/* Ways through the graph ------------------------------------------------------------------------ */

/* Of the longest way to a job, it included. */
typedef struct {
  guint level; /* jobs with tasks */
  gint64 end;  /* us */
} Way;

/* ways[] is of what the job's parents have told it, and becomes its own. */
static void
pass_job (Workflows *workflows, guint number, Way *ways)
{
  const GraphJob *job = job_graph_get (workflows->graph, number);
  Way *way = &ways[number];
  way->level += job->tasks > 0;
  way->end = duration_sum (way->end, job->longest);
  for (guint c = 0; c < job->children; c++) {
    Way *child = &ways[job_graph_child (workflows->graph, job, c)];
    child->level = MAX (child->level, way->level);
    child->end = MAX (child->end, way->end);
  }
  if (workflows->of_job[number] == WORKFLOW_NONE)
    return;
  Workflow *workflow = &g_array_index (workflows->list, Workflow, workflows->of_job[number]);
  workflow->jobs++;
  workflow->tasks += job->tasks;
  workflow->edges += job->children;
  workflow->depth = MAX (workflow->depth, way->level);
  workflow->critical_path = MAX (workflow->critical_path, way->end);
}

/* How many jobs with tasks are on each level of each workflow: levels of a workflow stand together,
 * those of the first one first. */
static void
find_widths (Workflows *workflows, const Way *ways)
{
  guint jobs = job_graph_jobs (workflows->graph), levels = 0;
  g_autofree guint *begin = g_new0 (guint, workflows->list->len + 1);
  for (guint w = 0; w < workflows->list->len; w++) {
    begin[w] = levels;
    levels += g_array_index (workflows->list, Workflow, w).depth;
  }
  g_autofree guint *count = g_new0 (guint, MAX (levels, 1));
  for (guint i = 0; i < jobs; i++) {
    guint w = workflows->of_job[i];
    if (w == WORKFLOW_NONE || job_graph_get (workflows->graph, i)->tasks == 0)
      continue;
    Workflow *workflow = &g_array_index (workflows->list, Workflow, w);
    guint here = ++count[begin[w] + ways[i].level - 1];
    workflow->width = MAX (workflow->width, here);
  }
}

/* Ranks, which orders go by -------------------------------------------------------------------- */

/* Backwards, so that children have theirs. */
static void
rank_upward (Workflows *workflows)
{
  const JobGraph *graph = workflows->graph;
  for (guint i = job_graph_jobs (graph); i-- > 0;) {
    guint number = job_graph_order (graph)[i];
    const GraphJob *job = job_graph_get (graph, number);
    gint64 rest = 0;
    for (guint c = 0; c < job->children; c++)
      rest = MAX (rest, workflows->ranks[job_graph_child (graph, job, c)].upward);
    workflows->ranks[number].upward = duration_sum (job->expected, rest);
  }
}

/* What is the same for a whole workflow, or for a job alone. */
static void
rank_workflows (Workflows *workflows, guint *leader)
{
  const JobGraph *graph = workflows->graph;
  guint jobs = job_graph_jobs (graph);
  g_autofree gint64 *work = g_new0 (gint64, MAX (jobs, 1));
  for (guint i = 0; i < jobs; i++) {
    gint64 *sum = &work[leader_of (leader, i)];
    *sum = duration_sum (*sum, job_graph_get (graph, i)->work);
  }
  for (guint i = 0; i < jobs; i++) {
    guint first = leader_of (leader, i);
    workflows->ranks[i].workflow = job_graph_get (graph, first)->row;
    workflows->ranks[i].work = work[first];
  }
}

Workflows *
workflows_new (const JobGraph *graph)
{
  Workflows *workflows = g_new0 (Workflows, 1);
  guint jobs = job_graph_jobs (graph);
  g_autofree Way *ways = g_new0 (Way, MAX (jobs, 1));
  workflows->graph = graph;
  workflows->list = g_array_new (FALSE, FALSE, sizeof (Workflow));
  workflows->of_job = g_new (guint, MAX (jobs, 1));
  workflows->ranks = g_new0 (JobRank, MAX (jobs, 1));
  g_autofree guint *leader = find_leaders (graph);
  number_workflows (workflows, leader);
  rank_upward (workflows);
  rank_workflows (workflows, leader);
  for (guint i = 0; i < jobs; i++)
    pass_job (workflows, job_graph_order (graph)[i], ways);
  find_widths (workflows, ways);
  return workflows;
}

void
workflows_free (Workflows *workflows)
{
  if (workflows == NULL)
    return;
  g_array_unref (workflows->list);
  g_free (workflows->of_job);
  g_free (workflows->ranks);
  g_free (workflows);
}

guint
workflows_count (const Workflows *workflows)
{
  return workflows->list->len;
}

const Workflow *
workflows_get (const Workflows *workflows, guint workflow)
{
  return &g_array_index (workflows->list, Workflow, workflow);
}

guint
workflows_of_job (const Workflows *workflows, guint job)
{
  return workflows->of_job[job];
}

const JobRank *
workflows_rank (const Workflows *workflows, guint job)
{
  return &workflows->ranks[job];
}
