/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws a random scenario. Every draw comes from one SplitMix64 stream, in a fixed order. */
#include "random_machines.h"

#include <string.h>

static const char *const resources_two[] = { "cpu", "memory", NULL };
static const char *const resources_three[] = { "cpu", "memory", "gpu", NULL };
static const char *const resources_four[] = { "cpu", "memory", "gpu", "licence", NULL };
static const char *const resources_devices[] = { "cpu", "gpu", "tpu", NULL };
static const char *const *const resource_sets[] = { resources_two, resources_three, resources_three,
                                                    resources_four, resources_devices };

#define UP ORACLE_FILTER_UP
#define CONSTRAINTS ORACLE_FILTER_CONSTRAINTS
#define TAINTS ORACLE_FILTER_TAINTS
#define SPREAD ORACLE_FILTER_SPREAD
#define AFFINITY ORACLE_FILTER_AFFINITY
#define FIT ORACLE_FILTER_FIT
const RandomFilters random_filters[] = {
  { NULL, 4, { UP, CONSTRAINTS, TAINTS, FIT } },
  { "constraints;taints", 4, { UP, CONSTRAINTS, TAINTS, FIT } },
  { "taints;constraints", 4, { UP, TAINTS, CONSTRAINTS, FIT } },
  { "fit;constraints;taints", 4, { UP, FIT, CONSTRAINTS, TAINTS } },
  { "taints;up;constraints", 4, { TAINTS, UP, CONSTRAINTS, FIT } },
  { "constraints", 3, { UP, CONSTRAINTS, FIT } },
  { "none", 2, { UP, FIT } },
  { NULL, 6, { UP, CONSTRAINTS, TAINTS, SPREAD, AFFINITY, FIT } },
  { "constraints;taints;affinity;topology-spread", 6,
    { UP, CONSTRAINTS, TAINTS, AFFINITY, SPREAD, FIT } },
  { "fit;topology-spread;constraints;affinity", 5, { UP, FIT, SPREAD, CONSTRAINTS, AFFINITY } },
  { "affinity;up;topology-spread;taints", 5, { AFFINITY, UP, SPREAD, TAINTS, FIT } },
  { "constraints;topology-spread", 4, { UP, CONSTRAINTS, SPREAD, FIT } },
};
const guint n_random_filters = 7;

/* ---- options ---- */

static void
draw_scores (Dice *dice, OracleOptions *options)
{
  static const double weights[] = { 1, 1, 1, 2, 3, 0.5, 0.25 };
  gboolean drawn[ORACLE_SCORES] = { FALSE };
  int count = percent (dice, 10) ? 0 : percent (dice, 50) ? 1 : between (dice, 2, 4);
  while (options->n_scores < count) {
    int kind = between (dice, 0, ORACLE_LOCALITY - 1); /* which comes with data */
    double weight = weights[between (dice, 0, 6)];
    if (!drawn[kind])
      options->scores[options->n_scores++] = (OracleScore) { (OracleScoreKind) kind, weight };
    drawn[kind] = TRUE;
  }
}

