/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/evict/victim_lists.h"

#include "scheduler/evict/preemption.h"
#include "scheduler/policy_tables.h"

struct VictimLists {
  const Cell *cell;
  gboolean by_importance;
  int (*order) (const Victim *a, const Victim *b); /* NULL: victim order */
  guint64 changes;  /* of the cell, how many have been noted */
  guint8 *stale;    /* by machine */
  VictimList *list; /* by machine */
  Amount *room[MAX_RESOURCES]; /* by machine: see LoneVictims */
  gint64 *latest;
  GArray *victims;  /* of Victim: scratch */
};

#define CACHE_LINE 64

/* Whatever the machine's tasks are. */
static void
note_change (VictimLists *lists, guint machine)
{
  const Cell *cell = lists->cell;
  lists->stale[machine] = TRUE;
  lists->latest[machine] = G_MAXINT64;
  for (guint r = 0; r < cell->resources->count; r++)
    lists->room[r][machine] = cell->open[machine] ? cell->capacity[r][machine] : -1;
}

static void
add_columns (VictimLists *lists)
{
  const Cell *cell = lists->cell;
  gsize padded = (gsize) MAX (cell->blocks, 1) * CELL_BLOCK;
  lists->latest = g_aligned_alloc0 (padded, sizeof (gint64), CACHE_LINE);
  for (guint r = 0; r < cell->resources->count; r++) {
    lists->room[r] = g_aligned_alloc (padded, sizeof (Amount), CACHE_LINE);
    for (gsize m = 0; m < padded; m++)
      lists->room[r][m] = -1;
  }
  for (guint m = 0; m < cell->machines; m++)
    note_change (lists, m);
}

VictimLists *
victim_lists_new (const Cell *cell, const PreemptPolicy *policy)
{
  VictimLists *lists = g_new0 (VictimLists, 1);
  lists->by_importance = preempt_by_importance (policy);
  lists->order = lists->by_importance ? policy->greedy_compare : NULL;
  lists->cell = cell;
  lists->changes = cell->changes;
  lists->stale = g_new (guint8, MAX (cell->machines, 1));
  lists->list = g_new0 (VictimList, MAX (cell->machines, 1));
  lists->victims = g_array_new (FALSE, FALSE, sizeof (Victim));
  add_columns (lists);
  return lists;
}

void
victim_lists_free (VictimLists *lists)
{
  if (lists == NULL)
    return;
  for (guint m = 0; m < lists->cell->machines; m++) {
    g_aligned_free (lists->list[m].amounts);
    g_free (lists->list[m].victim);
  }
  for (guint r = 0; r < lists->cell->resources->count; r++)
    g_aligned_free (lists->room[r]);
  g_aligned_free (lists->latest);
  g_free (lists->list);
  g_free (lists->stale);
  g_array_unref (lists->victims);
  g_free (lists);
}

/* The changes since are no longer all listed: blocks tell roughly where they were. */
static void
note_changed_blocks (VictimLists *lists)
{
  const Cell *cell = lists->cell;
  for (guint m = 0; m < cell->machines; m++)
    if (cell->block_changed[m / CELL_BLOCK] > lists->changes)
      note_change (lists, m);
}

void
victim_lists_update (VictimLists *lists)
{
  const Cell *cell = lists->cell;
  if (cell->changes - lists->changes > CHANGES_KEPT)
    note_changed_blocks (lists);
  else
    for (guint64 n = lists->changes + 1; n <= cell->changes; n++)
      note_change (lists, cell->changed[n % CHANGES_KEPT]);
  lists->changes = cell->changes;
}

static void
make_room (const Cell *cell, VictimList *list, guint count)
{
  if (count <= list->room)
    return;
  guint steps = (count + LIST_STEP - 1) / LIST_STEP;
  list->room = steps * LIST_STEP;
  g_aligned_free (list->amounts);
  g_free (list->victim);
  list->priorities = 2 * cell->resources->count * list->room;
  list->amounts
    = g_aligned_alloc ((gsize) list->priorities + list->room, sizeof (Amount), CACHE_LINE);
  list->victim = g_new (ListedVictim, list->room);
}

static void
write_amounts (const Cell *cell, const VictimList *list, const Victim *victim, guint resource)
{
  Amount *sums = (Amount *) victim_list_sums (list, resource);
  Amount *requests = (Amount *) victim_list_requests (list, resource);
  Amount sum = 0;
  for (guint i = 0; i < list->room; i++) {
    Amount request
      = i < list->count ? cell_class_of (cell, victim[i].task)->request.of[resource] : 0;
    requests[i] = request;
    sums[i] = sum += request;
  }
}

