/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom to evict where all are thought away, and then each is put back with whom the task still passes,
 * those first whose job's budget is used up (docs/simulation.md, "Preemption", kube). */
#pragma once

#include "scheduler/evict/preemption.h"

/* Of the victims collected only those are kept that could not be put back, nobody if the task does not
 * pass with all gone. They come in the order of the policy's greedy_compare(), and are charged and put
 * back from the last to the first. Returns how many were kept against their budget. */
guint reprieve (const Preemption *preemption, guint machine, GArray *victims);
/* Does the task pass with all of them gone, if there is anybody? */
gboolean reprieve_possible (const Preemption *preemption, guint machine, const GArray *victims);
