/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distributions, the log axes that they stand on, and series that would leave nothing of others. */
#include "report/chart.h"
#include "report/chart_kind.h"
#include "test.h"

#include <math.h>
#include <string.h>

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

START_TEST (memory_goes_by_powers_of_two)
{
  static const struct {
    double length;
    const char *labels;
  } cases[] = {
    { 1400, "128 MiB 256 MiB 512 MiB 1 GiB 2 GiB 4 GiB 8 GiB 16 GiB 32 GiB 64 GiB" },
    { 400, "256 MiB 1 GiB 4 GiB 16 GiB 64 GiB" },
    { 160, "1 GiB 32 GiB" },
    { 40, "128 MiB" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    ChartAxis axis;
    g_autofree char *labels = NULL;

    chart_axis_init_amount (&axis, chart_unit_find ("memory"), CHART_SCALE_LOG, 0, 60000, 200, "");
    chart_axis_choose_ticks (&axis, cases[i].length, 76);
    labels = labels_of (&axis);
    ck_assert_str_eq (labels, cases[i].labels);
    ck_assert (axis.min == 128 && axis.max == 65536);
    chart_axis_clear (&axis);
  }
}
END_TEST

/* Values across, shares up; what is 0 lies at the left end. */
START_TEST (a_distribution_has_its_values_across)
{
  g_autoptr (Chart) chart = chart_new ("", NULL, 1);
  ChartPanel *panel = chart_add_panel (chart, &chart_kind_cdf, "");
  double *values = g_new (double, 3);
  ChartAxis x, y;

  panel->rows = 3;
  panel->x = g_memdup2 ((const double[]){ 0, 0.5, 1 }, 3 * sizeof (double));
  panel->y_unit = chart_unit_find ("seconds");
  panel->scale = CHART_SCALE_LOG;
  memcpy (values, (const double[]){ 0, 20, 900 }, 3 * sizeof (double));
  chart_panel_add_series (panel, "", SERIES_LINE, palette_line (0), values);
  panel->kind->init_axes (panel, &x, &y);
  ck_assert (x.log && !y.log);
  ck_assert (x.min == 10 && x.max == 1000 && y.min == 0 && y.max == 1);
  ck_assert (chart_axis_place (&x, 0) == 0);
  ck_assert_ptr_null (chart_panel_note (panel));
  chart_axis_clear (&x);
  chart_axis_clear (&y);
}
END_TEST

START_TEST (what_dwarfs_all_others_is_left_out)
{
  static const struct {
    double capacity[2];
    guint left;
  } cases[] = { { { 80, 81 }, 3 }, { { 81, 90 }, 2 }, { { 81, NAN }, 2 }, { { NAN, NAN }, 2 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (Chart) chart = chart_new ("", NULL, 1);
    ChartPanel *panel = chart_add_panel (chart, &chart_kind_lines, "");
    double *values = g_memdup2 (cases[i].capacity, 2 * sizeof (double));

    panel->rows = 2;
    chart_panel_add_series (panel, "a", SERIES_AREA, palette_area (0),
                            g_memdup2 ((const double[]){ 6, 1 }, 2 * sizeof (double)));
    chart_panel_add_series (panel, "b", SERIES_AREA, palette_area (1),
                            g_memdup2 ((const double[]){ 4, NAN }, 2 * sizeof (double)));
    chart_panel_add_series (panel, "capacity", SERIES_LINE, palette_line (0), values)->out_of_scale
      = 8;
    chart_panel_drop_out_of_scale (panel);
    ck_assert_uint_eq (panel->series->len, cases[i].left);
  }
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("chart_cdf");
  TCase *cdf = tcase_create ("cdf");

  tcase_add_test (cdf, memory_goes_by_powers_of_two);
  tcase_add_test (cdf, a_distribution_has_its_values_across);
  tcase_add_test (cdf, what_dwarfs_all_others_is_left_out);
  suite_add_tcase (s, cdf);
  return s;
}

TEST_MAIN (suite)
