/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The oracle's run: events in their order, the pass, and the log. */
#include "oracle_moves.h"

#include <string.h>

const char *const oracle_order_names[] = { "fifo", "priority", "drf", "asset", "hdrf",
                                           "share-vector", "largest-share-last", "shortest-job",
                                           "srpt", "tetris", "guaranteed-share", "borrowed-share",
                                           "upward-rank", "critical-path-first", "sjf-critical-path" };
const char *const oracle_share_tie_names[] = { "running", "allocations", "index" };
const char *const oracle_reclaim_names[] = { "none", "volcano", "kueue" };
const char *const oracle_tree_names[] = { "hdrf", "rescale-all", "sum" };
const char *const oracle_sample_names[] = { "all", "adaptive", "random" };
const char *const oracle_queue_names[] = { "skip", "strict",    "stop",        "drop",
                                           "easy", "easy-sjbf", "conservative" };
const char *const oracle_preempt_names[] = { "none", "lowest-priority", "fewest-victims",
                                             "least-lost-work", "kube", "volcano",
                                             "slurm-partition" };
const char *const oracle_filter_names[] = { "up", "constraints", "taints", "topology-spread",
                                           "affinity", "fit", "limits" };
const char *const oracle_score_names[] = {
  "best-fit",    "best-fit-l2",     "worst-fit",      "dot-product",
  "cosine",      "least-allocated", "most-allocated", "requested-to-capacity",
  "balanced",    "balanced-change", "spread",         "preferences",
  "random",      "best-fit-largest", "dot-product-min", "hybrid",
  "e-pvm",       "gpu-packing",     "gpu-clustering", "fgd",
  "node-affinity", "topology-spread", "affinity", "taint-toleration",
  "locality"
};
const char *const oracle_device_names[] = { "tightest", "fgd", "random" };
const char *const oracle_spread_names[] = { "machine", "rack", "zone" };
const char *const oracle_packing_names[] = { "none", "preferred", "required" };
const char *const oracle_tie_names[] = { "first", "random", "next" };
const char *const oracle_reason_names[] = { "too_large", "no_match", "topology",
                                            "needs_preemption", "capacity", "fragmentation", "gang",
                                            "quota" };
const char *const oracle_tier_names[] = { "free", "batch", "prod", "monitoring" };
static const char *const state_names[] = { "absent", "down", "draining", "up" };

void
oracle_state_init (OracleState *state, const OracleScenario *scenario)
{
  memset (state, 0, sizeof *state);
  state->scenario = scenario;
  state->log = g_ptr_array_new_with_free_func (g_free);
  state->reserves_moved = ORACLE_NONE;
  state->begins = ORACLE_NONE;
  for (int u = 0; u < ORACLE_USERS; u++)
    state->reclaimed[u] = ORACLE_NONE;
  for (int m = 0; m < ORACLE_MACHINES; m++)
    state->held_for[m] = ORACLE_NONE;
  for (int t = 0; t < ORACLE_TASKS; t++) {
    state->task[t].machine = state->task[t].reserved_machine = ORACLE_NONE;
    state->task[t].finish_time = state->task[t].grace_time = ORACLE_NONE;
  }
}

/* ---- the pass ---- */

static void
hold (OracleState *state, int task, int machine, const int *victims, int n_victims)
{
  state->held_for[machine] = task;
  state->task[task].state = ORACLE_AWAITING;
  state->task[task].machine = machine;
  for (int i = 0; i < n_victims; i++) {
    state->task[victims[i]].state = ORACLE_LEAVING;
    state->task[victims[i]].grace_time = state->now + state->scenario->options.grace;
    state->task[victims[i]].grace_order = ++state->orders;
  }
  oracle_say_task (state, "hold", task, machine);
  oracle_retry_all (state);
}

/* How long a chain of evictions of this instant ends with the task's own. */
static gint64
chain_to (const OracleState *state, int task)
{
  const OracleLife *life = &state->task[task];
  return life->placements > 0 && life->evicted == state->now ? life->chain : 0;
}

/* A gang that starts evicts nobody. */
static void
decide_gang (OracleState *state, int task)
{
  if (oracle_gang_starts (state, task))
    return;
  for (int t = 0; t < state->scenario->tasks; t++) {
    if (!oracle_same_gang (state->scenario, task, t) || state->task[t].state != ORACLE_PENDING)
      continue;
    state->task[t].impossible = TRUE;
    if (state->scenario->options.queue != ORACLE_DROP)
      continue;
    state->task[t].state = ORACLE_GONE;
    oracle_say_task (state, "drop", t, ORACLE_NONE);
  }
}

