/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which machines strand capacity, since when and for want of what: stranded.csv. What a machine has
 * free that no size of the reference mix fits is weighed as the timeline weighs it: each sample
 * stands until the next, as a part of all that was free then. So the machines' parts come to the
 * cell's mean (fragmentation.<r>.stranded_mean).
 *
 * That is kept without a look at every machine at every sample: what a machine strands is a constant
 * between its changes, and its part is that times the integral of 1 / all free, which is one number a
 * resource for the whole cell. */
#pragma once

#include "metrics/csv_line.h"
#include "metrics/reported.h"

typedef struct {
  gint64 changed; /* time: as it is since then */
  gint64 began;   /* stranding since then; TIME_UNSET: it is not */
  gint64 lasted;  /* us of it until `changed` */
  guint times;    /* that it began */
  guint8 lacks;   /* bit r: there is less of resource r than any size of the mix requests */
} StrandedMachine;

typedef struct {
  Amount free;    /* stranded; 0 where something fits */
  double weighed; /* the cell's `weight` up to which `part` counts */
  double part;    /* ∫ free / all that is free in the cell, us */
  Integral sum;   /* ∫ free, us */
  gint64 lacked;  /* us that it was short of this one while it stranded something */
} StrandedAmount;

typedef struct {
  const Cell *cell;
  Reported reported;
  gint64 began, now;            /* times of the first sample, and of the last */
  double weight[MAX_RESOURCES]; /* ∫ 1 / all that is free, us */
  StrandedMachine *machine;
  StrandedAmount *amount; /* [machine * reported.count + i] */
} Stranded;

void stranded_init (Stranded *stranded, const Cell *cell);
void stranded_clear (Stranded *stranded);

/* Time goes on to `now`, the first sample's at first; until then so much was free in the cell. */
void stranded_advance (Stranded *stranded, gint64 now, const Total all[MAX_RESOURCES]);

/* From now on the machine strands what is in `free`, of each resource of the cell, for want of those
 * in `lacks` (a bit each; none: different sizes of the mix lack different ones). */
void stranded_set (Stranded *stranded, guint machine, const Amounts *free, guint8 lacks);

/* Header and rows, as of the time last advanced to: machines that stranded something for a time, in
 * order of index. */
void stranded_write (Stranded *stranded, CsvLine *row);
