/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The oracle's preemption by kube, volcano and slurm-partition. */
#include "oracle.h"

#include <string.h>

/* A machine's evictable tasks in an order of the policy's own, and who of them goes. */
typedef struct {
  int machine;
  int n;
  OracleVictim list[ORACLE_TASKS];
  gboolean goes[ORACLE_TASKS];
} Case;

static gboolean
fits (const OracleState *state, int task, const Case *its)
{
  gboolean without[ORACLE_TASKS] = { FALSE };
  OracleRoom room;
  for (int i = 0; i < its->n; i++)
    without[its->list[i].task] = its->goes[i];
  oracle_room (state, its->machine, without, &room);
  return oracle_room_fits (state, its->machine, &room, task);
}

static void
all_go (Case *its, gboolean go)
{
  for (int i = 0; i < its->n; i++)
    its->goes[i] = go;
}

/* From the first on, until the task fits. Returns the last one taken. */
static int
take (const OracleState *state, int task, Case *its)
{
  int last = 0;
  all_go (its, FALSE);
  its->goes[0] = TRUE;
  while (!fits (state, task, its))
    its->goes[++last] = TRUE;
  return last;
}

/* What would be if they had gone. The caller frees it. */
static OracleState *
without (const OracleState *state, const Case *its)
{
  OracleState *then = g_new (OracleState, 1);
  *then = *state;
  for (int i = 0; i < its->n; i++)
    if (its->goes[i]) {
      OracleLife *life = &then->task[its->list[i].task];
      life->state = ORACLE_PENDING;
      life->machine = ORACLE_NONE;
      memset (life->device, 0, sizeof life->device);
    }
  return then;
}

/* ---- kube ---- */

#define CURABLE                                                                                    \
  (ORACLE_SKIP_FIT | 1u << ORACLE_FILTER_SPREAD | 1u << ORACLE_FILTER_AFFINITY)

static gboolean
any_rules (const OracleScenario *scenario)
{
  for (int t = 0; t < scenario->tasks; t++)
    if (scenario->task[t].n_spread > 0 || scenario->task[t].n_affinity > 0)
      return TRUE;
  return FALSE;
}

/* All filters are asked about what would be. */
static gboolean
passes (const OracleState *state, int task, const Case *its)
{
  if (!fits (state, task, its) || !any_rules (state->scenario))
    return fits (state, task, its);
  OracleState *then = without (state, its);
  int filter = oracle_turned_away (then, its->machine, task, 0);
  g_free (then);
  return filter == ORACLE_NONE;
}

static gboolean
in_use (const OracleScenario *scenario, OracleFilter filter)
{
  for (int f = 0; f < scenario->options.n_filters; f++)
    if (scenario->options.filters[f] == filter)
      return TRUE;
  return FALSE;
}

/* May evicting help, if it makes room? */
static gboolean
curable (const OracleState *state, int machine, int task)
{
  return oracle_turned_away (state, machine, task, CURABLE) == ORACLE_NONE
    && (!in_use (state->scenario, ORACLE_FILTER_AFFINITY)
        || oracle_near_holds (state, machine, task));
}

typedef struct {
  gint64 violations, priority, sum, number, started;
} Figures;

static gboolean
more_important (const OracleState *state, const OracleVictim *a, const OracleVictim *b)
{
  gint64 x = state->task[a->task].started, y = state->task[b->task].started;
  if (a->priority != b->priority)
    return a->priority > b->priority;
  return x != y ? x < y : a->task < b->task;
}

static Figures
reprieve (const OracleState *state, int task, Case *its)
{
  Figures figures = { 0, -1, 0, 0, 0 };
  for (int i = 1; i < its->n; i++)
    for (int k = i; k > 0 && more_important (state, &its->list[k], &its->list[k - 1]); k--) {
      OracleVictim swapped = its->list[k];
      its->list[k] = its->list[k - 1];
      its->list[k - 1] = swapped;
    }
  all_go (its, TRUE);
  for (int violating = 1; violating >= 0; violating--)
    for (int i = 0; i < its->n; i++) {
      gint64 left = oracle_budget_left (state, its->list, i, its->list[i].task);
      if ((left <= 0) != violating)
        continue;
      its->goes[i] = FALSE;
      if (passes (state, task, its))
        continue;
      its->goes[i] = TRUE;
      figures.violations += violating;
    }
  for (int i = its->n - 1; i >= 0; i--)
    if (its->goes[i]) {
      figures.priority = its->list[i].priority;
      figures.started = state->task[its->list[i].task].started;
      figures.sum += its->list[i].priority + 2147483648;
      figures.number++;
    }
  return figures;
}

static gboolean
better (const Figures *a, const Figures *b)
{
  if (a->violations != b->violations)
    return a->violations < b->violations;
  if (a->priority != b->priority)
    return a->priority < b->priority;
  if (a->sum != b->sum)
    return a->sum < b->sum;
  if (a->number != b->number)
    return a->number < b->number;
  return a->started > b->started;
}

/* ---- volcano ---- */

static double
score_without (const OracleState *state, int task, const Case *its)
{
  OracleState *then = without (state, its);
  double score = oracle_room_score (then, its->machine, task);
  g_free (then);
  return score;
}

/* ---- slurm-partition ---- */

/* Where in the order of all candidates; later is larger, the sequence decides among equals. */
static gint64
slurm_key (const OracleState *state, const OracleVictim *victim)
{
  const OracleScenario *scenario = state->scenario;
  if (scenario->options.slurm_youngest)
    return -state->task[victim->task].started;
  gint64 tier = oracle_tier (scenario, scenario->task[victim->task].priority);
  return tier * 65536 + MIN (65535, victim->size * 65535 / 1000000);
}

