/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How balanced a machine is used, as kube-scheduler counts it: whole percents, 100 where all of its
 * resources are used in equal parts. */
#pragma once

#include "scheduler/score/columns.h"

#include <math.h>

/* What the machine would use of each of its resources: how many they are, their sum and extremes. */
typedef struct {
  double fraction[MAX_RESOURCES][SWEEP_BLOCK]; /* 0 where it has none */
  double count[SWEEP_BLOCK];
  double sum[SWEEP_BLOCK], least[SWEEP_BLOCK], most[SWEEP_BLOCK];
  double square[SWEEP_BLOCK]; /* sum of squared distances from the mean */
} Fractions;

/* with: with the task on it, or as it is. counted: which resources, a bit each. */
static VECTOR_BODY void
find_fractions (const PolicyView *view, const Columns *columns, gboolean with, guint counted,
                Fractions *restrict the)
{
  const guint count = columns->count;
  for (guint i = 0; i < count; i++) {
    the->count[i] = the->sum[i] = the->most[i] = the->square[i] = 0;
    the->least[i] = 1;
  }
  for (guint r = 0; r < view->cell->resources->count; r++) {
    const Amount *capacity = columns->capacity[r], *free = columns->free[r];
    const double request = with ? (double) view->task_class->request.of[r] : 0.0;
    double *fraction = the->fraction[r];
    if (!(counted >> r & 1))
      continue;
    for (guint i = 0; i < count; i++) {
      const gint32 has = capacity[i] > 0;
      const double c = has != 0 ? (double) capacity[i] : 1.0;
      const double u = (double) capacity[i] - (double) free[i] + request;
      const double part = MIN (u / c, 1.0);
      const double most = has != 0 ? part : 0.0, least = has != 0 ? part : 1.0;
      fraction[i] = most;
      the->count[i] += has != 0 ? 1.0 : 0.0;
      the->sum[i] += most;
      the->most[i] = MAX (the->most[i], most);
      the->least[i] = MIN (the->least[i], least);
    }
  }
}

static VECTOR_BODY void
find_squares (const PolicyView *view, const Columns *columns, guint counted,
              Fractions *restrict the)
{
  for (guint r = 0; r < view->cell->resources->count; r++) {
    const Amount *capacity = columns->capacity[r];
    const double *fraction = the->fraction[r];
    if (!(counted >> r & 1))
      continue;
    for (guint i = 0; i < columns->count; i++) {
      const double distance = fraction[i] - the->sum[i] / (the->count[i] > 0 ? the->count[i] : 1.0);
      the->square[i] += capacity[i] > 0 ? distance * distance : 0.0;
    }
  }
}

/* A bit for each resource that some machine has. */
static inline guint
resources_present (const Cell *cell)
{
  guint present = 0;
  for (guint r = 0; r < cell->resources->count; r++)
    present |= cell_has (cell, r) ? 1u << r : 0;
  return present;
}

/* The part of a resource that is used, at most 1. */
static VECTOR_BODY double
used_part (Amount capacity, Amount free, double request)
{
  const double c = capacity > 0 ? (double) capacity : 1.0;
  const double part = ((double) capacity - (double) free + request) / c;
  return MIN (part, 1.0);
}

/* Of two resources it is half their difference: the usual case, in one pass. */
static VECTOR_BODY void
find_balance_of_two (const PolicyView *view, const Columns *columns, gboolean with, guint r0,
                     guint r1, double *restrict percent)
{
  const Amount *capacity0 = columns->capacity[r0], *free0 = columns->free[r0];
  const Amount *capacity1 = columns->capacity[r1], *free1 = columns->free[r1];
  const double request0 = with ? (double) view->task_class->request.of[r0] : 0.0;
  const double request1 = with ? (double) view->task_class->request.of[r1] : 0.0;
  for (guint i = 0; i < columns->count; i++) {
    const double part0 = used_part (capacity0[i], free0[i], request0);
    const double part1 = used_part (capacity1[i], free1[i], request1);
    const gint32 both = (capacity0[i] > 0) & (capacity1[i] > 0);
    percent[i] = (1 - (double) both * fabs (part0 - part1) / 2) * 100;
  }
  for (guint i = 0; i < columns->count; i++)
    percent[i] = (double) (gint32) percent[i];
}

/* trunc ((1 - s) * 100), s the population standard deviation of the fractions. */
static VECTOR_BODY void
find_balance (const PolicyView *view, const Columns *columns, gboolean with, guint counted,
              double *restrict percent)
{
  Fractions the;
  if (__builtin_popcount (counted) == 2) {
    const guint r0 = (guint) __builtin_ctz (counted), r1 = (guint) __builtin_ctz (counted & (counted - 1));
    find_balance_of_two (view, columns, with, r0, r1, percent);
    return;
  }
  find_fractions (view, columns, with, counted, &the);
  find_squares (view, columns, counted, &the);
  for (guint i = 0; i < columns->count; i++) {
    const double n = the.count[i];
    const double difference = (the.most[i] - the.least[i]) / 2;
    const double deviation = sqrt (the.square[i] / (n > 2 ? n : 1.0));
    const double sigma = n > 2 ? deviation : n == 2 ? difference : 0.0; /* of one there is none */
    percent[i] = (1 - sigma) * 100;
  }
  for (guint i = 0; i < columns->count; i++)
    percent[i] = (double) (gint32) percent[i];
}
