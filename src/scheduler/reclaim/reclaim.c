/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plain walk: users from the lowest share up, their classes, and all machines. It happens once
 * nothing else can be done, and only where somebody holds more than the user would. */
#include "scheduler/reclaim/reclaim.h"

#include "scheduler/evict/preemption.h"
#include "scheduler/order/shares.h"
#include "scheduler/queue/user_share.h"
#include "scheduler/reclaim/share_rule.h"

#include <string.h>

struct Reclaim {
  const OrderPolicy *order;
  const SchedulerOptions *options;
  const Cell *cell;
  Pipeline *pipeline;
  PendingQueue *pending;
  gint64 *reclaimed; /* by user: when it did last; TIME_UNSET: never */
  gint64 now;
  Tier tier;
  OrderKey *share;    /* by user, in the tier being served */
  GArray *by_share;   /* of guint: users, lowest first */
  GArray *candidates; /* of Victim: scratch */
  GArray *steps;      /* of ReclaimStep, one a candidate taken */
  GArray *victims;    /* of Victim: the best set so far */
  ReclaimCase found;  /* the like of it */
  guint machine;
  Loss loss;
};

Reclaim *
reclaim_new (const OrderPolicy *order, const SchedulerOptions *options, const Cell *cell,
             const Users *users, Pipeline *pipeline, PendingQueue *pending)
{
  Reclaim *reclaim = g_new0 (Reclaim, 1);
  g_assert (order->share != NULL);
  reclaim->order = order;
  reclaim->options = options;
  reclaim->cell = cell;
  reclaim->pipeline = pipeline;
  reclaim->pending = pending;
  reclaim->reclaimed = g_new (gint64, MAX (cell->users, 1));
  reclaim->share = g_new0 (OrderKey, MAX (cell->users, 1));
  reclaim->by_share = g_array_new (FALSE, FALSE, sizeof (guint));
  reclaim->candidates = g_array_new (FALSE, FALSE, sizeof (Victim));
  reclaim->victims = g_array_new (FALSE, FALSE, sizeof (Victim));
  reclaim->steps = g_array_new (FALSE, FALSE, sizeof (ReclaimStep));
  reclaim->found.steps = g_array_new (FALSE, FALSE, sizeof (ReclaimStep));
  for (guint u = 0; u < cell->users; u++) {
    reclaim->reclaimed[u] = TIME_UNSET;
    reclaim->share[u].user = u;
    reclaim->share[u].weight = users_get (users, u)->weight;
    g_array_append_val (reclaim->by_share, u);
  }
  return reclaim;
}

void
reclaim_free (Reclaim *reclaim)
{
  if (reclaim == NULL)
    return;
  g_free (reclaim->reclaimed);
  g_free (reclaim->share);
  g_array_unref (reclaim->by_share);
  g_array_unref (reclaim->candidates);
  g_array_unref (reclaim->victims);
  g_array_unref (reclaim->steps);
  g_array_unref ((GArray *) reclaim->found.steps);
  g_free (reclaim);
}

/* Shares -----------------------------------------------------------------------------------------
 */

/* The user's share if it held so much more, or less. */
static OrderKey
share_with (const Reclaim *reclaim, guint user, const Total *more, int sign)
{
  OrderKey key = reclaim->share[user];
  Total held[MAX_RESOURCES];
  user_share_sum (reclaim->options, reclaim->cell, user, reclaim->tier, held, &key.tasks);
  for (guint r = 0; r < reclaim->cell->resources->count; r++)
    held[r] += sign * more[r];
  user_share_measure (&key, reclaim->order, reclaim->options, reclaim->cell, held);
  return key;
}

static gint
compare_users (gconstpointer left, gconstpointer right, gpointer data)
{
  const OrderKey *share = ((const Reclaim *) data)->share;
  const OrderKey *a = &share[*(const guint *) left], *b = &share[*(const guint *) right];
  int order = lower_share_first (a, b);
  return order != 0 ? order : COMPARE (a->user, b->user);
}

