/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Leaves a machine's resources free in equal parts: what is left of one beyond what is left of the
 * scarcest would be stranded when that has run out. */
#include "scheduler/policy.h"

static VECTOR_BODY void
sweep (const PolicyView *view, const Columns *columns, const guint8 *keep G_GNUC_UNUSED,
       double *restrict score)
{
  const guint count = columns->count;
  double least[SWEEP_BLOCK];
  for (guint i = 0; i < count; i++) {
    score[i] = 0;
    least[i] = 1;
  }
  for (guint r = 0; r < view->cell->resources->count; r++) {
    const Amount *free = columns->free[r];
    const double *part = columns->part[r], *kinds = columns->kinds;
    const double request = (double) view->task_class->request.of[r];
    if (!cell_has (view->cell, r))
      continue;
    for (guint i = 0; i < count; i++) {
      const double left = ((double) free[i] - request) * part[i];
      const double all = left * kinds[i];
      score[i] += left;
      least[i] = part[i] > 0 && all < least[i] ? all : least[i];
    }
  }
  for (guint i = 0; i < count; i++)
    score[i] = 1 - (score[i] - least[i]);
}
SCORE_SWEEP (sweep)

const ScorePolicy score_hybrid = {
  .head = {
    .name = "hybrid",
    .summary = "least stranded: resources of the machine left in equal parts",
    .details = "1 - mean(l - min l) with l = (free - request) / capacity, over the machine's "
               "resources.\n"
               "The aim of Borg's scoring model (Verma et al., EuroSys'15, 3.2), whose formula is "
               "not published; this one is berth's.",
  },
  .depends_on = DEPENDS_ON_MACHINE,
  .columns = COLUMN_PARTS | COLUMN_KINDS | COLUMN_FREE,
  .sweep = VECTOR_LIST (sweep),
};
