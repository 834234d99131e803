/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom to evict where budgets spare nobody but count (docs/simulation.md, "Preemption", kube): all are
 * thought away, then each is put back with whom the task still fits, those first whose job's budget
 * is used up. */
#pragma once

#include "scheduler/evict/preemption.h"

/* Of the victims collected only those are kept that could not be put back, nobody if evicting all makes
 * no room. They come in the order of the policy's greedy_compare(), and are charged and put back from
 * the last to the first. room: what is free on the machine. Returns how many were kept against their
 * budget. */
guint reprieve_by_budget (const Preemption *preemption, Room *room, GArray *victims);
