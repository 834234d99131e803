/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The oracle's order policies: whose turn it is. */
#include "oracle.h"

#include <string.h>

gboolean
oracle_queued (const OracleState *state, int task, int tier)
{
  return state->task[task].state == ORACLE_PENDING && !state->task[task].put_off
    && oracle_tier (state->scenario, state->scenario->task[task].priority) == tier;
}

static gboolean
by_job (const OracleState *state)
{
  OracleOrder order = state->scenario->options.order;
  return order == ORACLE_SHORTEST_JOB || order == ORACLE_SRPT || order == ORACLE_TETRIS
         || order >= ORACLE_UPWARD_RANK;
}

/* The first task of the scenario that is of the task's job. */
static int
job_of (const OracleState *state, int task)
{
  int first = 0;
  while (strcmp (state->scenario->task[first].job, state->scenario->task[task].job) != 0)
    first++;
  return first;
}

static gboolean
unfinished (const OracleState *state, int task)
{
  OracleTaskState is = state->task[task].state;
  return is != ORACLE_NOT_YET && is != ORACLE_GONE;
}

static gint64
estimate_of (const OracleState *state, int task)
{
  gint64 estimate = state->scenario->task[task].estimate;
  return estimate == ORACLE_NONE ? G_MAXINT64 : estimate;
}

/* The task arrives: what is known of how long its job takes. */
void
oracle_note_longest (OracleState *state, int task)
{
  gint64 *longest = &state->longest[job_of (state, task)];
  gboolean alive = FALSE;
  for (int t = 0; t < state->scenario->tasks; t++)
    alive = alive || (unfinished (state, t) && job_of (state, t) == job_of (state, task));
  *longest = MAX (alive ? *longest : 0, estimate_of (state, task));
}

static gint64
job_length (const OracleState *state, int task)
{
  gint64 sum = 0;
  if (state->scenario->options.order == ORACLE_SHORTEST_JOB)
    return state->longest[job_of (state, task)];
  for (int t = 0; t < state->scenario->tasks; t++)
    if (unfinished (state, t) && job_of (state, t) == job_of (state, task))
      sum = estimate_of (state, t) > G_MAXINT64 - sum ? G_MAXINT64 : sum + estimate_of (state, t);
  return sum;
}

/* p + (now - s) / aging, compared at any time: all have grown by the same. */
gboolean
oracle_more_urgent (const OracleScenario *scenario, int a, int b)
{
  const OracleTask *x = &scenario->task[a], *y = &scenario->task[b];
  gint64 aging = scenario->options.aging;
  __int128 left = x->priority, right = y->priority;
  if (aging > 0) {
    left = left * aging - x->submit;
    right = right * aging - y->submit;
  }
  return left != right ? left > right : a < b;
}

/* < 0: the job of task a goes before that of b. */
static int
compare_jobs (const OracleState *state, int a, int b)
{
  const OracleTask *x = &state->scenario->task[a], *y = &state->scenario->task[b];
  OracleOrder order = state->scenario->options.order;
  if (order < ORACLE_UPWARD_RANK) {
    gint64 left = job_length (state, a), right = job_length (state, b);
    return (left > right) - (left < right);
  }
  if (order == ORACLE_SJF_CRITICAL_PATH && x->flow_work != y->flow_work)
    return x->flow_work < y->flow_work ? -1 : 1;
  if (order != ORACLE_UPWARD_RANK && x->flow != y->flow)
    return x->flow < y->flow ? -1 : 1;
  return (x->rank < y->rank) - (x->rank > y->rank);
}

/* Is the task served before another one of its user that came before it? */
static gboolean
before_own (const OracleState *state, int task, int earlier)
{
  const OracleScenario *scenario = state->scenario;
  if (by_job (state))
    return compare_jobs (state, task, earlier) < 0;
  return scenario->options.order != ORACLE_FIFO && oracle_more_urgent (scenario, task, earlier);
}

int
oracle_first_task (const OracleState *state, int user, int tier, OracleTasks which)
{
  int first = ORACLE_NONE;
  for (int t = 0; t < state->scenario->tasks; t++) {
    if (state->scenario->task[t].user != user || !oracle_queued (state, t, tier)
        || (which == ORACLE_UNTRIED_TASKS && oracle_in_vain (state, t))
        || (which == ORACLE_HOPEFUL_TASKS && !oracle_can_go (state, t)))
      continue;
    if (first == ORACLE_NONE || before_own (state, t, first))
      first = t;
  }
  return first;
}

typedef struct {
  __int128 part, whole;
  gint64 tasks;
  int parts;                     /* all of them, from the largest down */
  gint64 each[ORACLE_RESOURCES], of[ORACLE_RESOURCES];
} Share;

