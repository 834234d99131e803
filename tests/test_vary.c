/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What [vary] means (tests/cases/vary.txt), which points it makes, and what they are called. */
#include "tests/test.h"

#include "scenario/scenario.h"
#include "sweep/plan.h"
#include "sweep/plan_json.h"
#include "sweep/point_names.h"
#include "sweep/shard.h"
#include "sweep/vary.h"

/* Rows ------------------------------------------------------------------------------------------ */

/* "a\nb\n", or "! error\n" without its place. */
static char *
describe (const Vary *vary, const GError *error)
{
  GString *out = g_string_new (NULL);

  if (vary == NULL) {
    g_string_append_printf (out, "! %s\n", strstr (error->message, ": ") + 2);
    return g_string_free (out, FALSE);
  }
  for (guint i = 0; i < vary->values->len; i++)
    g_string_append_printf (out, "  %s\n", g_array_index (vary->values, VaryValue, i).text);
  return g_string_free (out, FALSE);
}

static void
check_case (const char *row, const char *expected, guint line)
{
  g_auto (GStrv) parts = g_strsplit (row, "=", 2);
  VaryText text = { .key = g_strstrip (parts[0]), .values = g_strstrip (parts[1]),
                    .file = "x.scenario", .folder = test_temp_dir (), .line = 9 };
  g_autoptr (GError) error = NULL;
  g_autoptr (Vary) vary = vary_new (&text, &error);
  g_autofree char *got = describe (vary, error);

  ck_assert_msg (strcmp (got, expected) == 0, "vary.txt:%u: %s\ngives\n%sand not\n%s", line, row,
                 got, expected);
  if (vary == NULL)
    ck_assert_msg (g_str_has_prefix (error->message, "x.scenario:9: "), "%s", error->message);
}

START_TEST (rows)
{
  g_autofree char *all = test_read_file (test_source_path ("tests/cases/vary.txt"));
  g_auto (GStrv) lines = g_strsplit (all, "\n", -1);
  guint cases = 0;

  ck_assert_int_eq (g_mkdir (test_temp_path ("traces"), 0777), 0);
  test_temp_file ("traces/b.csv", "");
  test_temp_file ("traces/a.csv", "");
  test_temp_file ("traces/c.txt", "");
  for (guint i = 0; lines[i] != NULL; i++) {
    g_autoptr (GString) expected = g_string_new (NULL);
    guint row = i;

    if (lines[i][0] == '#' || lines[i][0] == '\0')
      continue;
    while (lines[i + 1] != NULL && lines[i + 1][0] != '\0')
      g_string_append_printf (expected, "%s\n", lines[++i]);
    check_case (lines[row], expected->str, row + 1);
    cases++;
  }
  ck_assert_uint_gt (cases, 25);
}
END_TEST

START_TEST (paths_are_resolved)
{
  VaryText text = { .key = "workload.trace", .values = "sub/t.csv", .file = "x", .folder = "over",
                    .line = 1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (Vary) vary = vary_new (&text, &error);

  test_ok (vary != NULL, error);
  ck_assert_str_eq (g_array_index (vary->values, VaryValue, 0).text, "sub/t.csv");
  ck_assert_str_eq (g_array_index (vary->values, VaryValue, 0).value, "over/sub/t.csv");
}
END_TEST

/* Names ----------------------------------------------------------------------------------------- */

START_TEST (keys_are_shortened)
{
  const char *const keys[] = { "scheduler.order", "machines a.count", "machines b.count", "seed",
                               NULL };
  g_auto (GStrv) ends = point_names_shorten (keys);

  ck_assert_str_eq (ends[0], "order");
  ck_assert_str_eq (ends[1], "machines a.count");
  ck_assert_str_eq (ends[2], "machines b.count");
  ck_assert_str_eq (ends[3], "seed");
  ck_assert_ptr_null (ends[4]);
}
END_TEST

START_TEST (names_are_safe_and_unique)
{
  static const struct {
    const char *scenario, *value, *name;
  } cases[] = {
    { NULL, "drf", "order=drf" },
    { NULL, "drf", "order=drf~2" },
    { NULL, "../../traces/a b.csv", "order=a-b.csv" },
    { NULL, "best-fit:2;spread:1", "order=best-fit:2;spread:1" },
    { NULL, "x=y", "order=x-y" },
    { NULL, "/", "order=-" },
    { "s", NULL, "s" },
    { "s", "drf", "s,order=drf" },
    { "..", NULL, "-.." },
    { NULL, "drf", "order=drf~3" },
  };
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *const keys[] = { "order", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *name = point_name (cases[i].scenario, keys, &cases[i].value, taken);

    ck_assert_str_eq (name, cases[i].name);
  }
}
END_TEST

START_TEST (long_names_end)
{
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *const keys[] = { "k", NULL };
  g_autofree char *long_a = g_strnfill (400, 'a');
  g_autofree char *long_b = g_strconcat (long_a, "b", NULL);
  g_autofree char *a = point_name (NULL, keys, (const char *const[]){ long_a }, taken);
  g_autofree char *b = point_name (NULL, keys, (const char *const[]){ long_b }, taken);

  ck_assert_uint_le (strlen (a), 200);
  ck_assert_str_ne (a, b);
}
END_TEST

/* Plans ----------------------------------------------------------------------------------------- */

static const char text[]
  = "[scenario]\ntitle = T\n[machines m]\ncpu = 4\nmemory = 4GiB\n[workload]\ntrace = t.csv\n"
    "[vary]\nscheduler.order = fifo;drf\nseed = 1..3\n";

static const char *
write_files (void)
{
  test_temp_file ("t.csv", "job,user,submit,duration,tier,cpu,memory\na,u,0,10,batch,1,512\n");
  return test_temp_file ("x.scenario", text);
}

static char *
names_of (const SweepPlan *plan)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < plan->points->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? " " : "", sweep_plan_point (plan, i)->name);
  return g_string_free (names, FALSE);
}