static void
draw_options (Dice *dice, RandomScenario *random)
{
  OracleOptions *options = &random->files.options;
  static const double shares[] = { 0.95, 1, 0.6, 0.3 };
  static const int usual[] = { 0, 100, 200, 360 }, other[] = { 0, 40, 150, 300 };
  options->seed = roll (dice); /* in two steps: operands have no order */
  options->seed >>= between (dice, 1, 60);
  options->horizon = percent (dice, 20) ? between (dice, 5, 30) * ORACLE_SECOND : ORACLE_NONE;
  options->interval = between (dice, 1, 9) * ORACLE_SECOND;
  options->order = (OracleOrder) between (dice, 0, 3);
  options->queue = percent (dice, 50) ? ORACLE_SKIP : (OracleQueue) between (dice, 0, 3);
  options->preempt = (OraclePreempt) between (dice, percent (dice, 60) ? 1 : 0, 3);
  options->within_tier = percent (dice, 50);
  options->grace = percent (dice, 55) ? between (dice, 1, 6) * ORACLE_SECOND : 0;
  options->configured_capacity = percent (dice, 30);
  options->tier_scope = percent (dice, 30);
  options->share_ties = percent (dice, 30) ? ORACLE_TIES_ALLOCATIONS : ORACLE_TIES_RUNNING;
  options->sample = percent (dice, 70) ? ORACLE_SAMPLE_ALL : (OracleSample) between (dice, 1, 2);
  options->sample_size = between (dice, 1, 3);
  options->share_weight[0] = between (dice, 1, 3);
  for (int r = 1; r < ORACLE_RESOURCES; r++)
    options->share_weight[r] = between (dice, 0, 2);
  options->spread_by = (OracleSpreadBy) between (dice, 0, 2);
  options->ties = percent (dice, 50) ? ORACLE_TIES_FIRST : (OracleTies) between (dice, 1, 2);
  options->device_choice = (OracleDeviceChoice) between (dice, 0, 2);
  options->typical_share = shares[between (dice, 0, 3)];
  for (int r = 0; r < ORACLE_RESOURCES; r++)
    options->typical_counts[r] = r == 0 || percent (dice, 80);
  random->filter_choice = between (dice, 0, (int) n_random_filters - 1);
  options->n_filters = random_filters[random->filter_choice].n;
  memcpy (options->filters, random_filters[random->filter_choice].run, sizeof options->filters);
  draw_scores (dice, options);
  options->resource_weights[0] = between (dice, 1, 3);
  for (int r = 1; r < ORACLE_RESOURCES; r++)
    options->resource_weights[r] = between (dice, 0, 3);
  gboolean assumes = percent (dice, 25);
  for (int r = 0; r < ORACLE_RESOURCES; r++)
    if (assumes && percent (dice, 70))
      options->assumed[r] = between (dice, 1, 3) * (r == 0 ? 100 : 1);
  options->n_shape = between (dice, 2, 4);
  for (int i = 0, at = between (dice, 0, 20); i < options->n_shape; i++) {
    options->shape[i].utilization = at;
    options->shape[i].score = between (dice, 0, 10);
    at += between (dice, 1, 26);
  }
  random->own_bounds = percent (dice, 20);
  memcpy (options->tier_bound, random->own_bounds ? other : usual, sizeof usual);
}

/* Shares decide: one tier, drf. */
static void
make_fair (RandomScenario *random)
{
  OracleOptions *options = &random->files.options;
  options->order = options->order == ORACLE_ASSET ? ORACLE_ASSET : ORACLE_DRF;
  options->queue = options->queue == ORACLE_DROP ? ORACLE_STRICT : options->queue;
}

/* What spares tasks from being evicted. */
static void
draw_limits (Dice *dice, RandomScenario *random)
{
  OracleOptions *options = &random->files.options;
  options->exempt_time = percent (dice, 25) ? some_time (dice, 6) : 0;
  if (percent (dice, 35) && options->preempt != ORACLE_NO_PREEMPTION)
    options->preempt = (OraclePreempt) between (dice, ORACLE_KUBE, ORACLE_SLURM);
  if (options->preempt == ORACLE_VOLCANO)
    memset (options->assumed, 0, sizeof options->assumed);
  options->kube_sampled = percent (dice, 50);
  options->slurm_youngest = percent (dice, 30);
  options->slurm_strict = percent (dice, 50);
  options->slurm_reorder = between (dice, 0, 2);
  options->max_cascade = percent (dice, 30) ? between (dice, 1, 2) : 0;
  if (options->max_cascade > 0 && percent (dice, 70))
    options->grace = 0;
  options->max_evictions = percent (dice, 20) ? between (dice, 1, 3) : 0;
  random->budgets = percent (dice, 25);
}

/* Of a job one budget, as its users would have it, or of each row another. */
static void
draw_budgets (Dice *dice, RandomScenario *random)
{
  gboolean by_job = percent (dice, 70);
  for (int i = 0; i < random->rows; i++) {
    OracleTask *task = &random->row[i].task;
    int number = by_job ? task->job[1] - '0' : between (dice, 0, 6);
    if (random->budgets && number < 5)
      task->budget = number;
  }
}

static void
spare_nobody (RandomScenario *random)
{
  OracleOptions *options = &random->files.options;
  options->exempt_time = options->max_cascade = options->max_evictions = 0;
  random->budgets = FALSE;
}

/* A plan in time, in a line whose order is fixed. */
static void
draw_backfill (Dice *dice, RandomScenario *random)
{
  OracleOptions *options = &random->files.options;
  random->backfill = TRUE;
  options->queue = (OracleQueue) between (dice, ORACLE_EASY, ORACLE_CONSERVATIVE);
  options->order = percent (dice, 60) ? ORACLE_FIFO : ORACLE_PRIORITY;
  options->preempt = ORACLE_NO_PREEMPTION;
  options->sample = ORACLE_SAMPLE_ALL;
}

