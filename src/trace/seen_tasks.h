/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which (job, task) names have been seen, as 128 bits of hash each: two different names share them
 * with a probability below 2^-87 in a full set, so that no name needs to be kept. */
#pragma once

#include <glib.h>

#define SEEN_TASKS_MAX (1u << 20)  /* names beyond these are not looked at */

typedef struct SeenTasks SeenTasks;

SeenTasks *seen_tasks_new (void);
void seen_tasks_free (SeenTasks *seen);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeenTasks, seen_tasks_free)

/* Notes the names as seen on line (not 0); the line where they were seen before, or 0. */
guint seen_tasks_add (SeenTasks *seen, const char *job, const char *task, guint line);
