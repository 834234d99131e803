/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is reserved for running tasks where that may be less than they ask for (reclamation). The
 * request of a task is its limit then; the cell's `free` column is what reservations leave, nothing
 * where they are more than the machine has, and here is what limits leave, and what tasks use.
 * Resources made of devices are reserved as asked for.
 *
 * Owned by the cell, which tells it of every task that comes and goes. */
#pragma once

#include "model/task.h"

typedef struct {
  guint resources;
  guint machines;
  /* Columns like the cell's: capacity less what is reserved, below 0 where usage has risen; capacity
   * less limits, below 0 where tasks run in what has been reclaimed of others; what tasks use. */
  Amount *left[MAX_RESOURCES];
  Amount *limit_free[MAX_RESOURCES];
  Total *used[MAX_RESOURCES];
  Total limits[MAX_RESOURCES];      /* sums over all machines */
  Total reserved[MAX_RESOURCES];
  Total beyond_limit[MAX_RESOURCES]; /* sum of what `limit_free` is below 0 */
  GArray *of_task;                  /* of Amounts, by slot: what is reserved for who runs */
} Reservations;

/* padded: how long columns are. */
Reservations *reservations_new (guint resources, guint machines, guint padded,
                                Amount *const capacity[MAX_RESOURCES]);
void reservations_free (Reservations *reservations);

/* A task comes to a machine (sign +1), its whole request being reserved, or leaves it (-1). */
void reservations_shift (Reservations *reservations, const Task *task, guint machine,
                         const Amounts *request, int sign);
/* So much is reserved for a task that runs from now on. */
void reservations_set (Reservations *reservations, const Task *task, const Amounts *reserved);
/* It uses something else from now on: sets task->used. */
void reservations_use (Reservations *reservations, Task *task, const Amounts *used,
                       const Amounts *request);

static inline Amounts *
reservations_of (const Reservations *reservations, const Task *task)
{
  return &g_array_index (reservations->of_task, Amounts, task->slot);
}

/* Does the request fit beside the limits of those who are there? */
static inline gboolean
reservations_fit_limits (const Reservations *reservations, const Amounts *request, guint machine)
{
  for (guint r = 0; r < reservations->resources; r++)
    if (request->of[r] > 0 && reservations->limit_free[r][machine] < request->of[r])
      return FALSE;
  return TRUE;
}
