/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Laws that are a table: of values with their weights, of quantiles, or of a file's own values. */
#include "generate/law_kind.h"
#include "util/csv.h"

#include <math.h>
#include <string.h>

#define VALUES_MAX 10000000

static void
add_point (Law *law, double u, double x)
{
  LawPoint point = { u, x };

  g_array_append_val (law->points, point);
}

static const LawPoint *
point_at (const Law *law, guint i)
{
  return &g_array_index (law->points, LawPoint, i);
}

/* The first point whose u is not below this one; the last if there is none. */
static guint
point_find (const Law *law, double u)
{
  guint low = 0, high = law->points->len - 1;

  while (low < high) {
    guint middle = low + (high - low) / 2;

    if (point_at (law, middle)->u < u)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* Of words A:B: both halves, the word being cut in two. */
static gboolean
split_word (LawWords *words, char **ret_behind)
{
  char *colon = *words->word != NULL ? strrchr (*words->word, ':') : NULL;

  if (colon == NULL)
    return FALSE;
  *colon = '\0';
  *ret_behind = colon + 1;
  return TRUE;
}

/* Discrete -------------------------------------------------------------------------------------- */

static gint
compare_values (gconstpointer a, gconstpointer b)
{
  const LawPoint *p = a, *q = b;

  return (p->x > q->x) - (p->x < q->x);
}

/* From weights to probabilities, in order of the values: quantiles rise. */
static void
sum_weights (Law *law, double sum)
{
  double below = 0;

  g_array_sort (law->points, compare_values);
  for (guint i = 0; i < law->points->len; i++) {
    LawPoint *point = &g_array_index (law->points, LawPoint, i);

    below += point->u;
    point->u = below / sum;
  }
}

static gboolean
parse_discrete (Law *law, LawWords *words)
{
  double sum = 0, weight, value;
  const char *reason = NULL;
  char *behind;

  law->points = g_array_new (FALSE, FALSE, sizeof (LawPoint));
  while (split_word (words, &behind)) {
    if (!number_parse (behind, 0, 1e12, &weight, &reason))
      return law_words_refuse (words, "the weight '%s' %s", behind, reason);
    if (!law_words_value (words, &value))
      return FALSE;
    sum += weight;
    add_point (law, weight, value);
  }
  if (law->points->len == 0)
    return FALSE;
  if (sum <= 0)
    return law_words_refuse (words, "all weights are 0");
  sum_weights (law, sum);
  return TRUE;
}

static double
discrete_quantile (const Law *law, double u)
{
  return point_at (law, point_find (law, u))->x;
}

static double
discrete_mean (const Law *law, double tasks)
{
  double sum = 0, below = 0;

  (void) tasks;
  for (guint i = 0; i < law->points->len; i++) {
    sum += point_at (law, i)->x * (point_at (law, i)->u - below);
    below = point_at (law, i)->u;
  }
  return sum;
}

const LawKind law_discrete = {
  .name = "discrete", .usage = "discrete X:WEIGHT X:WEIGHT …",
  .help = "one of the values, as often as their weights say",
  .parse = parse_discrete, .quantile = discrete_quantile, .mean = discrete_mean,
};

/* Quantiles ------------------------------------------------------------------------------------- */

static gboolean
add_quantile (Law *law, LawWords *words, double u)
{
  guint count = law->points->len;
  double x;

  if (!law_words_value (words, &x))
    return FALSE;
  if (x <= 0)
    return law_words_refuse (words, "a quantile is not above 0");
  if (count > 0 && (point_at (law, count - 1)->u >= u || point_at (law, count - 1)->x > x))
    return law_words_refuse (words, "quantiles do not rise");
  add_point (law, u, x);
  return TRUE;
}

static gboolean
parse_quantiles (Law *law, LawWords *words)
{
  const char *reason = NULL;

  law->points = g_array_new (FALSE, FALSE, sizeof (LawPoint));
  while (*words->word != NULL) {
    char *colon = strchr (*words->word, ':');
    double u;

    if (colon == NULL)
      return FALSE;
    *colon = '\0';
    if (!number_parse (*words->word, 0, 1, &u, &reason))
      return law_words_refuse (words, "the probability '%s' %s", *words->word, reason);
    *words->word = colon + 1;
    if (!add_quantile (law, words, u))
      return FALSE;
  }
  return law->points->len > 1
         || law_words_refuse (words, "there must be two quantiles at least");
}

/* Straight lines between the logarithms: what lies between two values spreads over magnitudes. */
static double
quantiles_quantile (const Law *law, double u)
{
  guint i = point_find (law, u);
  const LawPoint *above = point_at (law, i), *below = point_at (law, i > 0 ? i - 1 : 0);

  if (u >= above->u || i == 0)
    return above->x;
  return below->x * pow (above->x / below->x, (u - below->u) / (above->u - below->u));
}

static double
quantiles_mean (const Law *law, double tasks)
{
  guint last = law->points->len - 1;
  double sum = point_at (law, 0)->u * point_at (law, 0)->x
               + (1 - point_at (law, last)->u) * point_at (law, last)->x;

  (void) tasks;
  for (guint i = 1; i <= last; i++) {
    const LawPoint *above = point_at (law, i), *below = above - 1;
    double mean = above->x == below->x ? above->x
                                       : (above->x - below->x) / log (above->x / below->x);

    sum += mean * (above->u - below->u);
  }
  return sum;
}

const LawKind law_quantiles = {
  .name = "quantiles", .usage = "quantiles U:X U:X …",
  .help = "X is not exceeded with probability U; straight lines between the logarithms",
  .parse = parse_quantiles, .quantile = quantiles_quantile, .mean = quantiles_mean,
};

/* Empirical ------------------------------------------------------------------------------------- */

static int
compare_points (gconstpointer a, gconstpointer b)
{
  double x = ((const LawPoint *) a)->x, y = ((const LawPoint *) b)->x;

  return (x > y) - (x < y);
}

static gboolean
read_values (Law *law, LawWords *words, CsvReader *reader, guint column, GError **error)
{
  const char *const *cells;
  int got;

  while ((got = csv_reader_next (reader, &cells, error)) > 0) {
    const char *reason = NULL;
    double x;

    if (*cells[column] == '\0')
      continue;
    if (!law_value_parse (cells[column], &words->context->unit, &x, &reason))
      return law_words_refuse (words, "%s:%u: '%s' %s", law->file, csv_reader_line (reader),
                               cells[column], reason);
    if (law->points->len == VALUES_MAX)
      return law_words_refuse (words, "%s has more than %d values", law->file, VALUES_MAX);
    add_point (law, 0, x);
  }
  return got == 0;
}

static gboolean
read_column (Law *law, LawWords *words, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CsvReader) reader = csv_reader_new (law->path, law->file, &error);
  guint columns = 0, column = 0;
  const char *const *header = reader != NULL ? csv_reader_header (reader, &columns) : NULL;

  law->points = g_array_new (FALSE, FALSE, sizeof (LawPoint));
  while (column < columns && strcmp (header[column], name) != 0)
    column++;
  if (reader != NULL && column == columns)
    return law_words_refuse (words, "%s has no column '%s'", law->file, name);
  if (reader == NULL || !read_values (law, words, reader, column, &error))
    return error != NULL ? law_words_refuse (words, "%s", error->message) : FALSE;
  if (law->points->len == 0)
    return law_words_refuse (words, "%s has no values in column '%s'", law->file, name);
  g_array_sort (law->points, compare_points);
  for (guint i = 0; i < law->points->len; i++)
    g_array_index (law->points, LawPoint, i).u = (i + 1.0) / law->points->len;
  return TRUE;
}

/* a: from which quantile on there is a tail, b: its exponent. */
static gboolean
parse_empirical (Law *law, LawWords *words)
{
  double scale = 1;
  char *column;

  law->a = 1;
  if (!split_word (words, &column))
    return FALSE;
  law->file = g_strdup (*words->word++);
  law->path = words->context->resolve != NULL
                ? words->context->resolve (law->file, words->context->data)
                : g_strdup (law->file);
  if (!read_column (law, words, column))
    return FALSE;
  if (law_words_is (words, "scale") && !law_words_number (words, 1e-9, 1e9, &scale))
    return FALSE;
  for (guint i = 0; i < law->points->len; i++)
    g_array_index (law->points, LawPoint, i).x *= scale;
  return !law_words_is (words, "tail")
         || (law_words_number (words, 0, .999999, &law->a)
             && law_words_number (words, .01, 1000, &law->b));
}

static double
empirical_quantile (const Law *law, double u)
{
  if (u <= law->a)
    return point_at (law, point_find (law, u))->x;
  return point_at (law, point_find (law, law->a))->x * pow ((1 - law->a) / (1 - u), 1 / law->b);
}

static double
empirical_mean (const Law *law, double tasks)
{
  guint joint = point_find (law, law->a);
  double sum = 0, below = 0;

  (void) tasks;
  for (guint i = 0; i <= joint; i++) {
    double above = MIN (point_at (law, i)->u, law->a);

    sum += point_at (law, i)->x * (above - below);
    below = above;
  }
  if (law->a == 1)
    return sum;
  return law->b > 1 ? sum + (1 - law->a) * point_at (law, joint)->x * law->b / (law->b - 1)
                    : INFINITY;
}

const LawKind law_empirical = {
  .name = "empirical", .usage = "empirical FILE:COLUMN [scale X] [tail U ALPHA]",
  .help = "the values of a CSV column as often as they stand there, times X; above the quantile U a "
          "Pareto tail of exponent ALPHA, which begins with the value there",
  .parse = parse_empirical, .quantile = empirical_quantile, .mean = empirical_mean,
};
