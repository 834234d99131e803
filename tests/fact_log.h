/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run as text: one line a fact, in the order in which the engine told it.
 *
 *   TIME submit TASK                   TIME blocked TASK REASON [RESOURCE]
 *   TIME place TASK on MACHINE         TIME woken TASK
 *   TIME finish TASK                   TIME hold MACHINE for TASK
 *   TIME evict TASK CAUSE lost WORK    TIME release MACHINE for TASK
 *   TIME drop TASK                     TIME machine MACHINE STATE
 *   TIME pass DECISIONS                TIME sample N up, N running, N pending
 *   TIME wait TASK [RESOURCE]          TIME refuse TASK [RESOURCE]      (for a quota)
 *   TIME admit TASK
 *   TIME attempt JOB by SCHEDULER: N of N placed, N conflicts, N left[, abandoned]
 *   TIME end
 *
 * Times and work are in seconds. A task is JOB, or JOB/TASK where it has a name other than `0`. A
 * class goes by the name of the first task of it that was submitted. Passes, samples, wakes and
 * attempts are left out unless they are asked for. The cell's invariants are verified after every
 * event. */
#pragma once

#include "simulator/simulation.h"

typedef enum {
  FACT_LOG_PASSES = 1 << 0,
  FACT_LOG_SAMPLES = 1 << 1,
  FACT_LOG_WAKES = 1 << 2,   /* the order of wakes within an instant is no rule */
  FACT_LOG_ATTEMPTS = 1 << 3,
} FactLogParts;

/* Runs the scenario; the lines, each with its newline. NULL and *error where the run fails. */
char *fact_log_run (const Scenario *scenario, FactLogParts parts, GError **error);
