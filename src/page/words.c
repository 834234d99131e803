/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/words.h"

#include "report/chart_unit.h"
#include "util/units.h"

#include <math.h>

#define NOTHING "–"

char *
words_count (double value)
{
  return isnan (value) ? g_strdup (NOTHING) : chart_unit_format_decimals (value, 0);
}

char *
words_things (double value, const char *singular, const char *plural)
{
  g_autofree char *count = words_count (value);

  if (value == 0)
    return g_strdup_printf ("no %s", singular);
  if (value == 1)
    return g_strdup_printf ("1 %s", singular);
  return plural != NULL ? g_strdup_printf ("%s %s", count, plural)
                        : g_strdup_printf ("%s %ss", count, singular);
}

char *
words_percent (double fraction)
{
  g_autofree char *number = NULL;

  if (isnan (fraction))
    return g_strdup (NOTHING);
  number = chart_unit_format_decimals (fraction * 100, 1);
  return g_strconcat (number, "\u00a0%", NULL);
}

char *
words_seconds (double seconds)
{
  if (isnan (seconds))
    return g_strdup (NOTHING);
  if (seconds >= 1e12)
    return g_strdup_printf ("%.3g s", seconds);
  return time_format_human ((gint64) round (seconds * (double) TIME_SECOND));
}

char *
words_number (double value)
{
  double magnitude = fabs (value);

  if (isnan (value))
    return g_strdup (NOTHING);
  if (magnitude >= 1e15)
    return g_strdup_printf ("%.4g", value);
  return chart_unit_format_decimals (value, magnitude >= 1000 || value == round (value) ? 0
                                            : magnitude >= 100                          ? 1
                                            : magnitude >= 10                           ? 2
                                                                                        : 3);
}
