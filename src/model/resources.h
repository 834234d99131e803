/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making and showing sets of resources; what they are is in berth/resources.h. */
#pragma once

#include "berth/resources.h"
#include "util/units.h"

/* Names and device flags become a set: `cpu` counts in millicores, `memory` in MiB, devices in
 * thousandths, all else plain. names and devices are NULL-terminated, devices a subset of names
 * (the caller checks). */
void resource_set_init (ResourceSet *set, const char *const *names, const char *const *devices);
void resource_set_clear (ResourceSet *set);

/* Index of the resource called name, or -1. */
int resource_set_find (const ResourceSet *set, const char *name);

/* Appends "cpu=2 memory=4096" (zero amounts left out; "nothing" when all are). */
void amounts_append (GString *out, const ResourceSet *set, const Amounts *amounts);
