/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One block of machines at a time goes through all filters and, if any is left, all scores: the
 * scratch stays in the first cache level, and a block without a candidate costs no scoring. */
#include "scheduler/pipeline.h"

#include "scheduler/policy_tables.h"

#include <string.h>

typedef struct {
  const ScorePolicy *policy;
  double weight;
} Weighted;

struct Pipeline {
  const SchedulerOptions *options;
  const Cell *cell;
  guint64 seed;
  guint n_filters;
  const FilterPolicy *filter[MAX_FILTERS];
  const FilterPolicy *fit;
  const char *filter_names[MAX_FILTERS + 1];
  GArray *scores; /* of Weighted */
  guint n_classes;
  guint8 **match;    /* by class: what the filters on attributes say; NULL: not asked yet */
  guint8 *all_match; /* stands in `match` for a class that they turn away nowhere */
};

static gboolean
listed (const GPtrArray *names, const char *name)
{
  for (guint i = 0; i < names->len; i++)
    if (g_str_equal (g_ptr_array_index (names, i), name))
      return TRUE;
  return FALSE;
}

static void
add_filter (Pipeline *pipeline, const char *name)
{
  const FilterPolicy *policy = filter_policy_find (name);
  g_assert (policy != NULL && pipeline->n_filters < MAX_FILTERS);
  pipeline->filter_names[pipeline->n_filters] = policy->head.name;
  pipeline->filter[pipeline->n_filters++] = policy;
}

Pipeline *
pipeline_new (const SchedulerOptions *options, const Cell *cell, guint64 seed)
{
  Pipeline *pipeline = g_new0 (Pipeline, 1);
  pipeline->options = options;
  pipeline->cell = cell;
  pipeline->seed = seed;
  if (!listed (options->filters, "up"))
    add_filter (pipeline, "up");
  for (guint i = 0; i < options->filters->len; i++)
    add_filter (pipeline, g_ptr_array_index (options->filters, i));
  if (!listed (options->filters, "fit"))
    add_filter (pipeline, "fit");
  pipeline->fit = filter_policy_find ("fit");
  pipeline->scores = g_array_new (FALSE, FALSE, sizeof (Weighted));
  for (guint i = 0; i < options->scores->len; i++) {
    const WeightedScore *named = &g_array_index (options->scores, WeightedScore, i);
    Weighted score = { score_policy_find (named->name), named->weight };
    g_assert (score.policy != NULL);
    g_array_append_val (pipeline->scores, score);
  }
  pipeline->n_classes = task_classes_count (cell->classes);
  pipeline->match = g_new0 (guint8 *, MAX (pipeline->n_classes, 1));
  pipeline->all_match = g_malloc (MAX (cell->machines, 1));
  memset (pipeline->all_match, 1, MAX (cell->machines, 1));
  return pipeline;
}

void
pipeline_free (Pipeline *pipeline)
{
  if (pipeline == NULL)
    return;
  for (guint c = 0; c < pipeline->n_classes; c++)
    if (pipeline->match[c] != pipeline->all_match)
      g_free (pipeline->match[c]);
  g_free (pipeline->match);
  g_free (pipeline->all_match);
  g_array_unref (pipeline->scores);
  g_free (pipeline);
}

const char *const *
pipeline_filters (const Pipeline *pipeline)
{
  return pipeline->filter_names;
}

static PolicyView
view_of (const Pipeline *pipeline, const TaskClass *task_class, const Task *task)
{
  return (PolicyView){ .cell = pipeline->cell,
                       .task_class = task_class,
                       .task = task,
                       .options = pipeline->options,
                       .seed = pipeline->seed };
}

static gboolean
on_attributes (const FilterPolicy *filter)
{
  return filter->depends_on == DEPENDS_ON_ATTRIBUTES;
}

/* By machine: 1 where the filters on attributes let the class pass. */
static const guint8 *
matches (Pipeline *pipeline, const TaskClass *task_class)
{
  guint8 **match = &pipeline->match[task_class->index];
  if (*match != NULL)
    return *match;
  PolicyView view = view_of (pipeline, task_class, NULL);
  guint machines = pipeline->cell->machines;
  *match = g_memdup2 (pipeline->all_match, machines);
  for (guint f = 0; f < pipeline->n_filters; f++) {
    const FilterPolicy *filter = pipeline->filter[f];
    if (on_attributes (filter) && !(filter->trivial != NULL && filter->trivial (&view)))
      for (guint first = 0; first < machines; first += SWEEP_BLOCK)
        filter->sweep (&view, first, MIN (SWEEP_BLOCK, machines - first), *match + first);
  }
  if (memcmp (*match, pipeline->all_match, machines) == 0) {
    g_free (*match);
    *match = pipeline->all_match;
  }
  return *match;
}

