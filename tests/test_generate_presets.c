/* SPDX-License-Identifier: GPL-3.0-or-later */
/* [generate NAME] like = …: rates and loads as published, and openb against the pods themselves. */
#include "tests/generated_rows.h"
#include "tests/kolmogorov.h"
#include "tests/test.h"
#include "util/csv.h"

#define PRESETS                                                                                    \
  "[scenario]\nhorizon = 10d\n[machines m]\ncount = 1000\ncpu = 32\nmemory = 128GiB\ngpu = 4\n"       \
  "[generate g]\nlike = "

static const struct {
  const char *keys;
  double rate;    /* a day */
  double cpu_hours; /* of a job on average by the law; 0: the sample is as good as any */
} presets[] = {
  { "lublin-batch\n", 24.9, 0 },
  { "lublin-interactive\n", 139, 0 },
  { "google-2019\n", 2400, 0 },
  { "openb\n", 54.6, 0 },
  { "omega-batch\n", 8640, 100 * 100 / 3600.0 },
  { "omega-service\nuntil = 9d\n", 4320, 10 * 500 / 3600.0 },
  { "omega-batch\nrate = 50/h\n", 1200, 0 },
};

START_TEST (test_presets)
{
  g_autofree char *text = g_strconcat (PRESETS, presets[_i].keys, NULL);
  g_autoptr (Scenario) scenario = generated_load (text, NULL);
  const GeneratorTotals *made = generated_totals (scenario, 0);
  double days = strstr (presets[_i].keys, "until") != NULL ? 9 : 10;

  /* openb's mean gap is a sample's, of which one gap is an eighth. */
  ck_assert_double_eq_tol (made->rate * 86400 / presets[_i].rate, 1,
                           strcmp (presets[_i].keys, "openb\n") == 0 ? .15 : .02);
  if (presets[_i].cpu_hours > 0)
    ck_assert_double_eq_tol (made->offered[0] * 32000 * 24 * days / (double) made->jobs
                               / presets[_i].cpu_hours,
                             1, .05);
}
END_TEST

/* A preset's own rate gives way to a load that is asked for; its other keys to the group's. */
START_TEST (test_preset_gives_way)
{
  g_autoptr (Scenario) scenario
    = generated_load (PRESETS "omega-batch\nload = cpu:0.5\ncpu = 2\ntasks = 3\n", NULL);
  g_autofree char *text = generated_rows (scenario, "g-0");
  g_auto (GStrv) cells = g_strsplit (text, " ", -1);

  ck_assert_str_eq (cells[1], "3");
  ck_assert_str_eq (cells[6], "2000");
  ck_assert_str_eq (cells[7], "2048");
  ck_assert_double_eq_tol (generated_totals (scenario, 0)->offered[0], .5, .02);
}
END_TEST

/* Of a cell that has no such resource. */
START_TEST (test_preset_without_a_resource)
{
  g_autoptr (Scenario) scenario
    = generated_load ("[scenario]\nhorizon = 10d\n[cell]\nresources = cpu\n[machines m]\ncpu = 32\n"
            "[generate g]\nlike = openb\n",
            NULL);

  ck_assert_uint_gt (workload_tasks (scenario->workload), 100);
}
END_TEST

/* Cells of a column as numbers, less those of another where that is not NULL; rows without are left
 * out. */
static GArray *
pods (const char *path, const char *column, const char *less)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CsvReader) reader = csv_reader_new (path, path, &error);
  GArray *out = g_array_new (FALSE, FALSE, sizeof (double));
  const char *const *header, *const *cells;
  guint columns, at = 0, other = 0;

  test_ok (reader != NULL, error);
  header = csv_reader_header (reader, &columns);
  while (strcmp (header[at], column) != 0)
    at++;
  while (less != NULL && strcmp (header[other], less) != 0)
    other++;
  while (csv_reader_next (reader, &cells, NULL) > 0) {
    double value = g_ascii_strtod (cells[at], NULL);

    if (less != NULL && cells[other][0] == '\0')
      continue;
    value -= less != NULL ? g_ascii_strtod (cells[other], NULL) : 0;
    g_array_append_val (out, value);
  }
  qsort (out->data, out->len, sizeof (double), compare_doubles_);
  return out;
}

static double
at (const GArray *sorted, double p)
{
  gint64 rank = (gint64) ceil (p * sorted->len);

  return g_array_index (sorted, double, CLAMP (rank, 1, sorted->len) - 1);
}