static void
rank_users (Reclaim *reclaim, Tier tier)
{
  reclaim->tier = tier;
  for (guint u = 0; u < reclaim->cell->users; u++)
    user_share_update (&reclaim->share[u], reclaim->order, reclaim->options, reclaim->cell, tier,
                       NULL);
  g_array_sort_with_data (reclaim->by_share, compare_users, reclaim);
}

/* Victims ----------------------------------------------------------------------------------------
 */

static Victim
victim_of (const Reclaim *reclaim, Task *task)
{
  const TaskClass *task_class = cell_class_of (reclaim->cell, task);
  gint64 lost = task_progress (task, reclaim->now) - task_saved (task, reclaim->now);
  gint64 size = preemption_size (reclaim->cell, &task_class->request, task->machine);
  return (Victim){ .task = task,
                   .priority = task_class->priority,
                   .size = size,
                   .loss = (Loss) lost * size };
}

/* From the highest share down; of a user, the latest task first. */
static gint
compare_candidates (gconstpointer left, gconstpointer right, gpointer data)
{
  const OrderKey *share = ((const Reclaim *) data)->share;
  const Task *a = ((const Victim *) left)->task, *b = ((const Victim *) right)->task;
  int order = compare_shares (&share[b->user], &share[a->user]);
  if (order == 0)
    order = COMPARE (a->user, b->user);
  return order != 0 ? order : COMPARE (b->sequence, a->sequence);
}

static void
collect (Reclaim *reclaim, const Task *task, guint machine)
{
  const Cell *cell = reclaim->cell;
  gint32 priority = cell_class_of (cell, task)->priority;
  g_array_set_size (reclaim->candidates, 0);
  for (Task *other = cell->first_task[machine]; other != NULL; other = other->next_on_machine)
    if (other->state == TASK_RUNNING && other->user != task->user
        && cell_class_of (cell, other)->priority == priority
        && reclaim->reclaimed[other->user] != reclaim->now) {
      Victim victim = victim_of (reclaim, other);
      g_array_append_val (reclaim->candidates, victim);
    }
  g_array_sort_with_data (reclaim->candidates, compare_candidates, reclaim);
}

/* What the user loses by the first so many candidates, all of which are taken. */
static void
lost_by (const Reclaim *reclaim, guint user, guint taken, Total *ret_lost)
{
  memset (ret_lost, 0, MAX_RESOURCES * sizeof *ret_lost);
  for (guint i = 0; i < taken; i++) {
    const Task *victim = g_array_index (reclaim->candidates, Victim, i).task;
    for (guint r = 0; victim->user == user && r < reclaim->cell->resources->count; r++)
      ret_lost[r] += cell_class_of (reclaim->cell, victim)->request.of[r];
  }
}

/* May candidate i be taken when the first i are? Then it is noted what allows it. */
static gboolean
may_take (Reclaim *reclaim, const OrderKey *taker, guint i)
{
  const Task *task = g_array_index (reclaim->candidates, Victim, i).task;
  Total lost[MAX_RESOURCES];
  lost_by (reclaim, task->user, i, lost);
  ReclaimStep step = { .task = task, .before = share_with (reclaim, task->user, lost, -1) };
  lost_by (reclaim, task->user, i + 1, lost);
  step.after = share_with (reclaim, task->user, lost, -1);
  if (!share_rule_allows (reclaim->options->reclaim, taker, &step.before, &step.after))
    return FALSE;
  g_array_append_val (reclaim->steps, step);
  return TRUE;
}

