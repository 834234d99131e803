/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The oracle's preemption (every set of victims is looked at) and its reasons why a task cannot be
 * placed. */
#include "oracle.h"

#include <string.h>

#define EXACT_LIMIT 16
#define SKIP_UP (1u << ORACLE_FILTER_UP)
#define SKIP_OTHERS (1u << ORACLE_FILTER_SPREAD | 1u << ORACLE_FILTER_AFFINITY)

typedef OracleVictim Victim;

/* A set, by place in victim order. */
typedef struct {
  gint64 number, priority;
  __int128 loss;
  gboolean in[ORACLE_TASKS];
} Set;

static gboolean
may_evict (const OracleScenario *scenario, int task, int victim)
{
  int p = scenario->task[task].priority, v = scenario->task[victim].priority;
  int p_tier = oracle_tier (scenario, p), v_tier = oracle_tier (scenario, v);
  return p > v && !(p_tier == 2 && v_tier == 2)
    && (p_tier != v_tier || scenario->options.within_tier);
}

/* Then what spares tasks counts for nothing. */
static gboolean
evicts_nobody (const OracleState *state, int task)
{
  return state->scenario->options.preempt == ORACLE_NO_PREEMPTION || state->task[task].together;
}

/* Too young, or evicted too often. */
static gboolean
spared (const OracleState *state, int task, int victim)
{
  const OracleOptions *options = &state->scenario->options;
  const OracleLife *life = &state->task[victim];
  if (evicts_nobody (state, task))
    return FALSE;
  return (options->exempt_time > 0 && state->now < life->started + options->exempt_time)
    || (options->max_evictions > 0 && life->preemptions >= options->max_evictions);
}

static gboolean
evictable (const OracleState *state, int machine, int task, int victim)
{
  return state->task[victim].state == ORACLE_RUNNING && oracle_runs_on (state, victim, machine)
    && may_evict (state->scenario, task, victim) && !spared (state, task, victim);
}

static gboolean
same_job (const OracleState *state, int a, int b)
{
  return strcmp (state->scenario->task[a].job, state->scenario->task[b].job) == 0;
}

/* The tasks of its job that have been evicted and do not run again, or are about to be. */
static int
down (const OracleState *state, int task)
{
  int n = 0;
  for (int t = 0; t < state->scenario->tasks; t++) {
    const OracleLife *life = &state->task[t];
    gboolean waits_again = life->placements > 0
      && (life->state == ORACLE_PENDING || life->state == ORACLE_AWAITING);
    if (same_job (state, t, task) && (life->state == ORACLE_LEAVING || waits_again))
      n++;
  }
  return n;
}

gint64
oracle_budget_left (const OracleState *state, const Victim *list, int before, int task)
{
  gint64 left = state->scenario->task[task].budget;
  if (left == ORACLE_NONE)
    return G_MAXINT64;
  left -= down (state, task);
  for (int i = 0; i < before; i++)
    left -= same_job (state, list[i].task, task);
  return left;
}

gint64
oracle_size_on (const OracleScenario *scenario, int machine, int task)
{
  gint64 size = 0;
  for (int r = 0; r < scenario->resources; r++) {
    gint64 capacity = scenario->machine[machine].capacity[r];
    if (capacity > 0)
      size = MAX (size, scenario->task[task].request[r] * 1000000 / capacity);
  }
  return size;
}

static gboolean
victim_before (const Victim *a, const Victim *b)
{
  if (a->priority != b->priority)
    return a->priority < b->priority;
  if (a->size != b->size)
    return a->size < b->size;
  return a->task < b->task;
}

/* kube counts who is evicted against its budget, but may do so. */
static gboolean
obeys_budgets (const OracleState *state, int task)
{
  return !evicts_nobody (state, task)
    && state->scenario->options.preempt != ORACLE_KUBE;
}

int
oracle_list_victims (const OracleState *state, int machine, int task, Victim *list)
{
  int n = 0;
  for (int t = 0; t < state->scenario->tasks; t++) {
    if (!evictable (state, machine, task, t))
      continue;
    gint64 size = oracle_size_on (state->scenario, machine, t);
    Victim victim = { t, state->scenario->task[t].priority, size, oracle_lost (state, t) * size };
    int at = n++;
    for (; at > 0 && victim_before (&victim, &list[at - 1]); at--)
      list[at] = list[at - 1];
    list[at] = victim;
  }
  int kept = 0;
  for (int i = 0; i < n; i++)
    if (!obeys_budgets (state, task) || oracle_budget_left (state, list, kept, list[i].task) > 0)
      list[kept++] = list[i];
  return kept;
}

