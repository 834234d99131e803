/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chart definitions: what they mean for a result file, and how faulty ones are refused. */
#include "report/chart_kind.h"
#include "report/plot_bind.h"
#include "report/plot_keys.h"
#include "report/plot_pattern.h"
#include "report/report.h"
#include "test.h"

#include <math.h>

#define TIMELINE_HEADER                                                                            \
  "time,machines_up,"                                                                              \
  "cpu_capacity,cpu_allocated,cpu_used,cpu_allocated_free,cpu_allocated_batch,cpu_allocated_prod," \
  "cpu_allocated_monitoring,"                                                                      \
  "memory_capacity,memory_allocated,memory_used,memory_allocated_free,memory_allocated_batch,"     \
  "memory_allocated_prod,memory_allocated_monitoring,"                                             \
  "pending_free,pending_batch,pending_prod,pending_monitoring,"                                    \
  "running_free,running_batch,running_prod,running_monitoring,"                                    \
  "unschedulable_free,unschedulable_batch,unschedulable_prod,unschedulable_monitoring,"            \
  "unschedulable_too_large,unschedulable_no_match,unschedulable_topology,"                         \
  "unschedulable_needs_preemption,"                                                                \
  "unschedulable_capacity,unschedulable_fragmentation,unschedulable_gang,unschedulable_quota,"     \
  "preemptions_free,preemptions_batch,preemptions_prod,preemptions_monitoring,failures,"           \
  "cpu_stranded,cpu_external,memory_stranded,memory_external,fit_count\n"
#define TIMELINE_ROWS                                                                              \
  "0,2,8,6,,0,2,4,0,"                                                                              \
  "2048,512,100,0,256,256,0,0,1,0,0,0,1,2,0,0,1,0,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0.1,0.5,0,0.5,3\n"   \
  "300,2,8,8,,0,4,4,0,"                                                                            \
  "2048,1024,,0,512,512,0,0,0,0,0,0,2,2,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,0,0,0,0.2,0.5,0,0.5,0\n"

#define SIMPLE                                                                                     \
  "[plot]\ntitle = T\nfile = data.csv\nx = time\n"                                                 \
  "[panel a]\ntitle = P\n[series a/s]\ncolumn = "

/* Binds the definition `text` to data.csv with contents `data`. */
static Chart *
bind (const char *text, const char *data, GError **error)
{
  const char *path = test_temp_file ("one.plot", text);
  g_autoptr (PlotDefinition) definition = NULL;
  g_autoptr (ResultFolder) folder = NULL;

  test_temp_file ("data.csv", data);
  folder = result_folder_new (test_temp_dir ());
  definition = plot_definition_read (path, error);
  return definition != NULL ? plot_bind (definition, folder, error) : NULL;
}

static const ChartPanel *
panel_at (const Chart *chart, guint index)
{
  ck_assert_uint_lt (index, chart->panels->len);
  return g_ptr_array_index (chart->panels, index);
}

static const ChartSeries *
series_at (const ChartPanel *panel, guint index)
{
  ck_assert_uint_lt (index, panel->series->len);
  return g_ptr_array_index (panel->series, index);
}

static char *
series_labels (const ChartPanel *panel)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < panel->series->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", series_at (panel, i)->label);
  return g_string_free (text, FALSE);
}

/* Reads the shipped definition `name` and binds it to the timeline above. */
static Chart *
bind_shipped (const char *name)
{
  g_autofree char *file = g_strdup_printf ("plots/%s.plot", name);
  g_autoptr (GError) error = NULL;
  g_autoptr (PlotDefinition) definition = plot_definition_read (test_source_path (file), &error);
  g_autoptr (ResultFolder) folder = NULL;
  Chart *chart;

  test_ok (definition != NULL, error);
  test_temp_file ("timeline.csv", TIMELINE_HEADER TIMELINE_ROWS);
  test_temp_file ("summary.json", "{\"title\": \"The scenario's title\"}");
  folder = result_folder_new (test_temp_dir ());
  chart = plot_bind (definition, folder, &error);
  test_ok (chart != NULL, error);
  return chart;
}

