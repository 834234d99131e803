/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a decision is about, and the best answer so far: what every way of searching shares. */
#pragma once

#include "scheduler/choose/machine_walk.h"
#include "scheduler/choose/profile.h"

#include <math.h>

typedef struct CompareSearch CompareSearch;

typedef struct {
  const Cell *cell;
  const Profile *profile;
  ColumnScratch *scratch;
  VectorPath path;
  PolicyView view;
  const guint8 *match;     /* by machine: what the filters on attributes say */
  gboolean matches_all;    /* … and that they turn none away */
  const MachineWalk *walk; /* whose order breaks ties; NULL: the lowest machine does */
  CompareSearch *compare;  /* NULL unless scores compare the machines of the class */
} Question;

typedef struct {
  guint machine;
  double score; /* -INFINITY while there is none */
} Best;

#define BEST_NONE ((Best){ MACHINE_NONE, -INFINITY })

/* Scores machines here and there, known to be feasible, at most SWEEP_BLOCK. The columns have their numbers
 * and are valid until the question's scratch is used again. */
Columns question_score (const Question *question, const guint *machines, guint count, double *total);
/* The best of the machines kept, by their totals, and of the best so far. */
void question_compare (const Question *question, const Columns *columns, const guint8 *keep,
                       const double *total, Best *best);
/* Asks about each machine of the columns, which must be profile_columns() and the number: keep[i]
 * is 0 where a filter on attributes turns it away, and scratch after. */
void question_ask (const Question *question, const Columns *columns, guint8 *keep, Best *best);