gboolean
oracle_room_by_eviction (const OracleState *state, int machine, int task)
{
  gboolean without[ORACLE_TASKS] = { FALSE };
  Victim list[ORACLE_TASKS];
  OracleRoom room;
  int n = oracle_list_victims (state, machine, task, list);
  for (int i = 0; i < n; i++)
    without[list[i].task] = TRUE;
  oracle_room_for (state, machine, without, task, &room);
  return oracle_room_fits (state, machine, &room, task);
}

static void
measure (const Victim *list, int n, Set *set)
{
  set->number = set->priority = 0;
  set->loss = 0;
  for (int i = 0; i < n; i++)
    if (set->in[i]) {
      set->number++;
      set->priority = MAX (set->priority, list[i].priority);
      set->loss += list[i].loss;
    }
}

static gboolean
makes_room (const OracleState *state, int machine, int task, const Victim *list, int n,
            const Set *set)
{
  gboolean without[ORACLE_TASKS] = { FALSE };
  OracleRoom room;
  for (int i = 0; i < n; i++)
    without[list[i].task] = set->in[i];
  oracle_room_for (state, machine, without, task, &room);
  return oracle_room_fits (state, machine, &room, task);
}

/* -1, 0 or 1: how the policy likes set a against b, lesser being better. */
static int
compare_sets (OraclePreempt policy, const Set *a, const Set *b)
{
  int number = (a->number > b->number) - (a->number < b->number);
  int priority = (a->priority > b->priority) - (a->priority < b->priority);
  int loss = (a->loss > b->loss) - (a->loss < b->loss);
  switch (policy) {
  case ORACLE_LOWEST_PRIORITY:
    return priority != 0 ? priority : number != 0 ? number : loss;
  case ORACLE_FEWEST_VICTIMS:
    return number != 0 ? number : priority != 0 ? priority : loss;
  case ORACLE_LEAST_LOST_WORK:
    return loss != 0 ? loss : priority != 0 ? priority : number;
  case ORACLE_NO_PREEMPTION:
  case ORACLE_KUBE:
  case ORACLE_VOLCANO:
  case ORACLE_SLURM:
  default:
    g_assert_not_reached ();
  }
}

/* Sets of one number: are a's places before b's? */
static gboolean
places_before (const Set *a, const Set *b, int n)
{
  for (int i = 0; i < n; i++)
    if (a->in[i] != b->in[i])
      return a->in[i];
  return FALSE;
}

/* Takes victims in the order of places until the task fits, then spares from the last back. */
static void
greedy (const OracleState *state, int machine, int task, const Victim *list, int n,
        const int *places, Set *ret)
{
  int taken = 0;
  memset (ret, 0, sizeof *ret);
  while (!makes_room (state, machine, task, list, n, ret)) {
    g_assert (taken < n);
    ret->in[places[taken++]] = TRUE;
  }
  while (taken-- > 0) {
    ret->in[places[taken]] = FALSE;
    if (!makes_room (state, machine, task, list, n, ret))
      ret->in[places[taken]] = TRUE;
  }
}

static void
exact (const OracleState *state, int machine, int task, const Victim *list, int n, Set *ret)
{
  OraclePreempt policy = state->scenario->options.preempt;
  gboolean found = FALSE;
  for (guint bits = 0; bits < 1u << n; bits++) {
    Set set = { 0 };
    for (int i = 0; i < n; i++)
      set.in[i] = (bits >> i & 1) != 0;
    measure (list, n, &set);
    int order = found ? compare_sets (policy, &set, ret) : -1;
    if (order > 0 || (order == 0 && !places_before (&set, ret, n)))
      continue;
    if (!makes_room (state, machine, task, list, n, &set))
      continue;
    *ret = set;
    found = TRUE;
  }
  g_assert (found);
}

