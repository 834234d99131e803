/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many of a gang run, and what follows from it: whether it has started, or falls. */
#pragma once

#include "simulator/listeners.h"

#include "model/gang.h"

/* Who must be told. */
typedef struct {
  const Cell *cell;
  Scheduler *scheduler;
  Listeners *listeners;
  gint64 now;
} GangWatch;

/* A task that has just been submitted: its gang is made when there is none yet. */
void gang_count_submitted (const GangWatch *watch, Task *task);
void gang_count_placed (const GangWatch *watch, Gang *gang);
void gang_count_finished (Gang *gang);
/* The task, which has left its machine, becomes of the class in which it will wait. TRUE: so must
 * all of its gang that still run. */
gboolean gang_count_evicted (const GangWatch *watch, Gang *gang, Task *task);
/* Those that still run, oldest first. The caller unrefs. */
GPtrArray *gang_list_running (const GangWatch *watch, const Job *job);
