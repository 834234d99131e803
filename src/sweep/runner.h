/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All points of a plan, run by several threads into one folder:
 *
 *   DIR/sweep.json       the plan
 *   DIR/points/NAME/     the results of each point, as `berth run` leaves them
 *   DIR/results.csv      all figures of all points (sweep/results_table.h)
 *
 * What the files hold depends neither on the number of threads nor on how often the sweep was
 * interrupted. Points that are done already are kept, others are begun anew. Files reach the disk at
 * the end, all at once: after a power cut some may be torn, and their points are run again. */
#pragma once

#include "sweep/plan.h"
#include "sweep/shard.h"

typedef struct {
  const char *folder;
  Shard shard;
  guint jobs;              /* threads, 1 or more */
  const char *plot_format; /* of charts: svg, png or pdf; NULL: no charts */
  const gint *stop;        /* set (atomically) to end early; may be NULL */
  /* Called by the thread that called sweep_run(): a point failed; and, ten times a second, how far all
   * is (0 … 1). Both may be NULL. */
  void (*failed) (const SweepPoint *point, const GError *why, gpointer data);
  void (*progress) (double fraction, guint done, guint points, gpointer data);
  gpointer data;
} SweepOptions;

typedef struct {
  guint8 *states;          /* PointState, by point */
  guint points, kept, run, failed; /* of this shard; the others are left */
} SweepOutcome;

void sweep_outcome_clear (SweepOutcome *outcome);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SweepOutcome, sweep_outcome_clear)

/* Runs what is not done. Points that fail are counted, and the others go on. FALSE and *error when the
 * folder cannot be written, or is full (INPUT_ERROR_FULL): *ret then says how far it came. */
gboolean sweep_run (const SweepPlan *plan, const SweepOptions *options, SweepOutcome *ret,
                    GError **error);
