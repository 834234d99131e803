/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One block of machines at a time goes through all filters and, if any is left, all scores: the
 * scratch stays in the first cache level, and a block without a candidate costs no scoring. */
#include "scheduler/pipeline.h"

#include "scheduler/class_bounds.h"
#include "scheduler/highest.h"
#include "scheduler/machine_walk.h"
#include "scheduler/policy_tables.h"

#include <math.h>
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
  VectorPath path;
  ColumnSet columns; /* what its filters and scores read */
  ColumnScratch *scratch;
  ClassBoundsTable *bounds; /* NULL: nothing is remembered */
  gboolean exact_bounds;    /* no filter or score depends on more than the machine */
  MachineWalks walks;
};

/* What may be remembered about classes. */
#define BOUNDS_BYTES (128 << 20)
/* Of so many blocks it is noted which of their machines is the best one. */
#define FEW_BLOCKS 4
/* Where so many of SWEEP_BLOCKS blocks next to each other are wanted, all of them are swept. */
#define DENSE_RUN 6
/* So many machines are tried one by one where any feasible one will do. */
#define PROBES 64

static gsize
padded (const Cell *cell)
{
  return MAX (cell->blocks, 1) * CELL_BLOCK;
}

static gboolean
listed (const GPtrArray *names, const char *name)
{
  for (guint i = 0; i < names->len; i++)
    if (g_str_equal (g_ptr_array_index (names, i), name))
      return TRUE;
  return FALSE;
}

static gboolean
on_attributes (const FilterPolicy *filter)
{
  return filter->depends_on == DEPENDS_ON_ATTRIBUTES;
}

static void
add_filter (Pipeline *pipeline, const char *name)
{
  const FilterPolicy *policy = filter_policy_find (name);
  g_assert (policy != NULL && pipeline->n_filters < MAX_FILTERS);
  pipeline->filter_names[pipeline->n_filters] = policy->head.name;
  pipeline->filter[pipeline->n_filters++] = policy;
  if (!on_attributes (policy))
    pipeline->columns |= policy->columns;
  pipeline->exact_bounds &= policy->depends_on <= DEPENDS_ON_MACHINE;
}

Pipeline *
pipeline_new (const SchedulerOptions *options, const Cell *cell, guint64 seed)
{
  Pipeline *pipeline = g_new0 (Pipeline, 1);
  pipeline->options = options;
  pipeline->cell = cell;
  pipeline->seed = seed;
  pipeline->exact_bounds = TRUE;
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
    pipeline->columns |= score.policy->columns;
    pipeline->exact_bounds &= score.policy->depends_on <= DEPENDS_ON_MACHINE;
    g_array_append_val (pipeline->scores, score);
  }
  pipeline->n_classes = task_classes_count (cell->classes);
  pipeline->match = g_new0 (guint8 *, MAX (pipeline->n_classes, 1));
  pipeline->all_match = g_malloc (padded (cell));
  memset (pipeline->all_match, 1, padded (cell));
  pipeline->path = vector_path ();
  pipeline->scratch = column_scratch_new ();
  if (!options->forgetful)
    pipeline->bounds = class_bounds_table_new (cell, BOUNDS_BYTES);
  machine_walks_init (&pipeline->walks, cell->machines);
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
  column_scratch_free (pipeline->scratch);
  class_bounds_table_free (pipeline->bounds);
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

/* By machine: 1 where the filters on attributes let the class pass; padded like the cell's columns.
 */
static const guint8 *
matches (Pipeline *pipeline, const TaskClass *task_class)
{
  guint8 **match = &pipeline->match[task_class->index];
  if (*match != NULL)
    return *match;
  PolicyView view = view_of (pipeline, task_class, NULL);
  guint machines = pipeline->cell->machines;
  *match = g_memdup2 (pipeline->all_match, padded (pipeline->cell));
  for (guint f = 0; f < pipeline->n_filters; f++) {
    const FilterPolicy *filter = pipeline->filter[f];
    if (!on_attributes (filter) || (filter->trivial != NULL && filter->trivial (&view)))
      continue;
    for (guint first = 0; first < machines; first += SWEEP_BLOCK) {
      Columns columns = columns_range (pipeline->cell, COLUMN_ALL, first,
                                       MIN (SWEEP_BLOCK, machines - first));
      filter_sweep (filter, vector_path (), &view, &columns, *match + first);
    }
  }
  if (memcmp (*match, pipeline->all_match, machines) == 0) {
    g_free (*match);
    *match = pipeline->all_match;
  }
  return *match;
}

