/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts: ticks, units, reduction of long series, labels that do not overlap, colours in grey,
 * and bytes that are the same every time. */
#include "report/chart.h"
#include "report/chart_kind.h"
#include "report/step_series.h"
#include "report/surface.h"
#include "test.h"

#include <math.h>

/* The labels of an axis, joined by spaces. */
static char *
labels_of (const ChartAxis *axis)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < axis->ticks->len; i++) {
    const ChartTick *tick = &g_array_index (axis->ticks, ChartTick, i);

    if (tick->label != NULL)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", tick->label);
  }
  return g_string_free (text, FALSE);
}

static const struct {
  double from, to;
  const char *labels, *title;
} time_cases[] = {
  { 0, 604800, "0 1 2 3 4 5 6 7", "Time (days)" },
  { 0, 86400, "0 3 6 9 12 15 18 21 24", "Time (hours)" },
  { 0, 3600, "0 10 20 30 40 50 60", "Time (min)" },
  { 0, 100, "0 10 20 30 40 50 60 70 80 90 100", "Time (s)" },
  { 86400, 86400 + 1800, "1440 1445 1450 1455 1460 1465 1470", "Time (min)" },
  { 0, 60 * 86400, "0 7 14 21 28 35 42 49 56", "Time (days)" },
  { 0, 2e-4, "0 20 40 60 80 100 120 140 160 180 200", "Time (µs)" },
};

START_TEST (time_ticks)
{
  ChartAxis axis;
  g_autofree char *labels = NULL, *plain = NULL;
  GString *text;

  chart_axis_init_span (&axis, chart_unit_find ("seconds"), time_cases[_i].from, time_cases[_i].to,
                        1800, "Time");
  chart_axis_choose_ticks (&axis, 800, 76);
  labels = labels_of (&axis);
  text = g_string_new (labels);
  g_string_replace (text, ",", "", 0);
  plain = g_string_free (text, FALSE);
  ck_assert_str_eq (plain, time_cases[_i].labels);
  ck_assert_str_eq (axis.title, time_cases[_i].title);
  chart_axis_clear (&axis);
}
END_TEST

static const struct {
  const char *unit;
  double max;
  const char *labels, *title;
} amount_cases[] = {
  { "cores", 64, "0 20 40 60 80", "Cores" },
  { "cores", 25600, "0 10 20 30", "Cores (thousands)" },
  { "memory", 512, "0 200 400 600", "MiB" },
  { "memory", 65536, "0 20 40 60 80", "GiB" },
  { "memory", 104857600, "0 25 50 75 100", "TiB" },
  { "fraction", 0.42, "0 10 20 30 40 50", "%" },
  { "fraction", 0.0042, "0.0 0.1 0.2 0.3 0.4 0.5", "%" },
  { "count", 3, "0 1 2 3", "" },
  { "count", 1, "0 1", "" },
  { "count", 1e12, "0 250 500 750 1,000", "billions" },
  { "cores", 2e-6, "0.0 0.5 1.0 1.5 2.0", "Cores (×10⁻⁶)" },
  { "count", 0, "0 1", "" },
};

START_TEST (amount_ticks)
{
  ChartAxis axis;
  g_autofree char *labels = NULL;

  chart_axis_init_amount (&axis, chart_unit_find (amount_cases[_i].unit), CHART_SCALE_LINEAR, 0,
                          amount_cases[_i].max, 0, "");
  chart_axis_choose_ticks (&axis, 110, 26);
  labels = labels_of (&axis);
  ck_assert_str_eq (labels, amount_cases[_i].labels);
  ck_assert_str_eq (axis.title, amount_cases[_i].title);
  ck_assert (axis.max >= amount_cases[_i].max);
  chart_axis_clear (&axis);
}
END_TEST

