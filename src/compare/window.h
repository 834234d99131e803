/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which part of the runs counts: without the warm-up from an empty cell, and without jobs that come
 * so late that their waits are cut off by the end.
 *
 * The warm-up by MSER-5 (White 1997; Law 2015, 9.5.1): the number of tasks waiting or running, from
 * timeline.csv, is averaged over the seeds of an arm, and batch means of five samples are cut where
 * that makes the standard error least. Of several arms, the longest warm-up counts for all. */
#pragma once

#include <glib.h>

#define MSER_BATCH 5

typedef enum {
  WARM_UP_NONE,
  WARM_UP_MSER,
  WARM_UP_GIVEN,
} WarmUp;

typedef struct {
  WarmUp warm_up;
  gint64 start;   /* WARM_UP_GIVEN, us */
  gint64 drain;   /* jobs of the last so many us are not counted */
} CompareWindowOptions;

typedef struct {
  WarmUp warm_up;
  gint64 start;      /* tasks submitted from there on are counted, us */
  gint64 drain;
  gint64 mser;       /* what MSER-5 says of the warm-up, us; -1: no series long enough */
  gboolean too_short; /* MSER-5's least is at half of the run, or beyond: it says nothing */
  gboolean rows;     /* all runs have tasks.csv */
} CompareWindow;

/* Is it less than whole runs? */
static inline gboolean
compare_window_is_part (const CompareWindow *window)
{
  return window->start > 0 || window->drain > 0;
}

/* folders: of the runs of each arm (a GPtrArray of GPtrArray of char *). FALSE and *error: a timeline
 * cannot be read. */
gboolean compare_window_find (const GPtrArray *folders, const CompareWindowOptions *options,
                              CompareWindow *ret, GError **error);

/* MSER-5 of a series of samples: how many to leave out. *ret_too_short where the least is at half of
 * the batches. Fewer than two batches: 0, and too short. */
guint mser5_of_series (const double *samples, guint n, gboolean *ret_too_short);
