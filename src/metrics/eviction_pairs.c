/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/eviction_pairs.h"

struct EvictionPairs {
  GPtrArray *pairs;   /* of EvictionPair, owned */
  GHashTable *by_key; /* EvictionPair.key to the pair; never walked */
  gint64 beyond;
};

EvictionPairs *
eviction_pairs_new (void)
{
  EvictionPairs *pairs = g_new0 (EvictionPairs, 1);
  pairs->pairs = g_ptr_array_new_with_free_func (g_free);
  pairs->by_key = g_hash_table_new (g_int64_hash, g_int64_equal);
  return pairs;
}

void
eviction_pairs_free (EvictionPairs *pairs)
{
  g_hash_table_unref (pairs->by_key);
  g_ptr_array_unref (pairs->pairs);
  g_free (pairs);
}

/* Of each pair another. g_int64_hash() is the one half with the other, which by themselves are alike
 * in many pairs. */
static gint64
key_of (guint a, guint b)
{
  return (gint64) (((guint64) a << 32 | b) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15));
}

/* NULL: there is no room for another. */
static EvictionPair *
find_pair (EvictionPairs *pairs, guint a, guint b)
{
  gint64 key = key_of (a, b);
  EvictionPair *pair = g_hash_table_lookup (pairs->by_key, &key);
  if (pair != NULL || pairs->pairs->len == EVICTION_PAIRS_MAX)
    return pair;
  pair = g_new0 (EvictionPair, 1);
  *pair = (EvictionPair){ .key = key, .place = pairs->pairs->len, .a = a, .b = b };
  g_ptr_array_add (pairs->pairs, pair);
  g_hash_table_insert (pairs->by_key, &pair->key, pair);
  return pair;
}

void
eviction_pairs_add (EvictionPairs *pairs, guint evictor, guint victim)
{
  if (evictor == victim)
    return;
  EvictionPair *pair = find_pair (pairs, MIN (evictor, victim), MAX (evictor, victim));
  if (pair == NULL)
    pairs->beyond++;
  else if (evictor < victim)
    pair->forth++;
  else
    pair->back++;
}

void
eviction_pairs_add_beyond (EvictionPairs *pairs)
{
  pairs->beyond++;
}

gint64
eviction_pairs_beyond (const EvictionPairs *pairs)
{
  return pairs->beyond;
}

static gint
compare_pairs (gconstpointer a, gconstpointer b)
{
  const EvictionPair *x = *(const EvictionPair *const *) a, *y = *(const EvictionPair *const *) b;
  gint64 lesser_x = MIN (x->forth, x->back), lesser_y = MIN (y->forth, y->back);
  gint64 greater_x = MAX (x->forth, x->back), greater_y = MAX (y->forth, y->back);
  if (lesser_x != lesser_y)
    return lesser_x > lesser_y ? -1 : 1;
  if (greater_x != greater_y)
    return greater_x > greater_y ? -1 : 1;
  return x->place < y->place ? -1 : 1;
}

GPtrArray *
eviction_pairs_mutual (const EvictionPairs *pairs, gint64 least)
{
  GPtrArray *mutual = g_ptr_array_new ();
  for (guint i = 0; i < pairs->pairs->len; i++) {
    EvictionPair *pair = g_ptr_array_index (pairs->pairs, i);
    if (MIN (pair->forth, pair->back) >= least)
      g_ptr_array_add (mutual, pair);
  }
  g_ptr_array_sort (mutual, compare_pairs);
  return mutual;
}