START_TEST (log_axis_when_the_range_demands)
{
  ChartAxis axis;
  g_autofree char *labels = NULL;

  chart_axis_init_amount (&axis, chart_unit_find ("seconds"), CHART_SCALE_AUTO, 0, 36000, 1,
                          "Wait");
  ck_assert (axis.log);
  chart_axis_choose_ticks (&axis, 200, 26);
  labels = labels_of (&axis);
  ck_assert_str_eq (labels, "1 s 10 s 1 min 10 min 1 h 10 h");
  ck_assert_str_eq (axis.title, "Wait");
  ck_assert (chart_axis_place (&axis, 0) == 0);
  ck_assert (chart_axis_place (&axis, 1) == 0);
  ck_assert (chart_axis_place (&axis, 1e9) == 1);
  chart_axis_clear (&axis);
  chart_axis_init_amount (&axis, chart_unit_find ("seconds"), CHART_SCALE_AUTO, 0, 50, 1, "Wait");
  ck_assert (!axis.log);
  chart_axis_clear (&axis);
}
END_TEST

START_TEST (a_single_instant_has_a_range)
{
  ChartAxis axis;

  chart_axis_init_span (&axis, chart_unit_find ("seconds"), 0, 0, 1800, "");
  ck_assert (axis.min == 0 && axis.max == 1800 && !axis.empty);
  chart_axis_clear (&axis);
  chart_axis_init_span (&axis, chart_unit_find ("seconds"), INFINITY, -INFINITY, 1800, "");
  chart_axis_choose_ticks (&axis, 800, 76);
  ck_assert (axis.empty);
  ck_assert_uint_eq (axis.ticks->len, 0);
  chart_axis_clear (&axis);
}
END_TEST

static const struct {
  const char *unit;
  double value;
  const char *text;
} short_cases[] = {
  { "count", 0, "0" },          { "count", 2229, "2,229" },    { "count", 12345, "12.3k" },
  { "count", 2.5e6, "2.5M" },   { "seconds", 45, "45 s" },     { "seconds", 320, "5.3 min" },
  { "seconds", 3600, "1 h" },   { "seconds", 864000, "10 d" }, { "seconds", 0.2, "200 ms" },
  { "fraction", 0.25, "25 %" }, { "memory", 65536, "64 GiB" }, { "number", -3.5, "−3.5" },
  { "number", 0.00058, "0.0006" }, { "number", 5.8e-5, "5.8e-05" },
};

START_TEST (short_numbers)
{
  g_autofree char *text = chart_unit_format_short (chart_unit_find (short_cases[_i].unit),
                                                   short_cases[_i].value);

  ck_assert_str_eq (text, short_cases[_i].text);
}
END_TEST

START_TEST (nice_steps)
{
  ck_assert_double_eq_tol (chart_nice_step (0.3, FALSE), 0.5, 1e-12);
  ck_assert_double_eq_tol (chart_nice_step (21, FALSE), 25, 1e-12);
  ck_assert_double_eq_tol (chart_nice_step (2.2, TRUE), 5, 1e-12);
  ck_assert_double_eq_tol (chart_nice_step (0.01, TRUE), 1, 1e-12);
  ck_assert_double_eq_tol (chart_nice_step (1000, FALSE), 1000, 1e-9);
}
END_TEST

#define LONG 100000

START_TEST (reduction_keeps_extremes)
{
  g_autofree double *x = g_new (double, LONG), *y = g_new (double, LONG);
  StepExtremes columns[100];
  double min = INFINITY, max = -INFINITY;

  for (guint i = 0; i < LONG; i++) {
    x[i] = i;
    y[i] = 5 + sin (i * 0.01);
  }
  y[54321] = 1000; /* one sample in a thousand per column */
  y[12345] = -7;
  step_series_extremes (x, y, LONG, 0, LONG - 1, 100, columns);
  for (guint c = 0; c < 100; c++) {
    ck_assert (columns[c].min <= columns[c].first && columns[c].first <= columns[c].max);
    ck_assert (columns[c].min <= columns[c].last && columns[c].last <= columns[c].max);
    min = MIN (min, columns[c].min);
    max = MAX (max, columns[c].max);
  }
  ck_assert (columns[54].max == 1000);
  ck_assert (columns[12].min == -7);
  ck_assert (max == 1000 && min == -7);
  ck_assert (columns[0].first == y[0] && columns[99].last == y[LONG - 1]);
}
END_TEST

