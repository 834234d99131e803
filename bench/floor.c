/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/floor.h"

#include <math.h>
#include <string.h>

/* More than floats can be wrong by: a part of a capacity is of at most four roundings of 2^-24. */
#define SLACK 2e-6f

#define ALIGNMENT 64 /* of columns, the cell's too */

struct Floor {
  const Cell *cell;
  gboolean balanced;
  guint runs;
  guint padded;   /* machines, and what the cell's columns are padded with */
  float *part[2]; /* 1 / capacity */
  gint32 *bound;  /* by run: bits of an upper bound of its best score; negative where none fits */
};

Floor *
floor_new (const Cell *cell, gboolean balanced)
{
  Floor *floor = g_new0 (Floor, 1);
  floor->cell = cell;
  floor->balanced = balanced;
  floor->runs = (cell->machines + FLOOR_RUN - 1) / FLOOR_RUN;
  floor->padded = cell->blocks * CELL_BLOCK;
  floor->bound = g_new (gint32, floor->runs);
  for (guint r = 0; r < 2; r++) {
    floor->part[r] = g_aligned_alloc0 (floor->padded, sizeof (float), ALIGNMENT);
    for (guint m = 0; m < cell->machines; m++)
      floor->part[r][m] = 1.0f / (float) cell->capacity[r][m];
  }
  return floor;
}

void
floor_free (Floor *floor)
{
  for (guint r = 0; r < 2; r++)
    g_aligned_free (floor->part[r]);
  g_free (floor->bound);
  g_free (floor);
}

/* Floats, all machines -------------------------------------------------------------------------- */

#define SWEEP        bound_portable
#define SWEEP_TARGET
#define SWEEP_LANES  4
#include "bench/floor_sweep.h"

#define SWEEP        bound_avx2
#define SWEEP_TARGET VECTOR_TARGET_AVX2
#define SWEEP_LANES  8
#include "bench/floor_sweep.h"

#define SWEEP        bound_avx512
#define SWEEP_TARGET VECTOR_TARGET_AVX512
#define SWEEP_LANES  16
#include "bench/floor_sweep.h"

static void (*const bound[]) (const Floor *floor, const Amounts *request) = VECTOR_LIST (bound);

/* Doubles, some machines ------------------------------------------------------------------------ */

typedef struct {
  guint machine;
  double score;
} Best;

/* berth's own formulas, operation by operation (docs/simulation.md). */
static inline double
score_of (const Floor *floor, const Amounts *request, guint m)
{
  const Cell *cell = floor->cell;
  double left[2], used[2];
  for (guint r = 0; r < 2; r++)
    left[r] = ((double) cell->free[r][m] - (double) request->of[r]) * (1.0 / cell->capacity[r][m]);
  double score = 1.0 - (left[0] + left[1]) * 0.5;
  if (!floor->balanced)
    return score;
  for (guint r = 0; r < 2; r++) {
    double capacity = cell->capacity[r][m];
    used[r] = (capacity - (double) cell->free[r][m] + (double) request->of[r]) / capacity;
  }
  return score + (double) (gint32) ((1 - fabs (used[0] - used[1]) / 2) * 100) / 100.0;
}

static void
look_at (const Floor *floor, const Amounts *request, guint first, guint end, Best *best)
{
  const Cell *cell = floor->cell;
  for (guint m = first; m < MIN (end, cell->machines); m++) {
    if (cell->free[0][m] < request->of[0] || cell->free[1][m] < request->of[1])
      continue;
    double score = score_of (floor, request, m);
    if (best->machine == MACHINE_NONE || score > best->score
        || (score == best->score && m < best->machine))
      *best = (Best){ m, score };
  }
}

guint
floor_choose (Floor *floor, VectorPath path, const Amounts *request)
{
  Best best = { MACHINE_NONE, 0 };
  guint first = 0;
  bound[path](floor, request);
  for (guint run = 1; run < floor->runs; run++)
    if (floor->bound[run] > floor->bound[first])
      first = run;
  if (floor->bound[first] < 0)
    return MACHINE_NONE;
  look_at (floor, request, first * FLOOR_RUN, (first + 1) * FLOOR_RUN, &best);
  for (guint run = 0; run < floor->runs; run++) {
    float most;
    memcpy (&most, &floor->bound[run], sizeof most);
    if (run != first && floor->bound[run] >= 0 && (double) most >= best.score)
      look_at (floor, request, run * FLOOR_RUN, (run + 1) * FLOOR_RUN, &best);
  }
  return best.machine;
}

guint
floor_choose_plainly (const Floor *floor, const Amounts *request)
{
  Best best = { MACHINE_NONE, 0 };
  look_at (floor, request, 0, floor->cell->machines, &best);
  return best.machine;
}
