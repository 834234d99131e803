/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The oracle's view of devices: typical tasks, fragmentation, the scores that look at devices, and
 * which of them a task gets. */
#include "oracle.h"

#include <math.h>
#include <string.h>

/* The resource that is measured, or ORACLE_NONE. */
static int
measured (const OracleScenario *scenario)
{
  for (int r = 0; r < scenario->resources; r++)
    for (int m = 0; m < scenario->machines && scenario->devices[r]; m++)
      if (scenario->machine[m].capacity[r] > 0)
        return r;
  return ORACLE_NONE;
}

/* ---- typical tasks ---- */

static gboolean
same_condition (const OracleCondition *a, const OracleCondition *b)
{
  gboolean bounded = strchr ("<l>g", a->op) != NULL;
  if (a->op != b->op || strcmp (a->key, b->key) != 0 || a->n_values != b->n_values
      || (bounded && a->bound != b->bound))
    return FALSE;
  for (int v = 0; v < a->n_values; v++)
    if (strcmp (a->values[v], b->values[v]) != 0)
      return FALSE;
  return TRUE;
}

static gboolean
same_kind (const OracleScenario *scenario, const OracleTask *a, const OracleTask *b)
{
  for (int r = 0; r < scenario->resources; r++)
    if ((scenario->options.typical_counts[r] || r == measured (scenario))
        && a->request[r] != b->request[r])
      return FALSE;
  if (a->constraints.count != b->constraints.count)
    return FALSE;
  for (int c = 0; c < a->constraints.count; c++)
    if (!same_condition (&a->constraints.item[c], &b->constraints.item[c]))
      return FALSE;
  return TRUE;
}

/* How many tasks are of the kind of this one. */
static int
tasks_like (const OracleScenario *scenario, int task)
{
  int count = 0;
  for (int t = 0; t < scenario->tasks; t++)
    count += same_kind (scenario, &scenario->task[t], &scenario->task[task]);
  return count;
}

void
oracle_find_typical (OracleScenario *scenario)
{
  int like[ORACLE_TASKS], taken = 0;
  for (int t = 0; t < scenario->tasks; t++)
    like[t] = tasks_like (scenario, t);
  /* Kinds of n tasks, from the most common down, all of one n together. */
  for (int n = scenario->tasks; n > 0; n--) {
    if (taken > 0 && (double) taken >= scenario->options.typical_share * (double) scenario->tasks)
      break;
    for (int t = 0; t < scenario->tasks; t++) {
      gboolean known = like[t] != n;
      for (int k = 0; k < scenario->n_typical && !known; k++)
        known = same_kind (scenario, &scenario->typical[k].like, &scenario->task[t]);
      if (known)
        continue;
      scenario->typical[scenario->n_typical++] = (OracleKind) { scenario->task[t], n };
      taken += n;
    }
  }
}

/* ---- fragmentation ---- */

static int
devices_of (const OracleScenario *scenario, int machine, int resource)
{
  return (int) (scenario->machine[machine].capacity[resource] / 1000);
}

/* What of the free devices a kind can use. */
static gint64
useful (const OracleState *state, int machine, const OracleRoom *room, const OracleTask *kind)
{
  const OracleScenario *scenario = state->scenario;
  int resource = measured (scenario), enough = 0;
  gint64 request = kind->request[resource], sum = 0;
  for (int c = 0; c < kind->constraints.count; c++)
    if (!oracle_condition_holds (&scenario->machine[machine], &kind->constraints.item[c]))
      return 0;
  for (int r = 0; r < scenario->resources; r++)
    if (r != resource && scenario->options.typical_counts[r] && room->free[r] < kind->request[r])
      return 0;
  if (request == 0)
    return 0;
  for (int d = 0; d < devices_of (scenario, machine, resource); d++)
    if (room->device[resource][d] >= MIN (request, 1000)) {
      enough++;
      sum += room->device[resource][d];
    }
  return enough >= (request < 1000 ? 1 : request / 1000) ? sum : 0;
}

