/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A task's preferences, weighed. */
#pragma once

#include "scheduler/policy.h"

/* The weights of those that hold for the machine. */
static inline gint64
wishes_met (const PolicyView *view, guint machine)
{
  const Inventory *inventory = view->cell->inventory;
  const ConstraintList *wishes = &view->task_class->preferences;
  const Machine *it = inventory_machine (inventory, machine);
  gint64 met = 0;
  for (guint w = 0; w < wishes->count; w++)
    if (constraint_holds (&wishes->item[w], inventory->labels, it->attributes, it->n_attributes))
      met += wishes->item[w].weight;
  return met;
}