START_TEST (points_come_in_order)
{
  const char *const paths[] = { write_files (), NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (SweepPlan) plan = sweep_plan_new (paths, NULL, &error);
  g_autofree char *names = NULL;

  test_ok (plan != NULL, error);
  names = names_of (plan);
  ck_assert_str_eq (names, "order=fifo,seed=1 order=fifo,seed=2 order=fifo,seed=3 "
                           "order=drf,seed=1 order=drf,seed=2 order=drf,seed=3");
  ck_assert_str_eq (plan->keys[0], "scheduler.order");
  ck_assert_str_eq (plan->keys[1], "seed");
  ck_assert_str_eq (sweep_plan_point (plan, 5)->overrides[0], "scheduler.order=drf");
  ck_assert_str_eq (sweep_plan_point (plan, 5)->overrides[1], "scenario.seed=3");
  /* Neither of the two touches the trace or the cell. */
  ck_assert_uint_eq (plan->worlds->len, 1);
  ck_assert_uint_eq (sweep_plan_world (plan, 0)->points, 6);
}
END_TEST

/* Where loading depends on the key, points do not share. */
START_TEST (worlds_are_kept_apart)
{
  static const struct {
    const char *vary, *set;
    guint worlds;
  } cases[] = {
    { "vary.machines m.count=1;2", NULL, 2 },
    { "vary.workload.durations=trace;unending", NULL, 2 },
    { "vary.scheduler.preempt=none;lowest-priority", NULL, 1 },
    { "vary.metrics.interval=1min;2min", NULL, 1 },
    { "vary.metrics.recorded=none;1h", NULL, 2 },
    { "vary.title=a;b", NULL, 1 },
    { "vary.horizon=1d;2d", NULL, 1 },
    { "vary.tiers.batch=50;100", NULL, 2 },
    { "vary.users.u=1;2", NULL, 2 },
    /* the seed matters to these three */
    { "vary.title=a;b", "cell.shuffle=true", 3 },
    { "vary.title=a;b", "workload.shuffle=true", 3 },
    { "vary.title=a;b", "workload.inflate=cpu:1", 3 },
  };
  const char *const paths[] = { write_files (), NULL };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const char *const overrides[] = { cases[i].vary, cases[i].set, NULL };
    g_autoptr (GError) error = NULL;
    g_autoptr (SweepPlan) plan = sweep_plan_new (paths, overrides, &error);

    test_ok (plan != NULL, error);
    ck_assert_uint_eq (plan->points->len, 12);
    ck_assert_msg (plan->worlds->len == cases[i].worlds, "%s: %u", cases[i].vary,
                   plan->worlds->len);
  }
}
END_TEST