void
oracle_share_capacity (const OracleState *state, gint64 ret_capacity[ORACLE_RESOURCES])
{
  const OracleScenario *scenario = state->scenario;
  memset (ret_capacity, 0, ORACLE_RESOURCES * sizeof *ret_capacity);
  for (int m = 0; m < scenario->machines; m++)
    for (int r = 0; r < scenario->resources; r++)
      if (scenario->options.configured_capacity || state->machine[m] == ORACLE_UP
          || state->machine[m] == ORACLE_DRAINING)
        ret_capacity[r] += scenario->machine[m].capacity[r];
}

gint64
oracle_share_weight (const OracleScenario *scenario, int user, int resource)
{
  const OracleOwn *own = &scenario->own[user];
  return own->weighs ? own->weight[resource] : scenario->options.share_weight[resource];
}

gboolean
oracle_part (const OracleScenario *scenario, int user, int resource, gint64 held, gint64 capacity,
             gint64 *ret_part, gint64 *ret_whole)
{
  const OracleOwn *own = &scenario->own[user];
  gint64 weight = oracle_share_weight (scenario, user, resource);
  gint64 guaranteed = own->says[resource] ? own->guaranteed[resource] : 0;
  *ret_part = held;
  *ret_whole = capacity * weight;
  if (scenario->options.order == ORACLE_BORROWED_SHARE)
    *ret_part = MAX (held - guaranteed, 0);
  if (scenario->options.order != ORACLE_GUARANTEED_SHARE || !own->says[resource] || weight == 0)
    return *ret_whole > 0;
  *ret_whole = guaranteed * weight;
  if (guaranteed == 0) {
    *ret_part = held > 0;
    *ret_whole = 1;
  }
  return TRUE;
}

gboolean
oracle_counts_in (const OracleState *state, int task, int tier)
{
  const OracleScenario *scenario = state->scenario;
  return !scenario->options.tier_scope
    || oracle_tier (scenario, scenario->task[task].priority) == tier;
}

gboolean
oracle_on_machine (const OracleState *state, int task)
{
  OracleTaskState is = state->task[task].state;
  return is == ORACLE_RUNNING || is == ORACLE_LEAVING;
}

gint64
oracle_tie_count (const OracleState *state, int task)
{
  OracleShareTies ties = state->scenario->options.share_ties;
  if (ties == ORACLE_TIES_INDEX)
    return 0;
  return ties == ORACLE_TIES_ALLOCATIONS ? (gint64) state->task[task].placements
                                         : oracle_on_machine (state, task);
}

/* Shares from the largest down. */
static void
sort_parts (Share *share)
{
  for (int i = 0; i < share->parts; i++)
    for (int j = i + 1; j < share->parts; j++)
      if ((__int128) share->each[j] * share->of[i] > (__int128) share->each[i] * share->of[j]) {
        gint64 each = share->each[i], of = share->of[i];
        share->each[i] = share->each[j];
        share->of[i] = share->of[j];
        share->each[j] = each;
        share->of[j] = of;
      }
}

/* with: a task that counts as if it ran, or ORACLE_NONE. */
static Share
share_of (const OracleState *state, int user, int tier, int with)
{
  const OracleScenario *scenario = state->scenario;
  const OracleOptions *options = &scenario->options;
  gboolean asset = options->order == ORACLE_ASSET;
  const __int128 unit = (__int128) 1 << 40;
  Share share = { .whole = asset ? unit : 1 };
  gint64 allocated[ORACLE_RESOURCES] = { 0 }, capacity[ORACLE_RESOURCES];
  oracle_share_capacity (state, capacity);
  for (int t = 0; t < scenario->tasks; t++) {
    gboolean on_machine = oracle_on_machine (state, t);
    if (scenario->task[t].user != user || !oracle_counts_in (state, t, tier))
      continue;
    share.tasks += oracle_tie_count (state, t);
    if (!on_machine)
      continue;
    for (int r = 0; r < scenario->resources; r++)
      allocated[r] += scenario->task[t].request[r];
  }
  for (int r = 0; r < scenario->resources; r++) {
    gint64 part, whole;
    allocated[r] += with != ORACLE_NONE ? scenario->task[with].request[r] : 0;
    if (!oracle_part (scenario, user, r, allocated[r], capacity[r], &part, &whole))
      continue;
    share.each[share.parts] = part;
    share.of[share.parts++] = whole;
    if (asset) {
      share.part += part * unit / whole;
    } else if (part * share.whole > share.part * whole) {
      share.part = part;
      share.whole = whole;
    }
  }
  sort_parts (&share);
  return share;
}

