/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/choose/room_score.h"

#include "scheduler/policy_tables.h"

typedef struct {
  const ScorePolicy *policy;
  double weight;
} Weighted;

struct RoomScore {
  const SchedulerOptions *options;
  const Cell *cell;
  guint64 seed;
  VectorPath path;
  GArray *scores; /* of Weighted: those that count */
};

/* Whoever wants to know which machine it is may ask the cell about it; and who compares machines has
 * one alone before it. */
static gboolean
counts (const ScorePolicy *policy)
{
  if (score_compares (policy))
    return FALSE;
  return policy->depends_on == DEPENDS_ON_ATTRIBUTES || (policy->columns & COLUMN_NUMBER) == 0;
}

RoomScore *
room_score_new (const SchedulerOptions *options, const Cell *cell, guint64 seed)
{
  RoomScore *scores = g_new0 (RoomScore, 1);
  scores->options = options;
  scores->cell = cell;
  scores->seed = seed;
  scores->path = vector_path ();
  scores->scores = g_array_new (FALSE, FALSE, sizeof (Weighted));
  for (guint i = 0; i < options->scores->len; i++) {
    const WeightedScore *named = &g_array_index (options->scores, WeightedScore, i);
    Weighted score = { score_policy_find (named->name), named->weight };
    if (counts (score.policy))
      g_array_append_val (scores->scores, score);
  }
  return scores;
}

void
room_score_free (RoomScore *scores)
{
  if (scores == NULL)
    return;
  g_array_unref (scores->scores);
  g_free (scores);
}

/* The columns of one machine that has this room. */
typedef struct {
  Amounts largest, whole;
  Columns columns;
} RoomColumns;

static void
set_devices (RoomColumns *its, const Room *room, guint resource, guint slot)
{
  for (guint d = 0; d < room->devices[slot]; d++) {
    Amount free = room->device_free[slot][d];
    its->largest.of[resource] = MAX (its->largest.of[resource], free);
    its->whole.of[resource] += free == DEVICE ? DEVICE : 0;
  }
  its->columns.largest[resource] = &its->largest.of[resource];
  its->columns.whole[resource] = &its->whole.of[resource];
}

static void
set_columns (RoomColumns *its, const Cell *cell, guint machine, const Room *room)
{
  *its = (RoomColumns){ .columns = columns_range (cell, COLUMN_ALL, machine, 1) };
  for (guint r = 0; r < cell->resources->count; r++) {
    int slot = cell->resources->item[r].device_slot;
    its->columns.free[r] = its->columns.most[r] = &room->free.of[r];
    if (slot >= 0)
      set_devices (its, room, r, (guint) slot);
  }
}

double
room_score_of (const RoomScore *scores, const TaskClass *task_class, guint machine,
               const Room *room)
{
  const guint8 keep = 1;
  double total = 0;
  RoomColumns its;
  PolicyView view = { .resources = scores->cell->resources,
                      .request = &task_class->request,
                      .priority = task_class->priority,
                      .seed = scores->seed,
                      .cell = scores->cell,
                      .task_class = task_class,
                      .options = scores->options };
  set_columns (&its, scores->cell, machine, room);
  for (guint s = 0; s < scores->scores->len; s++) {
    const Weighted *weighted = &g_array_index (scores->scores, Weighted, s);
    double score;
    score_sweep (weighted->policy, scores->path, &view, &its.columns, &keep, &score);
    total += weighted->weight * score;
  }
  return total;
}
