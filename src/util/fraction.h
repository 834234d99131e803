/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact arithmetic of fractions too large to multiply carelessly. */
#pragma once

#include <glib.h>

__extension__ typedef unsigned __int128 Wide;

/* Sign of a/b - c/d; b, d > 0. Exact for all values: where a product would overflow, whole parts
 * are compared first and then the reciprocals of the remainders (Euclid). */
static inline int
fraction_compare (Wide a, Wide b, Wide c, Wide d)
{
  Wide left, right;
  if ((a | b | c | d) >> 64 == 0)
    return (a * d > c * b) - (a * d < c * b);
  if (!__builtin_mul_overflow (a, d, &left) && !__builtin_mul_overflow (c, b, &right))
    return (left > right) - (left < right);
  for (;;) {
    Wide whole_left = a / b, whole_right = c / d;
    if (whole_left != whole_right)
      return whole_left > whole_right ? 1 : -1;
    a %= b;
    c %= d;
    if (a == 0 || c == 0)
      return (a != 0) - (c != 0);
    Wide swap = a; /* a/b < c/d  <=>  d/c < b/a */
    a = d;
    d = swap;
    swap = b;
    b = c;
    c = swap;
  }
}

/* ⌊a × b / c⌋, which must be below 2^127 as c must. Exact. */
static inline Wide
fraction_scale (Wide a, Wide b, Wide c)
{
  Wide product, whole = b / c, rest = b % c, quotient = 0, remainder = 0;
  if (!__builtin_mul_overflow (a, b, &product))
    return product / c;
  for (int bit = 127; bit >= 0; bit--) {
    gboolean set = (a >> bit & 1) != 0;
    quotient = 2 * quotient + (set ? whole : 0);
    remainder = 2 * remainder + (set ? rest : 0);
    quotient += remainder / c;
    remainder %= c;
  }
  return quotient;
}
