/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of descriptors, for the scheduler itself; names and summaries for everybody else are
 * in policies.h. */
#pragma once

#include "scheduler/policies.h"
#include "scheduler/policy.h"

/* NULL when there is none of that name. */
const OrderPolicy *order_policy_find (const char *name);
const FilterPolicy *filter_policy_find (const char *name);
const ScorePolicy *score_policy_find (const char *name);
const PreemptPolicy *preempt_policy_find (const char *name);
const DevicePolicy *device_policy_find (const char *name);
