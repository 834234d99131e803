/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ticks are multiples of a step, computed as index × step and never by adding up, so that no
 * label shows the error of a sum. Steps of durations come from a table of what clocks and
 * calendars have (15 min, 6 h), everything else is 1, 2, 2.5 or 5 times a power of ten. */
#include "report/chart_axis.h"

#include <math.h>
#include <string.h>

#define MAX_TICKS 200

/* From what people divide time by; `minor` gets unlabelled ticks between. */
static const struct {
  double step, minor;
} duration_steps[] = {
  { 1, 0 },
  { 2, 1 },
  { 5, 1 },
  { 10, 5 },
  { 15, 5 },
  { 30, 10 },
  { 60, 15 },
  { 120, 60 },
  { 300, 60 },
  { 600, 300 },
  { 900, 300 },
  { 1800, 600 },
  { 3600, 900 },
  { 7200, 3600 },
  { 10800, 3600 },
  { 21600, 3600 },
  { 43200, 10800 },
  { 86400, 21600 },
  { 172800, 86400 },
  { 432000, 86400 },
  { 604800, 86400 },
  { 864000, 172800 },
  { 1728000, 432000 },
  { 2592000, 864000 },
  { 4320000, 864000 },
  { 8640000, 1728000 },
};

static void
tick_clear (gpointer data)
{
  g_free (((ChartTick *) data)->label);
}

static char *
make_title (const char *title, const ChartUnit *unit, const ChartMultiple *multiple)
{
  if (*title == '\0')
    title = unit->noun;
  if (*title == '\0')
    return g_strdup (multiple->name);
  if (*multiple->name == '\0')
    return g_strdup (title);
  return g_strdup_printf ("%s (%s)", title, multiple->name);
}

static void
init_ticks (ChartAxis *axis)
{
  axis->ticks = g_array_new (FALSE, FALSE, sizeof (ChartTick));
  g_array_set_clear_func (axis->ticks, tick_clear);
}

void
chart_axis_init_span (ChartAxis *axis, const ChartUnit *unit, double min, double max, double widen,
                      const char *title)
{
  *axis = (ChartAxis){ .min = min, .max = max, .unit = unit, .keep_range = TRUE };
  if (!(min <= max)) {
    axis->empty = TRUE;
    axis->min = axis->max = 0;
  }
  if (!(axis->min < axis->max)) {
    axis->min = axis->min >= 0 ? MAX (axis->min - widen, 0) : axis->min - widen;
    axis->max += widen;
  }
  axis->multiple = chart_unit_multiple (
    unit, MAX (axis->max - axis->min, unit->duration ? 0 : axis->max));
  axis->title = make_title (title, unit, axis->multiple);
  init_ticks (axis);
}

void
chart_axis_init_amount (ChartAxis *axis, const ChartUnit *unit, ChartScale scale, double min,
                        double max, double smallest_positive, const char *title)
{
  static const ChartMultiple plain = { .size = 1, .name = "" };
  gboolean spans = smallest_positive > 0 && max / smallest_positive > 100;

  *axis = (ChartAxis){ .min = MIN (min, 0), .max = MAX (max, 0), .unit = unit };
  axis->log = smallest_positive > 0
              && (scale == CHART_SCALE_LOG || (scale == CHART_SCALE_AUTO && spans));
  if (axis->log) {
    /* labels of a log axis carry their own units ("1 min", "10k"), so the title has none */
    axis->multiple = &plain;
    double base = unit->binary ? 2 : 10;
    axis->min = pow (base, floor (log2 (smallest_positive) / log2 (base)));
    axis->max = MAX (pow (base, ceil (log2 (max) / log2 (base))), axis->min * base);
  } else {
    axis->multiple = chart_unit_multiple (unit, MAX (axis->max, -axis->min));
    if (axis->min == axis->max)
      axis->max = axis->multiple->size;
  }
  axis->title = make_title (title, unit, axis->multiple);
  init_ticks (axis);
}