START_TEST (command_line_replaces)
{
  const char *const paths[] = { write_files (), NULL };
  const char *const overrides[] = { "vary.seed=7;8", "vary.scheduler.preempt=none", NULL };
  const char *const fixed[] = { "scheduler.order=drf", "scenario.seed=5", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (SweepPlan) plan = sweep_plan_new (paths, overrides, &error);
  g_autoptr (SweepPlan) one = sweep_plan_new (paths, fixed, &error);
  g_autofree char *names = names_of (plan);

  ck_assert_str_eq (names, "order=fifo,seed=7,preempt=none order=fifo,seed=8,preempt=none "
                           "order=drf,seed=7,preempt=none order=drf,seed=8,preempt=none");
  ck_assert_uint_eq (one->points->len, 1);
  ck_assert_str_eq (sweep_plan_point (one, 0)->name, "x");
}
END_TEST

/* A wrong value is found before anything runs, at its line. */
START_TEST (errors_name_the_line)
{
  static const struct {
    const char *vary, *message;
  } cases[] = {
    { "scheduler.order = fifo;drff", "x.scenario:10: order: 'drff' is no order policy" },
    { "sheduler.order = fifo", "x.scenario:10: unknown group [sheduler]" },
    { "scheduler.ordr = fifo", "x.scenario:10: unknown key 'ordr' in [scheduler]" },
    { "seed = 1;-1", "x.scenario:10: seed '-1' is negative" },
    { "workload.trace = t.csv;u.csv", "u.csv: " },
    { "seed = 1\nscenario.seed = 2", "x.scenario:11: seed again" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *whole = g_strdup_printf (
      "[scenario]\ntitle = T\n[machines m]\ncpu = 4\nmemory = 4GiB\n[workload]\ntrace = t.csv\n\n"
      "[vary]\n%s\n", cases[i].vary);
    g_autoptr (GError) error = NULL;
    const char *paths[2] = { NULL, NULL };

    write_files ();
    paths[0] = test_temp_file ("x.scenario", whole);
    ck_assert_ptr_null (sweep_plan_new (paths, NULL, &error));
    ck_assert_msg (strstr (error->message, cases[i].message) != NULL, "%s gives %s",
                   cases[i].vary, error->message);
  }
}
END_TEST

START_TEST (scenarios_stand_beside_each_other)
{
  const char *one = write_files ();
  const char *two = test_temp_file (
    "y.scenario", "[machines m]\ncpu = 4\nmemory = 4GiB\n[workload]\ntrace = t.csv\n"
                  "[vary]\nscheduler.preempt = none\n");
  const char *const paths[] = { one, two, NULL };
  const char *const overrides[] = { "vary.seed=9", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (SweepPlan) plan = sweep_plan_new (paths, overrides, &error);
  g_autofree char *names = NULL;
  g_autofree char *keys = NULL;

  test_ok (plan != NULL, error);
  names = names_of (plan);
  keys = g_strjoinv (" ", plan->keys);
  ck_assert_str_eq (names, "x,order=fifo,seed=9 x,order=drf,seed=9 y,seed=9,preempt=none");
  ck_assert_str_eq (keys, "scenario scheduler.order seed scheduler.preempt");
  ck_assert_ptr_null (sweep_plan_point (plan, 2)->values[1]);
}
END_TEST

/* Two files of one name would be one arm of a comparison, and one row of a table. */
START_TEST (scenarios_of_one_name_are_told_apart)
{
  g_autofree char *one = g_strdup (write_files ());
  g_autofree char *expected = g_strdup_printf ("%s/other/x", test_temp_dir ());
  g_autoptr (GError) error = NULL;

  ck_assert_int_eq (g_mkdir (test_temp_path ("other"), 0777), 0);
  test_temp_file ("other/t.csv", "");
  g_autofree char *two = g_strdup (test_temp_file ("other/x.scenario", text));
  const char *const paths[] = { one, two, NULL }, *const again[] = { one, two, one, NULL };
  const char *const overrides[] = { "vary.seed=9", "scheduler.order=drf", NULL };
  g_autoptr (SweepPlan) plan = sweep_plan_new (paths, overrides, &error);
  test_ok (plan != NULL, error);
  g_autofree char *names = names_of (plan);

  ck_assert_str_eq (names, "x,seed=9 x,seed=9~2");
  ck_assert_str_eq (sweep_plan_point (plan, 1)->values[0], expected);
  ck_assert_str_ne (sweep_plan_point (plan, 0)->values[0], expected);
  ck_assert_ptr_null (sweep_plan_new (again, overrides, &error));
  ck_assert_ptr_nonnull (strstr (error->message, "x.scenario: it is given again; expected each"));
}
END_TEST

START_TEST (plans_are_read_back)
{
  const char *const paths[] = { write_files (), NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (SweepPlan) plan = sweep_plan_new (paths, NULL, &error);
  g_autoptr (SweepPlan) back = NULL;
  g_autofree char *written = NULL;
  g_autoptr (GString) json = NULL;
  g_autofree char *names = NULL;
  g_autofree char *names_back = NULL;
  Shard shard;

  test_ok (sweep_plan_write (plan, (Shard){ 2, 3 }, test_temp_dir (), &error), error);
  back = sweep_plan_read (test_temp_dir (), &shard, &error);
  test_ok (back != NULL, error);
  names = names_of (plan);
  names_back = names_of (back);
  ck_assert_str_eq (names, names_back);
  ck_assert_str_eq (plan->sha256, back->sha256);
  ck_assert_str_eq (sweep_plan_point (back, 4)->values[1], "2");
  ck_assert_uint_eq (shard.index, 2);
  ck_assert_uint_eq (shard.count, 3);
  /* A plan that somebody has changed is none. */
  written = test_read_file (test_temp_path ("sweep.json"));
  json = g_string_new (written);
  g_string_replace (json, "order=fifo,seed=1", "order=fifo,seed=4", 1);
  test_temp_file ("sweep.json", json->str);
  ck_assert_ptr_null (sweep_plan_read (test_temp_dir (), NULL, &error));
  ck_assert_msg (strstr (error->message, "no plan of a sweep") != NULL, "%s", error->message);
  g_clear_error (&error);
  /* json-glib alone would descend into this until the stack ends. */
  g_string_assign (json, "{\"plan\":");
  for (guint i = 0; i < 1000000; i++)
    g_string_append_c (json, '[');
  test_temp_file ("sweep.json", json->str);
  ck_assert_ptr_null (sweep_plan_read (test_temp_dir (), NULL, &error));
  ck_assert_msg (strstr (error->message, "no plan of a sweep") != NULL, "%s", error->message);
}
END_TEST

/* Shards ---------------------------------------------------------------------------------------- */

START_TEST (shards_are_parsed)
{
  static const char *const bad[] = { "", "1", "0/2", "3/2", "1/2/3", "a/2", "1/0", "-1/2" };
  g_autoptr (GError) error = NULL;
  Shard shard;

  test_ok (shard_parse ("2/3", &shard, &error), error);
  ck_assert (!shard_has (shard, 0) && shard_has (shard, 1) && shard_has (shard, 4));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) why = NULL;

    ck_assert_msg (!shard_parse (bad[i], &shard, &why), "%s", bad[i]);
    ck_assert_ptr_nonnull (why);
  }
}
END_TEST

static void
set_environment (const char *const *pairs)
{
  static const char *const names[] = { "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN",
                                       "SLURM_ARRAY_TASK_STEP", "SLURM_ARRAY_TASK_COUNT",
                                       "JOB_COMPLETION_INDEX", "BERTH_SHARDS" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_unsetenv (names[i]);
  for (; pairs[0] != NULL; pairs += 2)
    g_setenv (pairs[0], pairs[1], TRUE);
}

START_TEST (shards_from_the_environment)
{
  static const struct {
    const char *const pairs[9];
    guint count, index, of; /* of 0: it is refused */
  } cases[] = {
    { { "SLURM_ARRAY_TASK_ID", "7", "SLURM_ARRAY_TASK_MIN", "5", "SLURM_ARRAY_TASK_COUNT", "4" },
      0, 3, 4 },
    { { "SLURM_ARRAY_TASK_ID", "9", "SLURM_ARRAY_TASK_MIN", "1", "SLURM_ARRAY_TASK_STEP", "4",
        "SLURM_ARRAY_TASK_COUNT", "3" }, 0, 3, 3 },
    { { "JOB_COMPLETION_INDEX", "0" }, 5, 1, 5 },
    { { "JOB_COMPLETION_INDEX", "4", "BERTH_SHARDS", "5" }, 0, 5, 5 },
    { { "JOB_COMPLETION_INDEX", "5" }, 5, 0, 0 },
    { { "JOB_COMPLETION_INDEX", "5" }, 0, 0, 0 },
    { { "JOB_COMPLETION_INDEX", "x" }, 5, 0, 0 },
    { { NULL }, 5, 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    Shard shard = { 0, 0 };

    set_environment (cases[i].pairs);
    ck_assert_msg (shard_from_environment (cases[i].count, &shard, &error) == (cases[i].of > 0),
                   "case %u", i);
    ck_assert_uint_eq (shard.index, cases[i].index);
    ck_assert_uint_eq (shard.count, cases[i].of);
  }
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("vary");
  TCase *values = tcase_create ("values");
  TCase *plans = tcase_create ("plans");

  tcase_add_test (values, rows);
  tcase_add_test (values, paths_are_resolved);
  tcase_add_test (values, keys_are_shortened);
  tcase_add_test (values, names_are_safe_and_unique);
  tcase_add_test (values, long_names_end);
  suite_add_tcase (s, values);
  tcase_add_test (plans, points_come_in_order);
  tcase_add_test (plans, worlds_are_kept_apart);
  tcase_add_test (plans, command_line_replaces);
  tcase_add_test (plans, errors_name_the_line);
  tcase_add_test (plans, scenarios_stand_beside_each_other);
  tcase_add_test (plans, scenarios_of_one_name_are_told_apart);
  tcase_add_test (plans, plans_are_read_back);
  tcase_add_test (plans, shards_are_parsed);
  tcase_add_test (plans, shards_from_the_environment);
  suite_add_tcase (s, plans);
  return s;
}

TEST_MAIN (suite)
