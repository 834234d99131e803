/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Raw values that depend on attributes alone are remembered by class, as far as memory goes; others
 * are asked for in each decision. */
#include "scheduler/choose/comparison.h"

#include <math.h>
#include <string.h>

/* What raw values may be remembered in. */
#define RAW_BYTES ((gsize) 64 << 20)

typedef struct {
  const ScorePolicy *policy;
  double *raw; /* by machine: where they are asked for in each decision */
  Survey survey;
  const double *now; /* raw values of this decision, by machine */
  double least, most;
} Compared;

/* What a score says of a class. */
typedef struct {
  gboolean same; /* … of all machines: `score` */
  double score;
  double *raw; /* by machine; NULL: to be asked for */
} Said;

struct Comparison {
  const Cell *cell;
  VectorPath path;
  GArray *compared; /* of Compared */
  Said **said;      /* by class, an entry for each score; NULL: not asked yet */
  guint classes;
  gsize remembered; /* bytes */
};

Comparison *
comparison_new (const Cell *cell)
{
  Comparison *comparison = g_new0 (Comparison, 1);
  comparison->cell = cell;
  comparison->path = vector_path ();
  comparison->compared = g_array_new (FALSE, TRUE, sizeof (Compared));
  comparison->classes = task_classes_count (cell->classes);
  comparison->said = g_new0 (Said *, MAX (comparison->classes, 1));
  return comparison;
}

static Compared *
compared (const Comparison *comparison, guint which)
{
  return &g_array_index (comparison->compared, Compared, which);
}

void
comparison_free (Comparison *comparison)
{
  if (comparison == NULL)
    return;
  for (guint c = 0; c < comparison->classes; c++) {
    for (guint s = 0; comparison->said[c] != NULL && s < comparison->compared->len; s++)
      g_free (comparison->said[c][s].raw);
    g_free (comparison->said[c]);
  }
  for (guint s = 0; s < comparison->compared->len; s++)
    g_free (compared (comparison, s)->raw);
  g_array_unref (comparison->compared);
  g_free (comparison->said);
  g_free (comparison);
}

static double *
new_column (const Cell *cell)
{
  return g_new0 (double, MAX (cell->blocks, 1) * CELL_BLOCK);
}

guint
comparison_add (Comparison *comparison, const ScorePolicy *policy)
{
  Compared one = { .policy = policy, .raw = new_column (comparison->cell) };
  g_array_append_val (comparison->compared, one);
  return comparison->compared->len - 1;
}

/* Raw values ------------------------------------------------------------------------------------ */

/* keep: by machine, or NULL: all. Machines that are not kept take no part. */
static void
find_raw (const Comparison *comparison, const ScorePolicy *policy, const PolicyView *view,
          const guint8 *keep, double *raw)
{
  const Cell *cell = comparison->cell;
  guint8 all[SWEEP_BLOCK];
  memset (all, 1, sizeof all);
  for (guint first = 0; first < cell->machines; first += SWEEP_BLOCK) {
    guint count = MIN (SWEEP_BLOCK, cell->machines - first);
    const guint8 *these = keep != NULL ? keep + first : all;
    Columns columns = columns_range (cell, COLUMN_ALL, first, count);
    if (memchr (these, 1, count) != NULL)
      score_sweep (policy, comparison->path, view, &columns, these, raw + first);
    for (guint i = 0; i < count; i++)
      raw[first + i] = these[i] ? raw[first + i] : -INFINITY;
  }
}

static VECTOR_BODY void
find_range (guint count, const guint8 *restrict keep, const double *restrict raw, double *ret_least,
            double *ret_most)
{
  double least[CELL_BLOCK], most[CELL_BLOCK];
  for (guint l = 0; l < CELL_BLOCK; l++) {
    least[l] = INFINITY;
    most[l] = -INFINITY;
  }
  for (guint first = 0; first < count; first += CELL_BLOCK)
    for (guint l = 0; l < CELL_BLOCK; l++) {
      const double value = raw[first + l];
      const double low = ((keep[first + l] != 0) & (value > -INFINITY)) != 0 ? value : INFINITY;
      const double high = keep[first + l] ? value : -INFINITY;
      least[l] = low < least[l] ? low : least[l];
      most[l] = high > most[l] ? high : most[l];
    }
  for (guint l = 1; l < CELL_BLOCK; l++) {
    least[0] = least[l] < least[0] ? least[l] : least[0];
    most[0] = most[l] > most[0] ? most[l] : most[0];
  }
  *ret_least = least[0];
  *ret_most = most[0];
}
VECTOR_PATHS (find_range, void,
              (guint count, const guint8 *restrict keep, const double *restrict raw,
               double *ret_least, double *ret_most),
              (count, keep, raw, ret_least, ret_most))