/* Σ tasks × amount of no use to them. */
static gint64
fragmentation (const OracleState *state, int machine, const OracleRoom *room)
{
  const OracleScenario *scenario = state->scenario;
  int resource = measured (scenario);
  gint64 sum = 0, free = 0;
  for (int d = 0; d < devices_of (scenario, machine, resource); d++)
    free += room->device[resource][d];
  for (int k = 0; k < scenario->n_typical; k++)
    sum += scenario->typical[k].tasks
           * (free - useful (state, machine, room, &scenario->typical[k].like));
  return sum;
}

/* Fragmentation with the task on the machine, a part of a device taken from *device. */
static gint64
fragmentation_with (const OracleState *state, int machine, int task, int device)
{
  const OracleScenario *scenario = state->scenario;
  int resource = measured (scenario);
  gint64 whole = scenario->task[task].request[resource] / 1000;
  OracleRoom room;
  oracle_room (state, machine, NULL, &room);
  for (int r = 0; r < scenario->resources; r++)
    room.free[r] -= scenario->task[task].request[r];
  if (device != ORACLE_NONE)
    room.device[resource][device] -= scenario->task[task].request[resource];
  for (int d = 0; d < devices_of (scenario, machine, resource) && whole > 0; d++)
    if (room.device[resource][d] == 1000) {
      room.device[resource][d] = 0;
      whole--;
    }
  return fragmentation (state, machine, &room);
}

/* The device of the measured resource by which fragmentation falls most; the least that is left. */
static int
best_device (const OracleState *state, int machine, int task, gint64 *ret_least)
{
  const OracleScenario *scenario = state->scenario;
  int resource = measured (scenario), best = ORACLE_NONE;
  gint64 request = scenario->task[task].request[resource];
  OracleRoom room;
  oracle_room (state, machine, NULL, &room);
  *ret_least = 0;
  if (request == 0 || request >= 1000) {
    *ret_least = fragmentation_with (state, machine, task, ORACLE_NONE);
    return ORACLE_NONE;
  }
  for (int d = 0; d < devices_of (scenario, machine, resource); d++) {
    if (room.device[resource][d] < request)
      continue;
    gint64 left = fragmentation_with (state, machine, task, d);
    if (best == ORACLE_NONE || left < *ret_least) {
      best = d;
      *ret_least = left;
    }
  }
  return best;
}

/* ---- scores ---- */

double
oracle_fgd (const OracleState *state, int machine, int task)
{
  const OracleScenario *scenario = state->scenario;
  gint64 tasks = 0, least, before;
  OracleRoom room;
  for (int k = 0; k < scenario->n_typical; k++)
    tasks += scenario->typical[k].tasks;
  if (tasks == 0 || measured (scenario) == ORACLE_NONE)
    return 0.5;
  oracle_room (state, machine, NULL, &room);
  before = fragmentation (state, machine, &room);
  best_device (state, machine, task, &least);
  double fall = (double) (before - least) / (double) tasks;
  return floor (100 / (1 + exp (-fall / 1000))) / 100;
}

double
oracle_gpu_packing (const OracleState *state, int machine, int task)
{
  const OracleScenario *scenario = state->scenario;
  int resource = measured (scenario), n;
  gint64 request = resource == ORACLE_NONE ? 0 : scenario->task[task].request[resource];
  gint64 tight = 1000, whole = 0;
  OracleRoom room;
  if (request == 0)
    return 0;
  oracle_room (state, machine, NULL, &room);
  n = devices_of (scenario, machine, resource);
  for (int d = 0; d < n; d++) {
    gint64 free = room.device[resource][d];
    whole += free == 1000;
    if (free >= request && free < tight)
      tight = free;
  }
  if (whole == n)
    return MAX (33 - n, 0) / 100.0;
  if (request >= 1000)
    return (double) MAX (50 - request / 1000, 33) / 100.0;
  return (double) (tight == 1000 ? 49 : 100 - tight / 10 / 10) / 100.0;
}

