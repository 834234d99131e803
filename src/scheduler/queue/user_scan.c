/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Orders under which users have no lasting place among each other, for it depends on which of their
 * tasks comes first: all are looked at for each choice. Orders of jobs are such; there all tasks wait
 * as if they were one user's, unless one of a user's holds up the others. */
#include "scheduler/queue/queue_parts.h"

#include "scheduler/queue/user_share.h"

/* The user's line with the first job, of those whose class is in a set (NULL: all). */
static ClassLine *
first_job_of (const PendingQueue *queue, const TierUser *user, const guint64 *set)
{
  const UserLines *lines = &user->lines;
  ClassLine *first = NULL;
  for (guint i = 0; i < lines->line->len; i++) {
    ClassLine *line = g_ptr_array_index (lines->line, i);
    guint index = line->task_class->index;
    if (waiting_jobs_first (line->jobs) != NULL
        && (set == NULL || (set[index / 64] & class_bit (index)) != 0)
        && (first == NULL
            || compare_keys (queue, waiting_jobs_key (line->jobs), waiting_jobs_key (first->jobs))
                 < 0))
      first = line;
  }
  return first;
}

static ClassLine *
job_to_try_of (const PendingQueue *queue, const TierUser *user)
{
  if (queue->options->queue != QUEUE_SKIP)
    return first_job_of (queue, user, NULL);
  ClassLine *open = first_job_of (queue, user, queue->open), *allowed = NULL;
  if (queue->allowed != NULL)
    allowed = first_job_of (queue, user, queue->allowed);
  if (open == NULL || allowed == NULL)
    return open != NULL ? open : allowed;
  return compare_keys (queue, waiting_jobs_key (allowed->jobs), waiting_jobs_key (open->jobs)) < 0
           ? allowed
           : open;
}

static void
key_of_line (const PendingQueue *queue, const TierUser *user, const ClassLine *line, OrderKey *ret)
{
  if (queue->jobs != NULL) {
    *ret = *waiting_jobs_key (line->jobs);
    return;
  }
  const TaskClass *task_class = line->task_class;
  gboolean counts = queue->order->with_first == FIRST_COUNTS;
  *ret = (OrderKey){ .user = user->key.user,
                     .weight = user->key.weight,
                     .first_priority = task_class->priority,
                     .first_sequence = line->first_turn };
  user_share_update (ret, queue->order, queue->options, queue->cell, task_class->tier,
                     counts ? &task_class->request : NULL);
  if (queue->asked == NULL)
    return;
  ret->waiting = queue_asked_of (queue, ret->user, task_class->tier);
  ret->resources = queue->cell->resources->count;
}

/* Where shares depend on which task is first, that is known to have room; else it need not be. */
static ClassLine *
line_of_user (PendingQueue *queue, const TierQueue *tier, TierUser *user)
{
  if (queue->jobs != NULL)
    return job_to_try_of (queue, user);
  return queue->order->with_first == FIRST_COUNTS ? queue_line_of_user (queue, tier, user)
                                                  : queue_line_to_try_of (queue, tier, user);
}

ClassLine *
user_scan_first (PendingQueue *queue, TierQueue *tier)
{
  ClassLine *first = NULL;
  OrderKey first_key = { 0 };
  for (guint i = 0; i < tier->users->len; i++) {
    TierUser *user = g_ptr_array_index (tier->users, i);
    ClassLine *line = line_of_user (queue, tier, user);
    OrderKey key;
    if (line == NULL || (queue->options->queue == QUEUE_STRICT && is_blocked (queue, line)))
      continue;
    key_of_line (queue, user, line, &key);
    if (first == NULL || compare_keys (queue, &key, &first_key) < 0) {
      first = line;
      first_key = key;
    }
  }
  return first;
}
