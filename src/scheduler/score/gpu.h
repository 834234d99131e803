/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What scores of devices share: which resource they look at, and the whole hundredths (division
 * truncates) of the simulator of Weng et al., Beware of Fragmentation, USENIX ATC'23. */
#pragma once

#include "scheduler/policy.h"

/* The first resource made of devices that some machine has, or -1. */
static inline int
gpu_resource (const Cell *cell)
{
  for (guint r = 0; r < cell->resources->count; r++)
    if (cell->resources->item[r].device_slot >= 0 && cell_has (cell, r))
      return (int) r;
  return -1;
}

static inline const Amount *
gpu_free (const Cell *cell, guint resource, guint machine)
{
  return cell->device_free[cell->resources->item[resource].device_slot]
         + (gsize) machine * MAX_DEVICES;
}
