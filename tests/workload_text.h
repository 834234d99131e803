/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a reader made of a trace, as text to be compared. The caller frees. */
#pragma once

#include "scenario/scenario.h"

/* A line for every task, in order: JOB/INDEX USER PRIORITY AMOUNT/AMOUNT… @SUBMIT+DURATION, amounts of the
 * first so many resources in base units, times in whole units of `unit` microseconds; `never`. */
char *workload_tasks_text (const Scenario *scenario, guint resources, gint64 unit);

/* A line for every note: `left out` or `assumed`, and what it says. */
char *trace_notes_text (const TraceNote *notes);
