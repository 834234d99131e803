/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Balanced allocation as of kube-scheduler 1.36: not how balanced the machine would be, but by how
 * much the task makes it so. */
#include "scheduler/score/balance.h"

static guint
counted_resources (const PolicyView *view)
{
  guint counted = resources_present (view->cell);
  for (guint r = 0; r < view->cell->resources->count; r++)
    counted &= view->options->resource_weights[r] > 0 ? ~0u : ~(1u << r);
  return counted;
}

static VECTOR_BODY void
sweep (const PolicyView *view, const Columns *columns, const guint8 *keep G_GNUC_UNUSED,
       double *restrict score)
{
  double without[SWEEP_BLOCK];
  guint counted = counted_resources (view);
  find_balance (view, columns, TRUE, counted, score);
  find_balance (view, columns, FALSE, counted, without);
  for (guint i = 0; i < columns->count; i++)
    score[i] = (50 + (double) (gint32) ((50 + score[i] - without[i]) / 2)) / 100.0;
}
SCORE_SWEEP (sweep)

/* The distance x of two resources' free parts becomes x - d with the task, and s is its half's
 * amount: the gain |x| - |x - d| rises with x where d > 0, and falls where d < 0, so that over a
 * range it is highest at one end. Of one machine both percents are told, but for their rounding. */
static VECTOR_BODY void
bound_two (const PolicyView *view, const Columns *columns, guint r0, guint r1,
           float *restrict percent)
{
  const Amount *least0 = columns->free[r0], *least1 = columns->free[r1];
  const Amount *most0 = columns->most[r0], *most1 = columns->most[r1];
  const float *p0 = columns->rough_part[r0], *p1 = columns->rough_part[r1];
  const float d0 = (float) view->task_class->request.of[r0];
  const float d1 = (float) view->task_class->request.of[r1];
  for (guint i = 0; i < columns->count; i++) {
    const float half = (float) columns->kinds[i] * 50; /* of a part, in percent */
    const float d = (d0 * p0[i] - d1 * p1[i]) * half;
    const float high = ((float) most0[i] * p0[i] - (float) least1[i] * p1[i]) * half;
    const float low = ((float) least0[i] * p0[i] - (float) most1[i] * p1[i]) * half;
    const float x = d > 0 ? high : low;
    const float before = fabsf (x), after = fabsf (x - d);
    const gint32 told = (gint32) (100 - after + 100 * SCORE_SLACK)
                        - (gint32) (100 - before - 100 * SCORE_SLACK);
    const gint32 gain = (gint32) (before - after + 101 + 100 * SCORE_SLACK) - 100;
    const gint32 both = (p0[i] > 0) & (p1[i] > 0), one = high == low;
    percent[i] = (float) (both == 0 ? 0 : one != 0 ? told : gain);
  }
}

/* Of more, s changes by no more than s of the changes, which is at most half of what lies between
 * them. */
static VECTOR_BODY void
bound_more (const PolicyView *view, const Columns *columns, guint counted, float *restrict percent)
{
  float top[SWEEP_BLOCK], bottom[SWEEP_BLOCK];
  for (guint i = 0; i < columns->count; i++) {
    top[i] = 0;
    bottom[i] = INFINITY;
  }
  for (guint r = 0; r < view->cell->resources->count; r++) {
    const float *p = columns->rough_part[r], d = (float) view->task_class->request.of[r];
    if (!(counted >> r & 1))
      continue;
    for (guint i = 0; i < columns->count; i++) {
      const float part = d * p[i];
      top[i] = ((p[i] > 0) & (part > top[i])) != 0 ? part : top[i];
      bottom[i] = ((p[i] > 0) & (part < bottom[i])) != 0 ? part : bottom[i];
    }
  }
  for (guint i = 0; i < columns->count; i++) {
    const float apart = top[i] > bottom[i] ? top[i] - bottom[i] : 0;
    percent[i] = (float) (gint32) (apart * (float) columns->kinds[i] * 50 + 1 + 100 * SCORE_SLACK);
  }
}

static VECTOR_BODY void
bound (const PolicyView *view, const Columns *columns, float *restrict score)
{
  const guint counted = counted_resources (view);
  guint r0 = 0, r1 = 0;
  for (guint r = 0; r < view->cell->resources->count; r++)
    if (counted >> r & 1) {
      r0 = r1;
      r1 = r;
    }
  if (__builtin_popcount (counted) == 2)
    bound_two (view, columns, r0, r1, score);
  else
    bound_more (view, columns, counted, score);
  for (guint i = 0; i < columns->count; i++)
    score[i] = (50 + (float) (gint32) ((50 + score[i]) / 2)) * 0.01f + SCORE_SLACK;
}
SCORE_BOUND (bound)

const ScorePolicy score_balanced_change = {
  .head = {
    .name = "balanced-change",
    .summary = "what makes the machine's resources be used in more equal parts",
    .details = "(50 + (50 + with - without) / 2) / 100, truncating; with and without the task: "
               "trunc((1 - s) * 100), s as in balanced, of the resources of weight above 0 by "
               "resource-weights.\n"
               "kube-scheduler 1.36, NodeResourcesBalancedAllocation.",
  },
  .depends_on = DEPENDS_ON_MACHINE,
  .columns = COLUMN_CAPACITY | COLUMN_FREE,
  .sweep = VECTOR_LIST (sweep),
  .bound = VECTOR_LIST (bound),
  .bound_columns = COLUMN_ROUGH_PARTS | COLUMN_FREE | COLUMN_KINDS,
  .hundredths = TRUE,
};