START_TEST (wildcards_expand_in_file_order)
{
  const char *path = test_temp_file ("t.csv", TIMELINE_HEADER);
  g_autoptr (CsvTable) table = csv_table_read (path, NULL);
  g_autoptr (GPtrArray) resources = plot_pattern_expand ("<r>_capacity", table, "time");
  g_autoptr (GPtrArray) tiers = plot_pattern_expand ("unschedulable_<tier>", table, "time");
  g_autoptr (GPtrArray) all = plot_pattern_expand ("*", table, "time");
  g_autoptr (GPtrArray) literal = plot_pattern_expand ("fit_count", table, "time");
  g_autoptr (GPtrArray) missing = plot_pattern_expand ("no_such", table, "time");

  /* unschedulable_capacity is no resource's capacity */
  ck_assert_uint_eq (resources->len, 2);
  ck_assert_str_eq (((PlotMatch *) resources->pdata[0])->text, "cpu");
  ck_assert_str_eq (((PlotMatch *) resources->pdata[1])->text, "memory");
  /* and unschedulable_too_large no tier */
  ck_assert_uint_eq (tiers->len, 4);
  ck_assert_str_eq (((PlotMatch *) tiers->pdata[0])->text, "free");
  ck_assert_str_eq (((PlotMatch *) tiers->pdata[3])->text, "monitoring");
  ck_assert_uint_eq (all->len, csv_table_columns (table) - 1);
  ck_assert_uint_eq (literal->len, 1);
  ck_assert_uint_eq (missing->len, 0);
}
END_TEST

START_TEST (utilization_has_a_panel_per_resource)
{
  g_autoptr (Chart) chart = bind_shipped ("utilization");
  const ChartPanel *cpu = panel_at (chart, 0), *memory = panel_at (chart, 1);
  g_autofree char *cpu_labels = series_labels (cpu), *memory_labels = series_labels (memory);

  ck_assert_uint_eq (chart->panels->len, 2);
  ck_assert_str_eq (chart->subtitle, "The scenario's title");
  ck_assert_str_eq (cpu->title, "CPU");
  ck_assert_str_eq (memory->title, "Memory");
  ck_assert_ptr_eq (cpu->y_unit, chart_unit_find ("cores"));
  ck_assert_ptr_eq (memory->y_unit, chart_unit_find ("memory"));
  /* from the bottom of the stack; no line for usage that no row tells */
  ck_assert_str_eq (cpu_labels, "monitoring prod batch free capacity");
  ck_assert_str_eq (memory_labels, "monitoring prod batch free used capacity");
  ck_assert (series_at (cpu, 1)->values[0] == 4 && series_at (cpu, 2)->values[1] == 4);
  ck_assert (isnan (series_at (memory, 4)->values[1]));
  ck_assert_ptr_eq (series_at (cpu, 1)->ink, palette_role ("prod"));
  ck_assert (series_at (cpu, 1)->style == SERIES_AREA && series_at (cpu, 4)->style == SERIES_LINE);
  ck_assert_uint_eq (cpu->family, memory->family);
}
END_TEST

START_TEST (no_preemption_is_said_plainly)
{
  test_temp_file ("tiers.csv",
                  "tier,preempted,wait_p50,wait_p90,wait_p99\nprod,0,0,0,0\nbatch,0,0,0,0\n");
  g_autoptr (Chart) chart = bind_shipped ("preemptions");

  ck_assert_uint_eq (chart->panels->len, 3);
  ck_assert_str_eq (chart_panel_note (panel_at (chart, 0)), "none");
  ck_assert_ptr_null (chart_panel_note (panel_at (chart, 1))); /* the timeline has one */
  ck_assert_str_eq (chart_panel_note (panel_at (chart, 2)), "no task waited");
  ck_assert_str_eq (panel_at (chart, 0)->groups[1], "batch");
  ck_assert (series_at (panel_at (chart, 0), 0)->ink_by_group);
}
END_TEST

START_TEST (unknown_users_become_lines)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Chart)
    chart = bind (SIMPLE "*\n", "time,\"a, <b>&\",Ü,org/x\n0,0.5,0.25,\n10,0.5,0.25,1\n", &error);
  g_autofree char *labels = NULL;

  test_ok (chart != NULL, error);
  labels = series_labels (panel_at (chart, 0));
  ck_assert_str_eq (labels, "a, <b>& Ü org/x");
  ck_assert (series_at (panel_at (chart, 0), 0)->ink != series_at (panel_at (chart, 0), 1)->ink);
}
END_TEST