double
oracle_gpu_clustering (const OracleState *state, int machine, int task)
{
  const OracleScenario *scenario = state->scenario;
  int resource = measured (scenario), alike = 0, others = 0;
  gint64 request = resource == ORACLE_NONE ? 0 : scenario->task[task].request[resource], most = 0;
  OracleRoom room;
  if (request == 0)
    return 0;
  oracle_room (state, machine, NULL, &room);
  for (int m = 0; m < scenario->machines; m++)
    most = MAX (most, scenario->machine[m].capacity[resource]);
  for (int t = 0; t < scenario->tasks; t++) {
    gint64 its = scenario->task[t].request[resource];
    if (its == 0 || !oracle_runs_on (state, t, machine))
      continue;
    if (its / 1000 == request / 1000)
      alike++;
    else
      others++;
  }
  int company = alike > 0 ? (others == 0 ? 75 : 50) : (others == 0 ? 25 : 0);
  return (double) (25 * (most - room.free[resource]) / most + company) / 100.0;
}

/* ---- which devices ---- */

static void
take (OracleLife *life, int resource, int device, gint64 request)
{
  life->device[resource][device] = MIN (request, 1000);
}

static void
take_random (OracleState *state, int machine, int task, int resource, const OracleRoom *room)
{
  OracleLife *life = &state->task[task];
  gint64 request = state->scenario->task[task].request[resource];
  guint64 hash = oracle_mix (oracle_mix (state->scenario->options.seed) ^ (guint64) task);
  hash = oracle_mix (hash ^ (life->placements << 32 | (guint64) machine));
  for (int i = 0; i < (request < 1000 ? 1 : request / 1000); i++) {
    int fitting[ORACLE_DEVICES], n = 0;
    for (int d = 0; d < devices_of (state->scenario, machine, resource); d++)
      if (room->device[resource][d] >= MIN (request, 1000) && life->device[resource][d] == 0)
        fitting[n++] = d;
    g_assert (n > 0);
    guint64 h = oracle_mix (hash ^ ((guint64) resource * 256 + (guint64) i));
    take (life, resource, fitting[h % (guint64) n], request);
  }
}

static void
take_tightest (OracleState *state, int machine, int task, int resource, const OracleRoom *room)
{
  OracleLife *life = &state->task[task];
  gint64 request = state->scenario->task[task].request[resource], left = request / 1000;
  int devices = devices_of (state->scenario, machine, resource), best = ORACLE_NONE;
  for (int d = 0; d < devices; d++)
    if (room->device[resource][d] >= request
        && (best == ORACLE_NONE || room->device[resource][d] < room->device[resource][best]))
      best = d;
  if (request < 1000) {
    g_assert (best != ORACLE_NONE);
    take (life, resource, best, request);
  }
  for (int d = 0; d < devices && left > 0; d++)
    if (room->device[resource][d] == 1000) {
      take (life, resource, d, request);
      left--;
    }
  g_assert (left == 0);
}

void
oracle_take_devices (OracleState *state, int machine, int task)
{
  const OracleScenario *scenario = state->scenario;
  OracleLife *life = &state->task[task];
  OracleRoom room;
  gint64 least;
  oracle_room (state, machine, NULL, &room);
  memset (life->device, 0, sizeof life->device);
  for (int r = 0; r < scenario->resources; r++) {
    gint64 request = scenario->task[task].request[r];
    if (!scenario->devices[r] || request == 0)
      continue;
    if (scenario->options.device_choice == ORACLE_RANDOM_DEVICE)
      take_random (state, machine, task, r, &room);
    else if (scenario->options.device_choice == ORACLE_FGD_DEVICE && r == measured (scenario)
             && request < 1000 && scenario->n_typical > 0)
      take (life, r, best_device (state, machine, task, &least), request);
    else
      take_tightest (state, machine, task, r, &room);
  }
}
