/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a class cannot be placed (docs/simulation.md, "Why a task cannot be placed"). A class blocks
 * over and over, and little has changed in between: what was found is remembered by class. */
#pragma once

#include "scheduler/evict/eviction_rooms.h"
#include "scheduler/choose/pipeline.h"

typedef struct Explainer Explainer;

/* Borrows all of them. */
Explainer *explainer_new (const Cell *cell, Pipeline *pipeline, EvictionRooms *rooms,
                          gboolean within_tier);
void explainer_free (Explainer *explainer);

/* The reason, when no machine is feasible for the task and evicting is not allowed or of no use. */
void explainer_explain (Explainer *explainer, const Task *task, gboolean can_evict, Blocked *ret);