START_TEST (auto_inks_avoid_those_of_roles)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Chart) chart = bind (SIMPLE "a\ncolour = cpu\n[series a/t]\ncolumn = b\n",
                                  "time,a,b\n0,1,2\n", &error);

  test_ok (chart != NULL, error);
  ck_assert_uint_ne (series_at (panel_at (chart, 0), 0)->ink->line,
                     series_at (panel_at (chart, 0), 1)->ink->line);
}
END_TEST

START_TEST (factor_and_label)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Chart) chart = bind (SIMPLE "a_b\nfactor = 0.5\n", "time,a_b\n0,3\n", &error);

  test_ok (chart != NULL, error);
  ck_assert (series_at (panel_at (chart, 0), 0)->values[0] == 1.5);
  ck_assert_str_eq (series_at (panel_at (chart, 0), 0)->label, "a b");
}
END_TEST

/* No bytes, no rows, no values: panels that say so, and no error. */
/* Each panel has its own resource's column across; a chart of resources that are not there has no
 * panel. */
START_TEST (x_is_of_the_panels_resource)
{
  static const char *const text = "[plot]\ntitle = T\nfile = data.csv\nx = <r>_asked\n"
                                  "[panel a]\neach = <r>_lost\n[series a/s]\ncolumn = <r>_*\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (Chart) chart
    = bind (text,
            "cpu_capacity,cpu_allocated,gpu_capacity,gpu_allocated,cpu_asked,gpu_asked,gpu_lost\n"
            "8,1,4,2,1,10,0.5\n8,1,4,3,2,30,0.7\n",
            &error);
  test_ok (chart != NULL, error);
  ck_assert_uint_eq (chart->panels->len, 1);
  ck_assert_double_eq (panel_at (chart, 0)->x[1], 30);
  g_autofree char *labels = series_labels (panel_at (chart, 0));
  ck_assert_str_eq (labels, "capacity allocated lost");
  g_autoptr (Chart) none = bind (text, "cpu_capacity,cpu_allocated,cpu_asked\n8,1,1\n", &error);
  test_ok (none != NULL, error);
  ck_assert_uint_eq (none->panels->len, 0);
}
END_TEST

START_TEST (no_data_is_no_error)
{
  static const char *const files[] = { "", "time,a\n", "time,a\n0,\n5,\n" };
  g_autoptr (GError) error = NULL;
  g_autoptr (Chart) chart = bind (SIMPLE "a\n", files[_i], &error);

  test_ok (chart != NULL, error);
  ck_assert_uint_eq (chart->panels->len, 1);
  ck_assert_str_eq (chart_panel_note (panel_at (chart, 0)), "no data");
}
END_TEST

