/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenario files: what each key means, includes, overrides, machine groups, the reference page.
 * What they must refuse is in tests/bad_input.table. */
#include "report/assertions.h"
#include "report/closing_table.h"
#include "scenario/options.h"
#include "scenario/scenario.h"
#include "scheduler/policies.h"
#include "test.h"
#include "util/progress.h"
#include "util/units.h"

static const char tasks[] = "job,user,submit,duration,cpu,memory,gpu\n"
                            "j1,search,0,60,1,1GiB,0\n"
                            "j2,org/ads,5,60,1,1GiB,0.5\n";

/* A scenario in the test's folder beside tasks.csv, loaded. */
static Scenario *
load (const char *text, const char *const *overrides)
{
  g_autoptr (GError) error = NULL;
  Scenario *scenario;

  test_temp_file ("tasks.csv", tasks);
  scenario = scenario_load (test_temp_file ("small.scenario", text), overrides, &error);
  test_ok (scenario != NULL, error);
  return scenario;
}

/* The same where it must fail, without the folder's name; free with g_free(). */
static char *
load_error (const char *text, const char *const *overrides)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Scenario) scenario = NULL;
  g_auto (GStrv) parts = NULL;
  g_autofree char *folder = g_strconcat (test_temp_dir (), "/", NULL);

  test_temp_file ("tasks.csv", tasks);
  scenario = scenario_load (test_temp_file ("small.scenario", text), overrides, &error);
  ck_assert_ptr_null (scenario);
  ck_assert_ptr_nonnull (error);
  parts = g_strsplit (error->message, folder, -1);
  return g_strjoinv ("", parts);
}

#define MINIMAL                                                                                    \
  "[machines m]\n"                                                                                 \
  "cpu = 4\n"                                                                                      \
  "[workload]\n"                                                                                   \
  "trace = tasks.csv\n"

START_TEST (defaults_hold)
{
  g_autoptr (Scenario) scenario = load (MINIMAL, NULL);
  const SchedulerOptions *options = &scenario->scheduler;

  ck_assert_str_eq (scenario->name, "small");
  ck_assert_str_eq (scenario->title, "small");
  ck_assert_uint_eq (scenario->seed, 1);
  ck_assert_int_eq (scenario->horizon, TIME_NEVER);
  ck_assert_int_eq (scenario->interval, 300 * TIME_SECOND);
  ck_assert_int_eq (scenario->task_rows, TASK_ROWS_AUTO);
  ck_assert_double_eq (scenario->reference_share, 0.95);
  ck_assert_int_eq (scenario->tiers.lowest[TIER_FREE], 0);
  ck_assert_int_eq (scenario->tiers.lowest[TIER_BATCH], 100);
  ck_assert_int_eq (scenario->tiers.lowest[TIER_PROD], 200);
  ck_assert_int_eq (scenario->tiers.lowest[TIER_MONITORING], 360);
  ck_assert_uint_eq (scenario->resources.count, 3);
  ck_assert_int_eq (scenario->resources.item[2].unit, UNIT_DEVICE);
  ck_assert_ptr_null (scenario->context.zones);
  ck_assert (!scenario->context.listed_users_only);
  ck_assert_str_eq (options->order, "drf");
  ck_assert_str_eq (options->preempt, "none");
  ck_assert (!options->preempt_within_tier);
  ck_assert_int_eq (options->grace, 0);
  ck_assert_int_eq (options->queue, QUEUE_SKIP);
  ck_assert_int_eq (options->share_capacity, SHARE_CAPACITY_UP);
  ck_assert_int_eq (options->share_scope, SHARE_SCOPE_ALL);
  ck_assert_int_eq (options->spread_by, SPREAD_BY_MACHINE);
  ck_assert_uint_eq (options->filters->len, 4);
  ck_assert_str_eq (g_ptr_array_index (options->filters, 0), "up");
  ck_assert_str_eq (g_ptr_array_index (options->filters, 1), "constraints");
  ck_assert_str_eq (g_ptr_array_index (options->filters, 2), "taints");
  ck_assert_str_eq (g_ptr_array_index (options->filters, 3), "fit");
  ck_assert_uint_eq (options->scores->len, 1);
  ck_assert_str_eq (g_array_index (options->scores, WeightedScore, 0).name, "best-fit");
  ck_assert_double_eq (g_array_index (options->scores, WeightedScore, 0).weight, 1);
  ck_assert_double_eq (options->resource_weights[2], 1);
  ck_assert_uint_eq (options->shape->len, 2);
  ck_assert_int_eq (g_array_index (options->shape, ShapePoint, 1).utilization, 100);
  ck_assert_int_eq (g_array_index (options->shape, ShapePoint, 1).score, 10);
  ck_assert_uint_eq (scenario->assertions->len, 0);
  ck_assert_uint_eq (workload_tasks (scenario->workload), 2);
}
END_TEST

