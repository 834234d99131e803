/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long tasks take: microseconds, or for ever. */
#pragma once

#include <glib.h>

#define DURATION_UNENDING G_MAXINT64

/* One after the other, and so many in a row: for ever where that is not known to end. */
static inline gint64
duration_sum (gint64 a, gint64 b)
{
  return a > DURATION_UNENDING - b ? DURATION_UNENDING : a + b;
}

static inline gint64
duration_times (gint64 duration, guint times)
{
  return times > 0 && duration > DURATION_UNENDING / times ? DURATION_UNENDING : duration * times;
}
