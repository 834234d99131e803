/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every machine is considered, but few are looked at. What is remembered decides where to look: sets
 * of machines that look alike, or, where scores or constraints forbid that, what is known of the
 * class. With nothing remembered, the same answers come from asking about every machine. */
#include "scheduler/choose/pipeline.h"

#include "scheduler/choose/class_search.h"
#include "scheduler/choose/compare_search.h"
#include "scheduler/choose/grade_search.h"
#include "scheduler/choose/lookalike_search.h"
#include "scheduler/choose/sampling.h"
#include "scheduler/policy_tables.h"

#include <string.h>

const char *const search_names[N_SEARCHES + 1] = { "quickest", "classes", "grades", "sets", "all", NULL };

/* When the tasks of a class come, in changes of the cell. */
typedef struct {
  guint64 last; /* how many there had been then */
  guint64 gaps; /* SMOOTHING times as many as lie between two of them in the mean */
} Visits;

struct Pipeline {
  const SchedulerOptions *options;
  const Cell *cell;
  guint64 seed;
  Profile *profile;
  Profile *without_rules; /* NULL until somebody asks */
  Profile *narrow; /* for classes to which no filter matters that depends on more than the machine */
  guint8 *suits;   /* by class: NARROW or WHOLE; 0: not asked yet */
  VectorPath path;
  ColumnScratch *scratch;
  ClassBoundsTable *bounds;    /* NULL: nothing is remembered */
  LookalikeSearch *lookalikes; /* NULL: the profile has no use for them */
  Grades *grades;              /* NULL: totals are no whole numbers */
  Visits *visits;              /* by class */
  guint64 regret; /* the effort that sets would have saved since they were asked last */
  CompareSearch *compare;
  Sampling *sampling; /* NULL: all machines are considered */
  const DevicePolicy *devices;
  MachineWalks walks;
};

/* Which profile suits a class. */
enum { NARROW = 1, WHOLE };

/* What may be remembered about classes. */
#define BOUNDS_BYTES (128 << 20)
/* So many bytes does a processor keep at hand. */
#define CACHE (16 << 20)
/* So few changes of the cell lie between the tasks of a job. */
#define SOON      2
#define SMOOTHING 16
/* Effort, measured in machines that a bare sweep takes: a change brought into the bounds of a class, a
 * machine when all may have changed, a block evaluated to make its bound exact; a change brought into
 * the grades of a class; a change brought into the sets of lookalikes, bounding a set, bounding a
 * machine of those that may have the best, and telling sets apart that tie, as many do where totals are
 * whole numbers. */
#define CLASS_CHANGE  24
#define CLASS_MACHINE 2
#define CLASS_BLOCK   500
#define GRADE_CHANGE  3
#define SET_CHANGE    200
#define SET           2
#define ASKED         20
#define WHOLE_TIES    5000
/* So many machines are tried one by one where any feasible one will do. */
#define PROBES 64

Pipeline *
pipeline_new (const SchedulerOptions *options, const Cell *cell, guint64 seed)
{
  Pipeline *pipeline = g_new0 (Pipeline, 1);
  pipeline->options = options;
  pipeline->cell = cell;
  pipeline->seed = seed;
  pipeline->profile = profile_new (options, cell, seed);
  pipeline->narrow = profile_new_narrow (options, cell, seed);
  pipeline->suits = g_new0 (guint8, MAX (task_classes_count (cell->classes), 1));
  pipeline->path = vector_path ();
  pipeline->scratch = column_scratch_new ();
  if (options->search != SEARCH_ALL)
    pipeline->bounds = class_bounds_table_new (cell, BOUNDS_BYTES);
  if ((options->search == SEARCH_QUICKEST || options->search == SEARCH_SETS)
      && profile_suits_sets (pipeline->narrow))
    pipeline->lookalikes = lookalike_search_new (cell);
  if ((options->search == SEARCH_QUICKEST || options->search == SEARCH_GRADES)
      && profile_suits_grades (pipeline->narrow))
    pipeline->grades = grades_new (cell, BOUNDS_BYTES);
  pipeline->visits = g_new0 (Visits, MAX (task_classes_count (cell->classes), 1));
  pipeline->compare = compare_search_new (cell);
  pipeline->sampling = sampling_new (options, cell, seed);
  pipeline->devices = device_policy_find (options->devices);
  g_assert (pipeline->devices != NULL);
  machine_walks_init (&pipeline->walks, cell->machines);
  return pipeline;
}

