/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/blocked/reason.h"

const char *const reason_names[N_REASONS + 1] = {
  [REASON_TOO_LARGE] = "too_large",
  [REASON_NO_MATCH] = "no_match",
  [REASON_TOPOLOGY] = "topology",
  [REASON_NEEDS_PREEMPTION] = "needs_preemption",
  [REASON_CAPACITY] = "capacity",
  [REASON_FRAGMENTATION] = "fragmentation",
  [REASON_GANG] = "gang",
  [REASON_QUOTA] = "quota",
};
