/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The best machine where scores compare machines: all that are feasible are found first, then asked,
 * and nothing is remembered of what they say. */
#pragma once

#include "scheduler/choose/question.h"

CompareSearch *compare_search_new (const Cell *cell);
void compare_search_free (CompareSearch *search);

/* For a class that profile_compares(): the best of all feasible machines, of those allowed (NULL: of
 * all), the others being compared as well. MACHINE_NONE when there is none. */
guint compare_search_find (CompareSearch *search, const Question *question,
                           const guint8 *allowed);

/* The same among machines that are known to be feasible: begin, add them, choose. */
void compare_search_begin (CompareSearch *search);
void compare_search_add (CompareSearch *search, guint machine);
guint compare_search_choose (CompareSearch *search, const Question *question);
