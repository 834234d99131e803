/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The oracle's choice among machines: which are looked at, in what order, and which is best. */
#include "oracle.h"

static guint64
common_divisor (guint64 a, guint64 b)
{
  return b == 0 ? a : common_divisor (b, a % b);
}

/* Where the walk of a decision begins, and in which steps it goes on. */
static void
walk (const OracleState *state, int task, guint64 *ret_start, guint64 *ret_stride)
{
  guint64 machines = (guint64) state->scenario->machines;
  guint64 hash = oracle_mix (oracle_mix (state->scenario->options.seed) ^ (guint64) task);
  hash = oracle_mix (hash ^ state->task[task].placements);
  *ret_start = hash % machines;
  *ret_stride = oracle_mix (hash >> 58) % machines;
  while (common_divisor (*ret_stride, machines) != 1)
    *ret_stride = (*ret_stride + 1) % machines;
}

/* How many feasible machines kube-scheduler looks for. */
static gint64
adaptive_size (gint64 machines)
{
  gint64 percent = MAX (50 - machines / 125, 5);
  return machines < 100 ? machines : MAX (machines * percent / 100, 100);
}

/* The machines to choose from. */
static void
take_sample (OracleState *state, int task, gboolean *ret_in)
{
  const OracleOptions *options = &state->scenario->options;
  int machines = state->scenario->machines, visited = 0;
  gint64 wanted = options->sample == ORACLE_SAMPLE_ADAPTIVE ? adaptive_size (machines)
                  : options->sample == ORACLE_SAMPLE_RANDOM ? options->sample_size
                                                            : machines;
  guint64 start = 0, stride = 1;
  if (options->sample == ORACLE_SAMPLE_ADAPTIVE)
    start = (guint64) state->next_in_turn;
  if (options->sample == ORACLE_SAMPLE_RANDOM)
    walk (state, task, &start, &stride);
  for (; visited < machines && wanted > 0; visited++) {
    int m = (int) ((start + (guint64) visited * stride) % (guint64) machines);
    ret_in[m] = oracle_turned_away (state, m, task, 0) == ORACLE_NONE;
    wanted -= ret_in[m];
  }
  state->next_in_turn = (int) ((start + (guint64) visited) % (guint64) machines);
}

int
oracle_best_machine (OracleState *state, int task, const gboolean *allowed)
{
  int best = ORACLE_NONE, machines = state->scenario->machines;
  double best_score = 0;
  guint64 start = 0, stride = 1;
  gboolean in[ORACLE_MACHINES] = { FALSE };
  take_sample (state, task, in);
  if (state->scenario->options.ties == ORACLE_TIES_RANDOM)
    walk (state, task, &start, &stride);
  if (state->scenario->options.ties == ORACLE_TIES_NEXT)
    start = (guint64) state->last_machine;
  for (int k = 0; k < machines; k++) {
    int m = (int) ((start + (guint64) k * stride) % (guint64) machines);
    if (!in[m] || (allowed != NULL && !allowed[m]))
      continue;
    double score = oracle_score (state, m, task, in);
    if (best == ORACLE_NONE || score > best_score) {
      best = m;
      best_score = score;
    }
  }
  return best;
}