START_TEST (every_key_is_read)
{
  g_autoptr (Scenario) scenario = load ("\xef\xbb\xbf# a comment\r\n"
                                        "[scenario]   # another\r\n"
                                        "title = A # title\r\n"
                                        "  seed=9223372036854775807\r\n"
                                        "horizon = 1h30min\n"
                                        "[tiers]\nbatch = 10\nprod = 20\nmonitoring = 30\n"
                                        "[scheduler]\n"
                                        "order = fifo\n"
                                        "filters = taints; fit\n"
                                        "scores = spread : 0.5; random\n"
                                        "preempt = fewest-victims\n"
                                        "preempt-within-tier = true\n"
                                        "grace = 30\n"
                                        "queue = drop\n"
                                        "share-capacity = configured\n"
                                        "share-scope = tier\n"
                                        "spread-by = zone\n"
                                        "resource-weights = gpu:5\n"
                                        "shape = 0:10;50:2;100:0\n"
                                        "[metrics]\ninterval = 1ms\ntasks = never\n"
                                        "reference-share = 1\n"
                                        "[assert]\nqueue.max = <= 3\n"
                                        "[users]\norg/ads = 2.5\n"
                                        "[workload]\nusers = any\nformat = berth\n"
                                        "trace = tasks.csv\n"
                                        "[machines m]\ncpu = 500m\n",
                                        NULL);
  const SchedulerOptions *options = &scenario->scheduler;
  const Assertion *assertion = &g_array_index (scenario->assertions, Assertion, 0);

  ck_assert_str_eq (scenario->title, "A");
  ck_assert_uint_eq (scenario->seed, G_MAXINT64);
  ck_assert_int_eq (scenario->horizon, 5400 * TIME_SECOND);
  ck_assert_int_eq (scenario->tiers.lowest[TIER_MONITORING], 30);
  ck_assert_str_eq (options->order, "fifo");
  ck_assert_uint_eq (options->filters->len, 3);
  ck_assert_str_eq (g_ptr_array_index (options->filters, 0), "up");
  ck_assert_str_eq (g_ptr_array_index (options->filters, 2), "fit");
  ck_assert_uint_eq (options->scores->len, 2);
  ck_assert_str_eq (g_array_index (options->scores, WeightedScore, 0).name, "spread");
  ck_assert_double_eq (g_array_index (options->scores, WeightedScore, 0).weight, 0.5);
  ck_assert_str_eq (options->preempt, "fewest-victims");
  ck_assert (options->preempt_within_tier);
  ck_assert_int_eq (options->grace, 30 * TIME_SECOND);
  ck_assert_int_eq (options->queue, QUEUE_DROP);
  ck_assert_int_eq (options->share_capacity, SHARE_CAPACITY_CONFIGURED);
  ck_assert_int_eq (options->share_scope, SHARE_SCOPE_TIER);
  ck_assert_int_eq (options->spread_by, SPREAD_BY_ZONE);
  ck_assert_double_eq (options->resource_weights[0], 1);
  ck_assert_double_eq (options->resource_weights[2], 5);
  ck_assert_uint_eq (options->shape->len, 3);
  ck_assert_int_eq (scenario->interval, 1000);
  ck_assert_int_eq (scenario->task_rows, TASK_ROWS_NEVER);
  ck_assert_str_eq (assertion->key, "queue.max");
  ck_assert_str_eq (assertion->op, "<=");
  ck_assert_double_eq (assertion->value, 3);
  ck_assert_uint_eq (assertion->line, 28);
  ck_assert_int_eq (inventory_capacity (scenario->inventory, 0, 0), 500);
}
END_TEST

