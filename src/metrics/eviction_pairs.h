/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who evicted whom how often, by pairs of small numbers (users, jobs), both ways. Memory grows with
 * the number of pairs, up to a bound: evictions of pairs beyond it are counted, not told apart. */
#pragma once

#include <glib.h>

#define EVICTION_PAIRS_MAX (1u << 20)

typedef struct {
  gint64 key;         /* made of both numbers */
  guint place;        /* in order of their first eviction */
  guint a, b;         /* a < b */
  gint64 forth, back; /* a evicted b, b evicted a */
} EvictionPair;

typedef struct EvictionPairs EvictionPairs;

EvictionPairs *eviction_pairs_new (void);
void eviction_pairs_free (EvictionPairs *pairs);

/* Nothing where both are the same. */
void eviction_pairs_add (EvictionPairs *pairs, guint evictor, guint victim);
/* One of a pair that cannot be told. */
void eviction_pairs_add_beyond (EvictionPairs *pairs);
/* Evictions of pairs that there was no room for. */
gint64 eviction_pairs_beyond (const EvictionPairs *pairs);
/* Those who evicted each other, each the other so often at least, the worst first: by the lesser
 * count, then the greater, then in order of their first eviction. A GPtrArray of EvictionPair, which
 * the caller unrefs; the pairs are lent. */
GPtrArray *eviction_pairs_mutual (const EvictionPairs *pairs, gint64 least);
