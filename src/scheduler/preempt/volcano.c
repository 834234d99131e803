/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Volcano's way: the machine that would be the best to run on, and there from the lowest priority
 * upward. Whom it is not necessary to kill is not spared. */
#include "scheduler/policy.h"

static void
choose (const EvictionCase *the, GArray *victims, EvictionRank *ret_rank)
{
  guint taken = 0;
  Room room;
  cell_room_init (the->cell, the->machine, &room);
  do
    cell_room_add (the->cell, &room, g_array_index (victims, Victim, taken++).task);
  while (!cell_room_fits (the->cell, &room, &the->task_class->request));
  g_array_set_size (victims, taken);
  *ret_rank = (EvictionRank){ .score = 0 };
}

const PreemptRules preempt_volcano = {
  .base = {
    .head = {
      .name = "volcano",
      .summary = "the machine of best score, from the lowest priority upward",
      .details = "On a machine, victims in order (lowest priority, then smallest) until the task "
                 "fits.\n"
                 "machine: highest score with its victims gone, of the scores that follow from "
                 "attributes and from what a machine has and has free; others do not count.\n"
                 "Volcano, the action preempt.",
    },
  },
  .by_score = TRUE,
  .choose = choose,
};