START_TEST (users_come_in_file_order)
{
  g_autoptr (Scenario) scenario = load (MINIMAL "[users]\nzoo = 0.001\norg/ads = 1000000\n", NULL);
  const Users *users = scenario->users;

  ck_assert_uint_eq (users_find (users, "zoo"), 0);
  ck_assert_int_eq (users_get (users, 0)->weight, 1);
  ck_assert_int_eq (users_get (users, users_find (users, "org/ads"))->weight, WEIGHT_MAX);
  ck_assert_int_eq (users_get (users, users_find (users, "search"))->weight, WEIGHT_ONE);
  ck_assert_uint_gt (users_find (users, "search"), users_find (users, "org/ads"));
}
END_TEST

static const char *
label_of (const Scenario *scenario, guint label)
{
  return label != LABEL_NONE ? labels_text (scenario->labels, label) : "";
}

/* "name zone rack", as the machine stands in the inventory. */
static char *
place_of (const Scenario *scenario, guint index)
{
  const Machine *machine = inventory_machine (scenario->inventory, index);

  return g_strdup_printf ("%s %s %s", machine->name, label_of (scenario, machine->zone),
                          label_of (scenario, machine->rack));
}

START_TEST (groups_are_dealt_to_zones_and_racks)
{
  static const char *const places[] = { "x-0 a x-a-r0", "x-1 b x-b-r0", "x-2 a x-a-r0",
                                        "x-3 b x-b-r0", "x-4 a x-a-r1", "y-0  y-r0",
                                        "y-1  y-r0",    "y-2  y-r1",    "z-0  " };
  g_autoptr (Scenario) scenario = load ("[machines x]\ncount=5\ncpu=1\nzones=a;b\nrack-size=2\n"
                                        "[machines y]\ncount=3\ncpu=1\nrack-size=2\n"
                                        "[machines z]\ngpu=2\n[workload]\ntrace=tasks.csv\n",
                                        NULL);

  ck_assert_uint_eq (inventory_count (scenario->inventory), G_N_ELEMENTS (places));
  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autofree char *place = place_of (scenario, i);

    ck_assert_str_eq (place, places[i]);
  }
  ck_assert_int_eq (inventory_capacity (scenario->inventory, 2, 8), 2000);
}
END_TEST

START_TEST (machines_of_the_file_come_first)
{
  g_autoptr (Scenario) scenario = NULL;

  test_temp_file ("machines.csv", "machine,cpu\nf1,2\nf2,3\n");
  scenario = load ("[machines g]\ncpu=1\n[cell]\nmachines=machines.csv\n"
                   "[workload]\ntrace=tasks.csv\n",
                   NULL);
  ck_assert_uint_eq (inventory_count (scenario->inventory), 3);
  ck_assert_str_eq (inventory_machine (scenario->inventory, 0)->name, "f1");
  ck_assert_str_eq (inventory_machine (scenario->inventory, 2)->name, "g-0");
  ck_assert_uint_eq (scenario->inputs->len, 3);
  ck_assert_str_eq (g_ptr_array_index (scenario->input_names, 0), "small.scenario");
  ck_assert_str_eq (g_ptr_array_index (scenario->input_names, 1), "machines.csv");
  ck_assert_str_eq (g_ptr_array_index (scenario->input_names, 2), "tasks.csv");
}
END_TEST

