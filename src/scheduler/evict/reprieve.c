/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/evict/reprieve.h"

typedef enum { GOES, GOES_AGAINST_BUDGET, STAYS } Fate;

/* From the last to the first of those who share a fate. Returns how many do not stay. */
static guint
put_back (const Preemption *preemption, Room *room, const GArray *victims, Fate of, guint8 *fate)
{
  const Cell *cell = preemption->cell;
  guint gone = 0;
  for (guint i = victims->len; i-- > 0;) {
    const Task *task = g_array_index (victims, Victim, i).task;
    if (fate[i] != of)
      continue;
    cell_room_subtract (cell, room, task);
    if (cell_room_fits (cell, room, &preemption->task_class->request)) {
      fate[i] = STAYS;
      continue;
    }
    cell_room_add (cell, room, task);
    gone++;
  }
  return gone;
}

static void
keep_gone (GArray *victims, const guint8 *fate)
{
  Victim *victim = (Victim *) (void *) victims->data;
  guint kept = 0;
  for (guint i = 0; i < victims->len; i++)
    if (fate[i] != STAYS)
      victim[kept++] = victim[i];
  g_array_set_size (victims, kept);
}

guint
reprieve_by_budget (const Preemption *preemption, Room *room, GArray *victims)
{
  const Cell *cell = preemption->cell;
  guint count = victims->len, violations = 0;
  preemption_sort_by (victims, preemption->policy->greedy_compare);
  const Victim *victim = (const Victim *) (const void *) victims->data;
  g_autofree guint8 *fate = g_new0 (guint8, MAX (count, 1));
  for (guint i = 0; i < count; i++) {
    cell_room_add (cell, room, victim[i].task);
    if (!budget_allows (victim[i].task, &victim[i + 1], count - i - 1))
      fate[i] = GOES_AGAINST_BUDGET;
  }
  if (cell_room_fits (cell, room, &preemption->task_class->request)) {
    violations = put_back (preemption, room, victims, GOES_AGAINST_BUDGET, fate);
    put_back (preemption, room, victims, GOES, fate);
    keep_gone (victims, fate);
  } else {
    g_array_set_size (victims, 0);
  }
  return violations;
}
