/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where and when more has become free than was planned: spans of time on machines. Who was given the
 * earliest start before can only begin earlier where his new span meets one of them, so that others
 * need not be looked at. Few spans are kept; what lies between two of them may count as gained. */
#pragma once

#include "model/task.h"

typedef struct {
  guint machine;
  gint64 from, to; /* `to` not included; TIME_NEVER: for ever */
} Gain;

/* An array of Gain. */
GArray *gains_new (void);
void gains_add (GArray *gains, guint machine, gint64 from, gint64 to);