START_TEST (including_file_wins)
{
  g_autofree char *folder = g_build_filename (test_temp_dir (), "base", NULL);
  g_autoptr (Scenario) scenario = NULL;

  ck_assert_int_eq (g_mkdir (folder, 0700), 0);
  test_temp_file ("base/tasks.csv", tasks);
  test_temp_file ("base/more.scenario", "[scenario]\nseed = 5\ntitle = More\n"
                                        "[machines m]\ncpu = 2\ncount = 2\n");
  test_temp_file ("base/base.scenario", "[scenario]\ninclude = more.scenario\ntitle = Base\n"
                                        "horizon = 9\n[workload]\ntrace = tasks.csv\n");
  scenario = load ("[scenario]\ninclude = base/base.scenario\nhorizon = 8\n"
                   "[machines n]\ncpu = 1\n[machines m]\ncpu = 3\n",
                   NULL);
  ck_assert_uint_eq (scenario->seed, 5);
  ck_assert_str_eq (scenario->title, "Base");
  ck_assert_int_eq (scenario->horizon, 8 * TIME_SECOND);
  ck_assert_uint_eq (inventory_count (scenario->inventory), 3);
  ck_assert_str_eq (inventory_machine (scenario->inventory, 0)->name, "m-0");
  ck_assert_int_eq (inventory_capacity (scenario->inventory, 0, 1), 3000);
  ck_assert_uint_eq (scenario->inputs->len, 4);
  ck_assert_str_eq (g_ptr_array_index (scenario->input_names, 2), "more.scenario");
}
END_TEST

START_TEST (overrides_win)
{
  static const char *const overrides[] = { "scenario.seed=8",    "scheduler.scores=none",
                                           "machines m.count=3", "machines a.b.cpu=2",
                                           "scenario.seed = 9",  "assert.queue.max=<= 3",
                                           "users.org/ads=2",    NULL };
  g_autoptr (Scenario) scenario = load (MINIMAL, overrides);
  const Assertion *assertion = &g_array_index (scenario->assertions, Assertion, 0);

  ck_assert_uint_eq (scenario->seed, 9);
  ck_assert_uint_eq (scenario->scheduler.scores->len, 0);
  ck_assert_uint_eq (inventory_count (scenario->inventory), 4);
  ck_assert_str_eq (inventory_machine (scenario->inventory, 3)->name, "a.b-0");
  ck_assert_str_eq (assertion->key, "queue.max");
  ck_assert_uint_eq (assertion->line, 0);
  ck_assert_str_eq (assertion->file, "--set assert.queue.max");
  ck_assert_uint_eq (scenario->overrides->len, 7);
}
END_TEST

static char *
scores_of (const Scenario *scenario)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < scenario->scheduler.scores->len; i++) {
    const WeightedScore *score = &g_array_index (scenario->scheduler.scores, WeightedScore, i);

    g_string_append_printf (out, "%s%s:%d", i > 0 ? ";" : "", score->name, (int) score->weight);
  }
  return g_string_free (out, FALSE);
}

/* And not one that never comes. */
START_TEST (a_time_that_is_none_is_no_time)
{
  static const char *const none[] = { "scheduler.exempt-time=none", "scheduler.aging=none", NULL };
  g_autoptr (Scenario) scenario = load (MINIMAL, none);

  ck_assert_int_eq (scenario->scheduler.exempt_time, 0);
  ck_assert_int_eq (scenario->scheduler.aging, 0);
}
END_TEST

START_TEST (a_preset_is_many_defaults)
{
  static const char *const kube[] = { "scheduler.preset=kube", NULL };
  static const char *const own[] = { "scheduler.scores=best-fit", "scheduler.preset=kube",
                                     "scheduler.ties=first", NULL };
  g_autoptr (Scenario) plain = load (MINIMAL, kube);
  g_autoptr (Scenario) mixed = load (MINIMAL, own);
  g_autofree char *all = scores_of (plain);
  g_autofree char *only = scores_of (mixed);

  ck_assert_str_eq (
    all, "taint-toleration:3;node-affinity:2;topology-spread:2;affinity:2;least-allocated:1;"
         "balanced-change:1");
  ck_assert_str_eq (plain->scheduler.order, "priority");
  ck_assert_str_eq (plain->scheduler.preempt, "kube");
  ck_assert (plain->scheduler.preempt_within_tier);
  ck_assert_str_eq (g_ptr_array_index (plain->scheduler.filters, 1), "taints");
  ck_assert_int_eq (plain->scheduler.ties, TIES_RANDOM);
  ck_assert_int_eq (plain->scheduler.sample, SAMPLE_ADAPTIVE);
  ck_assert_double_eq (plain->scheduler.resource_weights[1], 1); /* memory */
  ck_assert_double_eq (plain->scheduler.resource_weights[2], 0); /* gpu */
  ck_assert_int_eq (plain->scheduler.assumed.of[0], 100);
  ck_assert_int_eq (plain->scheduler.assumed.of[1], 200);
  ck_assert_str_eq (only, "best-fit:1");
  ck_assert_int_eq (mixed->scheduler.ties, TIES_FIRST);
  ck_assert_int_eq (mixed->scheduler.sample, SAMPLE_ADAPTIVE);
}
END_TEST

