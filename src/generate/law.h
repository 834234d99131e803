/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Laws: what sizes, durations and requests are drawn from, as a scenario writes them,
 * "lognormal median 100s mean 400s".
 *
 * A kind of law is one row of the table in generate/laws.c. Nearly all are given by their inverse
 * distribution function, so that each number drawn takes one uniform number of its stream. Values
 * are never negative; they are in base units: microseconds, millicores, MiB, and so on. */
#pragma once

#include "generate/random_stream.h"
#include "model/resources.h"

/* What the values of a law are, and so how they are written. */
typedef enum { LAW_COUNT, LAW_TIME, LAW_AMOUNT } LawOf;
typedef struct {
  LawOf of;
  Unit unit; /* of amounts */
} LawUnit;

typedef struct Law Law;

/* What a law's text is read with. */
typedef struct {
  LawUnit unit;
  /* The path of a file that the text names; the caller frees. */
  char *(*resolve) (const char *name, gconstpointer data);
  gconstpointer data;
} LawContext;

/* NULL, with *ret_what ("'weibul' is no law") and *ret_expected, both to be freed. Where a file is
 * wrong, *ret_expected may be NULL. */
Law *law_parse (const char *text, const LawContext *context, char **ret_what,
                char **ret_expected);
/* The law of one value. */
Law *law_constant (double value);
void law_free (Law *law);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Law, law_free)

/* The words of the table, joined by commas: "constant X, uniform LOW HIGH, …"; and its rows in
 * Markdown. The caller frees. */
char *law_usages (void);
char *law_reference (void);

/* The value that is not exceeded with probability u, 0 < u < 1. Only where law_is_inverted(). */
double law_quantile (const Law *law, double u);
gboolean law_is_inverted (const Law *law);

/* The next value from the stream. tasks: how many tasks the job has, for the run times of laws that
 * go by it. */
double law_draw (const Law *law, gsl_rng *stream, double tasks);

/* The mean of the law, not of a sample; infinite where it has none, NaN where no formula gives it
 * (law_mean_of() draws then). tasks as above. */
double law_mean (const Law *law, double tasks);
gboolean law_depends_on_tasks (const Law *law);
/* The mean of f (value), f being a rounding or such: what differs from the value by little, or
 * seldom. */
double law_mean_of (const Law *law, double (*f) (double value, gconstpointer data),
                    gconstpointer data);

/* The file that it was read from, as it is written; NULL: none. */
const char *law_file (const Law *law, const char **ret_path);
