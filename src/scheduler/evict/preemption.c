/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sets of victims are searched depth first over the victim order, taking before leaving out, so
 * that the first of equal sets is the one that is first in lexicographic order. Costs never fall as
 * a set grows, so a branch is cut where what it has taken, with what the rest must cost at least,
 * costs as much as the best set. */
#include "scheduler/evict/preemption.h"

#include "scheduler/evict/reprieve.h"
#include "scheduler/policy_tables.h"

gboolean
preemption_allowed (const TaskClass *preemptor, const TaskClass *victim, gboolean within_tier)
{
  return preemptor->priority > victim->priority
         && !(preemptor->tier == TIER_PROD && victim->tier == TIER_PROD)
         && (within_tier || preemptor->tier != victim->tier);
}

gint64
preemption_size (const Cell *cell, const Amounts *request, guint machine)
{
  gint64 size = 0;
  for (guint r = 0; r < cell->resources->count; r++) {
    gint64 capacity = cell->capacity[r][machine];
    if (capacity > 0 && request->of[r] > 0)
      size = MAX (size, (gint64) request->of[r] * 1000000 / capacity);
  }
  return size;
}

static gboolean
is_listed (const SchedulerOptions *options, const char *filter)
{
  for (guint i = 0; i < options->filters->len; i++)
    if (g_str_equal (g_ptr_array_index (options->filters, i), filter))
      return TRUE;
  return FALSE;
}

Preemption
preemption_of (const PreemptPolicy *policy, const SchedulerOptions *options, const Cell *cell)
{
  Preemption preemption = { .policy = policy,
                            .by_importance = preempt_by_importance (policy),
                            .cell = cell,
                            .within_tier = options->preempt_within_tier,
                            .limits = eviction_limits_of (options, policy) };
  if (preemption.by_importance && cell->topology != NULL)
    preemption.judged = (JudgedRules){ .spread = is_listed (options, "topology-spread"),
                                       .affinity = is_listed (options, "affinity") };
  return preemption;
}

void
preemption_begin (Preemption *preemption, const TaskClass *task_class, gint64 now)
{
  Topology *topology = preemption->cell->topology;
  const JudgedRules *judged = &preemption->judged;
  guint class = task_class->index;
  gboolean any = (judged->spread && topology_has_spread (topology, class))
                 || (judged->affinity && topology_has_affinity (topology, class));
  preemption->task_class = task_class;
  preemption->now = now;
  preemption->topology = any ? topology : NULL;
}

static gboolean
evictable (const Cell *cell, const Task *task, const TaskClass *by, gboolean within_tier)
{
  return task->state == TASK_RUNNING
         && preemption_allowed (by, cell_class_of (cell, task), within_tier);
}

guint
preemption_reach (const Cell *cell, const TaskClass *task_class, gboolean within_tier)
{
  const PriorityLevels *levels = &cell->levels;
  gboolean own_tier = within_tier && task_class->tier != TIER_PROD;
  guint reach = 0;
  while (reach < levels->count && levels->lowest[reach] < task_class->priority
         && (levels->tier[reach] != task_class->tier || own_tier))
    reach++;
  return reach;
}

gboolean
preemption_conceivable (const Cell *cell, const TaskClass *task_class, guint reach, guint machine)
{
  for (guint r = 0; r < cell->resources->count; r++) {
    Amount room = cell->free[r][machine];
    for (guint l = 0; l < reach && room < task_class->request.of[r]; l++)
      room += cell->held_by[l][r][machine];
    if (room < task_class->request.of[r])
      return FALSE;
  }
  return TRUE;
}

gboolean
preemption_possible (const Cell *cell, const TaskClass *task_class, gboolean within_tier,
                     guint machine)
{
  Room room;
  gboolean any = FALSE;
  guint reach = preemption_reach (cell, task_class, within_tier);
  if (reach == 0 || !preemption_conceivable (cell, task_class, reach, machine))
    return FALSE;
  cell_room_init_for (cell, task_class->tier, machine, &room);
  for (const Task *task = cell->first_task[machine]; task != NULL; task = task->next_on_machine)
    if (evictable (cell, task, task_class, within_tier)) {
      cell_room_add (cell, &room, task);
      any = TRUE;
    }
  return any && cell_room_fits (cell, &room, &task_class->request);
}

