/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The oracle's user tree: every share is computed anew, from the leaves up, each time somebody
 * asks. */
#include "oracle.h"

#include <gmp.h>
#include <string.h>

/* A part of the tree: of a user's node, or of its own tasks only, where it has users below it. */
typedef struct {
  mpz_t held[ORACLE_RESOURCES];  /* in 2^-20 of a unit */
  mpq_t share;                   /* not divided by the weight */
  int dominant;                  /* the resource that it is of */
  gboolean open, waits;
  gint64 tasks;
} Part;

static void
part_init (Part *part)
{
  for (int r = 0; r < ORACLE_RESOURCES; r++)
    mpz_init (part->held[r]);
  mpq_init (part->share);
  part->open = part->waits = FALSE;
  part->tasks = 0;
}

static void
part_clear (Part *part)
{
  for (int r = 0; r < ORACLE_RESOURCES; r++)
    mpz_clear (part->held[r]);
  mpq_clear (part->share);
}

gboolean
oracle_can_go (const OracleState *state, int task)
{
  const OracleScenario *scenario = state->scenario;
  gboolean somewhere = FALSE;
  for (int m = 0; m < scenario->machines; m++)
    somewhere = somewhere || oracle_turned_away (state, m, task, 0) == ORACLE_NONE
      || (scenario->options.preempt != ORACLE_NO_PREEMPTION
          && oracle_could_evict (state, m, task));
  return somewhere;
}

/* Does the task count as one that may be placed? */
static gboolean
hopeful (const OracleState *state, int task)
{
  OracleQueue queue = state->scenario->options.queue;
  return queue == ORACLE_STOP || queue == ORACLE_DROP || oracle_can_go (state, task);
}

static gboolean
is_asked (const OracleState *state, int tier, int resource)
{
  for (int t = 0; t < state->scenario->tasks; t++)
    if (oracle_queued (state, t, tier) && state->scenario->task[t].request[resource] > 0
        && hopeful (state, t))
      return TRUE;
  return FALSE;
}

/* asked_only: leave out the resources that nobody asks for. */
static void
measure (const OracleState *state, int tier, gboolean asked_only, Part *part)
{
  const OracleScenario *scenario = state->scenario;
  gint64 capacity[ORACLE_RESOURCES];
  mpq_t share;
  mpq_init (share);
  oracle_share_capacity (state, capacity);
  for (int r = 0; r < scenario->resources; r++) {
    gint64 whole = capacity[r] * scenario->options.share_weight[r];
    if (whole == 0 || (asked_only && !is_asked (state, tier, r)))
      continue;
    mpq_set_z (share, part->held[r]);
    mpz_set_si (mpq_denref (share), whole);
    mpz_mul_2exp (mpq_denref (share), mpq_denref (share), 20);
    mpq_canonicalize (share);
    if (mpq_cmp (share, part->share) > 0) {
      mpq_set (part->share, share);
      part->dominant = r;
    }
  }
  mpq_clear (share);
}

/* The user's own tasks. */
static void
own_part (const OracleState *state, int tier, int user, Part *ret)
{
  const OracleScenario *scenario = state->scenario;
  gint64 held[ORACLE_RESOURCES] = { 0 };
  part_init (ret);
  for (int t = 0; t < scenario->tasks; t++) {
    gboolean on_machine = oracle_on_machine (state, t);
    if (scenario->task[t].user != user)
      continue;
    if (oracle_queued (state, t, tier)) {
      ret->waits = TRUE;
      ret->open = ret->open || hopeful (state, t);
    }
    if (!oracle_counts_in (state, t, tier))
      continue;
    ret->tasks += oracle_tie_count (state, t);
    for (int r = 0; r < scenario->resources && on_machine; r++)
      held[r] += scenario->task[t].request[r];
  }
  int first = oracle_first_task (state, user, tier, ORACLE_ALL_TASKS);
  if (scenario->options.queue == ORACLE_STRICT)
    ret->open = first != ORACLE_NONE && hopeful (state, first);
  for (int r = 0; r < scenario->resources; r++) {
    mpz_set_si (ret->held[r], held[r]);
    mpz_mul_2exp (ret->held[r], ret->held[r], 20);
  }
  measure (state, tier, FALSE, ret);
}

/* The parts just below a node: the user's own tasks first, then the users below it. user
 * ORACLE_NONE: the top of the tree, which has no tasks. */
typedef struct {
  int count;
  int user[ORACLE_USERS + 1];
  gboolean own[ORACLE_USERS + 1];
  Part part[ORACLE_USERS + 1];
} Below;

static gint64
weight_of (const OracleState *state, const Below *below, int i)
{
  return below->own[i] ? 1000 : state->scenario->weight[below->user[i]];
}

/* Share divided by weight. */
static void
weighted (const OracleState *state, const Below *below, int i, mpq_t ret)
{
  mpq_set_si (ret, weight_of (state, below, i), 1);
  mpq_div (ret, below->part[i].share, ret);
}

static gboolean
has_below (const OracleState *state, int user)
{
  for (int u = 0; u < state->scenario->users; u++)
    if (state->scenario->parent[u] == user)
      return TRUE;
  return FALSE;
}

static void user_part (const OracleState *state, int tier, int user, Part *ret);