/* Of what may have less to lose later nothing is known, unless nobody asks what it loses. */
static gint64
latest_of (const VictimLists *lists, const ListedVictim *victim, guint count)
{
  gint64 latest = G_MININT64;
  for (guint i = 0; i < count; i++)
    if (lists->by_importance)
      latest = MAX (latest, victim[i].started);
    else
      latest = MAX (latest, victim[i].checkpoint > 0 ? G_MAXINT64 : victim[i].since);
  return count > 0 ? latest : G_MAXINT64;
}

static void
write_list (const VictimLists *lists, VictimList *list, const GArray *victims)
{
  const Cell *cell = lists->cell;
  const Victim *victim = (const Victim *) (const void *) victims->data;
  make_room (cell, list, victims->len);
  list->count = victims->len;
  for (guint r = 0; r < cell->resources->count; r++)
    write_amounts (cell, list, victim, r);
  list->checkpoints = FALSE;
  for (guint i = 0; i < list->count; i++) {
    Task *task = victim[i].task;
    list->checkpoints |= task->checkpoint > 0;
    list->victim[i] = (ListedVictim){ .task = task,
                                      .since = task->started - task->done,
                                      .started = task->started,
                                      .checkpoint = MAX (task->checkpoint, 0),
                                      .priority = victim[i].priority,
                                      .size = (gint32) victim[i].size };
    list->amounts[list->priorities + i] = victim[i].priority;
  }
  list->latest = latest_of (lists, list->victim, list->count);
}

static guint
count_lowest (const Cell *cell, const VictimList *list)
{
  guint count = 0;
  while (count < list->count && cell->level_at[list->victim[count].task->task_class] == 0)
    count++;
  return count;
}

static void
describe_lone (VictimLists *lists, guint machine)
{
  const Cell *cell = lists->cell;
  const VictimList *list = &lists->list[machine];
  guint count = count_lowest (cell, list);
  lists->latest[machine] = latest_of (lists, list->victim, count);
  for (guint r = 0; r < cell->resources->count; r++) {
    const Amount *requests = victim_list_requests (list, r);
    Amount largest = 0;
    for (guint i = 0; i < count; i++)
      largest = MAX (largest, requests[i]);
    lists->room[r][machine] = cell->open[machine] ? cell->free[r][machine] + largest : -1;
  }
}

static void
list_victims (VictimLists *lists, guint machine)
{
  const Cell *cell = lists->cell;
  g_array_set_size (lists->victims, 0);
  for (const Task *task = cell->first_task[machine]; task != NULL; task = task->next_on_machine) {
    __builtin_prefetch (task);
    __builtin_prefetch (&task->checkpoint);
  }
  for (Task *task = cell->first_task[machine]; task != NULL; task = task->next_on_machine) {
    const TaskClass *class = cell_class_of (cell, task);
    Victim victim = { .task = task,
                      .priority = class->priority,
                      .size = preemption_size (cell, &class->request, machine) };
    if (task->state == TASK_RUNNING)
      g_array_append_val (lists->victims, victim);
  }
  preemption_sort (lists->victims);
  preemption_sort_by (lists->victims, lists->order);
  write_list (lists, &lists->list[machine], lists->victims);
  describe_lone (lists, machine);
}

const VictimList *
victim_lists_of (VictimLists *lists, guint machine)
{
  if (lists->stale[machine])
    list_victims (lists, machine);
  lists->stale[machine] = FALSE;
  return &lists->list[machine];
}

LoneVictims
victim_lists_lone (const VictimLists *lists)
{
  LoneVictims lone = { .latest = lists->latest };
  for (guint r = 0; r < lists->cell->resources->count; r++)
    lone.room[r] = lists->room[r];
  return lone;
}

void
victim_lists_fetch (const VictimLists *lists, guint machine)
{
  const VictimList *list = &lists->list[machine];
  if (lists->stale[machine]) {
    for (guint i = 0; i < list->count; i++)
      __builtin_prefetch (&list->victim[i].task->next_on_machine); /* most still run there */
    return;
  }
  for (guint r = 0; r < lists->cell->resources->count; r++)
    __builtin_prefetch (victim_list_sums (list, r));
  __builtin_prefetch (victim_list_priorities (list));
  __builtin_prefetch (list->victim);
}