static int
victim_order (const Victim *a, const Victim *b)
{
  if (a->priority != b->priority)
    return COMPARE (a->priority, b->priority);
  if (a->size != b->size)
    return COMPARE (a->size, b->size);
  return COMPARE (a->task->sequence, b->task->sequence);
}

/* Machines have few tasks. */
void
preemption_sort_by (GArray *victims, int (*compare) (const Victim *a, const Victim *b))
{
  if (compare == NULL)
    return;
  Victim *victim = (Victim *) (void *) victims->data;
  for (guint i = 1; i < victims->len; i++) {
    Victim moved = victim[i];
    guint at = i;
    for (; at > 0 && compare (&victim[at - 1], &moved) > 0; at--)
      victim[at] = victim[at - 1];
    victim[at] = moved;
  }
}

void
preemption_sort (GArray *victims)
{
  preemption_sort_by (victims, victim_order);
}

void
preemption_collect (const Preemption *preemption, guint machine, GArray *ret_victims)
{
  const Cell *cell = preemption->cell;
  g_array_set_size (ret_victims, 0);
  for (Task *task = cell->first_task[machine]; task != NULL; task = task->next_on_machine) {
    if (!evictable (cell, task, preemption->task_class, preemption->within_tier)
        || !eviction_limits_allow (&preemption->limits, task, preemption->now))
      continue;
    const TaskClass *class = cell_class_of (cell, task);
    Victim victim = { .task = task, .priority = class->priority };
    gint64 lost = task_progress (task, preemption->now) - task_saved (task, preemption->now);
    victim.size = preemption_size (cell, &class->request, machine);
    victim.loss = (Loss) lost * victim.size;
    g_array_append_val (ret_victims, victim);
  }
  preemption_sort (ret_victims);
  if (preemption->limits.budgets)
    eviction_limits_charge (ret_victims);
}

static void
cost_add (VictimCost *cost, const Victim *victim)
{
  victim_cost_add (cost, victim->priority, victim->task->started);
  cost->loss += victim->loss;
}

VictimCost
preemption_cost (const GArray *victims)
{
  VictimCost cost = { .highest_priority = -1 };
  for (guint i = 0; i < victims->len; i++)
    cost_add (&cost, &g_array_index (victims, Victim, i));
  return cost;
}

/* Of the victims from one on. */
typedef struct {
  Amount largest[MAX_RESOURCES];    /* that one of them holds */
  double least_loss[MAX_RESOURCES]; /* that a unit of the resource comes at */
} Rest;

typedef struct {
  const Preemption *preemption;
  const Victim *victim;
  guint count;
  Rest rest[EXACT_VICTIMS + 1];
  Room room; /* with the victims chosen gone */
  Room all;  /* with those still to be decided gone as well */
  gboolean found; /* best_cost is a cost to beat … */
  gboolean equal; /* … or to equal */
  VictimCost best_cost;
  guint32 best; /* bit set; 0 while only a bound is known */
} Search;

static void
measure_rest (Search *search)
{
  const Cell *cell = search->preemption->cell;
  Rest *rest = &search->rest[search->count];
  for (guint r = 0; r < cell->resources->count; r++) {
    rest->largest[r] = 0;
    rest->least_loss[r] = G_MAXDOUBLE;
  }
  for (guint i = search->count; i-- > 0;) {
    const Amounts *request = &cell_class_of (cell, search->victim[i].task)->request;
    search->rest[i] = search->rest[i + 1];
    rest = &search->rest[i];
    for (guint r = 0; r < cell->resources->count; r++)
      if (request->of[r] > 0) {
        double loss = (double) search->victim[i].loss / request->of[r];
        rest->largest[r] = MAX (rest->largest[r], request->of[r]);
        rest->least_loss[r] = MIN (rest->least_loss[r], loss);
      }
  }
}

/* Adds what the victims still to be taken cost at least, when there is not enough room yet. */
static void
cost_add_rest (const Search *search, guint next, VictimCost *cost)
{
  const Cell *cell = search->preemption->cell;
  const Amounts *request = &search->preemption->task_class->request;
  const Rest *rest = &search->rest[next];
  guint count = 1;
  double loss = 0;
  for (guint r = 0; r < cell->resources->count; r++) {
    gint64 missing = request->of[r] - search->room.free.of[r];
    if (missing <= 0)
      continue;
    loss = MAX (loss, (double) missing * rest->least_loss[r]);
    while (missing > (gint64) count * rest->largest[r] && count < search->count)
      count++;
  }
  cost->count += count;
  cost->loss += preemption_loss_bound (loss);
}