/* Right for many, too long for most of the others, too short for some. */
static void
draw_estimates (Dice *dice, RandomScenario *random)
{
  for (int i = 0; i < random->rows; i++) {
    OracleTask *task = &random->row[i].task;
    if (percent (dice, 40))
      continue;
    if (task->duration == ORACLE_NONE)
      task->estimate = percent (dice, 50) ? some_time (dice, 12) : ORACLE_NONE;
    else if (percent (dice, 70))
      task->estimate = task->duration + some_time (dice, 15);
    else
      task->estimate = some_time (dice, 6);
  }
}

/* ---- tasks ---- */

static gint64
draw_request (Dice *dice, const RandomScenario *random, int r)
{
  const OracleScenario *oracle = &random->files;
  static const gint64 fractions[] = { 100, 250, 333, 500, 500, 750, 900 };
  if (random->crowd && !oracle->devices[r] && percent (dice, 85))
    return between (dice, 0, 6) * (r == 0 ? 100 : 1);
  if (oracle->devices[r]) {
    if (percent (dice, random->crowd ? 90 : 60))
      return 0;
    return percent (dice, 60) ? fractions[between (dice, 0, 6)]
                              : (percent (dice, 80) ? 1000 : between (dice, 1, 3) * 1000);
  }
  if (r == 0)
    return percent (dice, 4) ? 0 : percent (dice, 80) ? between (dice, 1, 6) * 500
                                                      : between (dice, 1, 90) * 100;
  return percent (dice, 15) ? 0 : percent (dice, 90) ? between (dice, 1, 6) : between (dice, 1, 18);
}

static void
draw_row (Dice *dice, RandomScenario *random, int index, int last_submit)
{
  const OracleScenario *oracle = &random->files;
  RandomRow *row = &random->row[index];
  OracleTask *task = &row->task;
  row->count = percent (dice, 15) ? between (dice, 2, 4) : 1;
  g_snprintf (task->job, ORACLE_NAME, "j%d", between (dice, 0, 6));
  task->user = between (dice, 0, oracle->users - 1);
  int tier = between (dice, 0, ORACLE_TIERS - 1);
  task->priority = oracle->options.tier_bound[tier];
  if (!random->tier_column && percent (dice, 60))
    task->priority += between (dice, 1, 3) * 10;
  task->submit = some_time (dice, last_submit);
  task->duration = some_time (dice, 22);
  if (percent (dice, random->crowd ? 50 : 12))
    task->duration = ORACLE_NONE;
  else if (percent (dice, 4))
    task->duration = 0;
  task->estimate = task->duration;
  task->budget = ORACLE_NONE;
  task->checkpoint = percent (dice, 40) ? between (dice, 1, 5) * ORACLE_SECOND : 0;
  for (int r = 0; r < oracle->resources; r++)
    task->request[r] = draw_request (dice, random, r);
  random_draw_conditions (dice, 14, &task->constraints);
  random_draw_conditions (dice, 35, &task->preferences);
  random_draw_tolerations (dice, task);
}

/* A user's first row is what all its tasks are like, all of one tier. */
static void
like_first_of_user (RandomScenario *random, int index)
{
  OracleTask *task = &random->row[index].task;
  task->priority = random->files.options.tier_bound[1];
  for (int i = 0; i < index; i++)
    if (random->row[i].task.user == task->user) {
      memcpy (task->request, random->row[i].task.request, sizeof task->request);
      task->constraints = random->row[i].task.constraints;
      return;
    }
}

static void
draw_rows (Dice *dice, RandomScenario *random)
{
  int tasks = !random->fair && percent (dice, 30) ? between (dice, 1, 10) : between (dice, 10, 40);
  int last_submit = percent (dice, 20) ? 0 : between (dice, 1, 25), total = 0;
  gboolean sorted = percent (dice, 60);
  random->tier_column = percent (dice, 25);
  if (random->crowd)
    tasks = 40;
  while (total < tasks) {
    draw_row (dice, random, random->rows, last_submit);
    /* Some rows repeat the class of the one before. */
    if (random->fair) {
      like_first_of_user (random, random->rows);
    } else if (random->rows > 0 && percent (dice, 35)) {
      OracleTask *task = &random->row[random->rows].task;
      OracleTask like = random->row[random->rows - 1].task;
      memcpy (like.job, task->job, sizeof like.job);
      like.user = task->user;
      like.submit = task->submit;
      like.duration = task->duration;
      like.estimate = task->estimate;
      *task = like;
    }
    total += random->row[random->rows++].count;
  }
  for (int i = 1; i < random->rows && sorted; i++) {
    RandomRow row = random->row[i];
    int at = i;
    for (; at > 0 && row.task.submit < random->row[at - 1].task.submit; at--)
      random->row[at] = random->row[at - 1];
    random->row[at] = row;
  }
}

