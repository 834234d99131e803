/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a cell counts: up to MAX_RESOURCES resources with their units, and vectors of amounts.
 *
 * An Amount is what one machine has or one task asks, in base units (util/units.h), below 2^31; a
 * Total is a sum over machines. A resource made of devices lists them in thousandths: capacity is a
 * multiple of DEVICE, at most MAX_DEVICES devices a machine. */
#pragma once

#include "util/units.h"

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

/* Names and device flags become a set: `cpu` counts in millicores, `memory` in MiB, devices in
 * thousandths, all else plain. names and devices are NULL-terminated, devices a subset of names
 * (the caller checks). */
void resource_set_init (ResourceSet *set, const char *const *names, const char *const *devices);
void resource_set_clear (ResourceSet *set);

/* Index of the resource called name, or -1. */
int resource_set_find (const ResourceSet *set, const char *name);

/* Appends "cpu=2 memory=4096" (zero amounts left out; "nothing" when all are). */
void amounts_append (GString *out, const ResourceSet *set, const Amounts *amounts);