void
chart_axis_init_names (ChartAxis *axis, const char *const *names, guint n, const char *title)
{
  *axis = (ChartAxis){ .min = 0,
                       .max = MAX (n, 1),
                       .unit = chart_unit_find ("count"),
                       .names = names,
                       .keep_range = TRUE,
                       .title = g_strdup (title) };
  axis->multiple = chart_unit_multiple (axis->unit, 0);
  init_ticks (axis);
}

double
chart_nice_step (double least, gboolean whole)
{
  static const double factors[] = { 1, 2, 2.5, 5, 10 };
  double power = pow (10, floor (log10 (least)));

  if (whole && least <= 1)
    return 1;
  for (guint i = 0; i < G_N_ELEMENTS (factors); i++) {
    if (whole && factors[i] == 2.5 && power < 10)
      continue;
    if (power * factors[i] >= least * (1 - 1e-9))
      return power * factors[i];
  }
  return power * 10;
}

static void
add_tick (ChartAxis *axis, double value, char *label)
{
  ChartTick tick = { .value = value, .label = label };

  g_array_append_val (axis->ticks, tick);
}

/* How many decimals show `step` exactly (as far as a label goes). */
static guint
decimals_of (double step)
{
  for (guint decimals = 0; decimals < 9; decimals++) {
    double scaled = step * pow (10, decimals);

    if (fabs (scaled - round (scaled)) < 1e-6 * scaled)
      return decimals;
  }
  return 9;
}

/* Labelled ticks at multiples of `step`, unlabelled ones at those of `minor` (0: none). */
static void
add_regular_ticks (ChartAxis *axis, double step, double minor)
{
  double fine = minor > 0 ? minor : step;
  double first = ceil (axis->min / fine - 1e-9), last = floor (axis->max / fine + 1e-9);
  guint decimals = decimals_of (step / axis->multiple->size);
  gint64 every = (gint64) round (step / fine);

  for (double i = first; i <= last && axis->ticks->len < MAX_TICKS; i += 1) {
    gboolean major = (gint64) fmod (i, (double) every) == 0;

    add_tick (axis, i * fine,
              major ? chart_unit_format_decimals (i * fine / axis->multiple->size, decimals)
                    : NULL);
  }
}

/* At powers of two: every one, or those that are powers of 4, 32 or 1024, or of that. */
static void
choose_binary_ticks (ChartAxis *axis, double length, double spacing)
{
  static const gint steps[] = { 1, 2, 5, 10, 20, 30, 60 };
  double apart = length / log2 (axis->max / axis->min);
  gint first = (gint) round (log2 (axis->min)), last = (gint) round (log2 (axis->max));
  guint i = 0;

  while (i + 1 < G_N_ELEMENTS (steps) && steps[i] * apart < spacing)
    i++;
  for (gint power = first; power <= last; power++)
    if (power % steps[i] == 0)
      add_tick (axis, ldexp (1, power), chart_unit_format_short (axis->unit, ldexp (1, power)));
  if (axis->ticks->len == 0)
    add_tick (axis, axis->min, chart_unit_format_short (axis->unit, axis->min));
}

