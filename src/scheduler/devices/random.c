/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any device that fits, the same for the same seed: see the score of that name. */
#include "scheduler/policy.h"

#include "util/random.h"

/* The devices that have so much free. */
static guint64
find_fitting (const Cell *cell, guint machine, guint resource, Amount each)
{
  int slot = cell->resources->item[resource].device_slot;
  const Amount *free = cell->device_free[slot] + (gsize) machine * MAX_DEVICES;
  guint64 fitting = 0;
  for (gint d = 0; d < cell->capacity[resource][machine] / DEVICE; d++)
    fitting |= free[d] >= each ? G_GUINT64_CONSTANT (1) << d : 0;
  return fitting;
}

/* The one of them at this place, from the lowest. */
static guint64
bit_at (guint64 bits, guint place)
{
  while (place-- > 0)
    bits &= bits - 1;
  return bits & -bits;
}

static guint64
choose (const PolicyView *view, guint machine, guint resource)
{
  Amount amount = view->task_class->request.of[resource];
  guint64 fitting = find_fitting (view->cell, machine, resource, MIN (amount, DEVICE));
  guint64 hash = random_mix (random_mix (view->seed) ^ view->task->sequence);
  guint64 taken = 0;
  hash = random_mix (hash ^ ((guint64) view->task->placements << 32 | machine));
  for (guint i = 0; amount > 0; i++, amount -= MIN (amount, DEVICE)) {
    guint64 h = random_mix (hash ^ (resource << 8 | i));
    guint64 one = bit_at (fitting, (guint) (h % (guint64) __builtin_popcountll (fitting)));
    fitting &= ~one;
    taken |= one;
  }
  return taken;
}

const DevicePolicy devices_random = {
  .head = {
    .name = "random",
    .summary = "any devices that fit, by the seed",
    .details = "SplitMix64's finaliser over seed, task, placements so far, machine, resource and "
               "how many it has already, modulo the devices left.\n"
               "Berth's own.",
  },
  .depends_on = DEPENDS_ON_TASK,
  .choose = choose,
};
