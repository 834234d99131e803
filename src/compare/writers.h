/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A comparison as files and text. All are made of the struct alone: the same comparison gives the same
 * bytes. The caller frees. */
#pragma once

#include "compare/paired_comparison.h"

/* Notes, a table for each arm, verdicts: plain text for people. */
char *comparison_text (const PairedComparison *comparison);
/* The same with Markdown's tables. */
char *comparison_markdown (const PairedComparison *comparison);
/* Everything, values of each seed included. */
char *comparison_json (const PairedComparison *comparison);
/* A row for each metric and arm but the base. */
char *comparison_csv (const PairedComparison *comparison);

typedef struct {
  const char *name; /* of --format */
  const char *file; /* in the folder; NULL: it is not written there */
  char *(*write) (const PairedComparison *comparison);
} ComparisonWriter;

/* Ends with a row whose name is NULL. */
extern const ComparisonWriter comparison_writers[];

/* Takes away those that are there: what is going to run may not be what they tell of. */
void comparison_remove (const char *folder);

/* comparison.json, .csv and .md. FALSE and an INPUT_ERROR. */
gboolean comparison_write (const PairedComparison *comparison, const char *folder, GError **error);