/* Rows become gangs of their own jobs, and some take in the next row. */
static void
draw_gangs (Dice *dice, RandomScenario *random)
{
  random->gangs = TRUE;
  random->files.options.grace = 0;
  for (int i = 0, left = between (dice, 1, 8); i < random->rows && left > 0; i++) {
    RandomRow *row = &random->row[i], *next = row + 1;
    if (!percent (dice, 50))
      continue;
    g_snprintf (row->task.job, ORACLE_NAME, "gang%d", left--);
    row->count = between (dice, 2, 5);
    row->task.gang = between (dice, 2, row->count);
    if (i + 1 == random->rows || !percent (dice, 30))
      continue;
    gint64 duration = next->task.duration, checkpoint = next->task.checkpoint;
    next->task = row->task;
    next->task.duration = next->task.estimate = duration;
    next->task.checkpoint = checkpoint;
    row->task.gang = next->task.gang = between (dice, 2, row->count + next->count);
    random->joint_gangs = TRUE;
    i++;
  }
}

/* Users get their numbers in [users], then in the order in which the file first names them. */
static void
number_users (Dice *dice, RandomScenario *random)
{
  OracleScenario *oracle = &random->files;
  static const gint64 weights[] = { 1000, 2000, 3000, 500, 1250, 333 };
  int number[ORACLE_USERS];
  for (int u = 0; u < oracle->users; u++)
    number[u] = u < random->listed_users ? u : ORACLE_NONE;
  int next = random->listed_users;
  for (int i = 0; i < random->rows; i++) {
    int *user = &random->row[i].task.user;
    if (number[*user] == ORACLE_NONE)
      number[*user] = next++;
    *user = number[*user];
  }
  for (int u = 0; u < oracle->users; u++) {
    oracle->weight[u] = u < random->listed_users ? weights[between (dice, 0, 5)] : 1000;
    g_snprintf (random->user_name[u], ORACLE_NAME, u % 3 == 2 ? "team/u%d" : "u%d", u);
  }
}

/* Each user may stand below one that is named before it. */
static void
draw_tree (Dice *dice, RandomScenario *random)
{
  OracleScenario *oracle = &random->files;
  for (int u = 0; u < oracle->users; u++) {
    int parent = percent (dice, 70) ? between (dice, 0, MAX (u, 1) - 1) : ORACLE_NONE;
    oracle->parent[u] = u > 0 ? parent : ORACLE_NONE;
    g_snprintf (random->user_name[u], ORACLE_NAME, "u%d", u);
    if (oracle->parent[u] != ORACLE_NONE)
      g_snprintf (random->user_name[u], ORACLE_NAME, "%.18s/u%d", random->user_name[parent], u);
  }
  /* Users that leave a resource to others, so that some is left when nobody asks for it. */
  if (percent (dice, 50))
    for (int i = 0; i < random->rows; i++)
      random->row[i].task.request[random->row[i].task.user % 2] = 0;
}

/* What is made of the workload and of the cell before they run. */
static void
draw_reshaping (Dice *dice, RandomScenario *random)
{
  static const double shares[] = { 0.5, 1, 1.25, 2 };
  const OracleScenario *files = &random->files;
  gboolean any = percent (dice, 25);
  int resource = between (dice, 0, files->resources - 1);
  gint64 requested = 0;
  random->inflate_to = shares[between (dice, 0, 3)];
  random->inflate = ORACLE_NONE;
  for (int i = 0; i < random->rows; i++)
    requested += random->row[i].task.request[resource];
  if (any && requested > 0 && percent (dice, 40))
    random->inflate = resource;
  random->shuffle = any && percent (dice, 50);
  random->one_by_one = any && percent (dice, 40);
  random->unending = any && percent (dice, 20);
  random->shuffle_machines = percent (dice, 20);
}