static void
decide (OracleState *state, int task)
{
  const OracleOptions *options = &state->scenario->options;
  int victims[ORACLE_TASKS], n_victims = 0;
  int machine = oracle_best_machine (state, task, NULL);
  if (machine != ORACLE_NONE) {
    oracle_place (state, task, machine);
  } else if (oracle_preempt (state, task, &machine, victims, &n_victims)
             && (options->max_cascade == 0 || chain_to (state, task) < options->max_cascade)) {
    if (options->grace > 0) {
      hold (state, task, machine, victims, n_victims);
      oracle_tried (state, task, FALSE);
      return;
    }
    gint64 chain = chain_to (state, task) + 1;
    for (int i = 0; i < n_victims; i++) {
      if (state->task[victims[i]].state == ORACLE_RUNNING)
        oracle_evict (state, victims[i], "preempted");
      state->task[victims[i]].chain = chain;
    }
    oracle_place (state, task, machine);
  } else if (options->queue != ORACLE_DROP && n_victims > 0) {
    state->task[task].put_off = TRUE;
  } else if (options->queue == ORACLE_DROP) {
    state->task[task].state = ORACLE_GONE;
    oracle_say_task (state, "drop", task, ORACLE_NONE);
  } else {
    state->task[task].impossible = TRUE;
    oracle_tried (state, task, TRUE);
    return;
  }
  oracle_tried (state, task, FALSE);
}

static gboolean
reclaim (OracleState *state)
{
  int victims[ORACLE_TASKS], n_victims = 0, machine;
  int task = oracle_reclaim (state, &machine, victims, &n_victims);
  if (task == ORACLE_NONE)
    return FALSE;
  state->reclaimed[state->scenario->task[task].user] = state->now;
  for (int i = 0; i < n_victims; i++)
    oracle_evict (state, victims[i], "preempted");
  oracle_place (state, task, machine);
  return TRUE;
}

static void
pass (OracleState *state)
{
  if (state->scenario->options.queue >= ORACLE_EASY) {
    oracle_backfill (state);
    state->begins = oracle_next_reservation (state);
    return;
  }
  do
    for (;;) {
      oracle_look_at_changes (state);
      int task = oracle_next_task (state);
      if (task == ORACLE_NONE)
        break;
      if (state->task[task].together)
        decide_gang (state, task);
      else
        decide (state, task);
    }
  while (reclaim (state));
  for (int t = 0; t < ORACLE_TASKS; t++)
    state->task[t].put_off = FALSE;
}

/* ---- events ---- */

static void
machine_down (OracleState *state, int machine)
{
  for (;;) {
    int next = ORACLE_NONE;
    for (int t = 0; t < state->scenario->tasks; t++)
      if (oracle_runs_on (state, t, machine)
          && (next == ORACLE_NONE
              || state->task[t].placed_order < state->task[next].placed_order))
        next = t;
    if (next == ORACLE_NONE)
      break;
    oracle_evict (state, next, "failed");
  }
  if (state->held_for[machine] != ORACLE_NONE) {
    state->task[state->held_for[machine]].state = ORACLE_PENDING;
    state->task[state->held_for[machine]].machine = ORACLE_NONE;
    state->held_for[machine] = ORACLE_NONE;
  }
}

static void
machine_event (OracleState *state, const OracleEvent *event)
{
  OracleMachineState was = state->machine[event->machine], is = was;
  if (event->kind == ORACLE_ADD && was == ORACLE_ABSENT)
    is = ORACLE_UP;
  else if (event->kind == ORACLE_GO_DOWN)
    is = ORACLE_DOWN;
  else if (event->kind == ORACLE_COME_UP && was != ORACLE_ABSENT)
    is = ORACLE_UP;
  else if (event->kind == ORACLE_DRAIN && was == ORACLE_UP)
    is = ORACLE_DRAINING;
  if (is == was)
    return;
  if (is == ORACLE_DOWN)
    machine_down (state, event->machine);
  state->machine[event->machine] = is;
  state->changed[event->machine] = TRUE;
  state->released = TRUE;
  oracle_say (state, "machine %s %s", state->scenario->machine[event->machine].name,
              state_names[is]);
  oracle_retry_all (state);
}

