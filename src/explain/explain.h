/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was found out, told: to people as plain text, to programs as JSON. The caller frees. */
#pragma once

#include "explain/bottleneck.h"
#include "explain/task_story.h"

/* Of a whole backlog. */
typedef struct {
  GPtrArray *waiting; /* of Waiting */
  Bottlenecks *bottlenecks;
} Backlog;

/* The backlog of a moment; relaxations for the first `relax` classes. FALSE and *error where the
 * graph library fails. */
gboolean backlog_find (const Moment *moment, guint relax, Backlog *ret, GError **error);
void backlog_clear (Backlog *backlog);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Backlog, backlog_clear)

char *explain_task_text (const Moment *moment, const TaskStory *story);
char *explain_task_json (const Moment *moment, const TaskStory *story);
char *explain_backlog_text (const Moment *moment, const Backlog *backlog);
char *explain_backlog_json (const Moment *moment, const Backlog *backlog);
