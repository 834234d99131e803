/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/evict/class_ranks.h"

typedef struct {
  guint task_class;
  guint64 used;     /* when, in calls */
  guint64 seen;
  EvictionRank *rank;
} Remembered;

struct ClassRanks {
  const Cell *cell;
  guint64 calls;
  guint most;
  GArray *remembered; /* of Remembered, at most so many */
};

ClassRanks *
class_ranks_new (const Cell *cell, gsize bytes)
{
  ClassRanks *ranks = g_new0 (ClassRanks, 1);
  gsize each = MAX (cell->machines, 1) * sizeof (EvictionRank);
  ranks->cell = cell;
  ranks->most = (guint) CLAMP (bytes / each, 1, 4096);
  ranks->remembered = g_array_new (FALSE, FALSE, sizeof (Remembered));
  return ranks;
}

void
class_ranks_free (ClassRanks *ranks)
{
  if (ranks == NULL)
    return;
  for (guint i = 0; i < ranks->remembered->len; i++)
    g_free (g_array_index (ranks->remembered, Remembered, i).rank);
  g_array_unref (ranks->remembered);
  g_free (ranks);
}

/* Its own; else a new one, or that which has gone longest without use. */
static Remembered *
find (ClassRanks *ranks, guint task_class)
{
  GArray *all = ranks->remembered;
  guint oldest = 0;
  for (guint i = 0; i < all->len; i++) {
    Remembered *it = &g_array_index (all, Remembered, i);
    if (it->task_class == task_class)
      return it;
    if (it->used < g_array_index (all, Remembered, oldest).used)
      oldest = i;
  }
  if (all->len < ranks->most) {
    Remembered new = { .rank = g_new (EvictionRank, MAX (ranks->cell->machines, 1)) };
    oldest = all->len;
    g_array_append_val (all, new);
  }
  Remembered *it = &g_array_index (all, Remembered, oldest);
  *it = (Remembered){ .task_class = task_class, .rank = it->rank };
  for (guint m = 0; m < ranks->cell->machines; m++)
    it->rank[m] = (EvictionRank){ .by = { NO_VICTIMS } };
  return it;
}

EvictionRank *
class_ranks_of (ClassRanks *ranks, const TaskClass *task_class, guint64 *ret_seen)
{
  Remembered *it = find (ranks, task_class->index);
  it->used = ++ranks->calls;
  *ret_seen = it->seen;
  it->seen = ranks->cell->changes;
  return it->rank;
}
