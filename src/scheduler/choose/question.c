/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/choose/question.h"

#include <string.h>

Columns
question_score (const Question *question, const guint *machines, guint count, double *total)
{
  ColumnSet wanted = profile_score_columns (question->profile) | COLUMN_NUMBER;
  guint8 keep[SWEEP_BLOCK];
  Columns columns = columns_pick (question->scratch, question->cell, wanted, machines, count);
  memset (keep, 1, count);
  profile_score (question->profile, &question->view, &columns, keep, total);
  return columns;
}

static gboolean
comes_first (const MachineWalk *walk, guint machine, guint best)
{
  return walk == NULL ? machine < best
                      : machine_walk_place (walk, machine) < machine_walk_place (walk, best);
}

void
question_compare (const Question *question, const Columns *columns, const guint8 *keep,
                  const double *total, Best *best)
{
  for (guint i = 0; i < columns->count; i++) {
    if (!keep[i] || total[i] < best->score)
      continue;
    if (total[i] > best->score || comes_first (question->walk, columns->machine[i], best->machine))
      *best = (Best){ columns->machine[i], total[i] };
  }
}

void
question_ask (const Question *question, const Columns *columns, guint8 *keep, Best *best)
{
  double total[SWEEP_BLOCK];
  profile_evaluate (question->profile, &question->view, columns, keep, total);
  question_compare (question, columns, keep, total, best);
}