/* Does one machine pass the filters that do not depend on attributes alone, `but` for one? */
static gboolean
passes_filters (const Pipeline *pipeline, const PolicyView *view, guint machine,
                const FilterPolicy *but)
{
  Columns columns = columns_range (pipeline->cell, COLUMN_ALL, machine, 1);
  guint8 keep = 1;
  for (guint f = 0; keep && f < pipeline->n_filters; f++) {
    const FilterPolicy *filter = pipeline->filter[f];
    if (!on_attributes (filter) && filter != but)
      filter_sweep (filter, VECTOR_PORTABLE, view, &columns, &keep);
  }
  return keep;
}

/* Evaluating a sweep's machines ------------------------------------------------------------------
 */

typedef enum {
  EVALUATE_EXACTLY,
  EVALUATE_BOUNDS, /* filters and scores that depend on more than the machine: as if they passed it,
                      and gave it 1 */
} Evaluation;

static VECTOR_BODY void
scale (guint count, double weight, double *restrict score)
{
  for (guint i = 0; i < count; i++)
    score[i] *= weight;
}
VECTOR_PATHS (scale, void, (guint count, double weight, double *restrict score),
              (count, weight, score))

static VECTOR_BODY void
add_scaled (guint count, double weight, const double *restrict score, double *restrict total)
{
  for (guint i = 0; i < count; i++)
    total[i] += weight * score[i];
}
VECTOR_PATHS (add_scaled, void,
              (guint count, double weight, const double *restrict score, double *restrict total),
              (count, weight, score, total))

/* The highest total of each block, of the machines kept; the others' become -INFINITY. */
static VECTOR_BODY void
highest_kept (guint count, const guint8 *restrict keep, double *restrict total,
              double *restrict highest)
{
  for (guint i = 0; i < count * CELL_BLOCK; i++)
    total[i] = keep[i] ? total[i] : -INFINITY;
  for (guint b = 0; b < count; b++)
    highest[b] = highest_of_block (total + b * CELL_BLOCK);
}
VECTOR_PATHS (highest_kept, void,
              (guint count, const guint8 *restrict keep, double *restrict total,
               double *restrict highest),
              (count, keep, total, highest))

/* Clears keep[] further, and writes total[] where it is not cleared. */
static void
evaluate (const Pipeline *pipeline, const PolicyView *view, const Columns *columns,
          Evaluation evaluation, guint8 *keep, double *total)
{
  VectorPath path = pipeline->path;
  guint count = columns->count;
  double other[SWEEP_BLOCK];
  for (guint f = 0; f < pipeline->n_filters; f++) {
    const FilterPolicy *filter = pipeline->filter[f];
    if (!on_attributes (filter)
        && (evaluation == EVALUATE_EXACTLY || filter->depends_on == DEPENDS_ON_MACHINE))
      filter_sweep (filter, path, view, columns, keep);
  }
  if (pipeline->scores->len == 0)
    memset (total, 0, count * sizeof *total);
  for (guint s = 0; s < pipeline->scores->len; s++) {
    const Weighted *weighted = &g_array_index (pipeline->scores, Weighted, s);
    double *score = s == 0 ? total : other;
    if (evaluation == EVALUATE_EXACTLY || weighted->policy->depends_on <= DEPENDS_ON_MACHINE)
      score_sweep (weighted->policy, path, view, columns, keep, score);
    else
      for (guint i = 0; i < count; i++)
        score[i] = 1;
    if (s == 0 && weighted->weight != 1)
      scale_paths[path](count, weighted->weight, total);
    else if (s > 0)
      add_scaled_paths[path](count, weighted->weight, other, total);
  }
}

/* The best so far. */
typedef struct {
  const MachineWalk *walk; /* whose order breaks ties; NULL: the lowest machine does */
  guint machine;
  double score; /* -INFINITY while there is none */
} Best;

/* Does the machine come before the best one, at equal score? */
static gboolean
comes_first (const Best *best, guint machine)
{
  return best->walk == NULL ? machine < best->machine
                            : machine_walk_place (best->walk, machine)
                                < machine_walk_place (best->walk, best->machine);
}

static void
find_best (const Columns *columns, const guint8 *keep, const double *total, Best *best)
{
  for (guint i = 0; i < columns->count; i++) {
    if (!keep[i] || total[i] < best->score)
      continue;
    if (total[i] > best->score || comes_first (best, columns->machine[i])) {
      best->machine = columns->machine[i];
      best->score = total[i];
    }
  }
}