/* Those for spread and affinity come in where tasks have any, unless the preset has named them. */
START_TEST (filters_of_rules_come_once)
{
  static const char *const kube[] = { "scheduler.preset=kube", NULL };
  static const char text[] = "[machines m]\ncpu = 4\n[workload]\ntrace = rules.csv\n";

  test_temp_file ("rules.csv", "job,submit,spread\nj,0,machine:1\n");
  for (guint i = 0; i < 2; i++) {
    g_autoptr (Scenario) scenario = load (text, i == 0 ? NULL : kube);
    g_autoptr (GPtrArray) names = g_ptr_array_copy (scenario->scheduler.filters, NULL, NULL);

    g_ptr_array_add (names, NULL);
    g_autofree char *all = g_strjoinv (";", (char **) names->pdata);
    ck_assert_str_eq (all, i == 0 ? "up;constraints;taints;topology-spread;affinity;fit"
                                  : "up;taints;constraints;topology-spread;affinity;fit");
  }
}
END_TEST

START_TEST (resources_are_the_cells)
{
  g_autoptr (Scenario) scenario = NULL;

  test_temp_file ("tasks.csv", "job,submit,cpu,tpu,licence\nj,0,1,0.5,3\n");
  scenario = scenario_load (test_temp_file ("other.scenario",
                                            "[cell]\nresources = cpu;tpu;licence\ndevices = tpu\n"
                                            "[machines m]\ncpu=1\ntpu=4\nlicence=2k\n"
                                            "[workload]\ntrace=tasks.csv\n"),
                            NULL, NULL);
  ck_assert_ptr_nonnull (scenario);
  ck_assert_int_eq (inventory_capacity (scenario->inventory, 1, 0), 4000);
  ck_assert_int_eq (inventory_capacity (scenario->inventory, 2, 0), 2000);
  ck_assert_int_eq (scenario->resources.item[1].device_slot, 0);
  ck_assert_int_eq (scenario->resources.item[2].device_slot, -1);
}
END_TEST

START_TEST (errors_name_file_line_and_key)
{
  static const char *const set_bad[] = { "scheduler.order=dfr", NULL };
  g_autofree char *unknown = load_error (MINIMAL "[scheduler]\n\n# here\nordre = drf\n", NULL);
  g_autofree char *override = load_error (MINIMAL, set_bad);
  g_autofree char *path = load_error ("[machines m]\ncpu=1\n[workload]\ntrace = gone.csv\n", NULL);

  ck_assert (g_str_has_prefix (unknown, "small.scenario:8: unknown key 'ordre' in [scheduler]; "
                                        "expected one of preset, order, filters, "));
  ck_assert (g_str_has_suffix (unknown, "; did you mean 'order'?"));
  ck_assert (g_str_has_prefix (override, "--set scheduler.order: order: 'dfr' is no order policy; "
                                         "expected one of fifo, priority, drf, "));
  ck_assert (g_str_has_suffix (override, "; did you mean 'drf'?"));
  ck_assert (g_str_has_prefix (path, "gone.csv: "));
}
END_TEST

/* Every failure on the way must free what was built: under ASan this finds what is not. */
START_TEST (every_prefix_of_a_scenario_loads_or_fails)
{
  static const char text[] = MINIMAL "[users]\norg/ads = 2\n[scheduler]\nscores = spread:2;random\n"
                                     "[assert]\nqueue.max = <= 3\n[cell]\nzones = a;b\n";

  test_temp_file ("tasks.csv", tasks);
  for (gsize length = 0; length <= strlen (text); length++) {
    g_autofree char *part = g_strndup (text, length);
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario)
      scenario = scenario_load (test_temp_file ("part.scenario", part), NULL, &error);

    ck_assert ((scenario != NULL) == (error == NULL));
    ck_assert (error == NULL || strchr (error->message, '\n') == NULL);
  }
}
END_TEST

