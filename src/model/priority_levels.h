/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The priorities that occur, as few small numbers: what is summed up by priority is kept by level.
 *
 * Levels ascend with priority and none spans two tiers. Each priority has a level of its own unless
 * more than MAX_LEVELS occur; then neighbours within a tier share one. */
#pragma once

#include "model/task_class.h"

#define MAX_LEVELS 32

typedef struct {
  guint count;
  gint32 lowest[MAX_LEVELS]; /* of the priorities of the level that occur */
  Tier tier[MAX_LEVELS];
} PriorityLevels;

/* Writes the level of each class to ret_level_at[class]. */
void priority_levels_init (PriorityLevels *levels, const TaskClasses *classes,
                           guint8 *ret_level_at);
