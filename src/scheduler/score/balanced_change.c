/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Balanced allocation as of kube-scheduler 1.36: not how balanced the machine would be, but by how
 * much the task makes it so. */
#include "scheduler/score/balance.h"

static VECTOR_BODY void
sweep (const PolicyView *view, const Columns *columns, const guint8 *keep G_GNUC_UNUSED,
       double *restrict score)
{
  double without[SWEEP_BLOCK];
  guint counted = resources_present (view->cell);
  for (guint r = 0; r < view->cell->resources->count; r++)
    counted &= view->options->resource_weights[r] > 0 ? ~0u : ~(1u << r);
  find_balance (view, columns, TRUE, counted, score);
  find_balance (view, columns, FALSE, counted, without);
  for (guint i = 0; i < columns->count; i++)
    score[i] = (50 + (double) (gint32) ((50 + score[i] - without[i]) / 2)) / 100.0;
}
SCORE_SWEEP (sweep)

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
  .hundredths = TRUE,
};
