/* SPDX-License-Identifier: GPL-3.0-or-later */
/* May a user take from another, by their shares? */
#pragma once

#include "scheduler/scheduler_options.h"
#include "scheduler/policy.h"

/* taker: with the task. before and after: the other one's, with the victim and without it. */
gboolean share_rule_allows (ReclaimRule rule, const OrderKey *taker, const OrderKey *before,
                            const OrderKey *after);