/* Keeps of the candidates those that are evicted; FALSE: they make no room. */
static gboolean
take_victims (Reclaim *reclaim, const Task *task, const OrderKey *taker, guint machine)
{
  const Cell *cell = reclaim->cell;
  const Amounts *request = &cell_class_of (cell, task)->request;
  GArray *candidates = reclaim->candidates;
  Room room;
  guint taken = 0;
  collect (reclaim, task, machine);
  g_array_set_size (reclaim->steps, 0);
  cell_room_init (cell, machine, &room);
  while (taken < candidates->len && !cell_room_fits (cell, &room, request))
    if (may_take (reclaim, taker, taken))
      cell_room_add (cell, &room, g_array_index (candidates, Victim, taken++).task);
    else
      g_array_remove_index (candidates, taken);
  g_array_set_size (candidates, taken);
  if (taken == 0 || !cell_room_fits (cell, &room, request))
    return FALSE;
  while (taken-- > 0) { /* spare whom we can */
    const Task *victim = g_array_index (candidates, Victim, taken).task;
    cell_room_subtract (cell, &room, victim);
    if (cell_room_fits (cell, &room, request)) {
      g_array_remove_index (candidates, taken);
      g_array_remove_index (reclaim->steps, taken);
    } else {
      cell_room_add (cell, &room, victim);
    }
  }
  return TRUE;
}

/* The search -------------------------------------------------------------------------------------
 */

static Loss
loss_of (const GArray *victims)
{
  Loss loss = 0;
  for (guint i = 0; i < victims->len; i++)
    loss += g_array_index (victims, Victim, i).loss;
  return loss;
}

/* Fewer victims, then less lost work, then the lower machine. */
static void
consider (Reclaim *reclaim, guint machine)
{
  Loss loss = loss_of (reclaim->candidates);
  guint count = reclaim->candidates->len;
  if (reclaim->machine != MACHINE_NONE
      && (count > reclaim->victims->len
          || (count == reclaim->victims->len && loss >= reclaim->loss)))
    return;
  reclaim->machine = machine;
  reclaim->loss = loss;
  g_array_set_size (reclaim->victims, 0);
  g_array_append_vals (reclaim->victims, reclaim->candidates->data, count);
  g_array_set_size ((GArray *) reclaim->found.steps, 0);
  g_array_append_vals ((GArray *) reclaim->found.steps, reclaim->steps->data, count);
}

/* Does anybody hold so much that the rule may allow something? Nobody's share is above the highest. */
static gboolean
conceivable (const Reclaim *reclaim, const OrderKey *taker)
{
  guint highest = g_array_index (reclaim->by_share, guint, reclaim->by_share->len - 1);
  const OrderKey *share = &reclaim->share[highest];
  return share_rule_allows (reclaim->options->reclaim, taker, share, share);
}

static gboolean
try_task (gpointer data, Task *task)
{
  Reclaim *reclaim = data;
  const Cell *cell = reclaim->cell;
  const TaskClass *task_class = cell_class_of (cell, task);
  Total request[MAX_RESOURCES] = { 0 };
  for (guint r = 0; r < cell->resources->count; r++)
    request[r] = task_class->request.of[r];
  OrderKey taker = share_with (reclaim, task->user, request, 1);
  reclaim->machine = MACHINE_NONE;
  reclaim->found.tier = reclaim->tier;
  reclaim->found.taker = taker;
  if (!conceivable (reclaim, &taker))
    return FALSE;
  for (guint m = 0; m < cell->machines; m++)
    if (cell->open[m] && cell->tasks[m] > 0
        && pipeline_eligible (reclaim->pipeline, task_class, m)
        && take_victims (reclaim, task, &taker, m))
      consider (reclaim, m);
  return reclaim->machine != MACHINE_NONE;
}

Task *
reclaim_next (Reclaim *reclaim, gint64 now)
{
  reclaim->now = now;
  for (Tier tier = N_TIERS; tier-- > 0;) {
    if (tier == TIER_PROD)
      continue;
    rank_users (reclaim, tier);
    for (guint i = 0; i < reclaim->by_share->len; i++) {
      guint user = g_array_index (reclaim->by_share, guint, i);
      Task *task = pending_queue_try (reclaim->pending, user, tier, try_task, reclaim);
      if (task == NULL)
        continue;
      reclaim->reclaimed[user] = now;
      return task;
    }
  }
  return NULL;
}

guint
reclaim_machine (const Reclaim *reclaim, const GArray **ret_victims)
{
  *ret_victims = reclaim->victims;
  return reclaim->machine;
}

const ReclaimCase *
reclaim_case (const Reclaim *reclaim)
{
  return &reclaim->found;
}
