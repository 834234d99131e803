/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explain/share_story.h"

#include "explain/names.h"
#include "scheduler/policy_tables.h"
#include "scheduler/queue/user_share.h"

/* Weight 0 is shown as one so small that its shares are above all others. */
#define AS_GOOD_AS_NONE 1e-6 /* thousandths */

static double
weighted (const OrderKey *key)
{
  double weight = key->weight > 0 ? key->weight : AS_GOOD_AS_NONE;
  return (double) key->amount / (double) key->capacity * WEIGHT_ONE / weight;
}

static const char *
name_of_user (const Moment *moment, guint user)
{
  return users_get (moment->scenario->users, user)->path;
}

static void
change (const Cell *cell, const Task *task, int sign, Total *held)
{
  for (guint r = 0; r < cell->resources->count; r++)
    held[r] += sign * (Total) cell_class_of (cell, task)->request.of[r];
}

static UserShare
share_of (const Moment *moment, guint user, const Task *taker, const Decision *decision)
{
  const SchedulerOptions *options = &moment->scenario->scheduler;
  const OrderPolicy *order = order_policy_find (options->order);
  OrderKey key = { .user = user, .weight = users_get (moment->scenario->users, user)->weight };
  Total held[MAX_RESOURCES];
  UserShare share = { .user = name_of_user (moment, user), .takes = user == taker->user };
  user_share_sum (options, moment->cell, user, decision->reclaim->tier, held, &key.tasks);
  user_share_measure (&key, order, options, moment->cell, held);
  share.before = weighted (&key);
  for (guint i = 0; i < decision->victims->len; i++) {
    const Task *victim = g_array_index (decision->victims, Victim, i).task;
    if (victim->user == user)
      change (moment->cell, victim, -1, held);
  }
  if (share.takes)
    change (moment->cell, taker, 1, held);
  user_share_measure (&key, order, options, moment->cell, held);
  share.after = weighted (&key);
  return share;
}

gboolean
share_of_user (const Moment *moment, guint user, Tier tier, double *ret)
{
  const SchedulerOptions *options = &moment->scenario->scheduler;
  const OrderPolicy *order = order_policy_find (options->order);
  OrderKey key = { .user = user, .weight = users_get (moment->scenario->users, user)->weight };
  if (order->share == NULL)
    return FALSE;
  user_share_update (&key, order, options, moment->cell, tier, NULL);
  *ret = key.capacity > 0 ? weighted (&key) : 0;
  return TRUE;
}

static void
taken_clear (gpointer data)
{
  g_free (((TakenTask *) data)->task);
}

static void
add_user (GArray *users, UserShare share)
{
  guint at = users->len;
  while (at > 0 && g_array_index (users, UserShare, at - 1).before < share.before)
    at--;
  g_array_insert_val (users, at, share);
}

ShareStory *
share_story_new (const Moment *moment, const Task *task, const Decision *decision)
{
  const ReclaimCase *reclaim = decision->reclaim;
  ShareStory *story = g_new0 (ShareStory, 1);
  story->taker = name_of_user (moment, task->user);
  story->with = weighted (&reclaim->taker);
  story->taken = g_array_new (FALSE, FALSE, sizeof (TakenTask));
  g_array_set_clear_func (story->taken, taken_clear);
  story->users = g_array_new (FALSE, FALSE, sizeof (UserShare));
  for (guint i = 0; i < reclaim->steps->len; i++) {
    const ReclaimStep *step = &g_array_index (reclaim->steps, ReclaimStep, i);
    TakenTask taken = { .task = name_of_task (step->task),
                        .user = name_of_user (moment, step->task->user),
                        .machine = step->task->machine,
                        .before = weighted (&step->before),
                        .after = weighted (&step->after) };
    g_array_append_val (story->taken, taken);
  }
  for (guint u = 0; u < moment->cell->users; u++) {
    UserShare share = share_of (moment, u, task, decision);
    if (share.before > 0 || share.takes)
      add_user (story->users, share);
  }
  return story;
}

void
share_story_free (ShareStory *story)
{
  if (story == NULL)
    return;
  g_array_unref (story->taken);
  g_array_unref (story->users);
  g_free (story);
}
