/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of one task, and why: where it was placed last, for whom it was evicted last, and why
 * it waits. */
#pragma once

#include "explain/replay.h"
#include "explain/waiting.h"

typedef enum {
  FACT_SUBMITTED,
  FACT_PLACED,
  FACT_HELD,    /* a machine is held for it */
  FACT_CHOSEN,  /* as a victim: it must leave when its grace period ends */
  FACT_EVICTED, /* for another task's sake */
  FACT_FAILED,  /* its machine went down */
  FACT_FINISHED,
  FACT_DROPPED, /* no machine could take it, and the queue is `drop`; or it was refused for a quota */
  FACT_OVER_QUOTA, /* it is not admitted yet */
  FACT_ADMITTED,
} FactKind;

extern const char *const fact_names[]; /* "submitted", … */

typedef struct {
  gint64 time;
  FactKind kind;
  guint machine; /* MACHINE_NONE where it has to do with none */
  char *by;      /* CHOSEN, EVICTED: `job/task` of who takes its place */
  char *with;    /* EVICTED: the task of its gang that had to leave, and left too few; NULL: itself */
  gint64 runs;   /* PLACED: when its data has come, and it runs; TIME_UNSET: at once */
  gint64 lost;   /* EVICTED, FAILED: us of work */
} Fact;

typedef struct {
  char *name;
  const char *user;
  const TaskClass *task_class;
  GArray *facts;     /* of Fact, in order */
  Choice *placement; /* the decision that placed it last, or would when the machine is free */
  Choice *eviction;  /* the decision that evicted it last: for whom is `evicted_for` */
  const TaskClass *evicted_for;
  char *evicted_for_name;
  char *evicted_with; /* as in the fact */
  Waiting *waiting; /* why it waits at the moment, or was dropped; else NULL */
} TaskStory;

/* The task called `job/task`: its place in the order of arrival, and its submit time. FALSE and one
 * INPUT_ERROR where there is none, or several. */
gboolean task_story_find (const Scenario *scenario, const char *name, guint64 *ret_sequence,
                          gint64 *ret_submit, GError **error);

/* Runs the replay; the story points into it. NULL and *error where that fails, or where the task, whose
 * submit time has come, waits for other jobs all the time. */
TaskStory *task_story_tell (Replay *replay, const char *name, guint64 sequence, GError **error);
void task_story_free (TaskStory *story);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaskStory, task_story_free)
