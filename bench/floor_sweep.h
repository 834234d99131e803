/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The floor's pass over all machines, for registers of one width: included by floor.c once for each,
 * with SWEEP (the function's name), SWEEP_TARGET (its attributes) and SWEEP_LANES defined.
 *
 * Scores of machines that fit are at least 0, so that their bits order as integers do; the sign of
 * "does not fit" puts a machine before all of them. */

#define PASTE_(a, b)   a##b
#define PASTE(a, b)    PASTE_ (a, b)
#define Floats         PASTE (SWEEP, _floats)
#define Integers       PASTE (SWEEP, _integers)
#define BOUND_RUNS     PASTE (SWEEP, _runs)

typedef float Floats __attribute__ ((vector_size (SWEEP_LANES * sizeof (float))));
typedef gint32 Integers __attribute__ ((vector_size (SWEEP_LANES * sizeof (gint32))));

/* In hundredths, truncated. */
#define PERCENT(x)     __builtin_convertvector (x, Integers)
#define ABSOLUTE(x)    ((Floats) ((Integers) (x) & G_MAXINT32))

SWEEP_TARGET static inline void
BOUND_RUNS (const Floor *floor, const Amounts *request, const FloorScores scores)
{
  const Integers *free_cpu = (const Integers *) (gconstpointer) floor->cell->free[0];
  const Integers *free_memory = (const Integers *) (gconstpointer) floor->cell->free[1];
  const Floats *part_cpu = (const Floats *) (gconstpointer) floor->part[0];
  const Floats *part_memory = (const Floats *) (gconstpointer) floor->part[1];
  const gint32 cpu = request->of[0], memory = request->of[1];
  const float slack = 100 * SLACK;
  for (guint run = 0, v = 0; run < floor->runs; run++) {
    const guint end = MIN (v + FLOOR_RUN / SWEEP_LANES, floor->padded / SWEEP_LANES);
    Integers best = (Integers){ 0 } - 1;
    for (; v < end; v++) {
      const Integers left_cpu = free_cpu[v] - cpu, left_memory = free_memory[v] - memory;
      const Floats x = __builtin_convertvector (left_cpu, Floats) * part_cpu[v];
      const Floats y = __builtin_convertvector (left_memory, Floats) * part_memory[v];
      const Integers balance = PERCENT (100.0f + slack - ABSOLUTE (x - y) * 50.0f);
      Integers bits;
      if (scores == FLOOR_KUBE) {
        const Floats x_before = __builtin_convertvector (free_cpu[v], Floats) * part_cpu[v];
        const Floats y_before = __builtin_convertvector (free_memory[v], Floats) * part_memory[v];
        const Integers before = PERCENT (100.0f - slack - ABSOLUTE (x_before - y_before) * 50.0f);
        const Integers left = PERCENT (x * 100.0f + slack) + PERCENT (y * 100.0f + slack);
        bits = (left >> 1) + 50 + ((50 + balance - before) >> 1);
      } else {
        Floats score = 1.0f + SLACK - (x + y) * 0.5f;
        if (scores == FLOOR_BALANCED)
          score += __builtin_convertvector (balance, Floats) * 0.01f;
        bits = (Integers) score;
      }
      bits |= (left_cpu | left_memory) & G_MININT32;
      const Integers better = bits > best;
      best = (bits & better) | (best & ~better);
    }
    gint32 most = best[0];
    for (guint i = 1; i < SWEEP_LANES; i++)
      most = MAX (most, best[i]);
    floor->bound[run] = most;
  }
}

SWEEP_TARGET static void
SWEEP (const Floor *floor, const Amounts *request)
{
  if (floor->scores == FLOOR_KUBE)
    BOUND_RUNS (floor, request, FLOOR_KUBE);
  else if (floor->scores == FLOOR_BALANCED)
    BOUND_RUNS (floor, request, FLOOR_BALANCED);
  else
    BOUND_RUNS (floor, request, FLOOR_BEST_FIT);
}

#undef PERCENT
#undef ABSOLUTE
#undef PASTE_
#undef PASTE
#undef Floats
#undef Integers
#undef BOUND_RUNS
#undef SWEEP
#undef SWEEP_TARGET
#undef SWEEP_LANES