/* The earliest finish or grace end at `now`, in the order in which they were scheduled. */
static gboolean
finish_or_grace (OracleState *state)
{
  int task = ORACLE_NONE;
  gboolean grace = FALSE;
  guint64 order = G_MAXUINT64;
  for (int t = 0; t < state->scenario->tasks; t++) {
    const OracleLife *life = &state->task[t];
    if (life->finish_time == state->now && life->finish_order < order) {
      task = t;
      grace = FALSE;
      order = life->finish_order;
    }
    if (life->grace_time == state->now && life->grace_order < order) {
      task = t;
      grace = TRUE;
      order = life->grace_order;
    }
  }
  if (task == ORACLE_NONE)
    return FALSE;
  int machine = state->task[task].machine;
  if (grace) {
    oracle_evict (state, task, "preempted");
  } else {
    gboolean was_victim = state->task[task].state == ORACLE_LEAVING;
    oracle_leave (state, task, ORACLE_GONE);
    if (was_victim)
      oracle_recover (state, task);
    state->task[task].finished = TRUE;
    oracle_say_task (state, "finish", task, ORACLE_NONE);
  }
  oracle_end_hold_if_empty (state, machine);
  return TRUE;
}

/* When a running task may be evicted that was spared so far; or ORACLE_NONE. */
static gint64
exemption_end (const OracleState *state, int task)
{
  const OracleOptions *options = &state->scenario->options;
  return options->exempt_time > 0 && options->preempt != ORACLE_NO_PREEMPTION
             && state->task[task].state == ORACLE_RUNNING
           ? state->task[task].started + options->exempt_time
           : ORACLE_NONE;
}

/* The next instant at which anything but a sample is due, after `after`; or ORACLE_NONE. */
static gint64
next_instant (const OracleState *state, gint64 after)
{
  const OracleScenario *scenario = state->scenario;
  gint64 next = G_MAXINT64;
  for (int e = 0; e < scenario->events; e++)
    if (scenario->event[e].time > after)
      next = MIN (next, scenario->event[e].time);
  for (int t = 0; t < scenario->tasks; t++) {
    if (scenario->task[t].submit > after)
      next = MIN (next, scenario->task[t].submit);
    if (state->task[t].finish_time > after)
      next = MIN (next, state->task[t].finish_time);
    if (state->task[t].grace_time > after)
      next = MIN (next, state->task[t].grace_time);
    if (oracle_next_usage (state, t) > after)
      next = MIN (next, oracle_next_usage (state, t));
    if (exemption_end (state, t) > after)
      next = MIN (next, exemption_end (state, t));
  }
  next = MIN (next, oracle_next_back_off (state, after));
  if (state->begins > after)
    next = MIN (next, state->begins);
  return next < G_MAXINT64 ? next : ORACLE_NONE;
}

/* ---- events: each of these is one, and FALSE when there is no more of its kind now ---- */

static gboolean
change_machine (OracleState *state)
{
  int events = 0;
  for (int e = 0; e < state->scenario->events; e++) {
    if (state->scenario->event[e].time != state->now || events++ < state->machine_events)
      continue;
    state->machine_events++;
    machine_event (state, &state->scenario->event[e]);
    return TRUE;
  }
  return FALSE;
}

/* A task arrives. One that would exceed a quota is refused, or waits where it could be admitted ever. */
static void
submit (OracleState *state, int task)
{
  const OracleScenario *scenario = state->scenario;
  OracleLife *life = &state->task[task];
  int resource = oracle_over_quota (state, task, FALSE);
  gboolean behind = oracle_stands_behind (state, task);
  oracle_note_longest (state, task);
  life->together = scenario->task[task].gang > 1;
  oracle_say_task (state, "submit", task, ORACLE_NONE);
  life->state = ORACLE_PENDING;
  if (resource == ORACLE_NONE && !behind)
    return;
  gboolean waits = scenario->holds && oracle_over_quota (state, task, TRUE) == ORACLE_NONE;
  oracle_say (state, "%s for the quota of %d", waits ? "wait" : "refuse", resource);
  life->state = waits ? ORACLE_OVER_QUOTA : ORACLE_GONE;
  if (!waits)
    oracle_say_task (state, "drop", task, ORACLE_NONE);
}

/* One task that was held for a quota. */
static gboolean
admit_late (OracleState *state)
{
  int task = oracle_admitted (state);
  if (task == ORACLE_NONE)
    return FALSE;
  oracle_say_task (state, "admit", task, ORACLE_NONE);
  state->task[task].state = ORACLE_PENDING;
  return TRUE;
}

static void
submit_row (OracleState *state, int t)
{
  const OracleScenario *scenario = state->scenario;
  do {
    submit (state, t);
  } while (++t < scenario->tasks && scenario->task[t].same_row);
}

