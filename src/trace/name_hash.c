/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/name_hash.h"

#include "util/random.h"

#include <string.h>

/* Two hashes of unlike kind; the length goes in first. */
NameHash
name_hash (const char *name)
{
  gsize length = strlen (name);
  guint64 low = length, high = ~(guint64) length;
  for (gsize i = 0; i < length; i += 8) {
    guint64 word = 0;
    memcpy (&word, name + i, MIN (length - i, 8));
    low = random_mix (low ^ word);
    high = random_mix (high + word * G_GUINT64_CONSTANT (0xd1342543de82ef95));
  }
  return (NameHash){ low, high };
}

int
name_hash_compare (const NameHash *a, const NameHash *b)
{
  if (a->low != b->low)
    return a->low < b->low ? -1 : 1;
  return (a->high > b->high) - (a->high < b->high);
}
