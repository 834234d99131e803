/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/reservations.h"

#include <string.h>

#define CACHE_LINE 64

static gpointer
new_column (guint elements, gsize size)
{
  return g_aligned_alloc0 (MAX (elements, 1), size, CACHE_LINE);
}

Reservations *
reservations_new (guint resources, guint machines, guint padded,
                  Amount *const capacity[MAX_RESOURCES])
{
  Reservations *reservations = g_new0 (Reservations, 1);
  reservations->resources = resources;
  reservations->machines = machines;
  for (guint r = 0; r < resources; r++) {
    reservations->left[r] = new_column (padded, sizeof (Amount));
    reservations->limit_free[r] = new_column (padded, sizeof (Amount));
    memcpy (reservations->left[r], capacity[r], machines * sizeof (Amount));
    memcpy (reservations->limit_free[r], capacity[r], machines * sizeof (Amount));
    reservations->used[r] = new_column (padded, sizeof (Total));
  }
  reservations->of_task = g_array_new (FALSE, TRUE, sizeof (Amounts));
  return reservations;
}

void
reservations_free (Reservations *reservations)
{
  if (reservations == NULL)
    return;
  for (guint r = 0; r < reservations->resources; r++) {
    g_aligned_free (reservations->left[r]);
    g_aligned_free (reservations->limit_free[r]);
    g_aligned_free (reservations->used[r]);
  }
  g_array_unref (reservations->of_task);
  g_free (reservations);
}

void
reservations_shift (Reservations *reservations, const Task *task, guint machine,
                    const Amounts *request, int sign)
{
  const Amounts *used = task_used (task, request);
  if (task->slot >= reservations->of_task->len)
    g_array_set_size (reservations->of_task, task->slot + 1);
  if (sign < 0)
    reservations_set (reservations, task, request);
  *reservations_of (reservations, task) = *request;
  for (guint r = 0; r < reservations->resources; r++) {
    Amount *free = &reservations->limit_free[r][machine];
    reservations->beyond_limit[r] -= MAX (-*free, 0);
    *free -= request->of[r] * sign;
    reservations->beyond_limit[r] += MAX (-*free, 0);
    reservations->left[r][machine] -= request->of[r] * sign;
    reservations->used[r][machine] += used->of[r] * sign;
    reservations->limits[r] += request->of[r] * sign;
    reservations->reserved[r] += request->of[r] * sign;
  }
}

void
reservations_set (Reservations *reservations, const Task *task, const Amounts *reserved)
{
  Amounts *before = reservations_of (reservations, task);
  for (guint r = 0; r < reservations->resources; r++) {
    Amount less = before->of[r] - reserved->of[r];
    reservations->left[r][task->machine] += less;
    reservations->reserved[r] -= less;
  }
  *before = *reserved;
}

void
reservations_use (Reservations *reservations, Task *task, const Amounts *used,
                  const Amounts *request)
{
  const Amounts *before = task_used (task, request);
  for (guint r = 0; r < reservations->resources; r++)
    reservations->used[r][task->machine] += used->of[r] - before->of[r];
  task->used = used;
}
