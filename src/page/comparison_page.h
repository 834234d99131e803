/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of a comparison, beside its other files: verdicts and tables of effects, small multiples of
 * one run of each arm with shared axes, and how waits are distributed under each. */
#pragma once

#include "compare/paired_comparison.h"

/* Writes folder/report.html, whole or not at all. folder is that of the sweep, whose points are read. FALSE
 * with an INPUT_ERROR. */
gboolean comparison_page_write (const PairedComparison *comparison, const SweepPlan *plan,
                                const char *folder, GError **error);
/* Takes it away, if it is there: what is going to run may not be what it tells of. */
void comparison_page_remove (const char *folder);
