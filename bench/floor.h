/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The floor: the least that a decision over all machines can cost, what berth's own is held
 * against. A bare loop over the columns of cpu and memory: does it fit, score, arg max with the
 * lowest index among equals. No tables, devices, states, constraints, and nothing remembered.
 *
 * It is exact: the machine that berth chooses, to the last bit of a double. One pass over all
 * machines in floats, as many at a time as a vector register takes, finds an upper bound of the best
 * score of each run of FLOOR_RUN machines; then the runs that can hold the best are scored in
 * doubles. Reads berth's own columns of free amounts, and float reciprocals of the capacities that
 * it makes once. */
#pragma once

#include "scheduler/choose/vector_path.h"
#include "model/cell.h"

#define FLOOR_RUN 128 /* machines */

typedef struct Floor Floor;

typedef enum {
  FLOOR_BEST_FIT,
  FLOOR_BALANCED, /* best-fit plus balanced */
  FLOOR_KUBE,     /* least-allocated plus balanced-change: counted in hundredths */
} FloorScores;

/* For a cell whose first two resources are cpu and memory; every machine must have both. */
Floor *floor_new (const Cell *cell, FloorScores scores);
void floor_free (Floor *floor);

/* MACHINE_NONE when none fits. The path must be available. */
guint floor_choose (Floor *floor, VectorPath path, const Amounts *request);
/* The same machine by the obvious loop in doubles, one machine at a time. */
guint floor_choose_plainly (const Floor *floor, const Amounts *request);
