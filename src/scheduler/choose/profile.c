/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/choose/profile.h"

#include "scheduler/choose/comparison.h"
#include "scheduler/policy_tables.h"

#include <math.h>
#include <string.h>

typedef struct {
  const ScorePolicy *policy;
  double weight;
  guint compared; /* its number in `comparison`, if it compares */
} Weighted;

struct Profile {
  const SchedulerOptions *options;
  const Cell *cell;
  guint64 seed;
  VectorPath path;
  guint n_filters;
  const FilterPolicy *filter[MAX_FILTERS];
  const FilterPolicy *fit, *limits; /* what evicting may help with */
  const char *filter_names[MAX_FILTERS + 1];
  GArray *scores; /* of Weighted */
  Comparison *comparison; /* NULL when no score compares machines */
  gboolean (*leaves_out) (const FilterPolicy *filter); /* NULL: none */
  gboolean by_machine;
  gboolean rough;
  gboolean usual; /* besides those on attributes its filters are `up` and `fit`: one machine is
                     asked directly */
  gboolean begun; /* the first score's weight is 1: sums begin with it as it is */
  gboolean whole; /* its scores are all of hundredths, and so are totals: a unit is one of them */
  gboolean counts; /* … and its weights whole numbers, so that totals are */
  gboolean plain; /* begun, and there is no other score: it is the total */
  ColumnSet columns;
  ColumnSet score_columns;
  ColumnSet rough_columns; /* of filters and bounds */
  ColumnSet bound_columns;
  guint n_classes;
  guint8 **match;    /* by class; NULL: not asked yet */
  guint8 *all_match; /* stands in `match` for a class that no machine's attributes turn away */
};

/* More than what adding a few numbers in single precision can lose. */
#define ROUNDING_UP (1 + 0x1p-20f)

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
add_filter (Profile *profile, const char *name)
{
  const FilterPolicy *policy = filter_policy_find (name);
  g_assert (policy != NULL && profile->n_filters < MAX_FILTERS);
  if (profile->leaves_out != NULL && profile->leaves_out (policy))
    return;
  profile->filter_names[profile->n_filters] = policy->head.name;
  profile->filter[profile->n_filters++] = policy;
  if (on_attributes (policy))
    return;
  profile->usual &= g_str_equal (name, "up") || g_str_equal (name, "fit");
  profile->columns |= policy->columns;
  profile->rough_columns |= policy->columns;
  profile->by_machine &= policy->depends_on == DEPENDS_ON_MACHINE;
}

/* A score that compares is a number wherever machines are looked at one by one: it has no columns
 * and depends on nothing. */
static void
add_comparing (Profile *profile, Weighted *score)
{
  if (profile->comparison == NULL)
    profile->comparison = comparison_new (profile->cell);
  score->compared = comparison_add (profile->comparison, score->policy);
  g_array_append_val (profile->scores, *score);
}

static void
add_score (Profile *profile, const WeightedScore *named)
{
  Weighted score = { .policy = score_policy_find (named->name), .weight = named->weight };
  g_assert (score.policy != NULL);
  if (score_compares (score.policy)) {
    add_comparing (profile, &score);
    return;
  }
  g_array_append_val (profile->scores, score);
  profile->columns |= score.policy->columns;
  profile->score_columns |= score.policy->columns;
  profile->rough_columns |= score.policy->bound_columns;
  profile->bound_columns |= score.policy->bound_columns;
  profile->by_machine &= score.policy->depends_on <= DEPENDS_ON_MACHINE;
  profile->rough &= score.policy->depends_on > DEPENDS_ON_MACHINE
                    || score.policy->bound[VECTOR_PORTABLE] != NULL;
}

/* Where requests are assumed, scores count tasks on machines: what is free does not say it all. */
static void
heed_assumed_requests (Profile *profile)
{
  for (guint r = 0; r < profile->cell->resources->count; r++)
    if (profile->options->assumed.of[r] > 0) {
      profile->rough = FALSE;
      profile->columns |= COLUMN_NUMBER;
      profile->score_columns |= COLUMN_NUMBER;
    }
}

