/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/chart_unit.h"

#include <math.h>
#include <string.h>

#define KIB 1024.0

#define SMALL_MULTIPLES                                                                            \
  { 1e-12, 0, "×10⁻¹²" }, { 1e-9, 1e-9, "×10⁻⁹" }, { 1e-6, 1e-6, "×10⁻⁶" },                        \
  {                                                                                                \
    1e-3, 1e-3, "×10⁻³"                                                                        \
  }
#define LARGE_MULTIPLES                                                                            \
  { 1e3, 2e4, "thousands" }, { 1e6, 1e7, "millions" }, { 1e9, 1e10, "billions" },                  \
    { 1e12, 1e13, "×10¹²" }, { 1e15, 1e16, "×10¹⁵" },                                              \
  {                                                                                                \
    0, 0, NULL                                                                                     \
  }

static const ChartMultiple number_multiples[] = { SMALL_MULTIPLES,
                                                  { 1, 0.01, "" },
                                                  LARGE_MULTIPLES };
static const ChartMultiple count_multiples[] = { { 1, 0, "" }, LARGE_MULTIPLES };
static const ChartMultiple core_multiples[] = { SMALL_MULTIPLES, { 1, 0.01, "" }, LARGE_MULTIPLES };
static const ChartMultiple fraction_multiples[] = { { 0.01, 0, "%" }, { 0, 0, NULL } };
static const ChartMultiple memory_multiples[] = {
  { 1, 0, "MiB" },
  { KIB, 2 * KIB, "GiB" },
  { KIB * KIB, 2 * KIB *KIB, "TiB" },
  { KIB * KIB * KIB, 2 * KIB *KIB *KIB, "PiB" },
  { KIB * KIB * KIB * KIB, 2 * KIB *KIB *KIB *KIB, "EiB" },
  { 0, 0, NULL },
};
static const ChartMultiple time_multiples[] = {
  { 1e-6, 0, "µs" },           { 1e-3, 2e-3, "ms" },         { 1, 1, "s" },  { 60, 180, "min" },
  { 3600, 3 * 3600, "hours" }, { 86400, 4 * 86400, "days" }, { 0, 0, NULL },
};

static const ChartUnit units[] = {
  { .name = "number", .summary = "a plain number", .noun = "", .multiples = number_multiples },
  { .name = "count",
    .summary = "a count of tasks, machines, …",
    .noun = "",
    .multiples = count_multiples,
    .whole = TRUE },
  { .name = "cores", .summary = "cores", .noun = "Cores", .multiples = core_multiples },
  { .name = "devices",
    .summary = "devices, such as GPUs",
    .noun = "Devices",
    .multiples = core_multiples },
  { .name = "memory",
    .summary = "MiB, shown in MiB to EiB",
    .noun = "",
    .multiples = memory_multiples,
    .binary = TRUE },
  { .name = "fraction",
    .summary = "0..1, shown in percent",
    .noun = "",
    .multiples = fraction_multiples },
  { .name = "seconds",
    .summary = "seconds, shown in µs to days",
    .noun = "",
    .multiples = time_multiples,
    .duration = TRUE },
};

static const struct {
  const char *resource, *unit, *title;
} resources[] = { { "cpu", "cores", "CPU" },
                  { "memory", "memory", "Memory" },
                  { "gpu", "devices", "GPU" } };

const ChartUnit *
chart_unit_table (guint *ret_count)
{
  *ret_count = G_N_ELEMENTS (units);
  return units;
}

const ChartUnit *
chart_unit_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (strcmp (units[i].name, name) == 0)
      return &units[i];
  return NULL;
}

const ChartUnit *
chart_unit_of_resource (const char *resource)
{
  for (guint i = 0; i < G_N_ELEMENTS (resources); i++)
    if (strcmp (resources[i].resource, resource) == 0)
      return chart_unit_find (resources[i].unit);
  return chart_unit_find ("number");
}

const char *
chart_resource_title (const char *resource)
{
  for (guint i = 0; i < G_N_ELEMENTS (resources); i++)
    if (strcmp (resources[i].resource, resource) == 0)
      return resources[i].title;
  return resource;
}