START_TEST (reduction_holds_values_and_gaps)
{
  const double x[] = { 0, 35, 60, 100 }, y[] = { 1, 3, NAN, 2 };
  StepExtremes columns[10];
  double means[10];

  step_series_extremes (x, y, 4, 0, 100, 10, columns);
  ck_assert (columns[2].min == 1 && columns[2].max == 1); /* no row in it: the last one holds */
  ck_assert (columns[3].first == 1 && columns[3].last == 3);
  ck_assert (columns[5].max == 3);
  ck_assert (isnan (columns[7].max));
  ck_assert (columns[9].max == 2);
  step_series_means (x, y, 4, 0, 100, 10, means);
  ck_assert_double_eq_tol (means[2], 1, 1e-12);
  ck_assert_double_eq_tol (means[3], 2, 1e-12); /* half 1, half 3 */
  ck_assert_double_eq_tol (means[5], 3, 1e-12);
  ck_assert (isnan (means[7]));
  ck_assert_double_eq_tol (means[9], 2, 1e-12); /* an instant alone */
}
END_TEST

START_TEST (means_of_a_stack_add_up)
{
  enum { ROWS = 5000, COLUMNS = 137 };
  g_autofree double *x = g_new (double, ROWS), *a = g_new (double, ROWS), *b = g_new (double, ROWS);
  g_autofree double *sum = g_new (double, ROWS);
  double mean_a[COLUMNS], mean_b[COLUMNS], mean_sum[COLUMNS], whole = 0, by_columns = 0;
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (guint i = 0; i < ROWS; i++) {
    x[i] = (i > 0 ? x[i - 1] : 0) + g_rand_double (rand);
    a[i] = g_rand_int_range (rand, 0, 50);
    b[i] = g_rand_int_range (rand, 0, 50);
    sum[i] = a[i] + b[i];
    if (i > 0)
      whole += sum[i - 1] * (x[i] - x[i - 1]);
  }
  step_series_means (x, a, ROWS, x[0], x[ROWS - 1], COLUMNS, mean_a);
  step_series_means (x, b, ROWS, x[0], x[ROWS - 1], COLUMNS, mean_b);
  step_series_means (x, sum, ROWS, x[0], x[ROWS - 1], COLUMNS, mean_sum);
  for (guint c = 0; c < COLUMNS; c++) {
    ck_assert_double_eq_tol (mean_a[c] + mean_b[c], mean_sum[c], 1e-9);
    by_columns += mean_sum[c] * (x[ROWS - 1] - x[0]) / COLUMNS;
  }
  ck_assert_double_eq_tol (by_columns, whole, 1e-6 * whole);
}
END_TEST

START_TEST (labels_are_spread)
{
  double apart[] = { 10, 12, 13, 80 }, crowded[] = { 1, 1, 1, 1, 1 }, far[] = { 10, 50, 90 };

  chart_spread (apart, 4, 10, 0, 100);
  ck_assert_double_eq_tol (apart[0], 35.0 / 3 - 10, 1e-9); /* centred on the three's mean */
  ck_assert_double_eq_tol (apart[2] - apart[1], 10, 1e-9);
  ck_assert (apart[3] == 80);
  chart_spread (crowded, 5, 50, 0, 100);
  for (guint i = 0; i < 5; i++)
    ck_assert_double_eq_tol (crowded[i], 25.0 * i, 1e-9);
  chart_spread (far, 3, 10, 0, 100);
  ck_assert (far[0] == 10 && far[1] == 50 && far[2] == 90);
}
END_TEST