static gboolean
is_useless (const Search *search, const VictimCost *cost)
{
  return search->found
         && search->preemption->policy->compare (cost, &search->best_cost) >= search->equal;
}

static void
search_from (Search *search, guint next, guint32 chosen, VictimCost cost)
{
  const Cell *cell = search->preemption->cell;
  const Amounts *request = &search->preemption->task_class->request;
  if (chosen != 0 && is_useless (search, &cost))
    return;
  if (chosen != 0 && cell_room_fits (cell, &search->room, request)) {
    search->found = TRUE;
    search->equal = FALSE;
    search->best_cost = cost;
    search->best = chosen;
    return;
  }
  if (next == search->count || !cell_room_fits (cell, &search->all, request))
    return;
  const Victim *victim = &search->victim[next];
  VictimCost least = cost, with = cost;
  cost_add_rest (search, next, &least);
  least.highest_priority = MAX (least.highest_priority, victim->priority);
  if (is_useless (search, &least))
    return;
  cost_add (&with, victim);
  cell_room_add (cell, &search->room, victim->task);
  search_from (search, next + 1, chosen | (guint32) 1 << next, with);
  cell_room_subtract (cell, &search->room, victim->task);
  cell_room_subtract (cell, &search->all, victim->task);
  search_from (search, next + 1, chosen, cost);
  cell_room_add (cell, &search->all, victim->task);
}

static guint32
search_best (Search *search)
{
  const Cell *cell = search->preemption->cell;
  search->all = search->room;
  for (guint i = 0; i < search->count; i++)
    cell_room_add (cell, &search->all, search->victim[i].task);
  measure_rest (search);
  search_from (search, 0, 0, (VictimCost){ .highest_priority = -1 });
  return search->best;
}

/* Takes victims in order until the task fits, then spares from the last taken back to the first
 * whom it was not necessary to take. Victims not taken are removed. FALSE when it never fits. */
static gboolean
take_in_order (const Preemption *preemption, Room *room, GArray *victims)
{
  const Cell *cell = preemption->cell;
  const Amounts *request = &preemption->task_class->request;
  preemption_sort_by (victims, preemption->policy->greedy_compare);
  guint taken = 0;
  gboolean fits = FALSE;
  while (!fits && taken < victims->len) {
    cell_room_add (cell, room, g_array_index (victims, Victim, taken++).task);
    fits = cell_room_fits (cell, room, request);
  }
  g_array_set_size (victims, taken);
  for (guint i = taken; fits && i-- > 0;) {
    const Task *task = g_array_index (victims, Victim, i).task;
    cell_room_subtract (cell, room, task);
    if (cell_room_fits (cell, room, request))
      g_array_remove_index (victims, i);
    else
      cell_room_add (cell, room, task);
  }
  return fits;
}

static void
keep_chosen (GArray *victims, guint32 chosen)
{
  for (guint i = victims->len; i-- > 0;)
    if (!(chosen >> i & 1))
      g_array_remove_index (victims, i);
}

gboolean
preemption_choose (const Preemption *preemption, guint machine, const VictimCost *bound,
                   gboolean or_equal, GArray *victims, VictimCost *ret_cost)
{
  Room room;
  guint violations = 0;
  cell_room_init_for (preemption->cell, preemption->task_class->tier, machine, &room);
  if (preemption->policy->exact && victims->len <= EXACT_VICTIMS) {
    Search search = { .preemption = preemption,
                      .victim = (const Victim *) (void *) victims->data,
                      .count = victims->len,
                      .found = bound != NULL,
                      .room = room,
                      .equal = or_equal };
    if (bound != NULL)
      search.best_cost = *bound;
    keep_chosen (victims, search_best (&search));
  } else if (preemption->limits.counted || preemption->topology != NULL) {
    violations = reprieve (preemption, machine, victims);
  } else if (!take_in_order (preemption, &room, victims)) {
    return FALSE;
  }
  if (victims->len == 0)
    return FALSE;
  preemption_sort (victims);
  *ret_cost = preemption_cost (victims);
  ret_cost->violations = violations;
  return bound == NULL || preemption->policy->compare (ret_cost, bound) < or_equal;
}
