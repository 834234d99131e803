/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/calendar.h"

#include "util/units.h"

#define YEAR_MIN 1970
#define YEAR_MAX 9999
#define EPOCH_MAX G_GINT64_CONSTANT (253402300799) /* the end of year 9999 */

/* Exactly so many digits; moves behind them. */
static gboolean
read_digits (const char **text, guint digits, int *ret)
{
  int number = 0;
  for (guint i = 0; i < digits; i++) {
    if (!g_ascii_isdigit (**text))
      return FALSE;
    number = number * 10 + (*(*text)++ - '0');
  }
  *ret = number;
  return TRUE;
}

static gboolean
read_mark (const char **text, char mark)
{
  if (**text != mark)
    return FALSE;
  (*text)++;
  return TRUE;
}

/* Days since 1970 of a date of the Gregorian calendar; years are counted from March, so that the day of a
 * leap year comes last. */
static gint64
days_of (int year, int month, int day)
{
  gint64 y = month > 2 ? year : year - 1, m = month > 2 ? month - 3 : month + 9;
  return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

static gboolean
read_date (const char **text, gint64 *ret_days)
{
  int year, month, day;
  if (!read_digits (text, 4, &year) || !read_mark (text, '-') || !read_digits (text, 2, &month)
      || !read_mark (text, '-') || !read_digits (text, 2, &day))
    return FALSE;
  if (year < YEAR_MIN || year > YEAR_MAX
      || !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  *ret_days = days_of (year, month, day);
  return TRUE;
}

static gboolean
read_clock (const char **text, gint64 *ret_seconds)
{
  int hours, minutes, seconds;
  if (!read_digits (text, 2, &hours) || !read_mark (text, ':') || !read_digits (text, 2, &minutes)
      || !read_mark (text, ':') || !read_digits (text, 2, &seconds) || hours > 23 || minutes > 59
      || seconds > 60)
    return FALSE;
  *ret_seconds = hours * 3600 + minutes * 60 + seconds;
  return TRUE;
}

gboolean
calendar_parse (const char *text, gint64 *ret)
{
  gint64 days, seconds = 0;
  if (integer_parse (text, 0, EPOCH_MAX, &seconds, NULL)) {
    *ret = seconds * TIME_SECOND;
    return TRUE;
  }
  seconds = 0;
  if (!read_date (&text, &days))
    return FALSE;
  if (*text != '\0'
      && ((!read_mark (&text, 'T') && !read_mark (&text, ' ')) || !read_clock (&text, &seconds)))
    return FALSE;
  if (*text != '\0')
    return FALSE;
  *ret = (days * 86400 + seconds) * TIME_SECOND;
  return TRUE;
}
