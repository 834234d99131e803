/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A trace like Google's: a cell (bench/google.h), and as many tasks as wanted.
 *
 * Jobs come as a Poisson process that swings by day. A job is a user's (400 users, Zipf), of one
 * tier and one of that user's classes in it; three in four jobs are one task, the rest up to
 * thousands. Tasks of free and batch last minutes, a tenth of them hours (bounded Pareto); those of
 * prod and monitoring are services of days, and what of them is alive at any time stands at the
 * start already. Services last as long as it takes for the offered load to be 75 % of the cell. A
 * trace of twice as many tasks begins with the same rows and is twice as long (about ten tasks a
 * second for 12,500 machines), not denser.
 *
 * Under pressure the cell is full: free and batch ask for 70 % of it, and seven tasks in ten are of
 * prod, large (8 to 24 cores) and soon over, for a third of the cell. Requests are of four cores in
 * the median, eight times as many tasks come a second, and all that is alive stands at the start.
 */
#pragma once

#include <glib.h>

#define WORKLOAD_LOAD 0.75

typedef struct {
  guint64 tasks;
  guint machines;
  guint64 seed;
  gboolean pressure;
} WorkloadOptions;

/* What was written. */
typedef struct {
  WorkloadOptions options;
  guint64 jobs;
  guint64 standing; /* tasks of the start */
  guint classes;
  guint users;
  double span;           /* s, to the last submit */
  double load_cpu;       /* work offered in the span / capacity in it */
  double load_memory;
  double service_length; /* s, mean */
} WorkloadFacts;

/* Writes machines.csv, tasks.csv (a row a task, by submit time) and google.scenario into folder.
 * The scenario's horizon is the last submit. */
WorkloadFacts workload_write (const char *folder, const WorkloadOptions *options);
/* A row of the table that says what was written. */
void workload_row (const WorkloadFacts *facts);
