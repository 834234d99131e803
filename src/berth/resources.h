/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a cell counts: up to MAX_RESOURCES resources with their units, and vectors of amounts.
 *
 * An Amount is what one machine has or one task asks, in base units, below 2^31; a Total is a sum
 * over machines. A resource made of devices counts in thousandths: capacity is a multiple of
 * DEVICE, at most MAX_DEVICES devices a machine. */
#ifndef BERTH_RESOURCES_H
#define BERTH_RESOURCES_H

#include <glib.h>

/* How a resource counts. Base units are what the model computes with. */
typedef enum {
  UNIT_CPU,    /* cores in text, millicores in the model; `500m` is half a core */
  UNIT_MEMORY, /* MiB in both; suffixes B KiB MiB GiB TiB PiB, kB MB GB TB (rounded up to MiB) */
  UNIT_DEVICE, /* devices in text, thousandths in the model; `250m` is a quarter */
  UNIT_PLAIN,  /* whole numbers of the resource's own unit; suffixes k M G (powers of 1000) */
} Unit;

#define MAX_RESOURCES 8
#define MAX_DEVICE_RESOURCES 2
#define MAX_DEVICES 64
#define DEVICE 1000

typedef gint32 Amount;
typedef gint64 Total;

typedef struct {
  char *name;
  Unit unit;
  int device_slot;  /* 0 … MAX_DEVICE_RESOURCES-1 when made of devices, else -1 */
} Resource;

typedef struct {
  guint count;
  Resource item[MAX_RESOURCES];
} ResourceSet;

typedef struct {
  Amount of[MAX_RESOURCES];  /* entries past ResourceSet.count are 0 */
} Amounts;

#endif
