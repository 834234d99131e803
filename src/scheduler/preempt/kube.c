/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kube-scheduler's way: think all away that may be evicted, then put back who matters most. */
#include "scheduler/policy.h"

#define LEAST_CANDIDATES 100
#define CANDIDATES_PART  10 /* of the eligible machines */

/* Higher priority, then earlier start; then, for want of a rule, whom we have known longer. */
static int
importance (const Victim *a, const Victim *b)
{
  if (a->priority != b->priority)
    return COMPARE (b->priority, a->priority);
  if (a->task->started != b->task->started)
    return COMPARE (a->task->started, b->task->started);
  return COMPARE (a->task->sequence, b->task->sequence);
}

static void
sort_by_importance (Victim *victim, guint count)
{
  for (guint i = 1; i < count; i++) {
    Victim moved = victim[i];
    guint at = i;
    for (; at > 0 && importance (&victim[at - 1], &moved) > 0; at--)
      victim[at] = victim[at - 1];
    victim[at] = moved;
  }
}

typedef struct {
  const EvictionCase *the;
  const Victim *victim; /* by importance */
  guint count;
  guint8 *violates; /* its budget, were it evicted */
  guint8 *stays;
  Room room; /* with all gone that are not put back */
} Reprieve;

/* Puts back those who violate their budgets, or those who do not, as long as the task fits. Returns
 * how many could not be put back. */
static guint
put_back (Reprieve *reprieve, gboolean violating)
{
  const Cell *cell = reprieve->the->cell;
  guint victims = 0;
  for (guint i = 0; i < reprieve->count; i++) {
    if (reprieve->violates[i] != violating)
      continue;
    cell_room_subtract (cell, &reprieve->room, reprieve->victim[i].task);
    if (cell_room_fits (cell, &reprieve->room, &reprieve->the->task_class->request)) {
      reprieve->stays[i] = TRUE;
      continue;
    }
    cell_room_add (cell, &reprieve->room, reprieve->victim[i].task);
    victims++;
  }
  return victims;
}

/* Victims come by importance: the first is of the highest priority, and has started first of these. */
static void
rank (const Victim *victim, guint count, guint violations, EvictionRank *ret)
{
  gint64 sum = 0;
  for (guint i = 0; i < count; i++)
    sum += victim[i].priority + (G_GINT64_CONSTANT (1) << 31);
  *ret = (EvictionRank){
    .by = { violations, victim[0].priority, sum, count, -victim[0].task->started }
  };
}

static void
choose (const EvictionCase *the, GArray *victims, EvictionRank *ret_rank)
{
  Victim *victim = (Victim *) (void *) victims->data;
  guint count = victims->len, kept = 0;
  Reprieve reprieve = { .the = the,
                        .victim = victim,
                        .count = count,
                        .violates = g_newa0 (guint8, count),
                        .stays = g_newa0 (guint8, count) };
  sort_by_importance (victim, count);
  cell_room_init (the->cell, the->machine, &reprieve.room);
  for (guint i = 0; i < count; i++) {
    cell_room_add (the->cell, &reprieve.room, victim[i].task);
    reprieve.violates[i] = !budget_allows (victim[i].task, victim, i);
  }
  guint violations = put_back (&reprieve, TRUE);
  put_back (&reprieve, FALSE);
  for (guint i = 0; i < count; i++)
    if (!reprieve.stays[i])
      victim[kept++] = victim[i];
  g_array_set_size (victims, kept);
  rank (victim, kept, violations, ret_rank);
}

static guint
enough (const SchedulerOptions *options, guint eligible)
{
  if (!options->kube_sampled)
    return eligible;
  return MIN (eligible, MAX (LEAST_CANDIDATES, eligible / CANDIDATES_PART));
}

const PreemptRules preempt_kube = {
  .base = {
    .head = {
      .name = "kube",
      .summary = "as kube-scheduler: think all away, put back who matters most",
      .details = "On a machine all that may be evicted are thought away; then, by importance (higher "
                 "priority, then earlier start), each is put back if the task still fits: first those "
                 "whose job's budget is used up, charged in that order, then the others.\n"
                 "machine: fewest evicted against their budget; lowest highest victim priority; least "
                 "sum(priority + 2^31); fewest victims; latest start of the first started among those "
                 "of the highest priority.\n"
                 "kube-scheduler 1.36, defaultpreemption.",
    },
  },
  .counts_budgets = TRUE,
  .by_priority = TRUE,
  .choose = choose,
  .enough = enough,
};
