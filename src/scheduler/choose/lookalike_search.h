/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The best machine, by sets of machines that look alike: for scores that can be bounded over a range
 * of free amounts, and classes that most machines suit. */
#pragma once

#include "scheduler/choose/lookalikes.h"
#include "scheduler/choose/question.h"

typedef struct LookalikeSearch LookalikeSearch;

LookalikeSearch *lookalike_search_new (const Cell *cell);
void lookalike_search_free (LookalikeSearch *search);

/* The last change of the cell that is taken into account. */
guint64 lookalike_search_seen (const LookalikeSearch *search);
/* How many sets there were then. */
guint lookalike_search_sets (const LookalikeSearch *search);
/* How many machines a search asks, by the last ones. */
guint lookalike_search_asked (const LookalikeSearch *search);
/* It was not asked because it asks so many: which is slowly forgotten, so that it is tried again. */
void lookalike_search_forget (LookalikeSearch *search);
/* FALSE, from now on: machines differ too much for this to help. */
gboolean lookalike_search_ready (LookalikeSearch *search);
/* After lookalike_search_ready(). MACHINE_NONE when no machine is feasible. */
guint lookalike_search_find (LookalikeSearch *search, const Question *question);
