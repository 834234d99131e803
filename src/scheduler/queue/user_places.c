/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Users of a tier as a sorted array. Changes are noted, and a user finds its new place once, before
 * the next choice. */
#include "scheduler/queue/queue_parts.h"

#include "scheduler/queue/user_share.h"

#include <string.h>

void
user_places_note (PendingQueue *queue, TierUser *user, Tier tier)
{
  if (queue->tiers[tier].tree != NULL) {
    share_tree_touch (queue->tiers[tier].tree, user->key.user);
    return;
  }
  if (user->changed)
    return;
  user->changed = TRUE;
  g_ptr_array_add (queue->tiers[tier].changed, user);
}

static int
compare_users (gconstpointer left, gconstpointer right, gpointer queue)
{
  return compare_keys (queue, &(*(TierUser *const *) left)->key,
                       &(*(TierUser *const *) right)->key);
}

/* Where the key belongs among users first … end - 1. */
static guint
find_place (const PendingQueue *queue, const TierQueue *tier, const OrderKey *key, guint first,
            guint end)
{
  while (first < end) {
    guint middle = first + (end - first) / 2;
    const TierUser *user = g_ptr_array_index (tier->users, middle);
    if (compare_keys (queue, &user->key, key) < 0)
      first = middle + 1;
    else
      end = middle;
  }
  return first;
}

static void
update_key (const PendingQueue *queue, TierUser *user, Tier tier)
{
  if (queue->order->share != NULL) {
    user_share_update (&user->key, queue->order, queue->options, queue->cell, tier, NULL);
    return;
  }
  const ClassLine *line = heap_top (&user->lines.running);
  if (line == NULL)
    return;
  user->key.first_priority = line->task_class->priority;
  /* Without aging a line's turn is its first task's sequence. */
  gboolean ages = queue->options->aging > 0;
  user->key.first_turn = ages ? line->first_turn : 0;
  user->key.first_sequence
    = ages ? waiting_tasks_first (&line->tasks)->sequence : line->first_turn;
}

/* Moves one user; the others keep their order. */
static void
move_user (TierQueue *tier, guint from, guint to)
{
  gpointer *user = tier->users->pdata, moved = user[from];
  if (from < to)
    memmove (user + from, user + from + 1, (to - from) * sizeof *user);
  else
    memmove (user + to + 1, user + to, (from - to) * sizeof *user);
  user[to] = moved;
  /* Those that were passed and stay before the moved one still are. */
  tier->passed = MIN (tier->passed, MIN (from, to));
}

/* The user has changed: finds its place, or leaves. */
static void
place_user (PendingQueue *queue, TierQueue *tier, TierUser *user)
{
  guint count = tier->users->len;
  if (!user->placed) {
    g_ptr_array_add (tier->users, user);
    user->placed = TRUE;
    update_key (queue, user, (Tier) (tier - queue->tiers));
    move_user (tier, count, find_place (queue, tier, &user->key, 0, count));
    return;
  }
  OrderKey before = user->key;
  guint from = find_place (queue, tier, &before, 0, count);
  update_key (queue, user, (Tier) (tier - queue->tiers));
  if (user->lines.waiting == 0)
    move_user (tier, from, count - 1);
  else if (compare_keys (queue, &user->key, &before) < 0)
    move_user (tier, from, find_place (queue, tier, &user->key, 0, from));
  else
    move_user (tier, from, find_place (queue, tier, &user->key, from + 1, count) - 1);
  if (user->lines.waiting == 0) {
    g_ptr_array_set_size (tier->users, (int) count - 1);
    user->placed = FALSE;
  }
}

/* After a change of capacity. */
static void
place_all (PendingQueue *queue, TierQueue *tier)
{
  for (guint i = 0; i < tier->users->len; i++)
    update_key (queue, g_ptr_array_index (tier->users, i), (Tier) (tier - queue->tiers));
  g_ptr_array_sort_with_data (tier->users, compare_users, queue);
  tier->reshuffled = FALSE;
  tier->passed = 0;
}

void
user_places_settle (PendingQueue *queue, TierQueue *tier)
{
  if (tier->reshuffled)
    place_all (queue, tier);
  for (guint i = 0; i < tier->changed->len; i++) {
    TierUser *user = g_ptr_array_index (tier->changed, i);
    user->changed = FALSE;
    if (user->placed || user->lines.waiting > 0)
      place_user (queue, tier, user);
  }
  g_ptr_array_set_size (tier->changed, 0);
}
