/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a user holds, as an order policy sees it. */
#pragma once

#include "scheduler/policy.h"

/* Sets the share in *key (amount, capacity, tasks) of key->user in the scope and of the capacity that
 * the options name, as the policy measures it; tier: the one being served. */
void user_share_update (OrderKey *key, const OrderPolicy *order, const SchedulerOptions *options,
                        const Cell *cell, Tier tier);