START_TEST (reference_page_is_up_to_date)
{
  g_autofree char *page = test_read_file (test_source_path ("docs/scenarios.md"));
  g_autofree char *wanted = options_reference ();

  ck_assert_msg (strcmp (page, wanted) == 0,
                 "docs/scenarios.md is not what `berth help --scenario-reference` prints");
}
END_TEST

START_TEST (policy_page_is_up_to_date)
{
  g_autofree char *page = test_read_file (test_source_path ("docs/policies.md"));
  g_autofree char *wanted = policies_reference ();

  ck_assert_msg (strcmp (page, wanted) == 0,
                 "docs/policies.md is not what `berth help --policy-reference` prints");
}
END_TEST

/* A formula and a source. */
START_TEST (every_policy_has_details)
{
  for (PolicyKind kind = 0; kind < N_POLICY_KINDS; kind++)
    for (const char *const *name = policy_names (kind); *name != NULL; name++)
      ck_assert_msg (policy_details (kind, *name) != NULL, "%s", *name);
}
END_TEST

static gboolean
is_reader (const char *reader)
{
  for (PolicyKind kind = 0; kind < N_POLICY_KINDS; kind++) {
    const char *kind_name = policy_kind_names[kind];

    if (strcmp (reader, kind_name) == 0
        || (g_str_has_prefix (reader, kind_name)
            && g_strv_contains (policy_names (kind), reader + strlen (kind_name) + 1)))
      return TRUE;
  }
  return FALSE;
}

START_TEST (options_are_read_by_policies_that_exist)
{
  guint readers = 0;

  for (const OptionGroup *group = option_groups; group->name != NULL; group++)
    for (const Option *option = group->options; option->key != NULL; option++)
      for (guint i = 0; option->read_by != NULL && option->read_by[i] != NULL; i++, readers++)
        ck_assert_msg (is_reader (option->read_by[i]), "%s: %s", option->key, option->read_by[i]);
  ck_assert_uint_gt (readers, 0);
}
END_TEST

START_TEST (table_is_in_order)
{
  for (const OptionGroup *group = option_groups; group->name != NULL; group++)
    for (const Option *option = group->options; option->key != NULL; option++) {
      g_autofree char *values = option->type->describe (option);

      ck_assert_msg (g_str_has_suffix (option->help, "."), "%s: %s", option->key, option->help);
      ck_assert_ptr_nonnull (values);
      /* A key of any name would hide those after it. */
      ck_assert (!option->any_key || option[1].key == NULL);
      ck_assert_ptr_eq (option_find (group, option->key), option);
    }
}
END_TEST

/* Assertions ----------------------------------------------------------------------------------- */

static const char summary[] = "{\"title\":\"T\",\"machines\":3,\"simulated_seconds\":90,"
                              "\"interrupted\":false,"
                              "\"tasks\":{\"submitted\":1234567,\"placed\":4,\"unschedulable\":2,"
                              "\"unschedulable_at_end\":1,\"unschedulable_permanent\":1},"
                              "\"unschedulable_reasons\":{\"capacity\":1,\"too_large\":2},"
                              "\"preemptions\":{\"total\":1,\"by_tier\":{\"batch\":1}},"
                              "\"utilization\":{\"cpu\":{\"allocated_mean\":0.5,"
                              "\"allocated_max\":1,\"used_mean\":null}},"
                              "\"wait_seconds\":{\"batch\":{\"p50\":0,\"p99\":12.5,\"max\":90}}}";

