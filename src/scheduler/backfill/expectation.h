/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long tasks are expected to run: what their users say, corrected where it was wrong. Nobody
 * here knows a duration. */
#pragma once

#include "model/task.h"

/* Of a task that waits, or of one that runs when it began: its estimate less the work it has kept,
 * and never nothing. TIME_NEVER: for ever. */
static inline gint64
expected_length (const Task *task)
{
  if (task->estimate == TIME_NEVER)
    return TIME_NEVER;
  return MAX (task->estimate - task->done, 1);
}

/* When something that begins then and lasts so long ends. */
static inline gint64
expected_end_from (gint64 start, gint64 length)
{
  return length < TIME_NEVER - start ? start + length : TIME_NEVER;
}

/* Of a running task. One that outlives its estimate is expected to end at once, which is later than
 * now. */
static inline gint64
expected_end (const Task *task, gint64 now)
{
  return MAX (expected_end_from (task->started, expected_length (task)), now + 1);
}