START_TEST (labels_stay_apart_on_random_input)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (guint round = 0; round < 500; round++) {
    double places[12];
    guint n = (guint) g_rand_int_range (rand, 1, 13);

    for (guint i = 0; i < n; i++)
      places[i] = g_rand_double_range (rand, -20, 220);
    for (guint i = 1; i < n; i++)
      for (guint j = i; j > 0 && places[j] < places[j - 1]; j--) {
        double swap = places[j];

        places[j] = places[j - 1];
        places[j - 1] = swap;
      }
    chart_spread (places, n, 15, 0, 200);
    for (guint i = 0; i < n; i++) {
      ck_assert (places[i] >= -1e-9 && places[i] <= 200 + 1e-9);
      ck_assert (i == 0 || places[i] - places[i - 1] >= 15 - 1e-9);
    }
  }
}
END_TEST

START_TEST (ramp_darkens_evenly)
{
  double before = colour_lightness (palette_ramp (0));

  for (guint i = 1; i <= 100; i++) {
    Colour colour = palette_ramp (i / 100.0);
    double lightness = colour_lightness (colour);
    double luma = 0.299 * colour.red + 0.587 * colour.green + 0.114 * colour.blue;
    Colour last = palette_ramp ((i - 1) / 100.0);

    ck_assert_msg (before - lightness > 0.003 && before - lightness < 0.012, "step %u: %g", i,
                   before - lightness);
    ck_assert (luma < 0.299 * last.red + 0.587 * last.green + 0.114 * last.blue);
    before = lightness;
  }
}
END_TEST

START_TEST (stacks_differ_in_grey)
{
  static const char *const tiers[] = { "monitoring", "prod", "batch", "free" };
  static const char *const steps[] = { "high", "middle", "low" };

  for (guint i = 1; i < 4; i++)
    ck_assert (colour_lightness (colour_from_rgb (palette_role (tiers[i])->fill))
               > colour_lightness (colour_from_rgb (palette_role (tiers[i - 1])->fill)) + 0.1);
  for (guint i = 1; i < 3; i++)
    ck_assert (colour_lightness (colour_from_rgb (palette_role (steps[i])->fill))
               > colour_lightness (colour_from_rgb (palette_role (steps[i - 1])->fill)) + 0.1);
  for (guint i = 1; i < palette_area_count (); i++)
    ck_assert (colour_lightness (colour_from_rgb (palette_area (i)->fill))
               > colour_lightness (colour_from_rgb (palette_area (i - 1)->fill)) + 0.1);
}
END_TEST

START_TEST (no_line_depends_on_colour_alone)
{
  for (guint i = 0; i < palette_line_count (); i++)
    for (guint j = 0; j < i; j++) {
      const Ink *a = palette_line (i), *b = palette_line (j);
      double grey = fabs (colour_lightness (colour_from_rgb (a->line))
                          - colour_lightness (colour_from_rgb (b->line)));

      ck_assert_msg (memcmp (a->dash, b->dash, sizeof a->dash) != 0
                       || (grey > 0.1 && a->width != b->width),
                     "%s and %s", a->name, b->name);
    }
}
END_TEST

