/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The oracle's scores: the table of docs/simulation.md, one function a row. The order of the double
 * operations is part of the rule: sums in resource order. */
#include "oracle.h"

#include <math.h>
#include <string.h>

/* One resource of the machine at hand, those with capacity only. */
typedef struct {
  gint64 capacity, free, request, weight;
  gint64 assumed;                /* of tasks that ask for none of it, this one and those there */
} Part;

/* What the fit scores of kube-scheduler take to be used with the task on the machine. */
static gint64
counted_use (const Part *part)
{
  return part->capacity - part->free + part->request + part->assumed;
}

/* The mean over all resources of the cell of what is left, or of free × request, by the capacity of
 * the machine that has most of the resource. */
static double
by_largest (const OracleState *state, const OracleRoom *room, int task, gboolean product)
{
  const OracleScenario *scenario = state->scenario;
  double sum = 0, weights = 0;
  gint64 most[ORACLE_RESOURCES] = { 0 };
  for (int r = 0; r < scenario->resources; r++) {
    for (int m = 0; m < scenario->machines; m++)
      most[r] = MAX (most[r], scenario->machine[m].capacity[r]);
    if (most[r] > 0)
      weights += (double) scenario->options.resource_weights[r];
  }
  for (int r = 0; r < scenario->resources; r++) {
    double f = (double) room->free[r], d = (double) scenario->task[task].request[r];
    double m = (double) most[r];
    if (most[r] > 0 && weights > 0)
      sum += (product ? f / m * (d / m) : (f - d) / m)
             * ((double) scenario->options.resource_weights[r] / weights);
  }
  return floor ((1 - sum) * 100) / 100;
}

/* n to the power of amount / capacity, the latter a binary fraction of 20 digits. */
static double
power (double n, gint64 amount, gint64 capacity)
{
  gint64 fraction = amount * 1048576 / capacity;
  double product = 1, root = n;
  for (int bit = 20; bit >= 0; bit--) {
    if (fraction >= (gint64) 1 << bit) {
      product *= root;
      fraction -= (gint64) 1 << bit;
    }
    root = sqrt (root);
  }
  return product;
}

static double
e_pvm (const Part *part, int n, int machines)
{
  double rise = 0, base = MAX (machines, 2);
  for (int i = 0; i < n; i++) {
    gint64 used = part[i].capacity - part[i].free;
    rise += power (base, used + part[i].request, part[i].capacity)
            - power (base, used, part[i].capacity);
  }
  return n > 0 ? 1 - rise / (n * (base - 1)) : 1;
}

/* The part of the machine that so much of one of its n resources is. */
static double
part_of (gint64 amount, const Part *part, int n)
{
  return (double) amount * (1.0 / ((double) n * (double) part->capacity));
}

static double
left (const Part *part, int n, gboolean squared)
{
  double sum = 0;
  for (int i = 0; i < n; i++) {
    double one = part_of (part[i].free - part[i].request, &part[i], n);
    sum += squared ? one * one : one;
  }
  return squared ? n * sum : sum;
}

/* What is left beyond what is left of the scarcest, as means of parts of the machine. */
static double
hybrid (const Part *part, int n)
{
  double sum = 0, least = 1;
  for (int i = 0; i < n; i++) {
    double one = part_of (part[i].free - part[i].request, &part[i], n);
    sum += one;
    least = MIN (least, one * n);
  }
  return 1 - (sum - least);
}

static double
dot_product (const Part *part, int n)
{
  double sum = 0;
  for (int i = 0; i < n; i++)
    sum += part_of (part[i].free, &part[i], n) * part_of (part[i].request, &part[i], n);
  return n * sum;
}

static double
cosine (const Part *part, int n)
{
  double ad = 0, aa = 0, dd = 0;
  for (int i = 0; i < n; i++) {
    double a = part_of (part[i].free, &part[i], n);
    double d = part_of (part[i].request, &part[i], n);
    ad += a * d;
    aa += a * a;
    dd += d * d;
  }
  return aa > 0 && dd > 0 ? ad / (sqrt (aa) * sqrt (dd)) : 0;
}

