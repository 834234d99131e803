/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Integrals over time of whole numbers: amounts × microseconds, exact, too large for 64 bits. */
#pragma once

#include <glib.h>

__extension__ typedef __int128 Integral;

static inline double
integral_seconds (Integral microseconds)
{
  return (double) microseconds / 1e6;
}

/* NaN where b is 0. */
static inline double
integral_ratio (Integral a, Integral b)
{
  return b == 0 ? __builtin_nan ("") : (double) a / (double) b;
}
