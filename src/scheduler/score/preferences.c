/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Soft constraints: the part, by weight, of the task's preferences that the machine meets. */
#include "scheduler/score/wishes.h"

static void
sweep (const PolicyView *view, const Columns *columns, const guint8 *keep, double *score)
{
  const ConstraintList *wishes = &view->task_class->preferences;
  gint64 all = 0;
  for (guint w = 0; w < wishes->count; w++)
    all += wishes->item[w].weight;
  for (guint i = 0; i < columns->count; i++)
    if (keep[i])
      score[i] = all > 0 ? (double) wishes_met (view, columns->machine[i]) / (double) all : 0.0;
}

const ScorePolicy score_preferences = {
  .head = {
    .name = "preferences",
    .summary = "the task's soft constraints, by weight",
    .details = "sum of the weights of the preferences that hold / sum of all its weights; 0 "
               "without any.\n"
               "Soft constraints of Verma et al., EuroSys'15, 2.3; the formula is berth's.",
  },
  .depends_on = DEPENDS_ON_ATTRIBUTES,
  .columns = COLUMN_NUMBER,
  .sweep = { sweep },
};
