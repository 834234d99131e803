/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tree of shares is told of the tasks that wait. */
#include "scheduler/queue/queue_parts.h"

typedef struct {
  const PendingQueue *queue;
  Tier tier;
} TierOf;

/* Classes with tasks that count as such that may be placed. */
static const guint64 *
hopeful (const PendingQueue *queue)
{
  return queue->passes_blocked ? queue->open : queue->waiting;
}

static UserPending
user_pending (gpointer data, guint index)
{
  const TierOf *of = data;
  const PendingQueue *queue = of->queue;
  const TierUser *user = queue->users[index * N_TIERS + of->tier];
  if (user == NULL || user->lines.waiting == 0)
    return (UserPending){ FALSE, FALSE };
  if (queue->options->queue == QUEUE_STRICT)
    return (UserPending){ TRUE, !is_blocked (queue, heap_top (&user->lines.running)) };
  return (UserPending){ TRUE, user_lines_first_of (&user->lines, hopeful (queue)) != NULL };
}

/* The resources that tasks of the tier ask for which may be placed. */
static guint
asked_in (const PendingQueue *queue, Tier tier)
{
  const Cell *cell = queue->cell;
  guint asked = 0;
  for (guint w = 0; w < queue->words; w++)
    for (guint64 bits = hopeful (queue)[w] & queue->of_tier[tier][w]; bits != 0; bits &= bits - 1) {
      const Amounts *request = &cell->class_at[w * 64 + (guint) __builtin_ctzll (bits)]->request;
      for (guint r = 0; r < cell->resources->count; r++)
        asked |= request->of[r] > 0 ? 1u << r : 0;
    }
  return asked;
}

TierUser *
user_tree_first (PendingQueue *queue, TierQueue *tier)
{
  TierOf of = { queue, (Tier) (tier - queue->tiers) };
  if (!tier->asked_known)
    tier->asked = asked_in (queue, of.tier);
  tier->asked_known = TRUE;
  guint first = share_tree_first (tier->tree, tier->asked, user_pending, &of);
  return first != USER_NONE ? queue->users[first * N_TIERS + of.tier] : NULL;
}
