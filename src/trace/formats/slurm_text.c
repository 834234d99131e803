/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/formats/slurm_text.h"

#include <math.h>
#include <string.h>

#include "util/units.h"

#define DAYS_MAX   1000000
#define MEMORY_MAX 1e12 /* MiB of one cell */

gboolean
slurm_is_unknown (const char *text)
{
  static const char *const words[]
    = { "", "Unknown", "None", "N/A", "INVALID", "Partition_Limit", "NaT", "?" };
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (text, words[i]) == 0)
      return TRUE;
  return FALSE;
}

gboolean
slurm_is_unlimited (const char *text)
{
  return g_ascii_strcasecmp (text, "UNLIMITED") == 0;
}

/* A whole number up to the mark; moves behind it. */
static gboolean
read_part (const char **text, const char *marks, gint64 max, gint64 *ret)
{
  gsize length = strcspn (*text, marks);
  g_autofree char *part = g_strndup (*text, length);
  *text += length;
  return integer_parse (part, 0, max, ret, NULL);
}

gboolean
slurm_time_parse (const char *text, gint64 *ret)
{
  gint64 days = 0, part[3] = { 0 };
  guint n = 0;
  gboolean has_days = strchr (text, '-') != NULL;
  if (has_days) {
    if (!read_part (&text, "-", DAYS_MAX, &days))
      return FALSE;
    text++;
  }
  while (n < 3) {
    if (!read_part (&text, ":.", DAYS_MAX, &part[n++]))
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

char *
slurm_tres_find (const char *tres, const char *kind)
{
  g_auto (GStrv) parts = g_strsplit (tres, ",", -1);
  gsize length = strlen (kind);
  gint64 sum = 0;
  gboolean typed = FALSE;
  for (guint i = 0; parts[i] != NULL; i++) {
    const char *value = strchr (parts[i], '=');
    gint64 number;
    if (value == NULL || strncmp (parts[i], kind, length) != 0)
      continue;
    if (parts[i][length] == '=')
      return g_strdup (value + 1);
    if (parts[i][length] != ':' || !integer_parse (value + 1, 0, G_MAXINT32, &number, NULL))
      continue;
    typed = TRUE;
    sum += number;
  }
  return typed ? g_strdup_printf ("%" G_GINT64_FORMAT, sum) : NULL;
}
