/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may be made of a trace's rows before they are run, all of it by the seed alone: drawing more
 * rows like them, dealing the submit times out anew, letting them come one by one, never end. */
#pragma once

#include "trace/trace.h"

/* By submit time; rows of one time stay in their order. */
void records_sort (GArray *records);

/* Rows that may be drawn. */
#define DRAWN_MAX 10000000

typedef enum { RESHAPED, RESHAPE_NOTHING_REQUESTED, RESHAPE_TOO_MANY_ROWS } ReshapeOutcome;

/* The rows stand in order of submit time, and do so afterwards. Applied in the order of the fields
 * of Reshaping. New names go to strings. Rows cannot be drawn when none asks for anything of the
 * resource, or when it would take more than DRAWN_MAX: then they are left in no useful state. */
ReshapeOutcome reshape_records (GArray *records, const Reshaping *reshaping,
                                const TaskClasses *classes, GStringChunk *strings);
