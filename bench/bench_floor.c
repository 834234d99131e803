/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/bench.h"
#include "bench/world.h"

#define ROUNDS 21

static double
microseconds (World *world, Floor *floor, VectorPath path, guint rounds)
{
  double round[ROUNDS];
  guint times = MAX (1, 2000000 / world->cell->machines);
  for (guint i = 0; i < rounds; i++) {
    gint64 start = bench_cpu ();
    for (guint t = 0; t < times; t++)
      floor_choose (floor, path, world_request (world, world_draw (world)));
    round[i] = (double) (bench_cpu () - start) / times / 1000;
  }
  return bench_median (round, rounds);
}

/* Every path against the loop of one machine at a time. */
static void
check (World *world, Floor *floor)
{
  for (guint i = 0; i < 500; i++) {
    const Amounts *request = world_request (world, world_draw (world));
    guint right = floor_choose_plainly (floor, request);
    for (VectorPath path = 0; path < N_VECTOR_PATHS; path++)
      if (vector_path_available (path) && floor_choose (floor, path, request) != right)
        bench_fail ("the floor on the path %s chose another machine", vector_path_names[path]);
  }
}

static const char *const titles[] = { [FLOOR_BEST_FIT] = "best-fit",
                                      [FLOOR_BALANCED] = "best-fit;balanced",
                                      [FLOOR_KUBE] = "least-allocated;balanced-change" };

static void
measure (guint machines)
{
  World *world = world_new (&(WorldOptions){ .machines = machines, .classes = 1000 });
  world_fill (world);
  for (FloorScores scores = FLOOR_BEST_FIT; scores <= FLOOR_KUBE; scores++) {
    Floor *floor = floor_new (world->cell, scores);
    check (world, floor);
    for (VectorPath path = 0; path < N_VECTOR_PATHS; path++) {
      if (!vector_path_available (path))
        continue;
      double us = microseconds (world, floor, path, ROUNDS);
      bench_number ("machines", machines, 0);
      bench_text ("scores", titles[scores]);
      bench_text ("path", vector_path_names[path]);
      bench_number ("us", us, 2);
      bench_number ("ns/machine", us * 1000 / machines, 3);
      bench_row ();
    }
    floor_free (floor);
  }
  world_free (world);
}

int
main (int argc, char **argv)
{
  static const guint sizes[] = { 1000, 12500, 100000 };
  bench_begin (argc, argv, "The floor: a bare loop over all machines, exact (bench/floor.h).", NULL);
  bench_table ("mean time of a choice (median of rounds); portable is SSE2 on x86-64");
  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    measure (sizes[s]);
  return bench_end ();
}