static VECTOR_BODY void
clamp (guint count, double least, double most, const double *restrict raw, double *restrict score)
{
  for (guint i = 0; i < count; i++) {
    const double low = raw[i] > least ? raw[i] : least;
    score[i] = low < most ? low : most;
  }
}
VECTOR_PATHS (clamp, void,
              (guint count, double least, double most, const double *restrict raw,
               double *restrict score),
              (count, least, most, raw, score))

static VECTOR_BODY void
leave_out (guint count, const double *restrict raw, double *restrict score)
{
  for (guint i = 0; i < count; i++)
    score[i] = raw[i] > -INFINITY ? score[i] : 0.0;
}
VECTOR_PATHS (leave_out, void, (guint count, const double *restrict raw, double *restrict score),
              (count, raw, score))

static void
normalise (const ScorePolicy *policy, VectorPath path, double least, double most, guint count,
           const double *raw, double *score)
{
  clamp_paths[path](count, least, most, raw, score);
  score_normalise (policy, path, least, most, count, score);
  leave_out_paths[path](count, raw, score);
}

/* Classes --------------------------------------------------------------------------------------- */

static void
says_always (const Compared *it, double raw, Said *said)
{
  double level = raw > -INFINITY ? raw : 0;
  said->same = TRUE;
  normalise (it->policy, VECTOR_PORTABLE, level, level, 1, &raw, &said->score);
}

/* The raw values of all machines, which never change. */
static void
ask_for_good (Comparison *comparison, const Compared *it, const PolicyView *view, Said *said)
{
  guint machines = comparison->cell->machines;
  gsize bytes = machines * sizeof (double);
  g_autofree double *raw = new_column (comparison->cell);
  find_raw (comparison, it->policy, view, NULL, raw);
  for (guint m = 1; m < machines; m++)
    if (raw[m] < raw[0] || raw[m] > raw[0]) {
      if (comparison->remembered + bytes > RAW_BYTES)
        return;
      comparison->remembered += bytes;
      said->raw = g_steal_pointer (&raw);
      return;
    }
  says_always (it, raw[0], said);
}

static Said *
ask_about_class (Comparison *comparison, const PolicyView *view)
{
  Said *said = g_new0 (Said, comparison->compared->len);
  for (guint s = 0; s < comparison->compared->len; s++) {
    const Compared *it = compared (comparison, s);
    if (it->policy->trivial != NULL && it->policy->trivial (view))
      says_always (it, 0, &said[s]);
    else if (it->policy->depends_on == DEPENDS_ON_ATTRIBUTES && comparison->cell->machines > 0)
      ask_for_good (comparison, it, view, &said[s]);
  }
  return said;
}

gboolean
comparison_needed (Comparison *comparison, const PolicyView *view)
{
  Said **said = &comparison->said[view->task_class->index];
  if (*said == NULL)
    *said = ask_about_class (comparison, view);
  for (guint s = 0; s < comparison->compared->len; s++)
    if (!(*said)[s].same)
      return TRUE;
  return FALSE;
}

/* Decisions ------------------------------------------------------------------------------------- */

static void
survey (const Compared *it, const PolicyView *view, guint machines, const guint8 *feasible,
        Survey *ret)
{
  *ret = (Survey){ .machines = machines, .keep = feasible };
  for (guint m = 0; m < machines; m++)
    ret->feasible += feasible[m];
  if (it->policy->survey != NULL)
    it->policy->survey (view, ret);
}

void
comparison_survey (Comparison *comparison, const PolicyView *view, const guint8 *feasible)
{
  const Said *said = comparison->said[view->task_class->index];
  guint machines = comparison->cell->machines, padded = comparison->cell->blocks * CELL_BLOCK;
  for (guint s = 0; s < comparison->compared->len; s++) {
    Compared *it = compared (comparison, s);
    PolicyView shown = *view;
    if (said[s].same)
      continue;
    if (said[s].raw == NULL) {
      if (it->policy->depends_on != DEPENDS_ON_ATTRIBUTES) {
        survey (it, view, machines, feasible, &it->survey);
        shown.survey = &it->survey;
      }
      find_raw (comparison, it->policy, &shown, feasible, it->raw);
    }
    it->now = said[s].raw != NULL ? said[s].raw : it->raw;
    find_range_paths[comparison->path](padded, feasible, it->now, &it->least, &it->most);
    if (it->most == -INFINITY)
      it->least = it->most = 0;
  }
}

void
comparison_score (const Comparison *comparison, guint which, const PolicyView *view,
                  const Columns *columns, double *score)
{
  const Said *said = &comparison->said[view->task_class->index][which];
  const Compared *it = compared (comparison, which);
  if (!said->same) {
    normalise (it->policy, comparison->path, it->least, it->most, columns->count,
               it->now + columns->machine[0], score);
    return;
  }
  for (guint i = 0; i < columns->count; i++)
    score[i] = said->score;
}