static Profile *
new_profile (const SchedulerOptions *options, const Cell *cell, guint64 seed,
             gboolean (*leaves_out) (const FilterPolicy *filter))
{
  Profile *profile = g_new0 (Profile, 1);
  profile->leaves_out = leaves_out;
  profile->options = options;
  profile->cell = cell;
  profile->seed = seed;
  profile->path = vector_path ();
  profile->by_machine = profile->rough = profile->usual = TRUE;
  if (!listed (options->filters, "up"))
    add_filter (profile, "up");
  for (guint i = 0; i < options->filters->len; i++)
    add_filter (profile, g_ptr_array_index (options->filters, i));
  if (!listed (options->filters, "fit"))
    add_filter (profile, "fit");
  profile->fit = filter_policy_find ("fit");
  profile->limits = filter_policy_find ("limits");
  profile->scores = g_array_new (FALSE, FALSE, sizeof (Weighted));
  for (guint i = 0; i < options->scores->len; i++)
    add_score (profile, &g_array_index (options->scores, WeightedScore, i));
  heed_assumed_requests (profile);
  profile->whole = profile->scores->len > 0;
  profile->counts = TRUE;
  for (guint s = 0; s < profile->scores->len; s++) {
    const Weighted *weighted = &g_array_index (profile->scores, Weighted, s);
    profile->whole &= weighted->policy->hundredths;
    profile->counts &= weighted->weight == floor (weighted->weight);
  }
  profile->counts &= profile->whole;
  profile->begun = profile->scores->len > 0 && !profile->whole
                   && g_array_index (profile->scores, Weighted, 0).weight == 1;
  profile->plain = profile->begun && profile->scores->len == 1;
  profile->n_classes = task_classes_count (cell->classes);
  profile->match = g_new0 (guint8 *, MAX (profile->n_classes, 1));
  profile->all_match = g_malloc (padded (cell));
  memset (profile->all_match, 1, padded (cell));
  return profile;
}

Profile *
profile_new (const SchedulerOptions *options, const Cell *cell, guint64 seed)
{
  return new_profile (options, cell, seed, NULL);
}

static gboolean
asks_more_than_machine (const FilterPolicy *filter)
{
  return filter->depends_on > DEPENDS_ON_MACHINE;
}

static gboolean
is_of_rules (const FilterPolicy *filter)
{
  return g_str_equal (filter->head.name, "topology-spread")
         || g_str_equal (filter->head.name, "affinity");
}

Profile *
profile_new_narrow (const SchedulerOptions *options, const Cell *cell, guint64 seed)
{
  return new_profile (options, cell, seed, asks_more_than_machine);
}

Profile *
profile_new_without_rules (const SchedulerOptions *options, const Cell *cell, guint64 seed)
{
  return new_profile (options, cell, seed, is_of_rules);
}

gboolean
profile_is_narrow_for (const Profile *profile, const TaskClass *task_class)
{
  PolicyView view = profile_view (profile, task_class, NULL);
  for (guint f = 0; f < profile->n_filters; f++) {
    const FilterPolicy *filter = profile->filter[f];
    if (filter->depends_on > DEPENDS_ON_MACHINE
        && (filter->trivial == NULL || !filter->trivial (&view)))
      return FALSE;
  }
  return TRUE;
}

void
profile_free (Profile *profile)
{
  if (profile == NULL)
    return;
  for (guint c = 0; c < profile->n_classes; c++)
    if (profile->match[c] != profile->all_match)
      g_free (profile->match[c]);
  g_free (profile->match);
  g_free (profile->all_match);
  comparison_free (profile->comparison);
  g_array_unref (profile->scores);
  g_free (profile);
}

const char *const *
profile_filters (const Profile *profile)
{
  return profile->filter_names;
}

gboolean
profile_has_scores (const Profile *profile)
{
  return profile->scores->len > 0;
}

