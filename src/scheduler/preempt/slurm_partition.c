/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Slurm's way: candidates are taken one after the other until the task fits; then they are put in
 * another order, the one that made room first, and that is tried again. Slurm walks the candidates
 * of all nodes: the first machine to have room is the one whose last victim comes first among all. */
#include "scheduler/policy.h"

#define SIZE_MAX_RANK 65535
#define WHOLE_MACHINE 1000000

/* A tier stands for a partition, whose priority tier outweighs any size. */
static gint64
key_of (const EvictionCase *the, const Victim *victim)
{
  gint64 size = victim->size * SIZE_MAX_RANK / WHOLE_MACHINE;
  if (the->options->slurm_youngest_first)
    return -victim->task->started;
  return ((gint64) cell_class_of (the->cell, victim->task)->tier << 16) + MIN (size, SIZE_MAX_RANK);
}

static gboolean
comes_after (const EvictionCase *the, const Victim *a, const Victim *b)
{
  gint64 x = key_of (the, a), y = key_of (the, b);
  return x != y ? x > y : a->task->sequence > b->task->sequence;
}

static gboolean
is_smaller (const EvictionCase *the, const Victim *a, const Victim *b)
{
  (void) the;
  return a->size < b->size;
}

/* Stable. */
static void
sort (const EvictionCase *the, Victim *victim, guint count,
      gboolean (*after) (const EvictionCase *the, const Victim *a, const Victim *b))
{
  for (guint i = 1; i < count; i++) {
    Victim moved = victim[i];
    guint at = i;
    for (; at > 0 && after (the, &victim[at - 1], &moved); at--)
      victim[at] = victim[at - 1];
    victim[at] = moved;
  }
}

/* How many, from the first, until the task fits. */
static guint
take (const EvictionCase *the, const Victim *victim)
{
  guint taken = 0;
  Room room;
  cell_room_init (the->cell, the->machine, &room);
  do
    cell_room_add (the->cell, &room, victim[taken++].task);
  while (!cell_room_fits (the->cell, &room, &the->task_class->request));
  return taken;
}

static void
move_to_front (Victim *victim, guint place)
{
  Victim moved = victim[place];
  for (guint i = place; i > 0; i--)
    victim[i] = victim[i - 1];
  victim[0] = moved;
}

static void
choose (const EvictionCase *the, GArray *victims, EvictionRank *ret_rank)
{
  Victim *victim = (Victim *) (void *) victims->data;
  sort (the, victim, victims->len, comes_after);
  guint taken = take (the, victim);
  *ret_rank = (EvictionRank){ .by = { key_of (the, &victim[taken - 1]),
                                      (gint64) victim[taken - 1].task->sequence } };
  for (gint64 i = 0; i < the->options->slurm_reorder_count && taken > 1; i++) {
    move_to_front (victim, taken - 1);
    if (!the->options->slurm_strict_order)
      sort (the, victim + 1, victims->len - 1, is_smaller);
    taken = take (the, victim);
  }
  g_array_set_size (victims, taken);
}

const PreemptRules preempt_slurm_partition = {
  .base = {
    .head = {
      .name = "slurm-partition",
      .summary = "as Slurm's preempt/partition_prio: lowest tier first, then the smallest",
      .details = "Candidates by (tier << 16) + min(65535, size in 65535ths of the machine), then by "
                 "sequence; with slurm-youngest-first by start, latest first.\n"
                 "On a machine they are taken until the task fits; then, slurm-reorder-count times, the "
                 "last one taken goes first, the others follow by size, largest first (with "
                 "slurm-strict-order as they were), and they are taken anew.\n"
                 "machine: where the last one taken at first comes first among all candidates.\n"
                 "Slurm, preempt/partition_prio and cons_tres.",
    },
  },
  .choose = choose,
};