void
pipeline_free (Pipeline *pipeline)
{
  if (pipeline == NULL)
    return;
  profile_free (pipeline->profile);
  profile_free (pipeline->narrow);
  profile_free (pipeline->without_rules);
  g_free (pipeline->suits);
  column_scratch_free (pipeline->scratch);
  class_bounds_table_free (pipeline->bounds);
  lookalike_search_free (pipeline->lookalikes);
  grades_free (pipeline->grades);
  compare_search_free (pipeline->compare);
  sampling_free (pipeline->sampling);
  g_free (pipeline->visits);
  g_free (pipeline);
}

static Profile *
profile_of (const Pipeline *pipeline, const TaskClass *task_class)
{
  guint8 *suits = &pipeline->suits[task_class->index];
  if (*suits == 0)
    *suits = profile_is_narrow_for (pipeline->profile, task_class) ? NARROW : WHOLE;
  return *suits == NARROW ? pipeline->narrow : pipeline->profile;
}

const char *const *
pipeline_filters (const Pipeline *pipeline)
{
  return profile_filters (pipeline->profile);
}

/* Without anything remembered: every machine, in order, or those allowed (unless NULL). */
static guint
choose_by_sweep (const Question *question, const guint8 *allowed)
{
  const Cell *cell = question->cell;
  Best best = BEST_NONE;
  guint8 keep[SWEEP_BLOCK];
  for (guint first = 0; first < cell->machines; first += SWEEP_BLOCK) {
    Columns columns = columns_range (cell, COLUMN_ALL, first,
                                     MIN (SWEEP_BLOCK, cell->machines - first));
    memcpy (keep, question->match + first, columns.count);
    for (guint i = 0; allowed != NULL && i < columns.count; i++)
      keep[i] &= allowed[first + i];
    question_ask (question, &columns, keep, &best);
  }
  return best.machine;
}

/* The first feasible machine of a walk, if it is among the first few. */
static guint
choose_by_walk (const Question *question)
{
  const Cell *cell = question->cell;
  guint machine = question->walk->start;
  for (guint i = 0; i < MIN (PROBES, cell->machines); i++) {
    if (question->match[machine] && cell->open[machine]
        && cell_fits (cell, &question->view.task_class->request, machine)
        && profile_passes (question->profile, &question->view, machine, FALSE))
      return machine;
    machine = machine_walk_next (question->walk, machine);
  }
  return MACHINE_NONE;
}

/* A task of the class comes. Returns how many changes there were since the one before; what came before
 * the first says nothing of how often it comes. */
static guint64
visit (Visits *visits, guint64 changes)
{
  gboolean is_first = visits->last == 0, is_second = visits->gaps == 0;
  guint64 gap = changes - visits->last;
  visits->last = changes;
  if (!is_first)
    visits->gaps = is_second ? gap * SMOOTHING : visits->gaps + gap - visits->gaps / SMOOTHING;
  return gap;
}

/* What it takes in the mean to answer from the bounds of the class: every change is brought in once,
 * sooner or later, and all machines at most … */
static guint64
effort_of_class (const Pipeline *pipeline, const Visits *visits)
{
  guint64 all = (guint64) pipeline->cell->machines * CLASS_MACHINE;
  guint64 changes = visits->gaps / SMOOTHING * CLASS_CHANGE;
  return (visits->gaps == 0 ? all : MIN (changes, all))
         + (guint64) CLASS_BLOCK * class_bounds_evaluated (pipeline->bounds);
}

