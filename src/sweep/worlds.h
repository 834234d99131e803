/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The traces and cells that points share: each is loaded when the first point needs it, lent to all
 * that are of the same world, and freed behind the last one. Thread-safe. */
#pragma once

#include "scenario/scenario.h"
#include "sweep/plan.h"

/* Rows of a trace that stay in memory at most (about 150 bytes each); more are read for each run. */
#define WORLD_ROWS_KEPT 2000000

typedef struct Worlds Worlds;

/* points: how many are going to be run of each world, by worlds_done() at the end of each. */
Worlds *worlds_new (const SweepPlan *plan, const guint *points);
void worlds_free (Worlds *worlds);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Worlds, worlds_free)

/* The scenario of the point, complete, with what it shares; to be freed before worlds_done(). NULL and
 * *error. */
Scenario *worlds_load (Worlds *worlds, const SweepPoint *point, GError **error);

/* The point needs its world no more; also where it never asked for it. */
void worlds_done (Worlds *worlds, const SweepPoint *point);
