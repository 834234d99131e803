/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sweep/decimal_range.h"

#include <string.h>

#define DIGITS_MAX 15

/* units / 10^decimals */
typedef struct {
  gint64 units;
  guint decimals;
} Decimal;

typedef struct {
  char *from, *to, *step; /* step NULL: 1 */
} RangeText;

static void
range_text_clear (RangeText *text)
{
  g_free (text->from);
  g_free (text->to);
  g_free (text->step);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RangeText, range_text_clear)

/* [-]digits[.digits] */
static gboolean
is_decimal (const char *text)
{
  const char *c = text + (*text == '-');
  guint before = 0, after = 0;

  for (; g_ascii_isdigit (*c); c++)
    before++;
  if (*c == '.')
    for (c++; g_ascii_isdigit (*c); c++)
      after++;
  else
    after = 1;
  return before > 0 && after > 0 && *c == '\0';
}

/* Takes it apart; FALSE: this is no range. */
static gboolean
split (const char *text, RangeText *ret)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \t", -1);
  g_autoptr (GPtrArray) full = g_ptr_array_new ();
  const char *dots;

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_ptr_array_add (full, words[i]);
  if (full->len != 1 && (full->len != 3 || strcmp (full->pdata[1], "step") != 0))
    return FALSE;
  dots = strstr (full->pdata[0], "..");
  if (dots == NULL)
    return FALSE;
  ret->from = g_strndup (full->pdata[0], (gsize) (dots - (const char *) full->pdata[0]));
  ret->to = g_strdup (dots + 2);
  ret->step = full->len == 3 ? g_strdup (full->pdata[2]) : NULL;
  return is_decimal (ret->from) && is_decimal (ret->to)
         && (ret->step == NULL || is_decimal (ret->step));
}

gboolean
decimal_range_is (const char *text)
{
  g_auto (RangeText) range = { 0 };

  return split (text, &range);
}

static gboolean
read_decimal (const char *text, Decimal *ret)
{
  const char *c = text + (*text == '-');
  gboolean behind = FALSE;
  guint digits = 0;

  *ret = (Decimal){ 0 };
  for (; *c != '\0'; c++) {
    if (*c == '.') {
      behind = TRUE;
      continue;
    }
    if (++digits > DIGITS_MAX)
      return FALSE;
    ret->units = 10 * ret->units + (*c - '0');
    ret->decimals += behind ? 1 : 0;
  }
  if (*text == '-')
    ret->units = -ret->units;
  return TRUE;
}

/* The same number with so many decimals; FALSE where it does not fit. */
static gboolean
rescale (Decimal *number, guint decimals)
{
  for (; number->decimals < decimals; number->decimals++)
    if (__builtin_mul_overflow (number->units, 10, &number->units))
      return FALSE;
  return TRUE;
}

static char *
write_decimal (Decimal number, guint least_decimals)
{
  guint64 units = number.units < 0 ? -(guint64) number.units : (guint64) number.units;
  guint64 scale = 1;

  while (number.decimals > least_decimals && units % 10 == 0) {
    units /= 10;
    number.decimals--;
  }
  for (guint i = 0; i < number.decimals; i++)
    scale *= 10;
  if (number.decimals == 0)
    return g_strdup_printf ("%s%" G_GUINT64_FORMAT, number.units < 0 ? "-" : "", units);
  return g_strdup_printf ("%s%" G_GUINT64_FORMAT ".%0*" G_GUINT64_FORMAT,
                          number.units < 0 ? "-" : "", units / scale, (int) number.decimals,
                          units % scale);
}

/* The three of them with as many decimals each. */
static gboolean
read_range (const RangeText *text, Decimal *from, Decimal *to, Decimal *step)
{
  guint decimals;

  if (!read_decimal (text->from, from) || !read_decimal (text->to, to)
      || !read_decimal (text->step != NULL ? text->step : "1", step))
    return FALSE;
  decimals = MAX (from->decimals, MAX (to->decimals, step->decimals));
  return rescale (from, decimals) && rescale (to, decimals) && rescale (step, decimals)
         && from->units > G_MININT64 / 4 && from->units < G_MAXINT64 / 4
         && to->units > G_MININT64 / 4 && to->units < G_MAXINT64 / 4;
}

gboolean
decimal_range_expand (const char *text, guint most, GPtrArray *ret, const char **ret_reason)
{
  g_auto (RangeText) range = { 0 };
  Decimal from, to, step;
  guint least = 0;
  gint64 count;

  *ret_reason = "is no range";
  if (!split (text, &range))
    return FALSE;
  *ret_reason = "has too many digits";
  if (!read_range (&range, &from, &to, &step))
    return FALSE;
  *ret_reason = "has a step that is not above 0";
  if (step.units <= 0)
    return FALSE;
  *ret_reason = "runs backwards";
  if (from.units > to.units)
    return FALSE;
  *ret_reason = "has too many values";
  count = (to.units - from.units) / step.units + 1;
  if (count > (gint64) most)
    return FALSE;
  if (strchr (range.from, '.') != NULL)
    least = (guint) strlen (strchr (range.from, '.') + 1);
  for (gint64 i = 0; i < count; i++) {
    Decimal value = { from.units + i * step.units, from.decimals };

    g_ptr_array_add (ret, write_decimal (value, least));
  }
  return TRUE;
}
