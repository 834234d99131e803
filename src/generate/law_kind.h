/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a kind of law is, for the table and the files that fill it. */
#pragma once

#include "generate/law.h"
#include "generate/lublin.h"

/* A point of a distribution: u of all values are at most x. */
typedef struct {
  double u, x;
} LawPoint;

typedef struct LawWords LawWords;

typedef struct {
  const char *name;
  const char *usage; /* "weibull SHAPE SCALE" */
  const char *help;  /* for the page of the reference: formula or meaning */
  /* The words behind the name. FALSE and law_words_refuse(), or without it: the usage is said. */
  gboolean (*parse) (Law *law, LawWords *words);
  double (*quantile) (const Law *law, double u); /* or NULL, and */
  double (*draw) (const Law *law, gsl_rng *stream, double tasks);
  double (*mean) (const Law *law, double tasks);
} LawKind;

struct Law {
  const LawKind *kind;
  double a, b, c;            /* its parameters, in the order of the usage */
  GArray *points;            /* of LawPoint, rising in both; of laws that are tables */
  const LublinModel *lublin;
  gboolean of_runtimes;      /* of lublin: run times, not sizes */
  char *file, *path;
};

/* The words of a law's text. */
struct LawWords {
  char **word; /* the next one */
  const LawContext *context;
  char *what;
};

/* Each takes one word. A value of the law's unit; any number from min to max; just this word. */
gboolean law_words_value (LawWords *words, double *ret);
gboolean law_words_number (LawWords *words, double min, double max, double *ret);
gboolean law_words_is (LawWords *words, const char *word);
gboolean law_words_end (LawWords *words);
/* A value in text of the law's unit. */
gboolean law_value_parse (const char *text, const LawUnit *unit, double *ret,
                          const char **ret_reason);
/* FALSE, with what is wrong. */
gboolean law_words_refuse (LawWords *words, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* law_formulas.c */
extern const LawKind law_one_value, law_uniform, law_exponential, law_lognormal, law_weibull,
  law_pareto, law_bounded_pareto, law_geometric, law_lublin;
/* law_tables.c */
extern const LawKind law_discrete, law_quantiles, law_empirical;
