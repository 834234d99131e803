/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One cost for all resources, the smallest rise wins: n to the power of a resource's utilization, n
 * the number of machines. Spreads; and more, the fuller a machine is.
 *
 * The powers are products of n's repeated square roots, which are the same on every machine (pow()
 * is not): the utilization is a binary fraction of POWER_BITS bits. */
#include "scheduler/policy.h"

#include <math.h>

#define POWER_BITS 20

/* root[b] is n^(2^-b). */
static void
find_roots (double n, double root[POWER_BITS + 1])
{
  root[0] = n;
  for (guint b = 1; b <= POWER_BITS; b++)
    root[b] = sqrt (root[b - 1]);
}

static double
power (const double root[POWER_BITS + 1], gint64 amount, gint64 capacity)
{
  gint64 exponent = (amount << POWER_BITS) / capacity;
  double product = 1;
  for (guint b = 0; b <= POWER_BITS; b++)
    if (exponent >> (POWER_BITS - b) & 1)
      product *= root[b];
  return product;
}

static void
sweep (const PolicyView *view, const Columns *columns, const guint8 *keep, double *score)
{
  double n = MAX (view->cell->machines, 2), root[POWER_BITS + 1];
  find_roots (n, root);
  for (guint i = 0; i < columns->count; i++) {
    double rise = 0, kinds = 0;
    for (guint r = 0; keep[i] && r < view->cell->resources->count; r++) {
      gint64 capacity = columns->capacity[r][i], used = capacity - columns->free[r][i];
      if (capacity == 0)
        continue;
      rise += power (root, used + view->task_class->request.of[r], capacity)
              - power (root, used, capacity);
      kinds++;
    }
    score[i] = kinds > 0 ? 1 - rise / (kinds * (n - 1)) : 1;
  }
}

const ScorePolicy score_e_pvm = {
  .head = {
    .name = "e-pvm",
    .summary = "smallest rise of one cost over all resources (E-PVM)",
    .details = "1 - sum(n^u' - n^u) / (k (n - 1)), u and u' the allocated part of each of the "
               "machine's k resources without and with the task, in 2^-20 rounded down, n the number "
               "of machines (at least 2).\n"
               "After Amir et al., An Opportunity Cost Approach for Job Assignment, IEEE TPDS 11(7), "
               "2000; called worst fit in Verma et al., EuroSys'15, 3.2.",
  },
  .depends_on = DEPENDS_ON_MACHINE,
  .columns = COLUMN_CAPACITY | COLUMN_FREE,
  .sweep = { sweep },
};