static void
choose_log_ticks (ChartAxis *axis, double length, double spacing)
{
  /* a duration axis shows 10 s, 1 min, 10 min, 1 h, …: decades of what people say */
  static const double durations[] = { 1e-6,    1e-5,    1e-4,    1e-3,    0.01,    0.1,     1,
                                      10,      60,      600,     3600,    36000,   86400,   864000,
                                      8.64e6,  8.64e7,  8.64e8,  8.64e9,  8.64e10, 8.64e11, 8.64e12,
                                      8.64e13, 8.64e14, 8.64e15, 8.64e16, 8.64e17 };
  double decades = log10 (axis->max / axis->min);
  double apart = length / MAX (decades, 1);
  gint every = (gint) MAX (ceil (spacing / apart), 1);
  gint index = 0;

  if (axis->unit->duration) {
    double last = -INFINITY;

    for (guint i = 0; i < G_N_ELEMENTS (durations); i++) {
      double place = chart_axis_place (axis, durations[i]) * length;

      if (durations[i] < axis->min * (1 - 1e-9) || durations[i] > axis->max * (1 + 1e-9))
        continue;
      if (place - last < spacing * 0.75)
        continue;
      last = place;
      add_tick (axis, durations[i], chart_unit_format_short (axis->unit, durations[i]));
    }
    return;
  }
  for (double value = axis->min; value <= axis->max * (1 + 1e-9) && index < MAX_TICKS; index++) {
    add_tick (axis, value, index % every == 0 ? chart_unit_format_short (axis->unit, value) : NULL);
    value = axis->min * pow (10, index + 1);
  }
}

static void
choose_duration_ticks (ChartAxis *axis, double least)
{
  for (guint i = 0; i < G_N_ELEMENTS (duration_steps); i++) {
    double step = duration_steps[i].step, in_unit = step / axis->multiple->size;

    /* 15 min on an axis in hours is 0.25: fine; 10 min is 0.1666…: not */
    if (step < least || fabs (in_unit * 100 - round (in_unit * 100)) > 1e-6)
      continue;
    add_regular_ticks (axis, step, duration_steps[i].minor);
    return;
  }
  add_regular_ticks (axis, chart_nice_step (least / 86400, TRUE) * 86400, 0);
}

/* Every name, or every k-th where they stand closer than half a label. */
static void
choose_name_ticks (ChartAxis *axis, double length, double spacing)
{
  guint n = axis->names == NULL ? 0 : (guint) axis->max;
  double slot = length / axis->max;
  guint every = slot * 2 >= spacing ? 1 : (guint) ceil (spacing / slot);

  for (guint i = 0; i < n && axis->names[i] != NULL; i += every)
    add_tick (axis, i + 0.5, g_strdup (axis->names[i]));
}

static gboolean
has_label (const ChartAxis *axis)
{
  for (guint i = 0; i < axis->ticks->len; i++)
    if (g_array_index (axis->ticks, ChartTick, i).label != NULL)
      return TRUE;
  return FALSE;
}

void
chart_axis_choose_ticks (ChartAxis *axis, double length, double spacing)
{
  double least;

  g_array_set_size (axis->ticks, 0);
  if (axis->empty)
    return;
  if (axis->names != NULL) {
    choose_name_ticks (axis, length, spacing);
    return;
  }
  if (axis->log && axis->unit->binary) {
    choose_binary_ticks (axis, length, spacing);
    return;
  }
  if (axis->log) {
    choose_log_ticks (axis, length, spacing);
    return;
  }
  least = (axis->max - axis->min) * spacing / MAX (length, spacing);
  if (axis->unit->duration && axis->multiple->size >= 1 && least >= 0.5) {
    choose_duration_ticks (axis, least);
    if (has_label (axis))
      return;
    g_array_set_size (axis->ticks, 0);
  }
  {
    double size = axis->multiple->size;
    double step = chart_nice_step (least / size, axis->unit->whole && size == 1) * size;

    if (!axis->keep_range) {
      axis->max = ceil (axis->max / step - 1e-9) * step;
      axis->min = floor (axis->min / step + 1e-9) * step;
    }
    add_regular_ticks (axis, step, 0);
  }
}

double
chart_axis_place (const ChartAxis *axis, double value)
{
  double place;

  if (axis->log)
    place = value > 0 ? log10 (value / axis->min) / log10 (axis->max / axis->min) : 0;
  else
    place = (value - axis->min) / (axis->max - axis->min);
  return CLAMP (place, 0.0, 1.0);
}

void
chart_axis_clear (ChartAxis *axis)
{
  g_clear_pointer (&axis->ticks, g_array_unref);
  g_clear_pointer (&axis->title, g_free);
}