RandomScenario *
random_scenario_new (guint64 seed)
{
  RandomScenario *random = g_new0 (RandomScenario, 1);
  OracleScenario *oracle = &random->files;
  Dice dice = { seed }, plans = { ~seed }, ages = { seed << 32 };
  Dice limits = { seed ^ (~G_GUINT64_CONSTANT (0) << 32) };
  Dice trees = { seed ^ G_GUINT64_CONSTANT (0x5bd1e995) };
  random->seed = seed;
  random->resource_names = resource_sets[between (&dice, 0, G_N_ELEMENTS (resource_sets) - 1)];
  for (; random->resource_names[oracle->resources] != NULL; oracle->resources++)
    oracle->devices[oracle->resources] =
      g_str_has_suffix (random->resource_names[oracle->resources], "pu")
      && oracle->resources > 0;
  draw_options (&dice, random);
  random->fair = percent (&dice, 20);
  random->crowd = !random->fair && percent (&dice, 8);
  if (random->fair)
    make_fair (random);
  else if (percent (&plans, 35))
    draw_backfill (&plans, random);
  random->tree = !random->backfill && percent (&trees, 15);
  if (random->tree) {
    oracle->options.order = ORACLE_HDRF;
    oracle->options.share_ties = (OracleShareTies) between (&trees, 0, 2);
    oracle->options.tree = (OracleTree) (percent (&trees, 60) ? 0 : between (&trees, 1, 2));
  }
  else if (!random->backfill && !random->fair && percent (&trees, 25))
    oracle->options.order = (OracleOrder) between (&trees, ORACLE_SHARE_VECTOR, ORACLE_SRPT);
  random_scenario_draw_own_order (random);
  random->estimates = random->backfill || oracle->options.order == ORACLE_SHORTEST_JOB
                      || oracle->options.order == ORACLE_SRPT;
  OracleOptions *options = &oracle->options;
  gboolean shares = options->order == ORACLE_DRF || options->order == ORACLE_ASSET
                    || options->order == ORACLE_SHARE_VECTOR
                    || options->order == ORACLE_GUARANTEED_SHARE || oracle_counts_first (oracle);
  if (shares && options->queue <= ORACLE_STRICT && percent (&trees, random->fair ? 60 : 30)) {
    options->reclaim = (OracleReclaim) between (&trees, 1, 2);
    options->grace = 0;
  }
  gboolean first_tasks = options->order == ORACLE_PRIORITY
                         || (shares && options->order != ORACLE_GUARANTEED_SHARE
                             && !oracle_counts_first (oracle));
  if (first_tasks && percent (&ages, 30))
    options->aging = between (&ages, 1, 8) * ORACLE_SECOND / 4;
  /* Neither goes with what spares tasks, or holds them back. */
  gboolean plain = options->reclaim == ORACLE_NO_RECLAIM && options->order != ORACLE_HDRF;
  if (plain && !oracle_counts_first (oracle) && !random->backfill
      && options->queue != ORACLE_DROP && percent (&ages, 20)) {
    options->backoff_first = between (&ages, 1, 4) * ORACLE_SECOND / 2;
    options->backoff_last = options->backoff_first + between (&ages, 0, 8) * ORACLE_SECOND;
  }
  gboolean wide = !random->crowd && percent (&dice, 15); /* several blocks of machines */
  int machines = wide ? between (&dice, 17, ORACLE_MACHINES)
                      : between (&dice, 1, random->crowd ? 2 : 8);
  int grouped = percent (&dice, 30) ? between (&dice, 0, machines) : 0;
  random_draw_file_machines (&dice, random, machines - grouped);
  if (grouped > 0)
    random_draw_group (&dice, random, grouped);
  oracle->users = between (&dice, random->fair ? 2 : 1, 4);
  if (random->tree)
    oracle->users = between (&trees, 2, 7);
  random->listed_users = between (&dice, 0, oracle->users);
  draw_rows (&dice, random);
  if (random->estimates)
    draw_estimates (&plans, random);
  else if (plain && !oracle_counts_first (oracle)
           && options->order != ORACLE_GUARANTEED_SHARE && options->backoff_first == 0
           && percent (&plans, 30))
    draw_gangs (&plans, random);
  draw_limits (&limits, random);
  if (plain)
    draw_budgets (&limits, random);
  else
    spare_nobody (random);
  for (int i = 0; i < random->rows; i++) {
    g_snprintf (random->row[i].task.name, ORACLE_NAME, "t%d", i);
    random->row[i].task.row = i;
  }
  random_scenario_draw_graph (random);
  random_scenario_draw_customs (random);
  random_scenario_draw_rules (random);
  random_scenario_draw_reclamation (random);
  random_scenario_draw_network (random);
  number_users (&dice, random);
  if (random->tree)
    draw_tree (&trees, random);
  random_scenario_draw_own (random);
  draw_reshaping (&dice, random);
  if (random->joint_gangs) { /* which may not be torn apart */
    random->inflate = ORACLE_NONE;
    random->shuffle = random->one_by_one = FALSE;
  }
  if (random->graph)
    random->inflate = ORACLE_NONE;
  random_scenario_reshape (random);
  return random;
}
