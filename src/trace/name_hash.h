/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names in scratch files are 128 bits of hash: two different ones are taken for the same with a probability
 * below 2^-80 in a billion rows. */
#pragma once

#include <glib.h>

typedef struct {
  guint64 low, high;
} NameHash;

NameHash name_hash (const char *name);
int name_hash_compare (const NameHash *a, const NameHash *b);

static inline gboolean
name_hash_equal (const NameHash *a, const NameHash *b)
{
  return a->low == b->low && a->high == b->high;
}
