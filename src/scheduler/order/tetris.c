/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tetris: of the users that are furthest below their fair share, the task that fits what is free best
 * and whose job has least left. What is compared here is who is furthest below; the rest is
 * queue/user_packing.c. */
#include "scheduler/order/shares.h"

const OrderPolicy order_tetris = {
  .head = {
    .name = "tetris",
    .summary = "packing, shortest remaining work and fairness weighed together (Tetris)",
    .details = "Of the n users with tasks that can be placed only the first ceil((100 - "
               "fairness-knob) * n / 100) in the order of drf count, at least one. Of each, the job "
               "of least remaining work (as of srpt) in each class of such tasks is a candidate. The "
               "candidate of highest alignment - (sum of alignments / sum of works) * work is next, "
               "then the older task; alignment = sum over resources of (request / capacity) * (free / "
               "capacity), of the whole cell, work in time.\n"
               "Grandl et al., SIGCOMM'14, as secondary sources have it. Tetris picks a task for a "
               "machine that has room; here a task is picked first, by what all machines have free, "
               "and the machine after it, with scores = dot-product by the alignment with what that one "
               "has free. There are no barriers, and no data to be near to.",
  },
  .share = dominant_share,
  .compare = lower_share_first,
  .unit = ORDER_PACKING,
};
