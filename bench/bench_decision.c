/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a decision takes: every machine filtered and scored, nothing sampled.
 *
 * Beside it, in the same run, the floor: a bare loop over the same columns (does it fit in cpu and
 * memory, best-fit, arg max) without tables, devices, states or constraints. Report the ratio; the
 * times depend on the machine. */
#include "scheduler/pipeline.h"
#include "tests/small_cell.h"
#include "util/random.h"

#include <stdio.h>

#define CLASSES 100
#define DECISIONS 2000

typedef struct {
  SmallCell small;
  Pipeline *pipeline;
  guint class[CLASSES];
  GQueue running;
} World;

static void
world_init (World *world, guint machines)
{
  static const char *const resources[] = { "cpu", "memory", NULL };
  const Amount capacity[] = { 64000, 262144 };
  small_cell_init (&world->small, resources, NULL);
  for (guint m = 0; m < machines; m++)
    small_cell_machine (&world->small, capacity, NULL, NULL);
  for (guint c = 0; c < CLASSES; c++) {
    guint64 random = random_mix (c);
    const Amount request[]
      = { (Amount) (250 + 250 * (random % 32)), (Amount) (512 + 512 * (random / 32 % 64)) };
    world->class[c] = small_cell_class (&world->small, request, 100);
  }
  small_cell_set_scores (&world->small, "best-fit");
  small_cell_start (&world->small);
  world->pipeline = pipeline_new (&world->small.options, world->small.cell, 1);
  g_queue_init (&world->running);
}

static void
world_clear (World *world)
{
  g_queue_clear (&world->running);
  pipeline_free (world->pipeline);
  small_cell_clear (&world->small);
}

/* One decision, applied; the oldest task leaves once the cell is about 70 % full. */
static void
decide (World *world, guint64 random)
{
  Cell *cell = world->small.cell;
  Task *task = small_cell_task (&world->small, "default", world->class[random % CLASSES]);
  guint machine = pipeline_choose (world->pipeline, task);
  g_assert (machine != MACHINE_NONE);
  cell_place (cell, task, machine);
  g_queue_push_tail (&world->running, task);
  if (cell->tier[TIER_BATCH].allocated[0] * 10 > cell->configured_capacity[0] * 7) {
    Task *oldest = g_queue_pop_head (&world->running);
    cell_release (cell, oldest);
    task_pool_remove (world->small.pool, oldest);
  }
}

static guint
bare_loop (const Cell *cell, Amount cpu, Amount memory)
{
  guint best = MACHINE_NONE;
  double best_score = -1;
  for (guint m = 0; m < cell->machines; m++) {
    double score = 1
                   - (((double) cell->free[0][m] - cpu) / cell->capacity[0][m]
                      + ((double) cell->free[1][m] - memory) / cell->capacity[1][m])
                       / 2;
    if (cell->free[0][m] >= cpu && cell->free[1][m] >= memory && score > best_score) {
      best = m;
      best_score = score;
    }
  }
  return best;
}

int
main (void)
{
  static const guint sizes[] = { 1000, 12500, 100000 };
  printf ("%9s %8s %14s %11s %7s\n", "machines", "classes", "decision (us)", "floor (us)", "ratio");
  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++) {
    World world;
    guint64 random = 1;
    gsize checksum = 0;
    world_init (&world, sizes[s]);
    for (guint i = 0; i < DECISIONS; i++)
      decide (&world, random = random_mix (random));
    gint64 start = g_get_monotonic_time ();
    for (guint i = 0; i < DECISIONS; i++)
      decide (&world, random = random_mix (random));
    gint64 middle = g_get_monotonic_time ();
    for (guint i = 0; i < DECISIONS; i++)
      checksum += bare_loop (world.small.cell, 1000 + (Amount) i, 4096);
    gint64 end = g_get_monotonic_time ();
    g_assert (checksum > 0);
    double decision = (double) (middle - start) / DECISIONS;
    double floor = (double) (end - middle) / DECISIONS;
    printf ("%9u %8u %14.2f %11.2f %7.2f\n", sizes[s], CLASSES, decision, floor, decision / floor);
    world_clear (&world);
  }
  return 0;
}