static void
below_init (const OracleState *state, int tier, int user, Below *ret)
{
  ret->count = 0;
  if (user != ORACLE_NONE) {
    ret->user[ret->count] = user;
    ret->own[ret->count] = TRUE;
    own_part (state, tier, user, &ret->part[ret->count++]);
  }
  for (int u = 0; u < state->scenario->users; u++)
    if (state->scenario->parent[u] == user) {
      ret->user[ret->count] = u;
      ret->own[ret->count] = FALSE;
      user_part (state, tier, u, &ret->part[ret->count++]);
    }
}

static void
below_clear (Below *below)
{
  for (int i = 0; i < below->count; i++)
    part_clear (&below->part[i]);
}

static gboolean
is_scaled (OracleTree tree, const Part *part)
{
  if (tree == ORACLE_TREE_HDRF)
    return part->open;
  return tree == ORACLE_TREE_RESCALE_ALL && (part->waits || mpq_sgn (part->share) > 0);
}

/* What the part holds if its share is to be lowest × weight: of its dominant resource as much as that
 * is, rounded down; of the others in proportion, rounded down. */
static void
scale_down (const Part *part, gint64 weight, const mpq_t lowest, gint64 whole, int resources,
            mpz_t *ret)
{
  mpq_t factor, amount;
  mpz_t target;
  mpq_inits (factor, amount, NULL);
  mpz_init (target);
  mpq_set_si (factor, weight, 1);
  mpq_mul (amount, lowest, factor);
  mpq_set_si (factor, whole, 1);
  mpq_mul_2exp (factor, factor, 20);
  mpq_mul (amount, amount, factor);
  mpz_fdiv_q (target, mpq_numref (amount), mpq_denref (amount));
  for (int r = 0; r < resources; r++) {
    mpz_mul (ret[r], part->held[r], target);
    mpz_fdiv_q (ret[r], ret[r], part->held[part->dominant]);
  }
  mpq_clears (factor, amount, NULL);
  mpz_clear (target);
}

static void
sum_up (const OracleState *state, int tier, const Below *below, Part *ret)
{
  const OracleScenario *scenario = state->scenario;
  OracleTree tree = scenario->options.tree;
  gint64 whole[ORACLE_RESOURCES];
  gboolean any = FALSE;
  mpq_t lowest, share;
  mpz_t held[ORACLE_RESOURCES];
  mpq_inits (lowest, share, NULL);
  oracle_share_capacity (state, whole);
  for (int r = 0; r < ORACLE_RESOURCES; r++) {
    mpz_init (held[r]);
    whole[r] *= scenario->options.share_weight[r];
  }
  for (int i = 0; i < below->count; i++) {
    weighted (state, below, i, share);
    if (is_scaled (tree, &below->part[i]) && (!any || mpq_cmp (share, lowest) < 0)) {
      mpq_set (lowest, share);
      any = TRUE;
    }
  }
  for (int i = 0; i < below->count; i++) {
    const Part *part = &below->part[i];
    weighted (state, below, i, share);
    if (is_scaled (tree, part) && mpq_cmp (share, lowest) > 0)
      scale_down (part, weight_of (state, below, i), lowest, whole[part->dominant],
                  scenario->resources, held);
    else
      for (int r = 0; r < scenario->resources; r++)
        mpz_set (held[r], part->held[r]);
    for (int r = 0; r < scenario->resources; r++)
      mpz_add (ret->held[r], ret->held[r], held[r]);
    ret->open = ret->open || part->open;
    ret->waits = ret->waits || part->waits;
    ret->tasks += part->tasks;
  }
  measure (state, tier, tree == ORACLE_TREE_HDRF, ret);
  for (int r = 0; r < ORACLE_RESOURCES; r++)
    mpz_clear (held[r]);
  mpq_clears (lowest, share, NULL);
}

static void
user_part (const OracleState *state, int tier, int user, Part *ret)
{
  if (!has_below (state, user)) {
    own_part (state, tier, user, ret);
    return;
  }
  Below below;
  below_init (state, tier, user, &below);
  part_init (ret);
  sum_up (state, tier, &below, ret);
  below_clear (&below);
}

/* The user of lowest share below a user, or of the user itself. */
static int
descend (const OracleState *state, int tier, int user)
{
  Below below;
  int best = ORACLE_NONE;
  mpq_t share, lowest;
  mpq_inits (share, lowest, NULL);
  below_init (state, tier, user, &below);
  for (int i = 0; i < below.count; i++) {
    if (!below.part[i].open)
      continue;
    weighted (state, &below, i, share);
    int order = best == ORACLE_NONE ? -1 : mpq_cmp (share, lowest);
    if (order < 0 || (order == 0 && below.part[i].tasks < below.part[best].tasks)) {
      best = i;
      mpq_set (lowest, share);
    }
  }
  int chosen = best != ORACLE_NONE ? below.user[best] : ORACLE_NONE;
  gboolean deeper = best != ORACLE_NONE && !below.own[best] && has_below (state, chosen);
  below_clear (&below);
  mpq_clears (share, lowest, NULL);
  return deeper ? descend (state, tier, chosen) : chosen;
}

int
oracle_tree_user (const OracleState *state, int tier)
{
  return descend (state, tier, ORACLE_NONE);
}