static double *
numbers (guint n, double (*value) (guint))
{
  double *values = g_new (double, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    values[i] = value (i);
  return values;
}

static double
by_300 (guint i)
{
  return i * 300.0;
}
static double
wave (guint i)
{
  return 10 + (i * 7) % 13;
}
static double
zero (G_GNUC_UNUSED guint i)
{
  return 0;
}
static double
none (G_GNUC_UNUSED guint i)
{
  return NAN;
}
static double
sometimes (guint i)
{
  return i % 3 == 0 ? NAN : (double) (i % 5) / 5;
}
static double
hour (guint i)
{
  return i / 8 * 3600.0;
}
static double
one_hour (G_GNUC_UNUSED guint i)
{
  return 3600;
}
static double
group (guint i)
{
  return i % 8 * 10;
}
static double
ten (G_GNUC_UNUSED guint i)
{
  return 10;
}

static double
half (guint i)
{
  return i / 2.0;
}

/* A chart with a panel of every kind. */
static Chart *
sample_chart (guint rows)
{
  Chart *chart = chart_new ("A <b>title</b> & more", "Ünïcode “subtitle”", 2);
  ChartPanel *lines = chart_add_panel (chart, &chart_kind_lines, "Lines");
  ChartPanel *bars = chart_add_panel (chart, &chart_kind_bars, "Bars");
  ChartPanel *shares = chart_add_panel (chart, &chart_kind_cdf, "Shares");
  ChartPanel *cells = chart_add_panel (chart, &chart_kind_heatmap, "");

  lines->rows = rows;
  lines->x = numbers (rows, by_300);
  lines->x_unit = chart_unit_find ("seconds");
  chart_panel_add_series (lines, "prod", SERIES_AREA, palette_role ("prod"), numbers (rows, wave));
  chart_panel_add_series (lines, "batch", SERIES_AREA, palette_role ("batch"),
                          numbers (rows, wave));
  chart_panel_add_series (lines, "used", SERIES_LINE, palette_role ("used"), numbers (rows, wave));
  bars->rows = 2;
  bars->groups = g_strsplit ("one,a group with quite a long name", ",", -1);
  chart_panel_add_series (bars, "x", SERIES_LINE, palette_area (1), numbers (2, wave));
  chart_panel_add_series (bars, "y", SERIES_LINE, palette_area (2), numbers (2, wave));
  shares->rows = 2;
  shares->x = numbers (2, half);
  shares->y_unit = chart_unit_find ("memory");
  shares->scale = CHART_SCALE_LOG;
  chart_panel_add_series (shares, "a", SERIES_LINE, palette_line (0), numbers (2, ten));
  chart_panel_add_series (shares, "b", SERIES_LINE, palette_line (1), numbers (2, by_300));
  cells->rows = rows;
  cells->x = numbers (rows, hour);
  cells->x_size = numbers (rows, one_hour);
  cells->y = numbers (rows, group);
  cells->y_size = numbers (rows, ten);
  cells->y_unit = chart_unit_find ("fraction");
  chart_panel_add_series (cells, "allocated", SERIES_LINE, palette_line (0),
                          numbers (rows, sometimes));
  return chart;
}

START_TEST (same_chart_same_bytes)
{
  guint n;
  const SurfaceFormat *format = &surface_format_table (&n)[_i];
  g_autoptr (Chart) chart = sample_chart (500), other = sample_chart (20);
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) first = surface_render (chart, format, 960, 0, &error);
  g_autoptr (GByteArray) between = NULL, second = NULL;

  test_ok (first != NULL, error);
  between = surface_render (other, format, 700, 0, &error);
  test_ok (between != NULL, error);
  second = surface_render (chart, format, 960, 0, &error);
  test_ok (second != NULL, error);
  ck_assert_uint_eq (first->len, second->len);
  ck_assert (memcmp (first->data, second->data, first->len) == 0);
  ck_assert (between->len != first->len || memcmp (first->data, between->data, first->len) != 0);
}
END_TEST

START_TEST (formats_are_what_they_say)
{
  static const struct {
    const char *format, *start;
  } cases[] = { { "svg", "<?xml" }, { "png", "\211PNG" }, { "pdf", "%PDF-" } };
  g_autoptr (Chart) chart = sample_chart (50);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GByteArray)
      bytes = surface_render (chart, surface_format_find (cases[i].format), 960, 0, NULL);

    ck_assert_ptr_nonnull (bytes);
    ck_assert (memcmp (bytes->data, cases[i].start, strlen (cases[i].start)) == 0);
  }
  ck_assert_ptr_null (surface_format_find ("gif"));
}
END_TEST

START_TEST (long_series_make_small_files)
{
  g_autoptr (Chart) chart = sample_chart (200000);
  g_autoptr (GByteArray) bytes = surface_render (chart, surface_format_find ("svg"), 960, 0, NULL);

  ck_assert_uint_lt (bytes->len, 2000000);
}
END_TEST