/* Each quantile of the sample lies between those of the original a little below and above. */
static void
check_quantiles (const char *what, GArray *sample, const GArray *original, double within)
{
  static const double p[] = { .1, .25, .4, .5, .6, .75, .9, .95, .99 };

  qsort (sample->data, sample->len, sizeof (double), compare_doubles_);
  for (guint i = 0; i < G_N_ELEMENTS (p); i++)
    ck_assert_msg (at (sample, p[i]) >= at (original, p[i] - within) * .999
                     && at (sample, p[i]) <= at (original, p[i] + within) * 1.001,
                   "%s at %g: %g, not from %g to %g", what, p[i], at (sample, p[i]),
                   at (original, p[i] - within), at (original, p[i] + within));
}

/* Devices of all pods, which the trace has as devices and thousandths of each. */
static GArray *
pods_gpu (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CsvReader) reader = csv_reader_new (path, path, &error);
  GArray *out = g_array_new (FALSE, FALSE, sizeof (double));
  const char *const *header, *const *cells;
  guint columns, count = 0, milli = 0;

  test_ok (reader != NULL, error);
  header = csv_reader_header (reader, &columns);
  while (strcmp (header[count], "num_gpu") != 0)
    count++;
  while (strcmp (header[milli], "gpu_milli") != 0)
    milli++;
  while (csv_reader_next (reader, &cells, NULL) > 0) {
    double value = g_ascii_strtod (cells[count], NULL) * g_ascii_strtod (cells[milli], NULL);

    g_array_append_val (out, value);
  }
  qsort (out->data, out->len, sizeof (double), compare_doubles_);
  return out;
}

/* As many jobs as openb has pods: durations and gaps within two hundredths of its distribution,
 * requests, which are drawn for 500 classes, within seven. */
START_TEST (test_like_openb)
{
  const char *path = test_need_shared ("traces/openb/openb_pod_list_default.csv");
  g_autoptr (GArray) cpu = pods (path, "cpu_milli", NULL);
  g_autoptr (GArray) memory = pods (path, "memory_mib", NULL);
  g_autoptr (GArray) duration = pods (path, "deletion_time", "scheduled_time");
  g_autoptr (GArray) created = pods (path, "creation_time", NULL);
  g_autoptr (GArray) gap = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) gpu = pods_gpu (path);
  GArray *made[5];
  const char *const overrides[] = { "generate g.until=none", "generate g.jobs=8152", NULL };
  g_autoptr (Scenario) scenario = generated_load (PRESETS "openb\n", overrides);
  g_autoptr (TaskStream) stream = workload_open (scenario->workload, NULL);
  double before = 0, whole = 0, none = 0;
  TaskRecord row;

  for (guint i = 1; i < created->len; i++) {
    double value = g_array_index (created, double, i) - g_array_index (created, double, i - 1);

    g_array_append_val (gap, value);
  }
  qsort (gap->data, gap->len, sizeof (double), compare_doubles_);
  for (guint i = 0; i < 5; i++)
    made[i] = g_array_new (FALSE, FALSE, sizeof (double));
  while (task_stream_next (stream, &row, NULL) > 0) {
    const Amount *request = task_classes_get (scenario->classes, row.task_class)->request.of;
    double value[5] = { request[0], request[1], (double) row.duration / 1e6,
                        (double) row.submit / 1e6 - before, request[2] };

    before = (double) row.submit / 1e6;
    for (guint i = 0; i < 5; i++)
      g_array_append_val (made[i], value[i]);
    none += request[2] == 0;
    whole += request[2] == 1000;
  }
  ck_assert_uint_eq (made[0]->len, 8152);
  check_quantiles ("cpu", made[0], cpu, .07);
  check_quantiles ("memory", made[1], memory, .07);
  check_quantiles ("duration", made[2], duration, .02);
  check_quantiles ("gap", made[3], gap, .02);
  check_quantiles ("gpu", made[4], gpu, .07);
  ck_assert_double_eq_tol (none / 8152, 1088 / 8152.0, .05);
  ck_assert_double_eq_tol (whole / 8152, 3911 / 8152.0, .07);
  for (guint i = 0; i < 5; i++)
    g_array_unref (made[i]);
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("generate_presets");
  TCase *presets_case = tcase_create ("presets");

  tcase_add_loop_test (presets_case, test_presets, 0, G_N_ELEMENTS (presets));
  tcase_add_test (presets_case, test_preset_gives_way);
  tcase_add_test (presets_case, test_preset_without_a_resource);
  tcase_add_test (presets_case, test_like_openb);
  suite_add_tcase (s, presets_case);
  return s;
}

TEST_MAIN (suite)
