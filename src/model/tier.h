/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Priorities and the four tiers they fall into (Borg's bands, EuroSys'15 §2.5). */
#pragma once

#include <glib.h>

typedef enum { TIER_FREE, TIER_BATCH, TIER_PROD, TIER_MONITORING, N_TIERS } Tier;

#define PRIORITY_MAX 1000000000

typedef struct {
  gint32 lowest[N_TIERS];  /* a tier's lowest priority; ascending, the first is 0 */
} TierBounds;

extern const char *const tier_names[N_TIERS + 1];  /* NULL-terminated */

/* 0, 100, 200, 360. */
extern const TierBounds tier_bounds_default;

Tier tier_of_priority (const TierBounds *bounds, gint32 priority);

/* Index of the tier called name, or -1. */
int tier_find (const char *name);