static gboolean
slurm_before (const OracleState *state, const OracleVictim *a, const OracleVictim *b)
{
  gint64 x = slurm_key (state, a), y = slurm_key (state, b);
  return x != y ? x < y : a->task < b->task;
}

/* The one at a place goes first; the others by size if that is asked for. */
static void
reorder (const OracleState *state, Case *its, int place)
{
  OracleVictim first = its->list[place];
  memmove (its->list + 1, its->list, (gsize) place * sizeof first);
  its->list[0] = first;
  for (int i = 2; i < its->n && !state->scenario->options.slurm_strict; i++)
    for (int k = i; k > 1 && its->list[k].size > its->list[k - 1].size; k--) {
      OracleVictim swapped = its->list[k];
      its->list[k] = its->list[k - 1];
      its->list[k - 1] = swapped;
    }
}

/* Returns the last one taken at first. */
static OracleVictim
slurm_take (const OracleState *state, int task, Case *its)
{
  for (int i = 1; i < its->n; i++)
    for (int k = i; k > 0 && slurm_before (state, &its->list[k], &its->list[k - 1]); k--) {
      OracleVictim swapped = its->list[k];
      its->list[k] = its->list[k - 1];
      its->list[k - 1] = swapped;
    }
  int last = take (state, task, its);
  OracleVictim completed = its->list[last];
  for (int i = 0; i < state->scenario->options.slurm_reorder; i++) {
    reorder (state, its, last);
    last = take (state, task, its);
  }
  return completed;
}

/* ---- which machine ---- */

typedef struct {
  Figures figures;
  double score;
  OracleVictim completed;
} Worth;

static Worth
choose (const OracleState *state, int task, Case *its)
{
  Worth worth = { 0 };
  if (state->scenario->options.preempt == ORACLE_KUBE) {
    worth.figures = reprieve (state, task, its);
  } else if (state->scenario->options.preempt == ORACLE_VOLCANO) {
    take (state, task, its);
    worth.score = score_without (state, task, its);
  } else {
    worth.completed = slurm_take (state, task, its);
  }
  return worth;
}

static gboolean
worth_more (const OracleState *state, const Worth *a, const Worth *b)
{
  if (state->scenario->options.preempt == ORACLE_KUBE)
    return better (&a->figures, &b->figures);
  if (state->scenario->options.preempt == ORACLE_VOLCANO)
    return a->score > b->score;
  return slurm_before (state, &a->completed, &b->completed);
}

static gboolean
is_candidate (const OracleState *state, int machine, int task)
{
  return state->scenario->options.preempt == ORACLE_KUBE
    ? curable (state, machine, task)
    : oracle_turned_away (state, machine, task, ORACLE_SKIP_FIT) == ORACLE_NONE;
}

/* The machines to look at, in order; how many. */
static int
list_machines (const OracleState *state, int task, int *machines)
{
  const OracleScenario *scenario = state->scenario;
  int in_order[ORACLE_MACHINES], n = 0;
  for (int m = 0; m < scenario->machines; m++)
    if (is_candidate (state, m, task) && oracle_fits_empty (state, m, task))
      in_order[n++] = m;
  guint64 hash = oracle_mix (oracle_mix (scenario->options.seed) ^ (guint64) task);
  hash = oracle_mix (hash ^ state->task[task].placements);
  gboolean sampled
    = scenario->options.preempt == ORACLE_KUBE && scenario->options.kube_sampled && n > 0;
  int first = sampled ? (int) (hash % (guint64) n) : 0;
  for (int i = 0; i < n; i++)
    machines[i] = in_order[(first + i) % n];
  g_assert (n <= 100); /* so that a sample is all of them */
  return n;
}

gboolean
oracle_could_evict (const OracleState *state, int machine, int task)
{
  Case its = { .machine = machine };
  if (!is_candidate (state, machine, task))
    return FALSE;
  if (state->scenario->options.preempt != ORACLE_KUBE)
    return oracle_room_by_eviction (state, machine, task);
  its.n = oracle_list_victims (state, machine, task, its.list);
  all_go (&its, TRUE);
  return passes (state, task, &its);
}

static void
name_victims (const OracleState *state, int task, const Case *its, int *victims, int *ret_n)
{
  OracleVictim list[ORACLE_TASKS];
  int n = oracle_list_victims (state, its->machine, task, list);
  *ret_n = 0;
  for (int i = 0; i < n; i++)
    for (int k = 0; k < its->n; k++)
      if (its->list[k].task == list[i].task && its->goes[k])
        victims[(*ret_n)++] = list[i].task;
}

gboolean
oracle_preempt_by_rules (const OracleState *state, int task, int *ret_machine,
                         int victims[ORACLE_TASKS], int *ret_n_victims)
{
  int machines[ORACLE_MACHINES];
  const OracleScenario *scenario = state->scenario;
  int n = list_machines (state, task, machines);
  gboolean found = FALSE;
  Worth best = { 0 };
  for (int i = 0; i < n; i++) {
    Case its = { .machine = machines[i] };
    its.n = oracle_list_victims (state, its.machine, task, its.list);
    all_go (&its, TRUE);
    if (its.n == 0
        || !(scenario->options.preempt == ORACLE_KUBE ? passes : fits) (state, task, &its))
      continue;
    Worth worth = choose (state, task, &its);
    if (found && !worth_more (state, &worth, &best))
      continue;
    found = TRUE;
    best = worth;
    *ret_machine = its.machine;
    name_victims (state, task, &its, victims, ret_n_victims);
  }
  return found;
}