/* Sign of the difference of weighted shares: a share above 0 by weight 0 is infinite, and of two such
 * the larger share is. */
static int
compare_shares (const Share *x, gint64 x_weight, const Share *y, gint64 y_weight)
{
  gboolean x_infinite = x_weight == 0 && x->part > 0, y_infinite = y_weight == 0 && y->part > 0;
  if (x_infinite != y_infinite)
    return x_infinite ? 1 : -1;
  __int128 left = x->part * y->whole * (y_weight > 0 ? y_weight : 1);
  __int128 right = y->part * x->whole * (x_weight > 0 ? x_weight : 1);
  return (left > right) - (left < right);
}

gboolean
oracle_counts_first (const OracleScenario *scenario)
{
  return scenario->options.order == ORACLE_LARGEST_SHARE_LAST
         || scenario->options.order == ORACLE_BORROWED_SHARE;
}

static gint64
waiting_request (const OracleState *state, int user, int tier, int resource)
{
  gint64 sum = 0;
  for (int t = 0; t < state->scenario->tasks; t++)
    if (state->scenario->task[t].user == user && oracle_queued (state, t, tier))
      sum += state->scenario->task[t].request[resource];
  return sum;
}

/* Does user a have more waiting than b, by the first resource of which they have not as much? */
static gboolean
more_waiting (const OracleState *state, int tier, int a, int b)
{
  for (int r = 0; r < state->scenario->resources; r++) {
    gint64 x = waiting_request (state, a, tier, r), y = waiting_request (state, b, tier, r);
    if (x != y)
      return x > y;
  }
  return FALSE;
}

/* Does user a, whose first task is a_task, go before user b? a has the higher index. */
static gboolean
user_before (const OracleState *state, int tier, int a, int a_task, int b, int b_task)
{
  const OracleScenario *scenario = state->scenario;
  int a_priority = scenario->task[a_task].priority, b_priority = scenario->task[b_task].priority;
  if (scenario->options.order == ORACLE_FIFO)
    return a_task < b_task;
  if (scenario->options.order == ORACLE_PRIORITY)
    return oracle_more_urgent (scenario, a_task, b_task);
  if (by_job (state)) {
    int jobs = compare_jobs (state, a_task, b_task);
    return jobs != 0 ? jobs < 0 : a_task < b_task;
  }
  gboolean with = oracle_counts_first (scenario);
  Share x = share_of (state, a, tier, with ? a_task : ORACLE_NONE);
  Share y = share_of (state, b, tier, with ? b_task : ORACLE_NONE);
  int order = compare_shares (&x, scenario->weight[a], &y, scenario->weight[b]);
  for (int i = 0; i < MIN (x.parts, y.parts) && scenario->options.order == ORACLE_SHARE_VECTOR
                  && order == 0; i++) {
    __int128 left = (__int128) x.each[i] * y.of[i] * scenario->weight[b];
    __int128 right = (__int128) y.each[i] * x.of[i] * scenario->weight[a];
    order = (left > right) - (left < right);
  }
  if (order != 0)
    return order < 0;
  if (with)
    return a_priority != b_priority ? a_priority > b_priority : a_task < b_task;
  if (scenario->options.order == ORACLE_GUARANTEED_SHARE)
    return a_priority != b_priority ? a_priority > b_priority : more_waiting (state, tier, a, b);
  return x.tasks < y.tasks;
}

/* Which of a user's tasks may be its first. Where shares depend on who can be served, that is asked
 * before anybody is tried. */
static OracleTasks
eligible_tasks (const OracleState *state)
{
  const OracleOptions *options = &state->scenario->options;
  gboolean asked = options->order == ORACLE_HDRF || oracle_counts_first (state->scenario);
  if (options->queue == ORACLE_SKIP)
    return asked ? ORACLE_HOPEFUL_TASKS : ORACLE_UNTRIED_TASKS;
  return options->queue == ORACLE_DROP ? ORACLE_UNTRIED_TASKS : ORACLE_ALL_TASKS;
}

/* Under `strict` a user is passed over whose first task cannot be placed. */
static gboolean
held_up (const OracleState *state, int first)
{
  const OracleOptions *options = &state->scenario->options;
  if (options->queue != ORACLE_STRICT)
    return FALSE;
  return oracle_counts_first (state->scenario) ? !oracle_can_go (state, first)
                                               : oracle_in_vain (state, first);
}

/* ---- tetris ---- */

static gboolean
any_can_go (const OracleState *state, int user, int tier)
{
  return oracle_first_task (state, user, tier, ORACLE_HOPEFUL_TASKS) != ORACLE_NONE;
}

