/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All machines of a cell in an order of their own for every decision, without storing one: from a
 * start in steps of a stride that shares no divisor with their number (docs/simulation.md, "Ties").
 */
#pragma once

#include <glib.h>

#define WALK_STRIDES 64

/* What the walks of a cell have in common. */
typedef struct {
  guint machines;
  guint stride[WALK_STRIDES];
  guint inverse[WALK_STRIDES]; /* stride × inverse = 1, modulo machines */
} MachineWalks;

typedef struct {
  guint machines;
  guint start;
  guint stride;
  guint inverse;
} MachineWalk;

void machine_walks_init (MachineWalks *walks, guint machines);
/* The random walk of a decision: for the same seed, task and run, the same. */
MachineWalk machine_walk (const MachineWalks *walks, guint64 seed, guint64 sequence,
                          guint placements);

/* All in order of their numbers, from a machine on. */
static inline MachineWalk
machine_walk_on (const MachineWalks *walks, guint machine)
{
  return (MachineWalk){ walks->machines, machine, 1, 1 };
}

/* The machine after this one. */
static inline guint
machine_walk_next (const MachineWalk *walk, guint machine)
{
  guint64 next = (guint64) machine + walk->stride;
  return (guint) (next >= walk->machines ? next - walk->machines : next);
}

/* The place of a machine in the walk, from 0. */
static inline guint
machine_walk_place (const MachineWalk *walk, guint machine)
{
  guint64 distance = (guint64) machine + walk->machines - walk->start;
  return (guint) (distance % walk->machines * walk->inverse % walk->machines);
}
