/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two representations, one after the other: the values themselves, then counts in log-linear
 * buckets. A bucket answers with its upper edge (cut at the maximum): a wait is never told shorter
 * than it was. */
#include "util/quantiles.h"

#include <stdlib.h>

#define EXACT_LIMIT (1u << 20)
#define SUB_BITS 8
#define LINEAR (G_GUINT64_CONSTANT (2) << SUB_BITS)              /* below it: a bucket a value */
#define N_BUCKETS ((62 - SUB_BITS) * (1u << SUB_BITS) + LINEAR)  /* 62: top bit of a gint64 */

__extension__ typedef __int128 Sum;

struct Quantiles {
  GArray *values;    /* gint64; NULL once folded */
  gboolean sorted;
  guint64 *buckets;  /* N_BUCKETS counts; NULL until folded */
  guint64 count;
  gint64 max;
  Sum sum;
};

Quantiles *
quantiles_new (void)
{
  Quantiles *quantiles = g_new0 (Quantiles, 1);

  quantiles->values = g_array_new (FALSE, FALSE, sizeof (gint64));
  quantiles->sorted = TRUE;
  return quantiles;
}

void
quantiles_free (Quantiles *quantiles)
{
  if (quantiles == NULL)
    return;
  g_clear_pointer (&quantiles->values, g_array_unref);
  g_free (quantiles->buckets);
  g_free (quantiles);
}

/* How far a value is shifted so that its SUB_BITS + 1 leading bits remain. */
static guint
shift_of (guint64 value)
{
  return value < LINEAR ? 0 : (guint) (63 - __builtin_clzll (value)) - SUB_BITS;
}

static guint
bucket_of (gint64 value)
{
  guint shift = shift_of ((guint64) value);

  return (shift << SUB_BITS) + (guint) ((guint64) value >> shift);
}

/* The largest value of a bucket. */
static gint64
bucket_top (guint bucket)
{
  if (bucket < LINEAR)
    return bucket;
  guint shift = (bucket >> SUB_BITS) - 1;
  guint64 lead = bucket - (shift << SUB_BITS);
  return (gint64) (((lead + 1) << shift) - 1);
}

static void
fold (Quantiles *quantiles)
{
  quantiles->buckets = g_new0 (guint64, N_BUCKETS);
  for (guint i = 0; i < quantiles->values->len; i++)
    quantiles->buckets[bucket_of (g_array_index (quantiles->values, gint64, i))]++;
  g_clear_pointer (&quantiles->values, g_array_unref);
}

void
quantiles_add (Quantiles *quantiles, gint64 value)
{
  g_return_if_fail (value >= 0);

  if (quantiles->values != NULL && quantiles->values->len == EXACT_LIMIT)
    fold (quantiles);
  if (quantiles->values != NULL) {
    g_array_append_val (quantiles->values, value);
    quantiles->sorted = FALSE;
  } else {
    quantiles->buckets[bucket_of (value)]++;
  }
  quantiles->count++;
  quantiles->sum += value;
  quantiles->max = MAX (quantiles->max, value);
}

guint64
quantiles_count (const Quantiles *quantiles)
{
  return quantiles->count;
}

double
quantiles_mean (const Quantiles *quantiles)
{
  return quantiles->count == 0 ? 0 : (double) quantiles->sum / (double) quantiles->count;
}

gint64
quantiles_max (const Quantiles *quantiles)
{
  return quantiles->max;
}

static int
compare_values (const void *a, const void *b)
{
  gint64 x = *(const gint64 *) a;
  gint64 y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static gint64
bucket_at_rank (const Quantiles *quantiles, guint64 rank)
{
  guint64 seen = 0;

  for (guint bucket = 0; bucket < N_BUCKETS; bucket++) {
    seen += quantiles->buckets[bucket];
    if (seen >= rank)
      return MIN (bucket_top (bucket), quantiles->max);
  }
  g_return_val_if_reached (quantiles->max);
}

gint64
quantiles_at_permille (Quantiles *quantiles, guint permille)
{
  g_return_val_if_fail (permille <= 1000, 0);

  if (quantiles->count == 0)
    return 0;
  guint64 rank = MAX ((quantiles->count * permille + 999) / 1000, 1);
  if (quantiles->values == NULL)
    return bucket_at_rank (quantiles, rank);
  if (!quantiles->sorted)
    qsort (quantiles->values->data, quantiles->values->len, sizeof (gint64), compare_values);
  quantiles->sorted = TRUE;
  return g_array_index (quantiles->values, gint64, rank - 1);
}

double
quantiles_relative_error (const Quantiles *quantiles)
{
  return quantiles->values != NULL ? 0 : 0.004;
}
