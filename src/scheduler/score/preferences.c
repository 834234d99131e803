/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Soft constraints: the part, by weight, of the task's preferences that the machine meets. */
#include "scheduler/policy.h"

static void
sweep (const PolicyView *view, const Columns *columns, const guint8 *keep,
       double *score)
{
  const Inventory *inventory = view->cell->inventory;
  const ConstraintList *wishes = &view->task_class->preferences;
  gint64 all = 0;
  for (guint w = 0; w < wishes->count; w++)
    all += wishes->item[w].weight;
  for (guint i = 0; i < columns->count; i++) {
    const Machine *machine = inventory_machine (inventory, columns->machine[i]);
    gint64 met = 0;
    for (guint w = 0; keep[i] && w < wishes->count; w++)
      if (constraint_holds (&wishes->item[w], inventory->labels, machine->attributes,
                            machine->n_attributes))
        met += wishes->item[w].weight;
    score[i] = all > 0 ? (double) met / (double) all : 0.0;
  }
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
