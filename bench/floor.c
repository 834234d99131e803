/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/floor.h"

#include <math.h>
#include <string.h>

/* More than floats can be wrong by: a part of a capacity is of at most four roundings of 2^-24. */
#define SLACK 2e-6f

#define ALIGNMENT 64 /* of columns, the cell's too */

struct Floor {
  const Cell *cell;
  FloorScores scores;
  guint runs;
  guint padded;   /* machines, and what the cell's columns are padded with */
  float *part[2]; /* 1 / capacity */
  /* By run, an upper bound of its best score: the bits of a float, or hundredths; negative where none
   * fits. */
  gint32 *bound;
};

Floor *
floor_new (const Cell *cell, FloorScores scores)
{
  Floor *floor = g_new0 (Floor, 1);
  floor->cell = cell;
  floor->scores = scores;
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
  if (floor == NULL)
    return;
  for (guint r = 0; r < 2; r++)
    g_aligned_free (floor->part[r]);
  g_free (floor->bound);
  g_free (floor);
}

/* Floats, all machines -------------------------------------------------------------------------- */

#define SWEEP        bare_portable
#define SWEEP_TARGET
#define SWEEP_LANES  4
#include "bench/floor_sweep.h"

#define SWEEP        bare_avx2
#define SWEEP_TARGET VECTOR_TARGET_AVX2
#define SWEEP_LANES  8
#include "bench/floor_sweep.h"

#define SWEEP        bare_avx512
#define SWEEP_TARGET VECTOR_TARGET_AVX512
#define SWEEP_LANES  16
#include "bench/floor_sweep.h"

static void (*const bare[]) (const Floor *floor, const Amounts *request) = VECTOR_LIST (bare);

/* Doubles, some machines ------------------------------------------------------------------------ */

typedef struct {
  guint machine;
  double score;
} Best;

/* berth's own formulas, operation by operation (docs/simulation.md). */
static inline double
fit_of (const Floor *floor, const Amounts *request, guint m)
{
  const Cell *cell = floor->cell;
  double left[2];
  for (guint r = 0; r < 2; r++)
    left[r] = ((double) cell->free[r][m] - (double) request->of[r]) * (1.0 / cell->capacity[r][m]);
  return 1.0 - (left[0] + left[1]) * 0.5;
}

/* In whole percent, truncated. */
static inline gint32
balance_of (const Floor *floor, const Amounts *request, guint m)
{
  const Cell *cell = floor->cell;
  double used[2];
  for (guint r = 0; r < 2; r++) {
    double capacity = cell->capacity[r][m];
    used[r] = (capacity - (double) cell->free[r][m] + (double) request->of[r]) / capacity;
  }
  return (gint32) ((1 - fabs (used[0] - used[1]) / 2) * 100);
}

static inline gint32
percent_left (const Cell *cell, const Amounts *request, guint m, guint r)
{
  return (gint32) ((gint64) 100 * (cell->free[r][m] - request->of[r]) / cell->capacity[r][m]);
}

static inline double
score_of (const Floor *floor, const Amounts *request, guint m)
{
  static const Amounts nothing;
  if (floor->scores == FLOOR_BEST_FIT)
    return fit_of (floor, request, m);
  if (floor->scores == FLOOR_BALANCED)
    return fit_of (floor, request, m) + (double) balance_of (floor, request, m) / 100.0;
  gint32 left
    = percent_left (floor->cell, request, m, 0) + percent_left (floor->cell, request, m, 1);
  gint32 gain = balance_of (floor, request, m) - balance_of (floor, &nothing, m);
  return left / 2 + 50 + (50 + gain) / 2;
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

static double
most_of (const Floor *floor, guint run)
{
  float most;
  if (floor->scores == FLOOR_KUBE)
    return floor->bound[run];
  memcpy (&most, &floor->bound[run], sizeof most);
  return (double) most;
}

/* Can it have the best? */
static gboolean
promises (const Floor *floor, guint run, const Best *best)
{
  if (floor->bound[run] < 0)
    return FALSE;
  double most = most_of (floor, run);
  return most > best->score || (most == best->score && run * FLOOR_RUN < best->machine);
}

guint
floor_choose (Floor *floor, VectorPath path, const Amounts *request)
{
  Best best = { MACHINE_NONE, 0 };
  guint first = 0;
  bare[path](floor, request);
  for (guint run = 1; run < floor->runs; run++)
    if (floor->bound[run] > floor->bound[first])
      first = run;
  if (floor->bound[first] < 0)
    return MACHINE_NONE;
  look_at (floor, request, first * FLOOR_RUN, (first + 1) * FLOOR_RUN, &best);
  for (guint run = 0; run < floor->runs; run++)
    if (run != first && promises (floor, run, &best))
      look_at (floor, request, run * FLOOR_RUN, (run + 1) * FLOOR_RUN, &best);
  return best.machine;
}

guint
floor_choose_plainly (const Floor *floor, const Amounts *request)
{
  Best best = { MACHINE_NONE, 0 };
  look_at (floor, request, 0, floor->cell->machines, &best);
  return best.machine;
}