const ChartMultiple *
chart_unit_multiple (const ChartUnit *unit, double largest)
{
  const ChartMultiple *best = unit->multiples;

  /* nothing to show says nothing about size: the plain unit, not the smallest */
  if (!(largest > 0)) {
    for (const ChartMultiple *m = unit->multiples; m->size > 0; m++)
      if (m->size == 1)
        return m;
    return best;
  }
  for (const ChartMultiple *m = unit->multiples; m->size > 0; m++)
    if (largest >= m->threshold)
      best = m;
  return best;
}

char *
chart_unit_format_decimals (double value, guint decimals)
{
  char plain[G_ASCII_DTOSTR_BUF_SIZE + 400];
  char format[8];
  GString *text = g_string_new (NULL);
  const char *digits = plain;
  gsize whole;

  g_snprintf (format, sizeof format, "%%.%uf", MIN (decimals, 9u));
  g_ascii_formatd (plain, (gint) sizeof plain, format, value);
  if (*digits == '-') {
    digits++;
    if (strspn (digits, "0.") != strlen (digits))
      g_string_append (text, "−");
  }
  whole = strcspn (digits, ".");
  for (gsize i = 0; i < whole; i++) {
    if (i > 0 && (whole - i) % 3 == 0)
      g_string_append_c (text, ',');
    g_string_append_c (text, digits[i]);
  }
  g_string_append (text, digits + whole);
  return g_string_free (text, FALSE);
}

/* Without trailing zeros behind the point: whole from 99.5 (short: 9.95) on, one decimal below,
 * two below a tenth of that. */
static char *
format_significant (double value, double whole_from)
{
  double magnitude = fabs (value);
  guint decimals = magnitude >= whole_from || magnitude == 0 ? 0
                   : magnitude >= whole_from / 10            ? 1
                                                             : 2;
  char *text = chart_unit_format_decimals (value, decimals);

  if (strchr (text, '.') != NULL) {
    gsize length = strlen (text);

    while (text[length - 1] == '0')
      text[--length] = '\0';
    if (text[length - 1] == '.')
      text[length - 1] = '\0';
  }
  return text;
}

/* "45 s", "5.3 min", "12 h": two digits, in the largest unit of which there is one. */
static char *
format_duration (double seconds)
{
  static const char *const names[] = { "µs", "ms", "s", "min", "h", "d" };
  g_autofree char *number = NULL;
  guint i = 0;

  while (i + 1 < G_N_ELEMENTS (names) && fabs (seconds) >= time_multiples[i + 1].size * (1 - 1e-9))
    i++;
  number = format_significant (seconds / time_multiples[i].size, 9.95);
  return g_strdup_printf ("%s %s", number, names[i]);
}

char *
chart_unit_format_short (const ChartUnit *unit, double value)
{
  static const struct {
    double from, size;
    const char *suffix;
  } short_forms[] = {
    { 1e4, 1e3, "k" }, { 1e6, 1e6, "M" }, { 1e9, 1e9, "G" }, { 1e12, 1e12, "T" }
  };
  g_autofree char *number = NULL;
  const char *suffix = "";
  double size = 1, magnitude = fabs (value);

  if (value == 0)
    return g_strdup ("0");
  if (unit->duration)
    return format_duration (value);
  if (unit->multiples == memory_multiples || unit->multiples == fraction_multiples) {
    const ChartMultiple *multiple = unit->multiples;

    /* 1 GiB is short, 1,024 MiB is not: thresholds are for axes */
    while (multiple[1].size > 0 && magnitude >= multiple[1].size)
      multiple++;

    number = format_significant (value / multiple->size, 99.5);
    return g_strdup_printf ("%s %s", number, multiple->name);
  }
  for (guint i = 0; i < G_N_ELEMENTS (short_forms); i++)
    if (magnitude >= short_forms[i].from) {
      size = short_forms[i].size;
      suffix = short_forms[i].suffix;
    }
  if (magnitude < 0.0001)
    return g_strdup_printf ("%.1e", value);
  if (magnitude < 0.01)
    return chart_unit_format_decimals (value, 4);
  number = format_significant (value / size, 99.5);
  return g_strconcat (number, suffix, NULL);
}