/* The machines of blocks here and there. */
static Columns
gather (Pipeline *pipeline, ColumnSet set, const guint8 *match, const guint *blocks, guint count,
        guint8 *keep)
{
  if (match == pipeline->all_match)
    memset (keep, 1, count * CELL_BLOCK);
  else
    for (guint b = 0; b < count; b++)
      memcpy (keep + b * CELL_BLOCK, match + blocks[b] * CELL_BLOCK, CELL_BLOCK);
  if (count == 1)
    return columns_range (pipeline->cell, set, blocks[0] * CELL_BLOCK, CELL_BLOCK);
  return columns_gather (pipeline->scratch, pipeline->cell, set, blocks, count);
}

static void
find_best_in (Pipeline *pipeline, const PolicyView *view, const guint8 *match, const guint *blocks,
              guint count, Best *best)
{
  guint8 keep[SWEEP_BLOCK];
  double total[SWEEP_BLOCK];
  Columns columns = gather (pipeline, pipeline->columns | COLUMN_NUMBER, match, blocks, count, keep);
  evaluate (pipeline, view, &columns, EVALUATE_EXACTLY, keep, total);
  find_best (&columns, keep, total, best);
}

/* Without anything remembered: every machine, in order. */
static guint
choose_by_sweep (Pipeline *pipeline, const PolicyView *view, const guint8 *match,
                 const MachineWalk *walk)
{
  const Cell *cell = pipeline->cell;
  Best best = { walk, MACHINE_NONE, -INFINITY };
  guint8 keep[SWEEP_BLOCK];
  double total[SWEEP_BLOCK];
  for (guint first = 0; first < cell->machines; first += SWEEP_BLOCK) {
    Columns columns = columns_range (cell, COLUMN_ALL, first,
                                     MIN (SWEEP_BLOCK, cell->machines - first));
    memcpy (keep, match + first, columns.count);
    evaluate (pipeline, view, &columns, EVALUATE_EXACTLY, keep, total);
    find_best (&columns, keep, total, &best);
  }
  return best.machine;
}

/* The first of a block's machines that reaches its bound. */
static guint8
first_reaching (const double *total, double highest)
{
  guint8 i = 0;
  while (total[i] != highest)
    i++;
  return i;
}

/* Blocks here and there. note_best: which of their machines is best is of use. */
static void
repair_blocks (Pipeline *pipeline, const PolicyView *view, const guint8 *match,
               const guint *blocks, guint count, gboolean note_best, ClassBounds *bounds)
{
  guint8 keep[SWEEP_BLOCK];
  double total[SWEEP_BLOCK], highest[SWEEP_BLOCKS];
  Columns columns = gather (pipeline, pipeline->columns, match, blocks, count, keep);
  evaluate (pipeline, view, &columns, EVALUATE_BOUNDS, keep, total);
  highest_kept_paths[pipeline->path](count, keep, total, highest);
  for (guint b = 0; b < count; b++) {
    bounds->highest[blocks[b]] = highest[b];
    bounds->best[blocks[b]]
      = note_best ? first_reaching (total + b * CELL_BLOCK, highest[b]) : BEST_UNKNOWN;
  }
}

/* Blocks next to each other, whether they have changed or not: nothing needs to be gathered. */
static void
repair_run (Pipeline *pipeline, const PolicyView *view, const guint8 *match, guint first,
            ClassBounds *bounds)
{
  guint8 keep[SWEEP_BLOCK];
  double total[SWEEP_BLOCK];
  guint count = MIN (SWEEP_BLOCKS, pipeline->cell->blocks - first);
  Columns columns = columns_range (pipeline->cell, pipeline->columns, first * CELL_BLOCK,
                                   count * CELL_BLOCK);
  memcpy (keep, match + first * CELL_BLOCK, columns.count);
  evaluate (pipeline, view, &columns, EVALUATE_BOUNDS, keep, total);
  highest_kept_paths[pipeline->path](count, keep, total, bounds->highest + first);
  memset (bounds->best + first, BEST_UNKNOWN, count);
}

/* How many blocks of the list a run from the first of them covers. */
static guint
covered_by_run (const guint *blocks, guint count)
{
  guint n = 1;
  while (n < count && blocks[n] - blocks[0] < SWEEP_BLOCKS)
    n++;
  return n;
}

/* Up to date bounds of the task's class. */
static ClassBounds *
bounds_now (Pipeline *pipeline, const PolicyView *view, const guint8 *match)
{
  const guint *blocks;
  guint count, lone[SWEEP_BLOCKS], lones = 0;
  ClassBounds *bounds
    = class_bounds_repair (pipeline->bounds, view->task_class, &blocks, &count);
  for (guint i = 0; i < count;) {
    guint covered = covered_by_run (blocks + i, count - i);
    if (covered >= DENSE_RUN) {
      repair_run (pipeline, view, match, blocks[i], bounds);
      i += covered;
      continue;
    }
    lone[lones++] = blocks[i++];
    if (lones == SWEEP_BLOCKS) {
      repair_blocks (pipeline, view, match, lone, lones, FALSE, bounds);
      lones = 0;
    }
  }
  if (lones > 0)
    repair_blocks (pipeline, view, match, lone, lones, count <= FEW_BLOCKS, bounds);
  class_bounds_settle (pipeline->bounds, bounds);
  return bounds;
}

