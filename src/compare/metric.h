/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is compared: a table of figures, with the words that verdicts use for them.
 *
 * Keys are those of summary.json, and window.… for what is reckoned from the rows of a run
 * (compare/point_figures.h). A `*` in a key stands for one part: a tier, a resource, a user. */
#pragma once

#include <glib.h>

typedef enum { METRIC_SECONDS, METRIC_COUNT, METRIC_SHARE, METRIC_NUMBER } MetricUnit;
typedef enum { BETTER_NEITHER, BETTER_LESS, BETTER_MORE } MetricBetter;

typedef struct {
  const char *key;
  const char *subject;    /* "* waits": the star is what stands in its place in the key */
  const char *at;         /* "p90", or NULL */
  MetricUnit unit;
  MetricBetter better;
  gboolean relative;      /* told as a part of the base's, where that can be done */
  gboolean heavy;         /* heavy-tailed over seeds: medians are compared, not means */
  gboolean hidden;        /* only when it is asked for */
  const char *unless;     /* hidden where there are such keys, which say more */
} CompareMetric;

/* Ends with a row whose key is NULL. */
extern const CompareMetric compare_metrics[];

/* The row of the table for a key of a run, or, of no such row, one that suits any number. */
const CompareMetric *compare_metric_find (const char *key);

/* Does the key look like that? */
gboolean compare_metric_fits (const char *pattern, const char *key);

/* "batch waits" of a key. The caller frees. */
char *compare_metric_subject (const CompareMetric *metric, const char *key);

/* "s", "tasks"… for tables: "seconds", "count", "share", "number". */
extern const char *const compare_unit_names[];
