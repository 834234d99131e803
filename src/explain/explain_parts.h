/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of the text that stories and backlogs share. A label stands in the first EXPLAIN_LABEL
 * columns of a line. */
#pragma once

#include "explain/waiting.h"

#define EXPLAIN_LABEL 16

void explain_label (GString *out, const char *label);
/* "2h 5min" for people. */
void explain_time (GString *out, gint64 time);
/* "12 machines". */
void explain_count (GString *out, guint64 count, const char *noun);
/* "in rack r1": what gangs are packed in. */
void explain_domain (GString *out, const Moment *moment, guint machine);
/* Whom the filters turned away. */
void explain_filters (GString *out, const Moment *moment, const Choice *choice);
/* Its rules on where other tasks run, and how many run where. */
void explain_rules (GString *out, const Moment *moment, const Choice *choice);
/* Filters, rules, and the best machines with every score's part, or on which evicting costs least. */
void explain_choice (GString *out, const Moment *moment, const Choice *choice);
/* What a reason means, in words. */
void explain_reason (GString *out, const Moment *moment, const Waiting *waiting);
/* What would do. */
void explain_relaxations (GString *out, const Moment *moment, const Waiting *waiting);
