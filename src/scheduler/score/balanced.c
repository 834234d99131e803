/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Balanced allocation: the resources of the machine should be used in equal parts. The formula of
 * kube-scheduler up to 1.34. */
#include "scheduler/score/balance.h"

static VECTOR_BODY void
sweep (const PolicyView *view, const Columns *columns, const guint8 *keep G_GNUC_UNUSED,
       double *restrict score)
{
  find_balance (view, columns, TRUE, resources_present (view->cell), score);
  for (guint i = 0; i < columns->count; i++)
    score[i] = score[i] / 100.0;
}
SCORE_SWEEP (sweep)

/* Half the difference of two resources is |x0 - x1| with x = (free - request) / (2 x capacity), which
 * takes no division; over ranges, the least distance between them. */
static VECTOR_BODY void
bound_two (const PolicyView *view, const Columns *columns, guint r0, guint r1,
           float *restrict score)
{
  const Amount *least0 = columns->free[r0], *least1 = columns->free[r1];
  const Amount *most0 = columns->most[r0], *most1 = columns->most[r1];
  const float *p0 = columns->rough_part[r0], *p1 = columns->rough_part[r1];
  const float d0 = (float) view->task_class->request.of[r0];
  const float d1 = (float) view->task_class->request.of[r1];
  for (guint i = 0; i < columns->count; i++) {
    const float above = ((float) least0[i] - d0) * p0[i] - ((float) most1[i] - d1) * p1[i];
    const float below = ((float) least1[i] - d1) * p1[i] - ((float) most0[i] - d0) * p0[i];
    const float apart = above > below ? above : below;
    const gint32 both = (p0[i] > 0) & (p1[i] > 0) & (apart > 0); /* of one there is no deviation */
    score[i] = 1 - apart * (float) both;
  }
}

/* n values, the extremes of which are R apart, deviate by at least R / sqrt (2 n). */
static VECTOR_BODY void
bound_more (const PolicyView *view, const Columns *columns, float *restrict score)
{
  float top[SWEEP_BLOCK], bottom[SWEEP_BLOCK];
  for (guint i = 0; i < columns->count; i++) {
    top[i] = -INFINITY;
    bottom[i] = INFINITY;
  }
  for (guint r = 0; r < view->cell->resources->count; r++) {
    const Amount *least = columns->free[r], *most = columns->most[r];
    const float *p = columns->rough_part[r];
    const float d = (float) view->task_class->request.of[r];
    if (!cell_has (view->cell, r))
      continue;
    for (guint i = 0; i < columns->count; i++) {
      const float low = ((float) least[i] - d) * p[i], high = ((float) most[i] - d) * p[i];
      top[i] = ((p[i] > 0) & (low > top[i])) != 0 ? low : top[i];
      bottom[i] = ((p[i] > 0) & (high < bottom[i])) != 0 ? high : bottom[i];
    }
  }
  for (guint i = 0; i < columns->count; i++) {
    const float apart = top[i] > bottom[i] ? top[i] - bottom[i] : 0.0f;
    score[i] = 1 - apart * sqrtf ((float) columns->kinds[i] / 2);
  }
}

static VECTOR_BODY void
bound (const PolicyView *view, const Columns *columns, float *restrict score)
{
  guint r0 = 0, r1 = 0;
  for (guint r = 0; r < view->cell->resources->count; r++)
    if (cell_has (view->cell, r)) {
      r0 = r1;
      r1 = r;
    }
  if (__builtin_popcount (resources_present (view->cell)) == 2)
    bound_two (view, columns, r0, r1, score);
  else
    bound_more (view, columns, score);
  for (guint i = 0; i < columns->count; i++)
    score[i] = (float) (gint32) (score[i] * 100 + 100 * SCORE_SLACK) * 0.01f + SCORE_SLACK;
}
SCORE_BOUND (bound)

const ScorePolicy score_balanced = {
  .head = {
    .name = "balanced",
    .summary = "resources of the machine used in equal parts",
    .details = "trunc((1 - s) * 100) / 100, s the population standard deviation of "
               "min(1, requested / capacity) (two resources: half their difference).\n"
               "kube-scheduler up to 1.34, NodeResourcesBalancedAllocation.",
  },
  .depends_on = DEPENDS_ON_MACHINE,
  .columns = COLUMN_CAPACITY | COLUMN_FREE,
  .sweep = VECTOR_LIST (sweep),
  .bound = VECTOR_LIST (bound),
  .bound_columns = COLUMN_ROUGH_PARTS | COLUMN_FREE | COLUMN_KINDS,
  .hundredths = TRUE,
};
