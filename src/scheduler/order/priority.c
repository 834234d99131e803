/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strict priority, as aging has it, then age. */
#include "scheduler/policy.h"

static int
compare (const OrderKey *a, const OrderKey *b)
{
  if (a->first_turn != b->first_turn)
    return COMPARE (a->first_turn, b->first_turn);
  if (a->first_turn == 0 && a->first_priority != b->first_priority)
    return COMPARE (b->first_priority, a->first_priority);
  return COMPARE (a->first_sequence, b->first_sequence);
}

const OrderPolicy order_priority = {
  .head = {
    .name = "priority",
    .summary = "highest priority first, then oldest",
    .details = "higher priority of the user's first task, then lower sequence (order of "
               "arrival).\n"
               "Verma et al., EuroSys'15, 3.2, but for equal priorities: there Borg goes round "
               "robin among users.",
  },
  .compare = compare,
};
