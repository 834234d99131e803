/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a trace is like: when its tasks come, how long they run, what they ask for, and how much of
 * its machines that is. docs/traces.md says how each figure is reckoned. */
#pragma once

#include "trace/trace_file.h"
#include "util/quantiles.h"

/* How much of all tasks the top ones are, in hundredths of a percent. */
enum { TOP_1_PERCENT = 2, N_TOP_PARTS = 5 };
extern const guint trace_top_parts[N_TOP_PARTS];

typedef struct {
  guint64 tasks;
  double work[MAX_RESOURCES]; /* base units times seconds */
} UserFacts;

typedef struct {
  const TraceFile *file; /* not owned */
  guint64 unending;      /* tasks */
  guint64 at_first;      /* tasks that come at the first submit */
  gint64 first_submit, last_submit;
  gint64 last_end; /* of tasks that end, or the last submit where none does later */
  guint64 tasks[N_TIERS];
  /* Base units times seconds that tasks ask for: all that those that end take, and others until
   * the last submit. */
  double work[N_TIERS][MAX_RESOURCES];
  /* Base units times seconds that machines have from the first to the last submit. */
  double room[MAX_RESOURCES];
  double top_share[N_TOP_PARTS][MAX_RESOURCES]; /* of the work, held by the tasks with the most */
  UserFacts *users; /* by index */
  Quantiles *run_times;            /* us, of tasks that end */
  Quantiles *gaps;                 /* us, between one task and the next */
  double gap_variation;            /* standard deviation over mean of the gaps; 0 without any */
  Quantiles *requests[MAX_RESOURCES]; /* base units, of all tasks; NULL: nobody asks for it */
} TraceFacts;

/* One pass over the tasks. NULL and *error when they cannot be read. */
TraceFacts *trace_facts_new (const TraceFile *file, GError **error);
void trace_facts_free (TraceFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TraceFacts, trace_facts_free)

/* Offered load: work over room, of a tier or (N_TIERS) of all. Negative: there is no room to tell. */
double trace_facts_load (const TraceFacts *facts, guint tier, guint resource);
guint64 trace_facts_tasks (const TraceFacts *facts);
/* How many tasks the top part of that index is: rounded up. */
guint64 trace_facts_top_tasks (const TraceFacts *facts, guint part);

/* For people, and for programs (one object). The caller frees. */
char *trace_facts_text (const TraceFacts *facts);
char *trace_facts_json (const TraceFacts *facts);
