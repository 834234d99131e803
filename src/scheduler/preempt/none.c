/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing is evicted for another task's sake. */
#include "scheduler/policy.h"

const PreemptPolicy preempt_none = {
  .head = {
    .name = "none",
    .summary = "nothing is evicted for another task's sake",
    .details = "No formula: a task for which no machine is feasible waits.",
  },
};