/* … or from its grades, which are read, be it from far away … */
static guint64
effort_of_grades (const Pipeline *pipeline, const Visits *visits)
{
  guint64 machines = pipeline->cell->machines, changes = visits->gaps / SMOOTHING;
  guint64 read = grades_bytes (pipeline->grades) < CACHE ? machines / 16 : machines / 2;
  return read + (visits->gaps == 0 ? machines : MIN (changes * GRADE_CHANGE, machines));
}

/* … and to bring the sets of lookalikes up to date. */
static guint64
effort_of_following (const Pipeline *pipeline)
{
  guint64 behind = pipeline->cell->changes - lookalike_search_seen (pipeline->lookalikes);
  return MIN (behind, pipeline->cell->machines) * SET_CHANGE;
}

/* What is known of a class is the quickest when it comes again soon, as a job's tasks do; sets, when much
 * has changed since. But sets must follow every change: they do once it would have been worth it. */
static gboolean
suits_sets (Pipeline *pipeline, const TaskClass *task_class)
{
  Visits *visits = &pipeline->visits[task_class->index];
  guint64 gap = visit (visits, pipeline->cell->changes);
  guint64 effort = pipeline->grades != NULL ? effort_of_grades (pipeline, visits)
                                            : effort_of_class (pipeline, visits);
  guint64 least = SET * lookalike_search_sets (pipeline->lookalikes)
                  + ASKED * lookalike_search_asked (pipeline->lookalikes)
                  + (pipeline->grades != NULL ? WHOLE_TIES : 0);
  if (pipeline->options->search == SEARCH_SETS)
    return TRUE;
  if (gap <= SOON || effort <= least) {
    lookalike_search_forget (pipeline->lookalikes);
    return FALSE;
  }
  class_bounds_forget (pipeline->bounds);
  pipeline->regret += effort - least;
  if (pipeline->regret < effort_of_following (pipeline))
    return FALSE;
  pipeline->regret = 0;
  return TRUE;
}

/* By the first way that leads to an answer. */
static guint
choose (Pipeline *pipeline, const Question *question)
{
  const TaskClass *task_class = question->view.task_class;
  if (pipeline->sampling != NULL)
    return sampling_choose (pipeline->sampling, question);
  if (question->compare != NULL)
    return compare_search_find (question->compare, question, NULL);
  if (pipeline->bounds == NULL)
    return choose_by_sweep (question, NULL);
  if (question->walk != NULL && !profile_has_scores (question->profile)) {
    guint machine = choose_by_walk (question);
    if (machine != MACHINE_NONE)
      return machine;
  }
  gboolean is_narrow = question->profile == pipeline->narrow;
  if (pipeline->lookalikes != NULL && is_narrow && question->matches_all
      && suits_sets (pipeline, task_class) && lookalike_search_ready (pipeline->lookalikes))
    return lookalike_search_find (pipeline->lookalikes, question);
  if (pipeline->grades != NULL && is_narrow)
    return grade_search (question, pipeline->grades);
  return class_search (question, pipeline->bounds);
}

/* walk is the question's where ties are broken by one. */
static Question
question_about (Pipeline *pipeline, const Task *task, MachineWalk *walk)
{
  const TaskClass *task_class = cell_class_of (pipeline->cell, task);
  Profile *profile = profile_of (pipeline, task_class);
  Question question = { .cell = pipeline->cell,
                        .profile = profile,
                        .scratch = pipeline->scratch,
                        .path = pipeline->path,
                        .view = profile_view (profile, task_class, task),
                        .match = profile_matches (profile, task_class),
                        .matches_all = profile_matches_all (profile, task_class) };
  if (profile_compares (profile, &question.view))
    question.compare = pipeline->compare;
  switch (pipeline->options->ties) {
    case TIES_FIRST: return question;
    case TIES_RANDOM:
      *walk = machine_walk (&pipeline->walks, pipeline->seed, task->sequence, task->placements);
      break;
    case TIES_NEXT: *walk = machine_walk_on (&pipeline->walks, pipeline->cell->placed_last); break;
  }
  question.walk = walk;
  return question;
}

guint
pipeline_choose (Pipeline *pipeline, const Task *task)
{
  MachineWalk walk;
  Question question = question_about (pipeline, task, &walk);
  return choose (pipeline, &question);
}

