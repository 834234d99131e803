/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sections of a comparison's page, in the one table of comparison_page.c. */
#pragma once

#include "compare/paired_comparison.h"
#include "page/html.h"

/* Arms of which there are charts: the first ones. */
#define COMPARISON_ARMS 12
/* Rows of tasks.csv files that are read for distributions, in bytes of all of them together. */
#define COMPARISON_BYTES (256 * 1024 * 1024)

typedef struct {
  const PairedComparison *comparison;
  const SweepPlan *plan;
  const char *folder;
} ComparisonSource;

gboolean comparison_verdicts (Html *html, const ComparisonSource *source, GError **error);
gboolean comparison_effects (Html *html, const ComparisonSource *source, GError **error);
gboolean comparison_multiples (Html *html, const ComparisonSource *source, GError **error);
gboolean comparison_waits (Html *html, const ComparisonSource *source, GError **error);
gboolean comparison_scenarios (Html *html, const ComparisonSource *source, GError **error);

/* The folder of a run, or NULL where it is not there. The caller frees. */
char *comparison_point_folder (const ComparisonSource *source, guint arm, guint seed);