gboolean
profile_by_machine (const Profile *profile)
{
  return profile->by_machine;
}

gboolean
profile_is_rough (const Profile *profile)
{
  return profile->rough;
}

gboolean
profile_suits_sets (const Profile *profile)
{
  return profile->usual && profile->rough && profile->by_machine && profile->scores->len > 0;
}

gboolean
profile_suits_grades (const Profile *profile)
{
  return profile->counts && profile->by_machine;
}

ColumnSet
profile_columns (const Profile *profile)
{
  return profile->columns;
}

ColumnSet
profile_score_columns (const Profile *profile)
{
  return profile->score_columns;
}

ColumnSet
profile_rough_columns (const Profile *profile)
{
  return profile->rough_columns;
}

ColumnSet
profile_roomy_columns (const Profile *profile)
{
  return profile->usual ? profile->bound_columns : profile->rough_columns;
}

PolicyView
profile_view (const Profile *profile, const TaskClass *task_class, const Task *task)
{
  return (PolicyView){ .resources = profile->cell->resources,
                       .request = &task_class->request,
                       .priority = task_class->priority,
                       .seed = profile->seed,
                       .cell = profile->cell,
                       .task_class = task_class,
                       .task = task,
                       .options = profile->options };
}

const guint8 *
profile_matches (Profile *profile, const TaskClass *task_class)
{
  guint8 **match = &profile->match[task_class->index];
  if (*match != NULL)
    return *match;
  PolicyView view = profile_view (profile, task_class, NULL);
  guint machines = profile->cell->machines;
  *match = g_memdup2 (profile->all_match, padded (profile->cell));
  for (guint f = 0; f < profile->n_filters; f++) {
    const FilterPolicy *filter = profile->filter[f];
    if (!on_attributes (filter) || (filter->trivial != NULL && filter->trivial (&view)))
      continue;
    for (guint first = 0; first < machines; first += SWEEP_BLOCK) {
      Columns columns = columns_range (profile->cell, COLUMN_ALL, first,
                                       MIN (SWEEP_BLOCK, machines - first));
      filter_sweep (filter, profile->path, &view, &columns, *match + first);
    }
  }
  if (memcmp (*match, profile->all_match, machines) == 0) {
    g_free (*match);
    *match = profile->all_match;
  }
  return *match;
}

gboolean
profile_matches_all (Profile *profile, const TaskClass *task_class)
{
  return profile_matches (profile, task_class) == profile->all_match;
}

gboolean
profile_compares (Profile *profile, const PolicyView *view)
{
  return profile->comparison != NULL && comparison_needed (profile->comparison, view);
}

void
profile_compare (const Profile *profile, const PolicyView *view, const guint8 *feasible)
{
  comparison_survey (profile->comparison, view, feasible);
}

gboolean
profile_passes (const Profile *profile, const PolicyView *view, guint machine,
                gboolean without_fit)
{
  if (profile->usual)
    return profile->cell->open[machine]
           && (without_fit || cell_fits (profile->cell, &view->task_class->request, machine));
  Columns columns = columns_range (profile->cell, profile->columns, machine, 1);
  guint8 keep = 1;
  for (guint f = 0; keep && f < profile->n_filters; f++) {
    const FilterPolicy *filter = profile->filter[f];
    if (!on_attributes (filter)
        && !(without_fit && (filter == profile->fit || filter == profile->limits)))
      filter_sweep (filter, VECTOR_PORTABLE, view, &columns, &keep);
  }
  return keep;
}

/* Totals ---------------------------------------------------------------------------------------- */

static VECTOR_BODY void
add_scaled (guint count, double weight, const double *restrict score, double *restrict total)
{
  for (guint i = 0; i < count; i++)
    total[i] += weight * score[i];
}
VECTOR_PATHS (add_scaled, void,
              (guint count, double weight, const double *restrict score, double *restrict total),
              (count, weight, score, total))

/* Hundredths, to the nearest whole number: adding this much leaves no room for what is behind. */
#define NO_FRACTION 0x1.8p52

