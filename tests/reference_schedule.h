/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Schedules of rigid jobs on one machine of processors, the textbook's way: seconds, plain arrays,
 * everything found anew each time. Shares no code with the engine.
 *
 * What the textbook leaves open can be chosen, for that is what programs differ in: whether jobs
 * that come at an instant are seen before those that end at it, whether there is one pass an
 * instant or one after each of its events, and whether reservations move up once or until none
 * does. */
#pragma once

#include <glib.h>

typedef struct {
  gint64 job; /* its number */
  gint64 submit, run, estimate; /* s; the run is never longer than the estimate */
  int processors;
  gint64 start; /* the answer */
} ReferenceJob;

typedef enum {
  REFERENCE_FCFS,
  REFERENCE_EASY,
  REFERENCE_EASY_SJBF,
  REFERENCE_CONSERVATIVE
} ReferencePolicy;

typedef struct {
  gboolean arrivals_first;
  gboolean pass_after_each;
  gboolean move_up_once;
} ReferenceCustoms;

/* jobs: of ReferenceJob, by submit time. Sets their starts. */
void reference_schedule (GArray *jobs, int processors, ReferencePolicy policy,
                         ReferenceCustoms customs);
