/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Priority that grows by one in every `aging` that a task has waited since its submit. All grow
 * alike, so that who is before whom never changes: a task of priority p submitted at s is served as
 * if all had the same priority and it had been submitted at s - p × aging. Nothing is ever sorted
 * anew. */
#pragma once

#include "model/task.h"

/* No priority times aging may be more than this (us): submit times are below it. */
#define AGING_MOST (G_GINT64_CONSTANT (1) << 62)

/* Lower is served first; those of equal turn by sequence. aging > 0. */
static inline guint64
aged_turn (const Task *task, gint32 priority, gint64 aging)
{
  return (guint64) (task->submit - priority * aging) ^ (G_GUINT64_CONSTANT (1) << 63);
}