static double
allocated (const Part *part, int n, gboolean most)
{
  gint64 sum = 0, weights = 0;
  for (int i = 0; i < n; i++) {
    gint64 would_use = MIN (counted_use (&part[i]), part[i].capacity);
    gint64 counted = most ? would_use : part[i].capacity - would_use;
    sum += part[i].weight * (counted * 100 / part[i].capacity);
    weights += part[i].weight;
  }
  return weights > 0 ? (double) (sum / weights) / 100 : 0;
}

/* The shape at a utilization of 0…100, as 0…100; whole numbers, truncated toward zero. */
static gint64
shape_at (const OracleOptions *options, gint64 utilization)
{
  int last = options->n_shape - 1;
  if (utilization <= options->shape[0].utilization)
    return options->shape[0].score * 10;
  if (utilization >= options->shape[last].utilization)
    return options->shape[last].score * 10;
  int i = 1;
  while (options->shape[i].utilization < utilization)
    i++;
  gint64 u0 = options->shape[i - 1].utilization, u1 = options->shape[i].utilization;
  gint64 s0 = options->shape[i - 1].score * 10, s1 = options->shape[i].score * 10;
  return s0 + (s1 - s0) * (utilization - u0) / (u1 - u0);
}

static double
requested_to_capacity (const OracleOptions *options, const Part *part, int n)
{
  gint64 sum = 0, weights = 0;
  for (int i = 0; i < n; i++) {
    gint64 would_use = MIN (counted_use (&part[i]), part[i].capacity);
    gint64 score = shape_at (options, would_use * 100 / part[i].capacity);
    if (score <= 0)
      continue;
    sum += part[i].weight * score;
    weights += part[i].weight;
  }
  return weights > 0 ? round ((double) sum / (double) weights) / 100 : 0;
}

/* Whole percents, with the task on the machine or without. */
static double
balance (const Part *part, int n, gboolean with)
{
  double used[ORACLE_RESOURCES], sum = 0, deviation = 0;
  for (int i = 0; i < n; i++) {
    gint64 uses = part[i].capacity - part[i].free + (with ? part[i].request : 0);
    used[i] = MIN (1.0, (double) uses / (double) part[i].capacity);
    sum += used[i];
  }
  if (n == 2) {
    deviation = fabs (used[0] - used[1]) / 2;
  } else if (n > 2) {
    double mean = sum / n, squares = 0;
    for (int i = 0; i < n; i++)
      squares += (used[i] - mean) * (used[i] - mean);
    deviation = sqrt (squares / n);
  }
  return floor ((1 - deviation) * 100);
}

static double
balanced_change (const Part *all, int n_all)
{
  Part part[ORACLE_RESOURCES];
  int n = 0;
  for (int i = 0; i < n_all; i++)
    if (all[i].weight > 0)
      part[n++] = all[i];
  int with = (int) balance (part, n, TRUE), without = (int) balance (part, n, FALSE);
  return (50 + (50 + with - without) / 2) / 100.0;
}

static gboolean
same_domain (const OracleScenario *scenario, int a, int b)
{
  const OracleMachine *first = &scenario->machine[a], *second = &scenario->machine[b];
  if (a == b)
    return TRUE;
  if (scenario->options.spread_by == ORACLE_BY_RACK)
    return first->rack[0] != '\0' && strcmp (first->rack, second->rack) == 0;
  if (scenario->options.spread_by == ORACLE_BY_ZONE)
    return first->zone[0] != '\0' && strcmp (first->zone, second->zone) == 0;
  return FALSE;
}

static double
spread (const OracleState *state, int machine, int task)
{
  const OracleScenario *scenario = state->scenario;
  int same = 0;
  for (int t = 0; t < scenario->tasks; t++)
    for (int m = 0; m < scenario->machines; m++)
      if (oracle_runs_on (state, t, m) && same_domain (scenario, machine, m)
          && strcmp (scenario->task[t].job, scenario->task[task].job) == 0)
        same++;
  return 1.0 / (1 + same);
}

static gint64
weight_held (const OracleMachine *machine, const OracleConditions *wishes)
{
  gint64 held = 0;
  for (int i = 0; i < wishes->count; i++)
    if (oracle_condition_holds (machine, &wishes->item[i]))
      held += wishes->item[i].weight;
  return held;
}

static double
preferences (const OracleMachine *machine, const OracleConditions *wishes)
{
  gint64 held = weight_held (machine, wishes), all = 0;
  for (int i = 0; i < wishes->count; i++)
    all += wishes->item[i].weight;
  return all > 0 ? (double) held / (double) all : 0;
}