static VECTOR_BODY void
add_hundredths (guint count, double weight, const double *restrict score, double *restrict total)
{
  for (guint i = 0; i < count; i++)
    total[i] += weight * (score[i] * 100 + NO_FRACTION - NO_FRACTION);
}
VECTOR_PATHS (add_hundredths, void,
              (guint count, double weight, const double *restrict score, double *restrict total),
              (count, weight, score, total))

static VECTOR_BODY void
add_scaled_bound (guint count, float weight, const float *restrict score, float *restrict total)
{
  for (guint i = 0; i < count; i++)
    total[i] = (total[i] + weight * score[i]) * ROUNDING_UP;
}
VECTOR_PATHS (add_scaled_bound, void,
              (guint count, float weight, const float *restrict score, float *restrict total),
              (count, weight, score, total))

/* No whole number that is not above the bound is above this. */
static VECTOR_BODY void
round_down (guint count, float *restrict bound)
{
  for (guint i = 0; i < count; i++)
    bound[i] = (float) (gint32) bound[i];
}
VECTOR_PATHS (round_down, void, (guint count, float *restrict bound), (count, bound))

/* up_to: filters and scores that depend on more are left out; such scores are 1. */
static void
filter_columns (const Profile *profile, const PolicyView *view, const Columns *columns,
                PolicyScope up_to, guint8 *keep)
{
  for (guint f = 0; f < profile->n_filters; f++) {
    const FilterPolicy *filter = profile->filter[f];
    if (!on_attributes (filter) && filter->depends_on <= up_to)
      filter_sweep (filter, profile->path, view, columns, keep);
  }
}

static void
ask_score (const Profile *profile, const Weighted *weighted, const PolicyView *view,
           const Columns *columns, PolicyScope up_to, const guint8 *keep, double *score)
{
  if (score_compares (weighted->policy))
    comparison_score (profile->comparison, weighted->compared, view, columns, score);
  else if (weighted->policy->depends_on <= up_to)
    score_sweep (weighted->policy, profile->path, view, columns, keep, score);
  else
    for (guint i = 0; i < columns->count; i++)
      score[i] = 1;
}

static void
add_scores (const Profile *profile, const PolicyView *view, const Columns *columns,
            PolicyScope up_to, const guint8 *keep, double *total)
{
  double other[SWEEP_BLOCK];
  if (!profile->plain)
    memset (total, 0, columns->count * sizeof *total);
  for (guint s = 0; s < profile->scores->len; s++) {
    const Weighted *weighted = &g_array_index (profile->scores, Weighted, s);
    ask_score (profile, weighted, view, columns, up_to, keep, profile->plain ? total : other);
    if (profile->whole)
      add_hundredths_paths[profile->path](columns->count, weighted->weight, other, total);
    else if (!profile->plain)
      add_scaled_paths[profile->path](columns->count, weighted->weight, other, total);
  }
}

double
profile_unit (const Profile *profile)
{
  return profile->whole ? 100 : 1;
}

guint
profile_n_scores (const Profile *profile)
{
  return profile->scores->len;
}

double
profile_score_of (const Profile *profile, guint which, const PolicyView *view,
                  const Columns *columns, double *ret_weight)
{
  const guint8 keep = 1;
  const Weighted *weighted = &g_array_index (profile->scores, Weighted, which);
  double score = 0;
  ask_score (profile, weighted, view, columns, DEPENDS_ON_TASK, &keep, &score);
  *ret_weight = weighted->weight;
  return score;
}

void
profile_filter (const Profile *profile, const PolicyView *view, const Columns *columns,
                guint8 *keep)
{
  filter_columns (profile, view, columns, DEPENDS_ON_TASK, keep);
}

void
profile_evaluate (const Profile *profile, const PolicyView *view, const Columns *columns,
                  guint8 *keep, double *total)
{
  filter_columns (profile, view, columns, DEPENDS_ON_TASK, keep);
  add_scores (profile, view, columns, DEPENDS_ON_TASK, keep, total);
}

