/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What other schedulers do in order to look at fewer machines, for comparison: they visit machines
 * until enough feasible ones are found, and take the best of these. */
#pragma once

#include "scheduler/choose/question.h"

typedef struct Sampling Sampling;

/* NULL when the options want every machine considered. */
Sampling *sampling_new (const SchedulerOptions *options, const Cell *cell, guint64 seed);
void sampling_free (Sampling *sampling);

/* How many feasible machines kube-scheduler looks for among so many (numFeasibleNodesToFind of its
 * 1.36, with percentageOfNodesToScore 0). */
guint sampling_adaptive_size (guint machines);

/* MACHINE_NONE when no machine is feasible. */
guint sampling_choose (Sampling *sampling, const Question *question);
/* The machine whose turn it is, where they are visited in turn. */
guint sampling_turn (const Sampling *sampling);
void sampling_set_turn (Sampling *sampling, guint machine);