guint
pipeline_choose_among (Pipeline *pipeline, const Task *task, const guint8 *allowed)
{
  MachineWalk walk;
  Question question = question_about (pipeline, task, &walk);
  return question.compare != NULL ? compare_search_find (question.compare, &question, allowed)
                                  : choose_by_sweep (&question, allowed);
}

guint
pipeline_turn (const Pipeline *pipeline)
{
  return pipeline->sampling != NULL ? sampling_turn (pipeline->sampling) : 0;
}

void
pipeline_set_turn (Pipeline *pipeline, guint turn)
{
  if (pipeline->sampling != NULL)
    sampling_set_turn (pipeline->sampling, turn);
}

PolicyView
pipeline_view (const Pipeline *pipeline, const TaskClass *task_class)
{
  return profile_view (pipeline->profile, task_class, NULL);
}

void
pipeline_choose_devices (const Pipeline *pipeline, const Task *task, guint machine,
                         guint64 ret_devices[MAX_DEVICE_RESOURCES])
{
  const Cell *cell = pipeline->cell;
  memset (ret_devices, 0, MAX_DEVICE_RESOURCES * sizeof *ret_devices);
  if (pipeline->devices->choose == NULL)
    return;
  PolicyView view = profile_view (pipeline->profile, cell_class_of (cell, task), task);
  for (guint r = 0; r < cell->resources->count; r++) {
    int slot = cell->resources->item[r].device_slot;
    if (slot >= 0 && view.task_class->request.of[r] > 0)
      ret_devices[slot] = pipeline->devices->choose (&view, machine, r);
  }
}

gboolean
pipeline_devices_vary (const Pipeline *pipeline)
{
  return pipeline->devices->depends_on > DEPENDS_ON_MACHINE;
}

gboolean
pipeline_eligible_by_machine (const Pipeline *pipeline, const TaskClass *task_class)
{
  return profile_of (pipeline, task_class) == pipeline->narrow;
}

static gboolean
is_eligible (const Pipeline *pipeline, Profile *profile, const TaskClass *task_class,
             guint machine)
{
  if (!profile_matches (profile, task_class)[machine]
      || !cell_fits_empty (pipeline->cell, &task_class->request, machine))
    return FALSE;
  PolicyView view = pipeline_view (pipeline, task_class);
  return profile_passes (profile, &view, machine, TRUE);
}

gboolean
pipeline_eligible (Pipeline *pipeline, const TaskClass *task_class, guint machine)
{
  return is_eligible (pipeline, profile_of (pipeline, task_class), task_class, machine);
}

gboolean
pipeline_eligible_but_rules (Pipeline *pipeline, const TaskClass *task_class, guint machine)
{
  if (pipeline->without_rules == NULL)
    pipeline->without_rules
      = profile_new_without_rules (pipeline->options, pipeline->cell, pipeline->seed);
  return is_eligible (pipeline, pipeline->without_rules, task_class, machine);
}

gboolean
pipeline_nearly_eligible (Pipeline *pipeline, const TaskClass *task_class, guint machine)
{
  return is_eligible (pipeline, pipeline->narrow, task_class, machine);
}

void
pipeline_count_turned_away (Pipeline *pipeline, const Task *task, guint turned_away[MAX_FILTERS])
{
  const TaskClass *task_class = cell_class_of (pipeline->cell, task);
  gboolean matches_all = profile_matches_all (profile_of (pipeline, task_class), task_class);
  profile_count_turned_away (pipeline->profile, task, matches_all, turned_away);
}

gboolean
pipeline_matches_somewhere (Pipeline *pipeline, const TaskClass *task_class,
                            gboolean *ret_large_enough)
{
  const guint8 *match = profile_matches (pipeline->narrow, task_class);
  gboolean large_enough = FALSE, found = FALSE;
  for (guint m = 0; !found && m < pipeline->cell->machines; m++)
    if (cell_fits_empty (pipeline->cell, &task_class->request, m)) {
      large_enough = TRUE;
      found = match[m];
    }
  *ret_large_enough = large_enough;
  return found;
}
