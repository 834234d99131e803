/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What scores that compare machines say (berth/policy.h, ScorePolicy): their raw values, normalised
 * over the feasible machines of a decision. Of many a class a score says the same of all machines;
 * that is found out once, and such a score is but a number then. */
#pragma once

#include "scheduler/policy.h"

typedef struct Comparison Comparison;

Comparison *comparison_new (const Cell *cell);
void comparison_free (Comparison *comparison);
/* Before the first question. Returns by which number the score is known. */
guint comparison_add (Comparison *comparison, const ScorePolicy *policy);

/* Does any score tell machines apart for the view's class? To be asked before anything about the
 * class; where it does, comparison_survey() comes before comparison_score(), in each decision. */
gboolean comparison_needed (Comparison *comparison, const PolicyView *view);
/* feasible: by machine, padded like the cell's columns: which are compared, 1 or 0. Borrowed until
 * the next survey. */
void comparison_survey (Comparison *comparison, const PolicyView *view, const guint8 *feasible);
/* What a score says of the machines of the columns (COLUMN_NUMBER), which stand next to each other
 * where comparison_needed(); of machines that are not feasible: anything. */
void comparison_score (const Comparison *comparison, guint which, const PolicyView *view,
                       const Columns *columns, double *score);