void
profile_score (const Profile *profile, const PolicyView *view, const Columns *columns,
               const guint8 *keep, double *total)
{
  add_scores (profile, view, columns, DEPENDS_ON_TASK, keep, total);
}

void
profile_evaluate_machine (const Profile *profile, const PolicyView *view, const Columns *columns,
                          guint8 *keep, double *total)
{
  filter_columns (profile, view, columns, DEPENDS_ON_MACHINE, keep);
  add_scores (profile, view, columns, DEPENDS_ON_MACHINE, keep, total);
}

/* The same as ask_score(), of that no score is above. */
static void
ask_bound (const Profile *profile, const Weighted *weighted, const PolicyView *view,
           const Columns *columns, float *bound)
{
  if (score_compares (weighted->policy)) {
    double score[SWEEP_BLOCK];
    comparison_score (profile->comparison, weighted->compared, view, columns, score);
    for (guint i = 0; i < columns->count; i++)
      bound[i] = (float) score[i] * ROUNDING_UP;
  } else if (weighted->policy->depends_on <= DEPENDS_ON_MACHINE)
    score_bound (weighted->policy, profile->path, view, columns, bound);
  else
    for (guint i = 0; i < columns->count; i++)
      bound[i] = 1;
}

static void
add_bounds (const Profile *profile, const PolicyView *view, const Columns *columns, float *bound)
{
  float other[SWEEP_BLOCK];
  const float unit = (float) profile_unit (profile);
  if (!profile->begun)
    memset (bound, 0, columns->count * sizeof *bound);
  for (guint s = 0; s < profile->scores->len; s++) {
    const Weighted *weighted = &g_array_index (profile->scores, Weighted, s);
    gboolean begins = s == 0 && profile->begun;
    ask_bound (profile, weighted, view, columns, begins ? bound : other);
    if (!begins)
      add_scaled_bound_paths[profile->path](columns->count, unit * (float) weighted->weight, other,
                                              bound);
  }
  if (profile->counts)
    round_down_paths[profile->path](columns->count, bound);
}

void
profile_bound (const Profile *profile, const PolicyView *view, const Columns *columns,
               guint8 *keep, float *bound)
{
  filter_columns (profile, view, columns, DEPENDS_ON_MACHINE, keep);
  add_bounds (profile, view, columns, bound);
}

void
profile_bound_roomy (const Profile *profile, const PolicyView *view, const Columns *columns,
                     guint8 *keep, float *bound)
{
  if (!profile->usual)
    filter_columns (profile, view, columns, DEPENDS_ON_MACHINE, keep);
  add_bounds (profile, view, columns, bound);
}

/* Is it known that the filter turns no machine away? */
static gboolean
passes_all (const FilterPolicy *filter, const PolicyView *view, gboolean matches_all)
{
  return (on_attributes (filter) && matches_all)
         || (filter->trivial != NULL && filter->trivial (view));
}

void
profile_count_turned_away (const Profile *profile, const Task *task, gboolean matches_all,
                           guint turned_away[MAX_FILTERS])
{
  PolicyView view = profile_view (profile, cell_class_of (profile->cell, task), task);
  guint machines = profile->cell->machines;
  memset (turned_away, 0, MAX_FILTERS * sizeof *turned_away);
  for (guint first = 0; first < machines; first += SWEEP_BLOCK) {
    guint8 keep[SWEEP_BLOCK];
    guint count = MIN (SWEEP_BLOCK, machines - first), left = count;
    Columns columns = columns_range (profile->cell, COLUMN_ALL, first, count);
    memset (keep, 1, count);
    for (guint f = 0; f < profile->n_filters; f++) {
      const FilterPolicy *filter = profile->filter[f];
      guint passed = 0;
      if (passes_all (filter, &view, matches_all))
        continue;
      filter_sweep (filter, profile->path, &view, &columns, keep);
      for (guint i = 0; i < count; i++)
        passed += keep[i];
      turned_away[f] += left - passed;
      left = passed;
    }
  }
}