/* The machines of a block that pass all filters. */
static gboolean
filter_block (Pipeline *pipeline, const PolicyView *view, const guint8 *match, guint first,
              guint count, guint8 *keep)
{
  memcpy (keep, match + first, count);
  for (guint f = 0; f < pipeline->n_filters; f++)
    if (!on_attributes (pipeline->filter[f]))
      pipeline->filter[f]->sweep (view, first, count, keep);
  return memchr (keep, 1, count) != NULL;
}

static void
score_block (const Pipeline *pipeline, const PolicyView *view, guint first, guint count,
             const guint8 *keep, double *total)
{
  double score[SWEEP_BLOCK];
  memset (total, 0, count * sizeof *total);
  memset (score, 0, sizeof score);
  for (guint s = 0; s < pipeline->scores->len; s++) {
    const Weighted *weighted = &g_array_index (pipeline->scores, Weighted, s);
    weighted->policy->sweep (view, first, count, keep, score);
    for (guint i = 0; i < count; i++)
      total[i] += weighted->weight * score[i];
  }
}

guint
pipeline_choose (Pipeline *pipeline, const Task *task)
{
  const TaskClass *task_class = cell_class_of (pipeline->cell, task);
  PolicyView view = view_of (pipeline, task_class, task);
  const guint8 *match = matches (pipeline, task_class);
  guint machines = pipeline->cell->machines, best = MACHINE_NONE;
  double best_score = 0;
  guint8 keep[SWEEP_BLOCK];
  double total[SWEEP_BLOCK];
  for (guint first = 0; first < machines; first += SWEEP_BLOCK) {
    guint count = MIN (SWEEP_BLOCK, machines - first);
    if (!filter_block (pipeline, &view, match, first, count, keep))
      continue;
    if (pipeline->scores->len == 0)
      return first + (guint) ((guint8 *) memchr (keep, 1, count) - keep);
    score_block (pipeline, &view, first, count, keep, total);
    for (guint i = 0; i < count; i++)
      if (keep[i] && (best == MACHINE_NONE || total[i] > best_score)) {
        best = first + i;
        best_score = total[i];
      }
  }
  return best;
}

gboolean
pipeline_eligible (Pipeline *pipeline, const TaskClass *task_class, guint machine)
{
  if (!matches (pipeline, task_class)[machine]
      || !cell_fits_empty (pipeline->cell, &task_class->request, machine))
    return FALSE;
  PolicyView view = view_of (pipeline, task_class, NULL);
  guint8 keep = 1;
  for (guint f = 0; keep && f < pipeline->n_filters; f++) {
    const FilterPolicy *filter = pipeline->filter[f];
    if (!on_attributes (filter) && filter != pipeline->fit)
      filter->sweep (&view, machine, 1, &keep);
  }
  return keep;
}

void
pipeline_count_turned_away (Pipeline *pipeline, const Task *task, guint turned_away[MAX_FILTERS])
{
  PolicyView view = view_of (pipeline, cell_class_of (pipeline->cell, task), task);
  guint machines = pipeline->cell->machines;
  memset (turned_away, 0, MAX_FILTERS * sizeof *turned_away);
  for (guint first = 0; first < machines; first += SWEEP_BLOCK) {
    guint8 keep[SWEEP_BLOCK];
    guint count = MIN (SWEEP_BLOCK, machines - first), left = count;
    memset (keep, 1, count);
    for (guint f = 0; f < pipeline->n_filters; f++) {
      guint passed = 0;
      pipeline->filter[f]->sweep (&view, first, count, keep);
      for (guint i = 0; i < count; i++)
        passed += keep[i];
      turned_away[f] += left - passed;
      left = passed;
    }
  }
}

gboolean
pipeline_matches_somewhere (Pipeline *pipeline, const TaskClass *task_class,
                            gboolean *ret_large_enough)
{
  const guint8 *match = matches (pipeline, task_class);
  gboolean large_enough = FALSE, found = FALSE;
  for (guint m = 0; !found && m < pipeline->cell->machines; m++)
    if (cell_fits_empty (pipeline->cell, &task_class->request, m)) {
      large_enough = TRUE;
      found = match[m];
    }
  *ret_large_enough = large_enough;
  return found;
}
