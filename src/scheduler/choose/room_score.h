/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The score of a machine while some of its tasks are thought away. Scores count that follow from
 * attributes, or from what a machine has and has free; others look at the cell as it is. */
#pragma once

#include "scheduler/policy.h"

typedef struct RoomScore RoomScore;

/* Borrows both. */
RoomScore *room_score_new (const SchedulerOptions *options, const Cell *cell, guint64 seed);
void room_score_free (RoomScore *scores);

/* The total for a class that fits in that room of the machine. */
double room_score_of (const RoomScore *scores, const TaskClass *task_class, guint machine,
                      const Room *room);