/* A row that waited for jobs. */
static gboolean
release (OracleState *state)
{
  for (int t = 0; t < state->scenario->tasks; t++)
    if (state->task[t].state == ORACLE_NOT_YET && state->task[t].kept
        && !oracle_must_wait (state, t)) {
      submit_row (state, t);
      return TRUE;
    }
  return FALSE;
}

/* A row, which may have to wait. */
static gboolean
arrive (OracleState *state)
{
  const OracleScenario *scenario = state->scenario;
  int t = 0;
  while (t < scenario->tasks
         && (scenario->task[t].submit != state->now || state->task[t].state != ORACLE_NOT_YET
             || state->task[t].kept))
    t++;
  if (t == scenario->tasks)
    return FALSE;
  if (!oracle_must_wait (state, t)) {
    submit_row (state, t);
    return TRUE;
  }
  do
    state->task[t].kept = TRUE;
  while (++t < scenario->tasks && scenario->task[t].same_row);
  return TRUE;
}

/* The one that was placed first. */
static gboolean
end_exemption (OracleState *state)
{
  int next = ORACLE_NONE;
  for (int t = 0; t < state->scenario->tasks; t++)
    if (exemption_end (state, t) == state->now && !state->spared[t]
        && (next == ORACLE_NONE || state->task[t].placed_order < state->task[next].placed_order))
      next = t;
  if (next == ORACLE_NONE)
    return FALSE;
  state->spared[next] = TRUE;
  state->changed[state->task[next].machine] = TRUE;
  oracle_retry_all (state);
  return TRUE;
}

static gboolean
end_back_offs (OracleState *state)
{
  gboolean any = oracle_next_back_off (state, state->now - 1) == state->now;
  oracle_end_back_offs (state);
  return any;
}

/* Once an instant, when all else has happened. */
static gboolean
move_reservations (OracleState *state)
{
  if (!state->scenario->options.reclaims || state->reserves_moved == state->now)
    return FALSE;
  state->reserves_moved = state->now;
  oracle_move_reservations (state, oracle_evict);
  oracle_retry_all (state);
  return TRUE;
}

static gboolean
one_event (OracleState *state)
{
  return (state->scenario->options.arrivals_first && arrive (state)) || finish_or_grace (state)
         || change_machine (state) || admit_late (state) || release (state) || arrive (state)
         || end_exemption (state)
         || move_reservations (state) || end_back_offs (state);
}

/* Where there is no event a reservation begins, which is no more than a pass. */
static void
one_instant (OracleState *state)
{
  gboolean each = state->scenario->options.pass_each, more;
  state->machine_events = 0;
  memset (state->spared, 0, sizeof state->spared);
  more = one_event (state);
  do {
    while (more && !each)
      more = one_event (state);
    pass (state);
    more = one_event (state);
  } while (more);
}

static void
sample (OracleState *state)
{
  int running = 0, pending = 0;
  for (int t = 0; t < state->scenario->tasks; t++) {
    OracleTaskState is = state->task[t].state;
    running += is == ORACLE_RUNNING || is == ORACLE_LEAVING;
    pending += is == ORACLE_PENDING || is == ORACLE_AWAITING || is == ORACLE_OVER_QUOTA;
  }
  oracle_say (state, "sample running=%d pending=%d", running, pending);
}

GPtrArray *
oracle_run (const OracleScenario *scenario)
{
  g_autofree OracleState *state = g_new0 (OracleState, 1);
  const OracleOptions *options = &scenario->options;
  oracle_state_init (state, scenario);
  gint64 next = next_instant (state, -1), next_sample = 0;
  while (next != ORACLE_NONE) {
    gint64 at = MIN (next, next_sample);
    if (options->horizon != ORACLE_NONE && at > options->horizon)
      break;
    state->now = at;
    if (at == next)
      one_instant (state);
    if (at == next_sample) {
      sample (state);
      next_sample += options->interval;
    }
    next = next_instant (state, at);
  }
  /* A given horizon is reached as long as anything is alive. */
  gboolean alive = FALSE;
  for (int t = 0; t < scenario->tasks; t++) {
    OracleTaskState is = state->task[t].state;
    alive = alive || is == ORACLE_RUNNING || is == ORACLE_LEAVING || is == ORACLE_PENDING
            || is == ORACLE_AWAITING || is == ORACLE_OVER_QUOTA;
  }
  while (options->horizon != ORACLE_NONE && alive && next_sample <= options->horizon) {
    state->now = next_sample;
    sample (state);
    next_sample += options->interval;
  }
  return state->log;
}
