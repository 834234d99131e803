/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One decision of a run, told with its reasons: what explain/ says of it in the moment before it was
 * done. */
#pragma once

#include "scenario/scenario.h"

typedef struct {
  gboolean there;  /* FALSE: the run has fewer decisions */
  gint64 time;
  char *task;      /* `job/task` */
  char *what;      /* "places web/3 on m-4" */
  char *turn;      /* who it is for: user, submit time, priority, the user's share */
  char *why;       /* filters and scores, or victims: lines as of berth explain */
  char *other;     /* of another task at that time: why it is not this one's turn; NULL: not asked */
} DecisionStory;

/* Runs the scenario up to the decision of that index (from 0, of those that do something) and tells it.
 * other: `job/task` of whom to tell as well, or NULL. */
gboolean decision_story_tell (Scenario *scenario, guint64 index, const char *other,
                              DecisionStory *ret, GError **error);
void decision_story_clear (DecisionStory *story);
