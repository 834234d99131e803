/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the makers of the shipped traces share: rows of a tasks file, and drawing them.
 *
 * The same program writes the same bytes everywhere: each purpose draws from a generator of its own
 * (so that a change to one does not shift another), amounts are integers before they are printed,
 * and no locale is set. */
#pragma once

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include <glib.h>

#define MINUTE 60
#define HOUR 3600
#define DAY 86400
#define GIB 1024
#define UNENDING (-1)

/* A row of a tasks file; its defaults are zeros, and priority 100. */
typedef struct {
  char *job;
  const char *task, *user;               /* task NULL: 0 */
  gint64 submit, duration, estimate, checkpoint;   /* s */
  gint priority;
  gint64 cpu, memory, gpu;               /* millicores, MiB, thousandths of a device */
  gint64 cpu_used, memory_used;
  gint64 memory_peak, peak_at, peak_for; /* MiB, s, s */
  const char *constraints, *preferences, *tolerations;
  const char *group, *spread, *affinity;
  const char *data;
  gint64 data_size;                      /* MiB */
  gint count;
  gint gang;                             /* above 1: so many run at once or none does */
} Row;

/* An empty GArray of Row that owns the names of its jobs. */
GArray *rows_new (void);

/* Writes folder/name, by submit time (rows of one instant in the order in which they were added),
 * without the columns that say nothing; frees the rows. A failure ends the program. */
void save_rows (const char *folder, const char *name, GArray *rows);

/* Writes any text. */
void save_text (const char *folder, const char *name, const GString *text);

/* The generator of one purpose of one trace; gsl_rng_free(). */
gsl_rng *stream_new (gulong trace, gulong purpose);

/* low to high, both included. */
gint64 between (gsl_rng *rng, gint64 low, gint64 high);

gboolean chance (gsl_rng *rng, double probability);

/* One of n values, all equally likely. */
gint64 one_of (gsl_rng *rng, const gint64 *values, guint n);

#define ONE_OF(rng, ...) \
  one_of (rng, (const gint64[]){ __VA_ARGS__ }, G_N_ELEMENTS (((const gint64[]){ __VA_ARGS__ })))

/* Log-normal of this mean, in whole minutes from 1 to at_most; s. */
gint64 duration (gsl_rng *rng, double mean, double sigma, gint64 at_most);

/* The part of a request that is used: low to high percent. */
gint64 part (gsl_rng *rng, gint64 request, gint64 low, gint64 high);

/* The next arrival after `now` (s) of a Poisson process whose rate swings by `swing` around
 * `per_hour` and is highest at `peak` o'clock. */
double next_arrival (gsl_rng *rng, double now, double per_hour, double swing, double peak);

/* A file each: NAME_trace.c. */
void make_quickstart (const char *folder);
void make_locality (const char *folder);
void make_quota (const char *folder);
void make_kubernetes (const char *folder);
