/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run from a loaded scenario to a folder of results: the simulation with every observer, then
 * the charts, then the manifest. This is what `berth run` and berth_run() do. */
#pragma once

#include "scenario/scenario.h"

#define REPORT_PAGE "report.html"

/* Writes REPORT_PAGE into a folder of results, of which `manifest` is what its manifest.json will say
 * but for report.html itself. FALSE with an INPUT_ERROR. The page is written by a room above this one
 * (page_write_of_run()). */
typedef gboolean (*RunPage) (const char *results_dir, const char *manifest, GError **error);

typedef struct {
  const char *out_dir;     /* NULL: no files at all, only the summary */
  const char *plot_format; /* of charts: svg, png or pdf; NULL: no charts */
  gboolean unsynced;       /* the caller flushes out_dir to disk */
  RunPage write_page;      /* NULL: no page */
  gboolean check;          /* verify the cell's invariants after every event (slow) */
  /* Called now and then; FALSE interrupts the run, which then ends early and says so. May be
   * NULL. */
  gboolean (*progress) (gint64 now, double fraction, gpointer data);
  gpointer progress_data;
} RunOptions;

typedef struct {
  gboolean interrupted;
  gint64 end;    /* simulated time at the end, us */
  guint64 tasks; /* submitted */
  char *summary_json;
  GStrv files; /* names in out_dir, sorted; NULL without out_dir */
} RunOutcome;

void run_outcome_clear (RunOutcome *outcome);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RunOutcome, run_outcome_clear)

/* On failure *ret is untouched, nothing new is in out_dir, and a folder that was made for it is
 * gone. An interrupted run succeeds: its results are whole and say so. ret may be NULL. The
 * scenario is only read: runs on several threads may share it, each with its own out_dir. */
gboolean run_scenario (const Scenario *scenario, const RunOptions *options, RunOutcome *ret,
                       GError **error);
