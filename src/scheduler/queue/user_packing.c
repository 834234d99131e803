/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order `tetris`: a candidate for each class of each user that counts, and the best of them.
 *
 * A candidate's score is a - (A / W) w, with its alignment a, its job's work w, and the sums A and W of
 * all candidates': packing and remaining work weigh the same on average. It is compared as a W - A w, in
 * integers. Alignments are below 2^44 and works below 2^63, so that 2^19 candidates are not too many. */
#include "scheduler/queue/queue_parts.h"

#include "util/fraction.h"

#define ALIGNMENT_BITS 40

__extension__ typedef __int128 Score;

/* What the machines that are up or draining have free. */
static Total
free_of (const Cell *cell, guint resource)
{
  Total free = cell->up_capacity[resource];
  for (guint t = 0; t < N_TIERS; t++)
    free -= cell->tier[t].allocated[resource];
  return free;
}

static gint64
alignment (const Cell *cell, const Amounts *request)
{
  gint64 sum = 0;
  for (guint r = 0; r < cell->resources->count; r++) {
    Wide capacity = (Wide) cell->up_capacity[r];
    if (capacity > 0)
      sum += (gint64) (((Wide) request->of[r] * (Wide) free_of (cell, r) << ALIGNMENT_BITS)
                       / (capacity * capacity));
  }
  return sum;
}

static gboolean
can_be_placed (const PendingQueue *queue, const ClassLine *line)
{
  return waiting_jobs_first (line->jobs) != NULL && !is_blocked (queue, line);
}

static gboolean
any_can_be_placed (const PendingQueue *queue, const TierUser *user)
{
  for (guint i = 0; i < user->lines.line->len; i++)
    if (can_be_placed (queue, g_ptr_array_index (user->lines.line, i)))
      return TRUE;
  return FALSE;
}

static void
add_candidates (const PendingQueue *queue, const TierUser *user)
{
  for (guint i = 0; i < user->lines.line->len; i++) {
    ClassLine *line = g_ptr_array_index (user->lines.line, i);
    if (!can_be_placed (queue, line))
      continue;
    Candidate candidate
      = { .line = line,
          .alignment = alignment (queue->cell, &line->task_class->request),
          .work = MAX (waiting_jobs_key (line->jobs)->remaining, 1),
          .sequence = waiting_jobs_first (line->jobs)->sequence };
    g_array_append_val (queue->candidates, candidate);
  }
}

static ClassLine *
best_candidate (const GArray *candidates)
{
  Score alignments = 0, works = 0, best_score = 0;
  const Candidate *best = NULL;
  for (guint i = 0; i < candidates->len; i++) {
    alignments += g_array_index (candidates, Candidate, i).alignment;
    works += g_array_index (candidates, Candidate, i).work;
  }
  for (guint i = 0; i < candidates->len; i++) {
    const Candidate *candidate = &g_array_index (candidates, Candidate, i);
    Score score = candidate->alignment * works - alignments * candidate->work;
    if (best != NULL
        && (score < best_score || (score == best_score && candidate->sequence > best->sequence)))
      continue;
    best = candidate;
    best_score = score;
  }
  return best != NULL ? best->line : NULL;
}

ClassLine *
user_packing_first (PendingQueue *queue, TierQueue *tier)
{
  guint64 users = 0, left;
  for (guint i = 0; i < tier->users->len; i++)
    if (any_can_be_placed (queue, g_ptr_array_index (tier->users, i)))
      users++;
  left = MAX (users - users * (guint64) queue->options->fairness_knob / 100, 1);
  g_array_set_size (queue->candidates, 0);
  for (guint i = 0; i < tier->users->len && left > 0; i++) {
    const TierUser *user = g_ptr_array_index (tier->users, i);
    if (!any_can_be_placed (queue, user))
      continue;
    add_candidates (queue, user);
    left--;
  }
  return best_candidate (queue->candidates);
}
