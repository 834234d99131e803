/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all result files share: which resources are shown, and how much of them is allocated. */
#pragma once

#include "model/cell.h"
#include "scenario/scenario.h"

typedef struct {
  guint count;
  guint index[MAX_RESOURCES]; /* of the cell's resources, in its order */
} Reported;

/* The resources of which some machine has any. */
static inline Reported
reported_resources (const Cell *cell)
{
  Reported reported = { 0, { 0 } };
  for (guint r = 0; r < cell->resources->count; r++)
    if (cell->configured_capacity[r] > 0)
      reported.index[reported.count++] = r;
  return reported;
}

static inline Total
reported_allocated (const Cell *cell, guint resource)
{
  Total sum = 0;
  for (guint t = 0; t < N_TIERS; t++)
    sum += cell->tier[t].allocated[resource];
  return sum;
}

static inline gboolean
reported_usage (const Scenario *scenario)
{
  return scenario->workload != NULL && workload_has_usage (scenario->workload);
}
