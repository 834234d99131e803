/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A random feasible machine, the same for the same seed: a hash instead of a stream of numbers, so
 * that nothing depends on how many decisions were taken before. */
#include "scheduler/policy.h"

#include "util/random.h"

static VECTOR_BODY void
sweep (const PolicyView *view, const Columns *columns, const guint8 *keep G_GNUC_UNUSED,
       double *restrict score)
{
  guint64 task = random_mix (random_mix (view->seed) ^ view->task->sequence);
  guint64 run = (guint64) view->task->placements << 32;
  for (guint i = 0; i < columns->count; i++)
    score[i] = random_unit (random_mix (task ^ (run | columns->machine[i])));
}
SCORE_SWEEP (sweep)

const ScorePolicy score_random = {
  .head = {
    .name = "random",
    .summary = "any feasible machine, by the seed",
    .details = "SplitMix64's finaliser over seed, task, placements so far and machine, as a "
               "number from 0 to below 1.\n"
               "Berth's own.",
  },
  .depends_on = DEPENDS_ON_TASK,
  .columns = COLUMN_NUMBER,
  .sweep = VECTOR_LIST (sweep),
};
