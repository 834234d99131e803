/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Policies, or whatever else varies, side by side over the same seeds.
 *
 * The points of a sweep are a grid: arms (what varies but the seed) by seeds. Each arm is compared to
 * one of them, the base, seed by seed: under one seed all arms have the same jobs and failures, and
 * differences are those of the arms (common random numbers). docs/compare.md says how it is reckoned;
 * the writers (compare/writers.h) and pages render this struct. */
#pragma once

#include "compare/metric.h"
#include "compare/window.h"
#include "sweep/plan.h"
#include "util/inference.h"

/* Fewer seeds can never show a difference: with them the least p of a sign-flip test is above .05. */
#define COMPARISON_LEAST_SEEDS MEDIAN_INTERVAL_LEAST
#define COMPARISON_MOST_SEEDS  MEDIAN_INTERVAL_MOST

typedef enum {
  FINDING_NONE,     /* no pair of runs has the figure */
  FINDING_SAME,     /* equal in every pair */
  FINDING_LESS,     /* less than the base */
  FINDING_MORE,
  FINDING_UNCLEAR,  /* the runs differ, and no difference is shown */
  FINDING_TOO_FEW,  /* so few seeds could not show any */
} Finding;

extern const char *const finding_names[]; /* "none", "same", … */

/* What says, beside Student's t, that a difference is none of chance. */
typedef enum { CHECK_NONE, CHECK_SIGN_FLIP, CHECK_BOOTSTRAP } CheckKind;

/* An arm against the base, in one metric; differences are arm - base. */
typedef struct {
  guint pairs;         /* seeds for which both have the figure */
  Finding finding;
  Interval difference; /* of means, or, of heavy tails, of the median difference */
  gboolean has_interval;
  Interval ratio;      /* arm / base, where has_ratio: of means, or the median ratio; 0 or more */
  gboolean has_ratio;  /* the bounds are there where has_interval */
  gboolean tested;
  double p, adjusted;  /* where tested: alone, and by Holm over all metrics of the arm */
  CheckKind check;
  double check_p;      /* SIGN_FLIP */
  Interval bootstrap;  /* BOOTSTRAP: of the mean difference */
} Difference;

typedef struct {
  const CompareMetric *metric;
  char *key;
  char *subject;            /* compare_metric_subject() */
  double *values;           /* by arm × seeds + seed; NaN: there is none */
  double *centers;          /* by arm: mean, or median of heavy tails, over its seeds; NaN */
  Difference *differences;  /* by arm; that of the base means nothing */
} ComparisonRow;

typedef struct {
  char *name;     /* of its values: "drf", or "order=drf,preempt=none" where several keys vary */
  char *verdict;  /* one line in words; NULL: the base */
  guint tests;    /* how many of its p values Holm's method adjusted, together */
} ComparisonArm;

typedef struct {
  GStrv keys;        /* what tells arms apart */
  GPtrArray *arms;   /* of ComparisonArm, in the plan's order */
  GStrv seeds;       /* one at least; where none varies it is called "-" */
  guint base;        /* index of an arm */
  guint *points;     /* by arm × seeds + seed: index in the plan + 1; 0: there is none */
  guint missing;     /* points whose results are not there */
  gboolean alike;    /* several seeds, and in every arm all of them give the same run */
  CompareWindow window;
  GPtrArray *rows;   /* of ComparisonRow */
} PairedComparison;

typedef struct {
  const char *against;       /* name of the base; NULL: the first arm */
  const char *const *metrics; /* keys in which a star stands for one part, or "all"; NULL: the
                                table's own choice */
  CompareWindowOptions window;
} ComparisonOptions;

/* Of what is there of a sweep; states: PointState, by point. NULL with an INPUT_ERROR: there is but one
 * arm, the base or a metric is none, a file cannot be read. */
PairedComparison *paired_comparison_new (const SweepPlan *plan, const char *folder, const guint8 *states,
                            const ComparisonOptions *options, GError **error);
/* Of figures that are there: of PointFigures (compare/point_figures.h; NULL: none), by arm × seeds +
 * seed; the first arm is the base. The seeds are called 1, 2, … */
PairedComparison *paired_comparison_of_figures (const char *const *arms, guint seeds,
                                                const GPtrArray *figures,
                                                const char *const *metrics, GError **error);
void paired_comparison_free (PairedComparison *comparison);

/* Could the points of the plan be compared so, once they have run? FALSE with the INPUT_ERROR of
 * paired_comparison_new(), as far as that can be known. */
gboolean paired_comparison_check (const SweepPlan *plan, const ComparisonOptions *options, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PairedComparison, paired_comparison_free)

static inline guint
comparison_seeds (const PairedComparison *comparison)
{
  return g_strv_length (comparison->seeds);
}

static inline ComparisonArm *
comparison_arm (const PairedComparison *comparison, guint arm)
{
  return (ComparisonArm *) g_ptr_array_index (comparison->arms, arm);
}

static inline ComparisonRow *
comparison_row (const PairedComparison *comparison, guint row)
{
  return (ComparisonRow *) g_ptr_array_index (comparison->rows, row);
}

/* Is the figure 0 in every run of the arm that has a pair, and not in every one of the base? */
gboolean difference_is_to_nothing (const Difference *difference);

/* Is the finding good (1), bad (-1) or neither (0)? */
int comparison_worth (const ComparisonRow *row, guint arm);

/* The steps of paired_comparison_new(). */
gboolean comparison_find_arms (PairedComparison *comparison, const SweepPlan *plan, const char *against,
                               GError **error);
gboolean comparison_fill_rows (PairedComparison *comparison, const GPtrArray *figures,
                               const char *const *metrics, GError **error);
void comparison_judge (PairedComparison *comparison);