START_TEST (assertions_are_held_against_the_summary)
{
  static const char *const overrides[] = {
    "assert.tasks.placed=> 3",  "assert.utilization.cpu.allocated_mean=>= 0.9",
    "assert.machines=!= 3",     "assert.tasks.submitted=< 2000000",
    "assert.queue.max=<= 3",    "assert.utilization.cpu.used_mean=> 0",
    "assert.queue.max=<= -1e3", NULL
  };
  g_autoptr (Scenario) scenario = load (MINIMAL, overrides);
  g_auto (GStrv) failed = NULL;
  g_autoptr (GError) error = NULL;

  ck_assert (!assertions_evaluate (scenario, summary, &failed, &error));
  ck_assert_str_eq (error->message, "--set assert.queue.max: unknown key 'queue.max' in [assert]; "
                                    "expected a figure of summary.json, by its dotted key");
  for (guint i = 0; i < scenario->assertions->len; i++)
    if (g_str_has_prefix (g_array_index (scenario->assertions, Assertion, i).key, "queue"))
      g_array_remove_index (scenario->assertions, i--);
  g_clear_error (&error);
  test_ok (assertions_evaluate (scenario, summary, &failed, &error), error);
  ck_assert_uint_eq (g_strv_length (failed), 3);
  ck_assert_str_eq (failed[0], "--set assert.utilization.cpu.allocated_mean: "
                               "utilization.cpu.allocated_mean is 0.5; expected >= 0.9");
  ck_assert_str_eq (failed[1], "--set assert.machines: machines is 3; expected != 3");
  ck_assert (strstr (failed[2], "used_mean is not known; expected > 0") != NULL);
}
END_TEST

START_TEST (closing_table_says_what_matters)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = closing_table (summary, &error);

  test_ok (text != NULL, error);
  ck_assert (strstr (text, "1,234,567: 4 placed") != NULL);
  ck_assert (strstr (text, "too large 2, capacity 1") != NULL);
  ck_assert (strstr (text, "50.0 %") != NULL);
  ck_assert (strstr (text, "12.5 s") != NULL);
  ck_assert (strstr (text, "1 still at the end") != NULL);
}
END_TEST

START_TEST (progress_lines)
{
  g_autofree char *half = progress_line (0.5, 3600 * TIME_SECOND, 2000000, "tasks", 2 * TIME_SECOND,
                                         200);
  g_autofree char *narrow = progress_line (0.5, 0, 10, "tasks", 2 * TIME_SECOND, 20);
  g_autofree char *begun = progress_line (0, 0, 10, "tasks", 1, 200);
  g_autofree char *small = progress_count (999);
  g_autofree char *middle = progress_count (12345);

  ck_assert_msg (strstr (half, "############............]  50 %  at 1h") != NULL, "%s", half);
  ck_assert_msg (strstr (half, "500 k tasks/s") != NULL, "%s", half);
  ck_assert_uint_eq (strlen (narrow), 20);
  ck_assert_ptr_null (strstr (begun, "left"));
  ck_assert_str_eq (small, "999");
  ck_assert_str_eq (middle, "12.3 k");
}
END_TEST

static Suite *
scenario_suite (void)
{
  Suite *suite = suite_create ("scenario");
  TCase *reading = tcase_create ("reading");
  TCase *closing = tcase_create ("closing");

  tcase_add_test (reading, defaults_hold);
  tcase_add_test (reading, every_key_is_read);
  tcase_add_test (reading, users_come_in_file_order);
  tcase_add_test (reading, groups_are_dealt_to_zones_and_racks);
  tcase_add_test (reading, machines_of_the_file_come_first);
  tcase_add_test (reading, including_file_wins);
  tcase_add_test (reading, overrides_win);
  tcase_add_test (reading, a_time_that_is_none_is_no_time);
  tcase_add_test (reading, a_preset_is_many_defaults);
  tcase_add_test (reading, filters_of_rules_come_once);
  tcase_add_test (reading, resources_are_the_cells);
  tcase_add_test (reading, errors_name_file_line_and_key);
  tcase_add_test (reading, every_prefix_of_a_scenario_loads_or_fails);
  tcase_add_test (reading, reference_page_is_up_to_date);
  tcase_add_test (reading, policy_page_is_up_to_date);
  tcase_add_test (reading, every_policy_has_details);
  tcase_add_test (reading, options_are_read_by_policies_that_exist);
  tcase_add_test (reading, table_is_in_order);
  tcase_add_test (closing, assertions_are_held_against_the_summary);
  tcase_add_test (closing, closing_table_says_what_matters);
  tcase_add_test (closing, progress_lines);
  suite_add_tcase (suite, reading);
  suite_add_tcase (suite, closing);
  return suite;
}

TEST_MAIN (scenario_suite);
