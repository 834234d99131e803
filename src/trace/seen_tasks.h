/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which (job, task) names have been seen, as 128 bits of hash each: two different names share them
 * with a probability below 2^-87 in a full set, so that no name needs to be kept. A row of many
 * tasks is one entry. */
#pragma once

#include "model/task_name.h"

#define SEEN_TASKS_MAX (1u << 20)  /* entries; rows beyond these are not looked at */

typedef struct SeenTasks SeenTasks;

SeenTasks *seen_tasks_new (void);
void seen_tasks_free (SeenTasks *seen);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeenTasks, seen_tasks_free)

/* Notes a row's tasks as seen on line (not 0): name, and where count > 1 the names with the numbers
 * that follow 0. If one was seen before nothing is noted and the line of the first such is
 * returned, its number in the row in *ret_task; else 0. */
guint seen_tasks_add (SeenTasks *seen, const char *job, const TaskName *name, guint count,
                      guint line, guint *ret_task);
