/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many machines each filter turns away first, for a class that no machine can take. Filters on
 * attributes always say the same, so that a count remembered by class only follows the machines
 * that have opened or closed since, and what is left over is turned away by `fit`, the last. In any
 * other order of filters everything is counted anew. */
#pragma once

#include "scheduler/choose/pipeline.h"

typedef struct TurnedAway TurnedAway;

TurnedAway *turned_away_new (const Cell *cell, Pipeline *pipeline);
void turned_away_free (TurnedAway *turned_away);

void turned_away_count (TurnedAway *turned_away, const Task *task, guint ret_count[MAX_FILTERS]);
