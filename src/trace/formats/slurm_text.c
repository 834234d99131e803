/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/formats/slurm_text.h"

#include <math.h>
#include <string.h>

#include "util/units.h"

#define NUMBER_MAX 1000000 /* of days, hours, … */
#define MEMORY_MAX 1e12 /* MiB of one cell */

gboolean
slurm_is_unknown (const char *text)
{
  static const char *const words[]
    = { "", "Unknown", "None", "N/A", "INVALID", "Partition_Limit", "NaT", "?" };
  for (guint i = 0; i < G_N_ELEMENTS (words) && !g_ascii_isdigit (text[0]); i++)
    if (g_ascii_strcasecmp (text, words[i]) == 0)
      return TRUE;
  return FALSE;
}

gboolean
slurm_is_unlimited (const char *text)
{
  return g_ascii_strcasecmp (text, "UNLIMITED") == 0;
}

/* A whole number; moves behind it. */
static gboolean
read_number (const char **text, gint64 *ret)
{
  const char *c = *text;
  gint64 number = 0;
  for (; g_ascii_isdigit (*c) && number <= NUMBER_MAX; c++)
    number = number * 10 + (*c - '0');
  if (c == *text || number > NUMBER_MAX)
    return FALSE;
  *text = c;
  *ret = number;
  return TRUE;
}

gboolean
slurm_time_parse (const char *text, gint64 *ret)
{
  gint64 days = 0, part[3] = { 0 };
  guint n = 0;
  gboolean has_days = strchr (text, '-') != NULL;
  if (has_days && (!read_number (&text, &days) || *text++ != '-'))
    return FALSE;
  while (n < 3) {
    if (!read_number (&text, &part[n++]))
      return FALSE;
    if (*text != ':')
      break;
    text++;
  }
  if ((*text != '\0' && *text != '.') || (n == 1 && !has_days))
    return FALSE;
  if (!has_days && n == 2) { /* minutes and seconds */
    part[2] = part[1];
    part[1] = part[0];
    part[0] = 0;
  }
  *ret = (((days * 24 + part[0]) * 60 + part[1]) * 60 + part[2]) * TIME_SECOND;
  return TRUE;
}

gboolean
slurm_memory_parse (const char *text, gint64 *ret, char *ret_each)
{
  static const char units[] = "KMGTPE";
  g_autofree char *number = g_strdup (text);
  gsize length = strlen (number);
  double value, scale = 1;
  *ret_each = '\0';
  if (length > 0 && (number[length - 1] == 'c' || number[length - 1] == 'n')) {
    *ret_each = number[--length];
    number[length] = '\0';
  }
  const char *unit = length > 0 ? strchr (units, g_ascii_toupper (number[length - 1])) : NULL;
  if (unit != NULL) {
    scale = pow (1024, (double) (unit - units) - 1);
    number[length - 1] = '\0';
  }
  if (!number_parse (number, 0, MEMORY_MAX / MAX (scale, 1), &value, NULL))
    return FALSE;
  *ret = (gint64) ceil (value * scale);
  return TRUE;
}

/* Up to the comma, as far as there is room. */
static gboolean
copy_value (const char *value, char *ret, gsize size)
{
  gsize length = MIN (strcspn (value, ","), size - 1);
  memcpy (ret, value, length);
  ret[length] = '\0';
  return TRUE;
}

gboolean
slurm_tres_find (const char *tres, const char *kind, char *ret, gsize size)
{
  gsize length = strlen (kind);
  gint64 sum = 0, number;
  gboolean typed = FALSE;
  for (const char *part = tres; part != NULL; part = strchr (part, ',')) {
    part += *part == ',';
    if (strncmp (part, kind, length) != 0 || (part[length] != '=' && part[length] != ':'))
      continue;
    if (part[length] == '=')
      return copy_value (part + length + 1, ret, size);
    const char *value = part + strcspn (part, "=,");
    if (*value++ != '=' || !read_number (&value, &number))
      continue;
    typed = TRUE;
    sum += number;
  }
  if (typed)
    g_snprintf (ret, (gulong) size, "%" G_GINT64_FORMAT, sum);
  return typed;
}
