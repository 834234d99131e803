/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a user holds, as an order policy sees it. */
#pragma once

#include "scheduler/policy.h"

/* Sums what the user holds in the scope that the options name (tier: the one being served), and
 * counts its tasks as `share-ties` has it. */
void user_share_sum (const SchedulerOptions *options, const Cell *cell, guint user, Tier tier,
                     Total ret_held[MAX_RESOURCES], gint64 *ret_tasks);
/* The capacity that shares are parts of. */
const Total *user_share_capacity (const SchedulerOptions *options, const Cell *cell);
/* Sets amount and capacity of *key to the share of key->user if it holds so much. */
void user_share_measure (OrderKey *key, const OrderPolicy *order, const SchedulerOptions *options,
                         const Cell *cell, const Total *held);
/* Sets the share in *key (amount, capacity, tasks) of key->user in the scope and of the capacity that
 * the options name, as the policy measures it; tier: the one being served. with: what counts as if the
 * user held it, or NULL. */
void user_share_update (OrderKey *key, const OrderPolicy *order, const SchedulerOptions *options,
                        const Cell *cell, Tier tier, const Amounts *with);
