/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of descriptors, for the scheduler itself; names and summaries for everybody else are
 * in policies.h. */
#pragma once

#include "scheduler/policies.h"
#include "scheduler/policy.h"

/* Adds a descriptor, known by its head, at the end of its kind's table. Nothing of the kind may
 * bear its name yet, nor may policy_names() have been called for it: the table is filled before the
 * first scenario is read and the first thread begun, and only read from then on. Both are borrowed
 * for good. */
void policy_add (PolicyKind kind, const PolicyHead *head, const char *origin);

/* NULL when there is none of that name. */
const OrderPolicy *order_policy_find (const char *name);
const FilterPolicy *filter_policy_find (const char *name);
const ScorePolicy *score_policy_find (const char *name);
const PreemptPolicy *preempt_policy_find (const char *name);
const DevicePolicy *device_policy_find (const char *name);

/* The rules of a preempt policy that has its own; NULL. */
const PreemptRules *preempt_rules_of (const PreemptPolicy *policy);
/* PreemptRules.by_importance; FALSE where there are no rules. */
gboolean preempt_by_importance (const PreemptPolicy *policy);
/* Does it evict at all? */
gboolean preempt_policy_evicts (const PreemptPolicy *policy);
