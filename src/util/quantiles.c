/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values at the floor, as most waits are, are counted. Of others there are two representations: the values
 * themselves, and counts in log-linear buckets. Values come first;
 * where only the upper quantiles are asked for, the highest of them are all that an exact answer
 * can need, and the buckets count every value from then on, for the time when there are too many. A
 * bucket answers with its upper edge (cut at the maximum): a wait is never told shorter than it
 * was. */
#include "util/quantiles.h"

#include <stdlib.h>

#define EXACT_LIMIT (1u << 20)
#define SUB_BITS 8
#define LINEAR (G_GUINT64_CONSTANT (2) << SUB_BITS)              /* below it: a bucket a value */
#define N_BUCKETS ((62 - SUB_BITS) * (1u << SUB_BITS) + LINEAR)  /* 62: top bit of a gint64 */

__extension__ typedef __int128 Sum;

struct Quantiles {
  gint64 *values;   /* all above the floor, or with buckets the `room` highest as a heap, lowest first;
                     * NULL once there are too many */
  guint kept;       /* how many are in values */
  guint size;       /* how many it has memory for */
  guint room;       /* the most that exact answers need */
  guint least;      /* permille */
  gboolean sorted;
  guint64 *buckets; /* N_BUCKETS counts of all above the floor; NULL while all of these are kept */
  guint64 count;
  gint64 floor;
  guint64 at_floor; /* so many values */
  gint64 max;
  Sum sum;
};

Quantiles *
quantiles_new (gint64 floor, guint least_permille)
{
  Quantiles *quantiles = g_new0 (Quantiles, 1);

  g_return_val_if_fail (floor >= 0 && least_permille <= 1000, quantiles);
  quantiles->floor = floor;
  quantiles->least = least_permille;
  quantiles->room = MIN (EXACT_LIMIT / 1000 * (1000 - least_permille) + 1000, EXACT_LIMIT);
  quantiles->size = 16;
  quantiles->values = g_new (gint64, quantiles->size);
  return quantiles;
}

void
quantiles_free (Quantiles *quantiles)
{
  if (quantiles == NULL)
    return;
  g_free (quantiles->values);
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

static int
compare_values (const void *a, const void *b)
{
  gint64 x = *(const gint64 *) a;
  gint64 y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static void
sort (Quantiles *quantiles)
{
  if (!quantiles->sorted)
    qsort (quantiles->values, quantiles->kept, sizeof (gint64), compare_values);
  quantiles->sorted = TRUE;
}

/* The first `room` values are all there: from here on lower ones go. */
static void
begin_buckets (Quantiles *quantiles)
{
  quantiles->buckets = g_new0 (guint64, N_BUCKETS);
  for (guint i = 0; i < quantiles->kept; i++)
    quantiles->buckets[bucket_of (quantiles->values[i])]++;
  if (quantiles->room < EXACT_LIMIT)
    sort (quantiles); /* ascending order is a heap */
}

/* Puts a value in the place of the lowest. */
static void
replace_lowest (Quantiles *quantiles, gint64 value)
{
  gint64 *heap = quantiles->values;
  guint at = 0;

  for (guint child = 1; child < quantiles->kept; child = 2 * at + 1) {
    if (child + 1 < quantiles->kept && heap[child + 1] < heap[child])
      child++;
    if (value <= heap[child])
      break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = value;
  quantiles->sorted = FALSE;
}

static void
keep (Quantiles *quantiles, gint64 value)
{
  if (quantiles->kept == quantiles->size) {
    quantiles->size = MIN (quantiles->size * 2, quantiles->room);
    quantiles->values = g_renew (gint64, quantiles->values, quantiles->size);
  }
  quantiles->values[quantiles->kept++] = value;
  quantiles->sorted = FALSE;
}

static void
count_in_bucket (Quantiles *quantiles, gint64 value)
{
  if (quantiles->buckets == NULL)
    begin_buckets (quantiles);
  quantiles->buckets[bucket_of (value)]++;
  if (quantiles->count >= EXACT_LIMIT)
    g_clear_pointer (&quantiles->values, g_free);
  else if (value > quantiles->values[0])
    replace_lowest (quantiles, value);
}

void
quantiles_add (Quantiles *quantiles, gint64 value)
{
  g_return_if_fail (value >= quantiles->floor);

  if (value == quantiles->floor)
    quantiles->at_floor++;
  else if (quantiles->kept < quantiles->room)
    keep (quantiles, value);
  else
    count_in_bucket (quantiles, value);
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
  g_return_val_if_fail (permille >= quantiles->least && permille <= 1000, 0);

  if (quantiles->count == 0)
    return 0;
  guint64 rank = MAX ((quantiles->count * permille + 999) / 1000, 1);
  if (rank <= quantiles->at_floor)
    return quantiles->floor;
  if (quantiles->values == NULL)
    return bucket_at_rank (quantiles, rank - quantiles->at_floor);
  sort (quantiles);
  return quantiles->values[rank - 1 - (quantiles->count - quantiles->kept)];
}

double
quantiles_relative_error (const Quantiles *quantiles)
{
  return quantiles->values != NULL ? 0 : 0.004;
}