static void
choose_set (const OracleState *state, int machine, int task, const Victim *list, int n, Set *ret)
{
  OraclePreempt policy = state->scenario->options.preempt;
  int places[ORACLE_TASKS];
  if (policy != ORACLE_LOWEST_PRIORITY && n <= EXACT_LIMIT) {
    exact (state, machine, task, list, n, ret);
    return;
  }
  for (int i = 0; i < n; i++) {
    int at = i;
    for (; at > 0; at--) {
      const Victim *before = &list[places[at - 1]];
      if (policy == ORACLE_LOWEST_PRIORITY
          || (policy == ORACLE_FEWEST_VICTIMS && before->size >= list[i].size)
          || (policy == ORACLE_LEAST_LOST_WORK && before->loss <= list[i].loss))
        break;
      places[at] = places[at - 1];
    }
    places[at] = i;
  }
  greedy (state, machine, task, list, n, places, ret);
}

gboolean
oracle_preempt (const OracleState *state, int task, int *ret_machine, int victims[ORACLE_TASKS],
                int *ret_n_victims)
{
  const OracleScenario *scenario = state->scenario;
  gboolean found = FALSE;
  Set best = { 0 };
  if (scenario->options.preempt == ORACLE_NO_PREEMPTION)
    return FALSE;
  if (scenario->options.preempt >= ORACLE_KUBE)
    return oracle_preempt_by_rules (state, task, ret_machine, victims, ret_n_victims);
  for (int m = 0; m < scenario->machines; m++) {
    if (oracle_turned_away (state, m, task, ORACLE_SKIP_FIT) != ORACLE_NONE
        || !oracle_room_by_eviction (state, m, task))
      continue;
    Victim list[ORACLE_TASKS];
    Set set;
    int n = oracle_list_victims (state, m, task, list);
    choose_set (state, m, task, list, n, &set);
    measure (list, n, &set);
    if (found && compare_sets (scenario->options.preempt, &set, &best) >= 0)
      continue;
    found = TRUE;
    best = set;
    *ret_machine = m;
    *ret_n_victims = 0;
    for (int i = 0; i < n; i++)
      if (set.in[i])
        victims[(*ret_n_victims)++] = list[i].task;
  }
  return found;
}

static gboolean
eligible (const OracleState *state, int machine, int task)
{
  return oracle_turned_away (state, machine, task, ORACLE_SKIP_FIT) == ORACLE_NONE
    && oracle_fits_empty (state, machine, task);
}

/* The first resource of which the eligible machines have too little free in all; or ORACLE_NONE. */
static int
short_resource (const OracleState *state, int task)
{
  const OracleScenario *scenario = state->scenario;
  for (int r = 0; r < scenario->resources; r++) {
    gint64 free = 0;
    for (int m = 0; m < scenario->machines; m++) {
      OracleRoom room;
      oracle_room_for (state, m, NULL, task, &room);
      if (eligible (state, m, task))
        free += room.free[r];
    }
    if (free < scenario->task[task].request[r])
      return r;
  }
  return ORACLE_NONE;
}

OracleWhy
oracle_why (const OracleState *state, int task)
{
  const OracleScenario *scenario = state->scenario;
  OracleWhy why = { .reason = ORACLE_FRAGMENTATION, .resource = ORACLE_NONE };
  gboolean large = TRUE, unmatched = TRUE, evicting_helps = FALSE;
  gboolean any_eligible = FALSE, others_alone = FALSE;
  for (int m = 0; m < scenario->machines; m++) {
    int filter = oracle_turned_away (state, m, task, 0);
    if (filter != ORACLE_NONE)
      why.turned_away[filter]++;
    if (!oracle_fits_empty (state, m, task))
      continue;
    large = FALSE;
    if (oracle_turned_away (state, m, task, ORACLE_SKIP_FIT | SKIP_UP | SKIP_OTHERS) == ORACLE_NONE)
      unmatched = FALSE;
    any_eligible = any_eligible || eligible (state, m, task);
    if (oracle_turned_away (state, m, task, ORACLE_SKIP_FIT | SKIP_OTHERS) == ORACLE_NONE)
      others_alone = TRUE;
    if (eligible (state, m, task) && oracle_room_by_eviction (state, m, task))
      evicting_helps = TRUE;
  }
  if (large)
    why.reason = ORACLE_TOO_LARGE;
  else if (unmatched)
    why.reason = ORACLE_NO_MATCH;
  else if (others_alone && !any_eligible)
    why.reason = ORACLE_TOPOLOGY;
  else if (evicting_helps
           && (scenario->options.preempt == ORACLE_NO_PREEMPTION || state->task[task].together))
    why.reason = ORACLE_NEEDS_PREEMPTION;
  else if ((why.resource = short_resource (state, task)) != ORACLE_NONE)
    why.reason = ORACLE_CAPACITY;
  return why;
}
