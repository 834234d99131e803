/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a comparison shows, in words that claim no more than its intervals bear. */
#pragma once

#include "compare/paired_comparison.h"

/* One line on an arm against the base: what is less or more, what is the same in every run, of what no
 * difference is shown, and what so few seeds cannot tell. The caller frees. */
char *comparison_verdict (const PairedComparison *comparison, guint arm);

/* How the figures came about: seeds, window, tests; a line each, `label\ttext`. NULL-terminated; the
 * caller frees. */
GStrv comparison_notes (const PairedComparison *comparison);

/* How many seeds it takes for a sign test to show anything beside so many other tests. */
guint comparison_seeds_needed (guint tests);
