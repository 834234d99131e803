/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a class cannot be placed (docs/simulation.md, "Why a task cannot be placed"). */
#pragma once

#include <glib.h>

#define MAX_FILTERS 8

typedef enum {
  REASON_TOO_LARGE,
  REASON_NO_MATCH,
  REASON_TOPOLOGY,
  REASON_NEEDS_PREEMPTION,
  REASON_CAPACITY,
  REASON_FRAGMENTATION,
  REASON_GANG,
  REASON_QUOTA, /* of a task, never of a class: it is not admitted */
  N_REASONS
} Reason;

/* "too_large", …; NULL-terminated. */
extern const char *const reason_names[N_REASONS + 1];

typedef struct {
  Reason reason;
  int resource;                      /* REASON_CAPACITY, QUOTA: index of the resource short; else -1 */
  guint fit;                         /* REASON_GANG: so many of its tasks found a machine; else 0 */
  guint turned_away[MAX_FILTERS];    /* machines each filter refused first, in pipeline order */
} Blocked;
