/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is farthest from the end of its workflow goes first. */
#include "scheduler/policy.h"

static int
compare (const OrderKey *a, const OrderKey *b)
{
  if (a->upward_rank != b->upward_rank)
    return COMPARE (b->upward_rank, a->upward_rank);
  return COMPARE (a->first_sequence, b->first_sequence);
}

const OrderPolicy order_upward_rank = {
  .head = {
    .name = "upward-rank",
    .summary = "job of the longest way to the end of its workflow first (as HEFT ranks)",
    .details = "A job's upward rank is the longest estimate of its tasks plus the highest upward rank of the jobs "
               "that come after it, of whatever workflow; then the oldest task first. The trace must have jobs "
               "that come after others.\n"
               "rank_u of HEFT (Topcuoglu, Hariri and Wu, IEEE TPDS 13(3), 2002) without times of communication, "
               "which is the level of HLFET (Adam, Chandy and Dickson, CACM 17(12), 1974); where to is for the "
               "scores.",
  },
  .oldest_first = TRUE,
  .compare = compare,
  .unit = ORDER_WORKFLOWS,
};
