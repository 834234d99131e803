/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may be made of a trace's rows before they are run, all of it by the seed alone: drawing more
 * rows like them, dealing the submit times out anew, letting them come one by one, never end. */
#pragma once

#include "trace/trace.h"

/* By submit time; rows of one time stay in their order. */
void records_sort (GArray *records);

/* The rows stand in order of submit time, and do so afterwards. Applied in the order of the fields
 * of Reshaping. New names go to strings. FALSE: rows are to be drawn, but none asks for anything of
 * the resource. */
gboolean reshape_records (GArray *records, const Reshaping *reshaping, const TaskClasses *classes,
                          GStringChunk *strings);