/* Definition, data, and what the message must hold. */
static const struct {
  const char *plot, *data, *message;
} faults[] = {
  { SIMPLE "b\n", "time,a\n0,1\n", "one.plot:7: no column 'b' in " },
  { "[plot]\ntitle = T\nfile = data.csv\n[panel a]\n[series a/s]\ncolumn = a\n", "",
    "one.plot:4: [panel a] without x" },
  { SIMPLE "a\nlable = x\n", "", "one.plot:9: unknown key 'lable' in [series a/s]; expected " },
  { SIMPLE "<x>_a\n", "", "one.plot:8: column = <x>_a; expected a column's name" },
  { SIMPLE "<r>_<tier>\n", "", "one.plot:8: column = <r>_<tier>; expected at most one wildcard" },
  { SIMPLE "a\nstyle = dotted\n", "", "one.plot:9: style = dotted; expected one of area, line" },
  { SIMPLE "a\ncolour = pink\n", "", "one.plot:9: colour = pink; expected one of monitoring, " },
  { SIMPLE "a\nfactor = -1\n", "", "one.plot:9: factor = -1; expected a positive number" },
  { SIMPLE "a\ncolumn = b\n", "", "one.plot:9: 'column' again, after line 8; expected " },
  { SIMPLE "a\n[panel a]\n", "", "one.plot:9: 'panel a' again, after line 5; expected " },
  { SIMPLE "a\n[series z/s]\ncolumn = a\n", "",
    "one.plot:9: [series z/s]; expected [series PANEL/NAME]" },
  { SIMPLE "a\n[other]\n", "", "one.plot:9: [other]; expected [plot], [panel NAME]" },
  { SIMPLE "a\n[series a/t]\nlabel = x\n", "", "one.plot:9: [series a/t] without column" },
  { SIMPLE "a\nnonsense\n", "",
    "one.plot:9: 'nonsense'; expected [group], key = value or # comment" },
  { "x = 1\n", "", "one.plot:1: 'x = 1'; expected [group]" },
  { "[panel a]\n", "", "one.plot: no group [plot]" },
  { "[plot]\nfile = a.csv\n", "", "one.plot:1: [plot] without title" },
  { "[plot]\ntitle = T\n", "", "one.plot: no panel" },
  { "[plot]\ntitle = T\nfile = ../a.csv\n", "",
    "one.plot:3: file = ../a.csv; expected the name of a result file" },
  { "[plot]\ntitle = T\ncolumns = 9\n", "",
    "one.plot:3: columns = 9; expected a whole number from 1 to 4" },
  { "[plot]\ntitle = T\nkind = pie\n", "",
    "one.plot:3: kind = pie; expected one of lines, bars, heatmap, cdf" },
  { "[plot]\ntitle = T\nfile = data.csv\nx = time\n[panel a]\n", "",
    "one.plot:5: panel 'a' without series" },
  { "[plot]\ntitle = T\nfile = data.csv\nx = time\nkind = heatmap\n[panel a]\n"
    "[series a/s]\ncolumn = a\n",
    "", "one.plot:6: [panel a] without x-size, y and y-size" },
  { SIMPLE "a\n", "time,a\n0,one\n",
    "data.csv:2: 'one' in column 'a'; expected a number or nothing" },
  { SIMPLE "a\n", "time,a\n5,1\n4,1\n",
    "data.csv:3: column 'time' goes back; expected rows in ascending order" },
  { SIMPLE "a\n", "time,a\n,1\n",
    "data.csv:2: nothing in column 'time'; expected a number in every row" },
};

START_TEST (faults_name_file_and_line)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Chart) chart = bind (faults[_i].plot, faults[_i].data, &error);

  ck_assert_ptr_null (chart);
  ck_assert_ptr_nonnull (error);
  ck_assert_msg (strstr (error->message, faults[_i].message) != NULL, "'%s' does not hold '%s'",
                 error->message, faults[_i].message);
  ck_assert_msg (strchr (error->message, '\n') == NULL, "more than one line");
}
END_TEST

START_TEST (draws_what_there_is_data_for)
{
  const char *dir = test_temp_dir ();
  g_auto (GStrv) files = NULL, again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL, *first = NULL, *second = NULL;

  test_temp_file ("timeline.csv", TIMELINE_HEADER TIMELINE_ROWS);
  test_ok (report_draw_all (dir, test_source_path ("plots"), "svg", &files, &error), error);
  ck_assert_str_eq (files[0], "plots/fragmentation.svg");
  ck_assert (g_strv_contains ((const char *const *) files, "plots/utilization.svg"));
  ck_assert (
    !g_strv_contains ((const char *const *) files, "plots/heatmap.svg")); /* no heatmap.csv */
  path = g_build_filename (dir, "plots/utilization.svg", NULL);
  first = test_read_file (path);
  test_ok (report_draw_all (dir, test_source_path ("plots"), "svg", &again, &error), error);
  second = test_read_file (path);
  ck_assert_str_eq (first, second);
}
END_TEST