/* All blocks whose bound promises better than the best, or as good and perhaps in front of it. */
static void
find_best_in_promising (Pipeline *pipeline, const PolicyView *view, const guint8 *match,
                        const ClassBounds *bounds, guint done, Best *best)
{
  guint promising[SWEEP_BLOCKS], count = 0;
  for (guint b = 0; b < pipeline->cell->blocks; b++) {
    if (b == done || bounds->highest[b] < best->score || bounds->highest[b] == -INFINITY
        || (bounds->highest[b] == best->score && best->walk == NULL
            && b > best->machine / CELL_BLOCK))
      continue;
    promising[count++] = b;
    if (count < SWEEP_BLOCKS)
      continue;
    find_best_in (pipeline, view, match, promising, count, best);
    count = 0;
  }
  if (count > 0)
    find_best_in (pipeline, view, match, promising, count, best);
}

/* The block of highest bound first. Where bounds are exact that is all there is to do. */
static guint
choose_by_bounds (Pipeline *pipeline, const PolicyView *view, const guint8 *match,
                  const MachineWalk *walk)
{
  Best best = { walk, MACHINE_NONE, -INFINITY };
  double highest;
  ClassBounds *bounds = bounds_now (pipeline, view, match);
  guint block = class_bounds_first_highest (pipeline->bounds, bounds, &highest);
  if (highest == -INFINITY)
    return MACHINE_NONE;
  if (pipeline->exact_bounds && walk == NULL && bounds->best[block] != BEST_UNKNOWN)
    return block * CELL_BLOCK + bounds->best[block];
  find_best_in (pipeline, view, match, &block, 1, &best);
  if (pipeline->exact_bounds && walk == NULL)
    bounds->best[block] = (guint8) (best.machine % CELL_BLOCK);
  if (best.score < highest || walk != NULL)
    find_best_in_promising (pipeline, view, match, bounds, block, &best);
  return best.machine;
}

/* The first feasible machine of a walk, if it is among the first few. */
static guint
choose_by_walk (const Pipeline *pipeline, const PolicyView *view, const guint8 *match,
                const MachineWalk *walk)
{
  const Cell *cell = pipeline->cell;
  guint machine = walk->start;
  for (guint i = 0; i < MIN (PROBES, cell->machines); i++) {
    if (match[machine] && cell->open[machine]
        && cell_fits (cell, &view->task_class->request, machine)
        && passes_filters (pipeline, view, machine, NULL))
      return machine;
    machine = machine_walk_next (walk, machine);
  }
  return MACHINE_NONE;
}

guint
pipeline_choose (Pipeline *pipeline, const Task *task)
{
  const TaskClass *task_class = cell_class_of (pipeline->cell, task);
  PolicyView view = view_of (pipeline, task_class, task);
  const guint8 *match = matches (pipeline, task_class);
  MachineWalk walk;
  const MachineWalk *ties = NULL;
  if (pipeline->options->ties == TIES_RANDOM) {
    walk = machine_walk (&pipeline->walks, pipeline->seed, task->sequence, task->placements);
    ties = &walk;
  }
  if (pipeline->bounds == NULL)
    return choose_by_sweep (pipeline, &view, match, ties);
  if (ties != NULL && pipeline->scores->len == 0) {
    guint machine = choose_by_walk (pipeline, &view, match, ties);
    if (machine != MACHINE_NONE)
      return machine;
  }
  return choose_by_bounds (pipeline, &view, match, ties);
}

gboolean
pipeline_eligible (Pipeline *pipeline, const TaskClass *task_class, guint machine)
{
  if (!matches (pipeline, task_class)[machine]
      || !cell_fits_empty (pipeline->cell, &task_class->request, machine))
    return FALSE;
  PolicyView view = view_of (pipeline, task_class, NULL);
  return passes_filters (pipeline, &view, machine, pipeline->fit);
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
    Columns columns = columns_range (pipeline->cell, COLUMN_ALL, first, count);
    memset (keep, 1, count);
    for (guint f = 0; f < pipeline->n_filters; f++) {
      guint passed = 0;
      filter_sweep (pipeline->filter[f], pipeline->path, &view, &columns, keep);
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