/* How many users with tasks that can be placed go before this one, by share. */
static int
users_before (const OracleState *state, int user, int tier)
{
  int before = 0;
  for (int other = 0; other < state->scenario->users; other++) {
    if (other == user || !any_can_go (state, other, tier))
      continue;
    Share x = share_of (state, user, tier, ORACLE_NONE);
    Share y = share_of (state, other, tier, ORACLE_NONE);
    __int128 left = x.part * y.whole * state->scenario->weight[other];
    __int128 right = y.part * x.whole * state->scenario->weight[user];
    if (left != right)
      before += left > right;
    else
      before += x.tasks != y.tasks ? x.tasks > y.tasks : user > other;
  }
  return before;
}

/* Is the task that of least work, and the oldest, of its user and class? */
static gboolean
is_candidate (const OracleState *state, int task, int tier)
{
  const OracleScenario *scenario = state->scenario;
  int user = scenario->task[task].user, users = 0;
  if (!oracle_queued (state, task, tier) || !oracle_can_go (state, task))
    return FALSE;
  for (int t = 0; t < scenario->tasks; t++)
    if (scenario->task[t].user == user && oracle_queued (state, t, tier)
        && oracle_class_of (scenario, t) == oracle_class_of (scenario, task)
        && (job_length (state, t) < job_length (state, task)
            || (job_length (state, t) == job_length (state, task) && t < task)))
      return FALSE;
  for (int u = 0; u < scenario->users; u++)
    users += any_can_go (state, u, tier);
  return users_before (state, user, tier)
         < MAX (users - users * (int) scenario->options.fairness_knob / 100, 1);
}

static gint64
alignment (const OracleState *state, int task)
{
  const OracleScenario *scenario = state->scenario;
  gint64 sum = 0;
  for (int r = 0; r < scenario->resources; r++) {
    __int128 all = 0, free = 0;
    for (int m = 0; m < scenario->machines; m++)
      if (state->machine[m] == ORACLE_UP || state->machine[m] == ORACLE_DRAINING)
        all += scenario->machine[m].capacity[r];
    free = all;
    for (int t = 0; t < scenario->tasks; t++)
      free -= oracle_on_machine (state, t) ? scenario->task[t].request[r] : 0;
    if (all > 0)
      sum += (gint64) ((scenario->task[task].request[r] * free << 40) / (all * all));
  }
  return sum;
}

static int
next_by_tetris (const OracleState *state, int tier)
{
  gboolean candidate[ORACLE_TASKS] = { FALSE };
  __int128 alignments = 0, works = 0, best_score = 0;
  int best = ORACLE_NONE;
  for (int t = 0; t < state->scenario->tasks; t++) {
    if (!(candidate[t] = is_candidate (state, t, tier)))
      continue;
    alignments += alignment (state, t);
    works += MAX (job_length (state, t), 1);
  }
  for (int t = 0; t < state->scenario->tasks; t++) {
    if (!candidate[t])
      continue;
    __int128 score = alignment (state, t) * works - alignments * MAX (job_length (state, t), 1);
    if (best == ORACLE_NONE || score > best_score) {
      best = t;
      best_score = score;
    }
  }
  return best;
}

/* The task of the tier whose turn it is; or ORACLE_NONE. */
static int
next_of_tier (const OracleState *state, int tier)
{
  int chosen = ORACLE_NONE, chosen_user = ORACLE_NONE;
  OracleTasks which = eligible_tasks (state);
  if (state->scenario->options.order == ORACLE_HDRF) {
    int user = oracle_tree_user (state, tier);
    return user != ORACLE_NONE ? oracle_first_task (state, user, tier, which) : ORACLE_NONE;
  }
  if (state->scenario->options.order == ORACLE_TETRIS)
    return next_by_tetris (state, tier);
  for (int user = 0; user < state->scenario->users; user++) {
    int first = oracle_first_task (state, user, tier, which);
    if (first == ORACLE_NONE || held_up (state, first))
      continue;
    if (chosen == ORACLE_NONE || user_before (state, tier, user, first, chosen_user, chosen)) {
      chosen = first;
      chosen_user = user;
    }
  }
  return chosen;
}

/* The task to try next, or ORACLE_NONE when the pass is over. */
int
oracle_next_task (const OracleState *state)
{
  for (int tier = ORACLE_TIERS - 1; tier >= 0; tier--) {
    int chosen = next_of_tier (state, tier);
    if (chosen != ORACLE_NONE)
      return oracle_in_vain (state, chosen) ? ORACLE_NONE : chosen;
  }
  return ORACLE_NONE;
}