START_TEST (draws_by_name)
{
  const char *dir = test_temp_dir (), *const queue[] = { "queue", NULL },
             *const wrong[] = { "queu", NULL };
  const char *const heatmap[] = { "heatmap", NULL }, *const devices[] = { "devices", NULL };
  ReportRequest request = { .results_dir = dir,
                            .plots_dir = test_source_path ("plots"),
                            .format = "png",
                            .names = queue,
                            .out_dir = test_temp_path ("charts/here") };
  g_auto (GStrv) files = NULL;
  GError *error = NULL;

  test_temp_file ("timeline.csv", TIMELINE_HEADER TIMELINE_ROWS);
  test_ok (report_draw (&request, &files, &error), error);
  ck_assert_uint_eq (g_strv_length (files), 1);
  ck_assert (g_str_has_suffix (files[0], "charts/here/queue.png"));
  ck_assert (g_file_test (files[0], G_FILE_TEST_IS_REGULAR));
  request.names = wrong;
  ck_assert (!report_draw (&request, NULL, &error));
  ck_assert_ptr_nonnull (strstr (error->message, "no chart 'queu'; expected one of"));
  g_clear_error (&error);
  request.names = heatmap;
  ck_assert (!report_draw (&request, NULL, &error));
  ck_assert_ptr_nonnull (
    strstr (error->message, "no heatmap.csv, which chart 'heatmap' is drawn from"));
  g_clear_error (&error);
  request.names = devices;
  ck_assert (!report_draw (&request, NULL, &error));
  ck_assert_ptr_nonnull (strstr (error->message, "there is nothing of what chart 'devices' shows"));
  g_clear_error (&error);
  request.format = "gif";
  ck_assert (!report_draw (&request, NULL, &error));
  ck_assert_ptr_nonnull (strstr (error->message, "'gif'; expected one of svg, png, pdf"));
  g_clear_error (&error);
  request.format = NULL;
  request.width = 5;
  ck_assert (!report_draw (&request, NULL, &error));
  g_clear_error (&error);
}
END_TEST

START_TEST (every_key_and_kind_is_documented)
{
  g_autofree char *page = test_read_file (test_source_path ("docs/charts.md"));
  guint n;
  const ChartKind *const *kinds = chart_kind_table (&n);
  const ChartUnit *units;
  g_autofree const char **roles = palette_role_names ();

  for (guint s = 0; s < N_SECTIONS; s++)
    for (guint i = 0; i < plot_sections[s].n; i++) {
      g_autofree char *key = g_strdup_printf ("`%s`", plot_sections[s].keys[i].key);

      ck_assert_msg (strstr (page, key) != NULL, "[%s] %s", plot_sections[s].name, key);
    }
  for (guint i = 0; i < n; i++) {
    g_autofree char *name = g_strdup_printf ("`%s`", kinds[i]->name);

    ck_assert_msg (strstr (page, name) != NULL, "kind %s", name);
  }
  units = chart_unit_table (&n);
  for (guint i = 0; i < n; i++) {
    g_autofree char *name = g_strdup_printf ("`%s`", units[i].name);

    ck_assert_msg (strstr (page, name) != NULL, "unit %s", name);
  }
  for (guint i = 0; roles[i] != NULL; i++) {
    g_autofree char *name = g_strdup_printf ("`%s`", roles[i]);

    ck_assert_msg (strstr (page, name) != NULL, "role %s", name);
  }
}
END_TEST

static Suite *
plot_file_suite (void)
{
  Suite *suite = suite_create ("plot_file");
  TCase *meaning = tcase_create ("meaning"), *refused = tcase_create ("refused"),
        *report = tcase_create ("report");

  tcase_add_test (meaning, wildcards_expand_in_file_order);
  tcase_add_test (meaning, utilization_has_a_panel_per_resource);
  tcase_add_test (meaning, no_preemption_is_said_plainly);
  tcase_add_test (meaning, unknown_users_become_lines);
  tcase_add_test (meaning, auto_inks_avoid_those_of_roles);
  tcase_add_test (meaning, factor_and_label);
  tcase_add_loop_test (meaning, x_is_of_the_panels_resource, 0, 3);
  tcase_add_loop_test (meaning, no_data_is_no_error, 0, 3);
  suite_add_tcase (suite, meaning);
  tcase_add_loop_test (refused, faults_name_file_and_line, 0, G_N_ELEMENTS (faults));
  suite_add_tcase (suite, refused);
  tcase_add_test (report, draws_what_there_is_data_for);
  tcase_add_test (report, draws_by_name);
  tcase_add_test (report, every_key_and_kind_is_documented);
  suite_add_tcase (suite, report);
  return suite;
}

TEST_MAIN (plot_file_suite);