/* One step of SplitMix64: its constant is added, then its finaliser. */
guint64
oracle_mix (guint64 x)
{
  x += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return x ^ (x >> 31);
}

static double
random_score (const OracleState *state, int machine, int task)
{
  guint64 hash = oracle_mix (oracle_mix (state->scenario->options.seed) ^ (guint64) task);
  hash = oracle_mix (hash ^ (state->task[task].placements << 32 | (guint64) machine));
  return (double) (hash >> 11) * 0x1p-53;
}

static gint64
not_tolerated (const OracleMachine *machine, const OracleTask *task)
{
  gint64 count = 0;
  for (int i = 0; i < machine->n_soft_taints; i++)
    if (!oracle_tolerates (task, &machine->soft_taints[i]))
      count++;
  return count;
}

/* Raw values of a score that compares machines; ORACLE_NONE: one takes no part. */
static void
raw_values (const OracleState *state, int task, const gboolean *in, OracleScoreKind kind,
            gint64 ret[ORACLE_MACHINES])
{
  const OracleScenario *scenario = state->scenario;
  if (kind == ORACLE_TOPOLOGY_SPREAD)
    oracle_crowding (state, task, in, ret);
  for (int m = 0; m < scenario->machines && kind == ORACLE_NODE_AFFINITY; m++)
    ret[m] = weight_held (&scenario->machine[m], &scenario->task[task].preferences);
  for (int m = 0; m < scenario->machines && kind == ORACLE_TAINT_TOLERATION; m++)
    ret[m] = not_tolerated (&scenario->machine[m], &scenario->task[task]);
  for (int m = 0; m < scenario->machines && kind == ORACLE_AFFINITY; m++)
    ret[m] = oracle_pull (state, m, task);
}

/* The raw value of the machine, normalised over those in the comparison. */
static double
compared (const OracleState *state, int machine, int task, const gboolean *in, OracleScoreKind kind)
{
  gint64 raw[ORACLE_MACHINES], least = G_MAXINT64, most = G_MININT64;
  raw_values (state, task, in, kind, raw);
  for (int m = 0; m < state->scenario->machines; m++) {
    if (!in[m] || (kind == ORACLE_TOPOLOGY_SPREAD && raw[m] == ORACLE_NONE))
      continue;
    least = MIN (least, raw[m]);
    most = MAX (most, raw[m]);
  }
  switch (kind) {
  case ORACLE_NODE_AFFINITY:
    return most > 0 ? (double) (100 * raw[machine] / most) / 100 : 0;
  case ORACLE_TAINT_TOLERATION:
    return (double) (100 - (most > 0 ? 100 * raw[machine] / most : 0)) / 100;
  case ORACLE_TOPOLOGY_SPREAD:
    if (raw[machine] == ORACLE_NONE)
      return 0;
    return most > 0 ? (double) (100 * (most + least - raw[machine]) / most) / 100 : 1;
  case ORACLE_AFFINITY:
    if (most == least)
      return 0;
    return floor (100 * ((double) (raw[machine] - least) / (double) (most - least))) / 100;
  default:
    g_assert_not_reached ();
  }
}

static gint64
assumed_there (const OracleState *state, int machine, int task, int resource)
{
  const OracleScenario *scenario = state->scenario;
  gint64 tasks = scenario->task[task].request[resource] == 0;
  for (int t = 0; t < scenario->tasks; t++)
    tasks += oracle_runs_on (state, t, machine) && scenario->task[t].request[resource] == 0;
  return tasks * scenario->options.assumed[resource];
}

