/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/choose/machine_walk.h"

#include "util/random.h"

static gboolean
share_divisor (guint a, guint b)
{
  while (b != 0) {
    guint rest = a % b;
    a = b;
    b = rest;
  }
  return a > 1;
}

/* By Euclid's algorithm, which also says how to make 1 of the two. */
static guint
inverse_of (guint stride, guint machines)
{
  gint64 a = stride, b = machines, x = 1, y = 0;
  while (b != 0) {
    gint64 quotient = a / b, rest = a % b, z = x - quotient * y;
    a = b;
    b = rest;
    x = y;
    y = z;
  }
  return (guint) (x < 0 ? x + machines : x);
}

void
machine_walks_init (MachineWalks *walks, guint machines)
{
  walks->machines = machines;
  for (guint i = 0; machines > 0 && i < WALK_STRIDES; i++) {
    guint stride = (guint) (random_mix (i) % machines);
    while (share_divisor (stride, machines))
      stride = (stride + 1) % machines;
    walks->stride[i] = stride;
    walks->inverse[i] = inverse_of (stride, machines);
  }
}

MachineWalk
machine_walk (const MachineWalks *walks, guint64 seed, guint64 sequence, guint placements)
{
  guint64 hash = random_mix (random_mix (random_mix (seed) ^ sequence) ^ placements);
  guint which = (guint) (hash >> 58);
  return (MachineWalk){ walks->machines, (guint) (hash % walks->machines), walks->stride[which],
                        walks->inverse[which] };
}