START_TEST (stack_is_the_sum)
{
  g_autoptr (Chart) chart = chart_new ("", NULL, 1);
  ChartPanel *panel = chart_add_panel (chart, &chart_kind_lines, "");
  ChartAxis x, y;

  panel->rows = 13;
  panel->x = numbers (13, by_300);
  for (guint i = 0; i < 3; i++)
    chart_panel_add_series (panel, "s", SERIES_AREA, palette_area (i), numbers (13, wave));
  panel->kind->init_axes (panel, &x, &y);
  ck_assert_double_eq_tol (y.max, 3 * 22, 1e-12); /* wave reaches 22, in all three at once */
  ck_assert (y.min == 0);
  chart_axis_clear (&x);
  chart_axis_clear (&y);
}
END_TEST

START_TEST (notes_say_what_is_missing)
{
  g_autoptr (Chart) chart = chart_new ("", NULL, 1);
  ChartPanel *panel = chart_add_panel (chart, &chart_kind_lines, "");

  ck_assert_str_eq (chart_panel_note (panel), "no data");
  panel->rows = 4;
  panel->x = numbers (4, by_300);
  chart_panel_add_series (panel, "a", SERIES_AREA, palette_area (0), numbers (4, none));
  ck_assert_str_eq (chart_panel_note (panel), "no data");
  chart_panel_add_series (panel, "b", SERIES_AREA, palette_area (1), numbers (4, zero));
  ck_assert_ptr_null (chart_panel_note (panel));
  panel->zero_text = g_strdup ("none");
  ck_assert_str_eq (chart_panel_note (panel), "none");
  chart_panel_add_series (panel, "c", SERIES_AREA, palette_area (2), numbers (4, wave));
  ck_assert_ptr_null (chart_panel_note (panel));
}
END_TEST

/* Sizes and amounts at the edges draw without a complaint of cairo, Pango or a sanitizer. */
START_TEST (odd_charts_draw)
{
  static const guint rows[] = { 0, 1, 2, 3, 1600, 1601 };
  static const double widths[] = { 320, 960 };

  for (guint r = 0; r < G_N_ELEMENTS (rows); r++)
    for (guint w = 0; w < G_N_ELEMENTS (widths); w++) {
      g_autoptr (Chart) chart = sample_chart (rows[r]);
      g_autoptr (GError) error = NULL;
      g_autoptr (GByteArray)
        bytes = surface_render (chart, surface_format_find ("svg"), widths[w], 0, &error);

      test_ok (bytes != NULL, error);
    }
}
END_TEST

static Suite *
chart_suite (void)
{
  Suite *suite = suite_create ("chart");
  TCase *axes = tcase_create ("axes"), *series = tcase_create ("series"),
        *drawing = tcase_create ("drawing");

  tcase_add_loop_test (axes, time_ticks, 0, G_N_ELEMENTS (time_cases));
  tcase_add_loop_test (axes, amount_ticks, 0, G_N_ELEMENTS (amount_cases));
  tcase_add_test (axes, log_axis_when_the_range_demands);
  tcase_add_test (axes, a_single_instant_has_a_range);
  tcase_add_loop_test (axes, short_numbers, 0, G_N_ELEMENTS (short_cases));
  tcase_add_test (axes, nice_steps);
  suite_add_tcase (suite, axes);
  tcase_add_test (series, reduction_keeps_extremes);
  tcase_add_test (series, reduction_holds_values_and_gaps);
  tcase_add_test (series, means_of_a_stack_add_up);
  tcase_add_test (series, labels_are_spread);
  tcase_add_test (series, labels_stay_apart_on_random_input);
  tcase_add_test (series, ramp_darkens_evenly);
  tcase_add_test (series, stacks_differ_in_grey);
  tcase_add_test (series, no_line_depends_on_colour_alone);
  suite_add_tcase (suite, series);
  tcase_add_loop_test (drawing, same_chart_same_bytes, 0, 3);
  tcase_add_test (drawing, formats_are_what_they_say);
  tcase_add_test (drawing, long_series_make_small_files);
  tcase_add_test (drawing, stack_is_the_sum);
  tcase_add_test (drawing, notes_say_what_is_missing);
  tcase_add_test (drawing, odd_charts_draw);
  suite_add_tcase (suite, drawing);
  return suite;
}

TEST_MAIN (chart_suite);