static double
one_score (const OracleState *state, int machine, int task, const gboolean *in,
           OracleScoreKind kind)
{
  const OracleScenario *scenario = state->scenario;
  const OracleMachine *m = &scenario->machine[machine];
  OracleRoom room;
  Part part[ORACLE_RESOURCES];
  int n = 0;
  oracle_room (state, machine, NULL, &room);
  for (int r = 0; r < scenario->resources; r++)
    if (m->capacity[r] > 0)
      part[n++] = (Part) { m->capacity[r], room.free[r], scenario->task[task].request[r],
                           scenario->options.resource_weights[r],
                           assumed_there (state, machine, task, r) };
  switch (kind) {
  case ORACLE_BEST_FIT:
    return 1 - left (part, n, FALSE);
  case ORACLE_BEST_FIT_L2:
    return 1 - left (part, n, TRUE);
  case ORACLE_WORST_FIT:
    return left (part, n, FALSE);
  case ORACLE_DOT_PRODUCT:
    return dot_product (part, n);
  case ORACLE_COSINE:
    return cosine (part, n);
  case ORACLE_LEAST_ALLOCATED:
    return allocated (part, n, FALSE);
  case ORACLE_MOST_ALLOCATED:
    return allocated (part, n, TRUE);
  case ORACLE_REQUESTED_TO_CAPACITY:
    return requested_to_capacity (&scenario->options, part, n);
  case ORACLE_BALANCED:
    return balance (part, n, TRUE) / 100;
  case ORACLE_BALANCED_CHANGE:
    return balanced_change (part, n);
  case ORACLE_SPREAD:
    return spread (state, machine, task);
  case ORACLE_PREFERENCES:
    return preferences (m, &scenario->task[task].preferences);
  case ORACLE_RANDOM:
    return random_score (state, machine, task);
  case ORACLE_BEST_FIT_LARGEST:
    return by_largest (state, &room, task, FALSE);
  case ORACLE_DOT_PRODUCT_MIN:
    return by_largest (state, &room, task, TRUE);
  case ORACLE_HYBRID:
    return hybrid (part, n);
  case ORACLE_E_PVM:
    return e_pvm (part, n, scenario->machines);
  case ORACLE_GPU_PACKING:
    return oracle_gpu_packing (state, machine, task);
  case ORACLE_GPU_CLUSTERING:
    return oracle_gpu_clustering (state, machine, task);
  case ORACLE_FGD:
    return oracle_fgd (state, machine, task);
  case ORACLE_LOCALITY:
    return oracle_locality (scenario, machine, task);
  case ORACLE_NODE_AFFINITY:
  case ORACLE_TOPOLOGY_SPREAD:
  case ORACLE_AFFINITY:
  case ORACLE_TAINT_TOLERATION:
    return compared (state, machine, task, in, kind);
  case ORACLE_SCORES:
  default:
    g_assert_not_reached ();
  }
}

/* Scores that are whole hundredths. */
static gboolean
is_hundredths (OracleScoreKind kind)
{
  return kind == ORACLE_LEAST_ALLOCATED || kind == ORACLE_MOST_ALLOCATED
         || kind == ORACLE_REQUESTED_TO_CAPACITY || kind == ORACLE_BALANCED
         || kind == ORACLE_BALANCED_CHANGE || kind == ORACLE_BEST_FIT_LARGEST
         || kind == ORACLE_DOT_PRODUCT_MIN || kind == ORACLE_GPU_PACKING
         || kind == ORACLE_GPU_CLUSTERING || kind == ORACLE_FGD || kind == ORACLE_NODE_AFFINITY
         || kind == ORACLE_TAINT_TOLERATION || kind == ORACLE_TOPOLOGY_SPREAD
         || kind == ORACLE_AFFINITY;
}

double
oracle_score (const OracleState *state, int machine, int task, const gboolean *in)
{
  const OracleOptions *options = &state->scenario->options;
  double total = 0;
  gboolean all = TRUE;
  for (int s = 0; s < options->n_scores; s++)
    all = all && is_hundredths (options->scores[s].kind);
  for (int s = 0; s < options->n_scores; s++) {
    double score = one_score (state, machine, task, in, options->scores[s].kind);
    total += options->scores[s].weight * (all ? round (100 * score) : score);
  }
  return total;
}

double
oracle_room_score (const OracleState *state, int machine, int task)
{
  const OracleOptions *options = &state->scenario->options;
  double total = 0;
  for (int s = 0; s < options->n_scores; s++) {
    OracleScoreKind kind = options->scores[s].kind;
    if (kind != ORACLE_SPREAD && kind != ORACLE_RANDOM && kind != ORACLE_GPU_PACKING
        && kind != ORACLE_GPU_CLUSTERING && kind != ORACLE_FGD
        && kind != ORACLE_NODE_AFFINITY && kind != ORACLE_TOPOLOGY_SPREAD
        && kind != ORACLE_AFFINITY && kind != ORACLE_TAINT_TOLERATION)
      total += options->scores[s].weight * one_score (state, machine, task, NULL, kind);
  }
  return total;
}
