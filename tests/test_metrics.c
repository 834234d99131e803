/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Observers fed with facts by hand: what they say must be what a person works out on paper. */
#include "hand_world.h"
#include "metrics/pending.h"
#include "metrics/waits.h"

#include <math.h>

START_TEST (figures_by_hand)
{
  static const Expected expected[] = {
    { "tasks.submitted", 3 },
    { "tasks.placed", 2 },
    { "tasks.finished", 1 },
    { "tasks.running", 1 },
    { "tasks.pending", 1 },
    { "tasks.dropped", 0 },
    { "tasks.failed", 1 },
    { "tasks.unschedulable", 2 },
    { "tasks.unschedulable_at_end", 1 },
    { "tasks.unschedulable_permanent", 1 },
    { "preemptions.total", 1 },
    { "preemptions.by_tier.batch", 1 },
    { "preemptions.by_tier.prod", 0 },
    { "work.goodput_seconds", 20 + 15 },
    { "work.badput_seconds", 12 + 8 },
    { "queue.mean", (35 + 4 + 1) / 40.0 },
    { "queue.max", 2 },
    { "scheduler.passes", 7 },
    { "scheduler.decisions", 7 },
    { "machines", 2 },
    { "utilization.cpu.allocated_mean", 75.0 / 256 },
    { "utilization.cpu.allocated_max", 3.0 / 8 },
    { "utilization.memory.allocated_mean", 55.0 / (16 * 24 + 8 * 16) },
    { "wait_seconds.prod.mean", 0 },
    { "wait_seconds.batch.max", 0 },
    { "slowdown.prod.p50", 1 },
    { "fairness.max_share_gap", 0.25 - 0.0625 },
    { "fairness.jain", 0.203125 * 0.203125 / (2 * (0.015625 + 0.078125 * 0.078125)) },
    { "unschedulable_reasons.too_large", 1 },
    { "unschedulable_reasons.capacity", 1 },
    { "fragmentation.cpu.stranded_mean", 0 },
    /* free cpu at samples: 2+3, 2+3, 4+3, 3 */
    { "fragmentation.cpu.external_mean", (2.0 / 5 + 2.0 / 5 + 3.0 / 7 + 0) / 4 },
  };
  World world;
  world_init (&world, NULL);
  g_autoptr (JsonNode) root = world_play (&world);
  check_figures (root, expected, G_N_ELEMENTS (expected));
  ck_assert (JSON_NODE_HOLDS_NULL (member (root, "utilization.cpu.used_mean")));
  ck_assert (JSON_NODE_HOLDS_NULL (member (root, "slowdown.batch.p50")));
  ck_assert (
    !json_object_has_member (json_node_get_object (member (root, "wait_seconds")), "free"));
  world_clear (&world);
}
END_TEST

START_TEST (files_by_hand)
{
  World world;
  world_init (&world, test_temp_dir ());
  json_node_unref (world_play (&world));
  check_file (test_temp_path ("users.csv"),
              "user,weight,share_mean,share_max,submitted,placed,finished,preempted,wait_mean,"
              "wait_p99,goodput_seconds,badput_seconds\n"
              "a,1,0.125,0.25,2,1,1,0,0,0,20,0\n"
              "b,2,0.078125,0.125,1,1,0,1,0,0,15,20\n");
  check_file (test_temp_path ("tiers.csv"),
              "tier,submitted,placed,finished,preempted,failed,wait_mean,wait_p50,wait_p90,"
              "wait_p99,wait_max,slowdown_p50,slowdown_p99\n"
              "batch,1,1,0,1,1,0,0,0,0,0,,\n"
              "prod,2,1,1,0,0,0,0,0,0,0,1,1\n");
  check_file (test_temp_path ("tasks.csv"),
              "job,task,user,tier,priority,submit,start,end,machine,attempts,preemptions,outcome,"
              "wait\n"
              "p,0,a,prod,200,0,0,20,m0,1,0,finished,0\n"
              "b,0,b,batch,100,0,0,,m0,3,1,running,0\n"
              "x,0,a,prod,200,5,,,,0,0,pending,\n");
  check_file (test_temp_path ("unschedulable.csv"),
              "class,tier,priority,request,reason,resource,tasks,first_seen,task_seconds,"
              "turned_away_up,turned_away_constraints,turned_away_taints,turned_away_fit\n"
              "1,batch,100,cpu=1 memory=1024,capacity,cpu,1,12,5,0,0,0,2\n"
              "2,prod,200,cpu=8 memory=1024,too_large,,1,5,35,0,0,0,2\n");
  check_file (test_temp_path ("heatmap.csv"), "time,duration,first_machine,machines,allocated\n"
                             "0,10,0,1,0.5\n0,10,1,1,0.25\n"
                             "10,10,0,1,0.5\n10,10,1,1,0.15\n"
                             "20,10,0,1,0.125\n20,10,1,1,0.25\n"
                             "30,10,0,1,0.25\n30,10,1,1,\n");
  world_clear (&world);
}
END_TEST

/* A cell of the timeline, by its column's name. */
static char *
timeline_cell (const char *text, guint row, const char *column)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_auto (GStrv) names = g_strsplit (lines[0], ",", -1);
  g_auto (GStrv) cells = g_strsplit (lines[row + 1], ",", -1);
  ck_assert_uint_eq (g_strv_length (names), g_strv_length (cells));
  for (guint i = 0; names[i] != NULL; i++)
    if (strcmp (names[i], column) == 0)
      return g_strdup (cells[i]);
  ck_abort_msg ("no column %s", column);
}

START_TEST (timeline_by_hand)
{
  static const struct {
    guint row;
    const char *column, *value;
  } expected[] = {
    { 0, "time", "0" },
    { 0, "machines_up", "2" },
    { 0, "cpu_capacity", "8" },
    { 0, "cpu_allocated", "3" },
    { 0, "cpu_used", "" },
    { 0, "cpu_allocated_batch", "1" },
    { 0, "memory_allocated_prod", "1024" },
    { 0, "cpu_external", "0.4" },
    { 0, "fit_count", "2" },
    { 0, "fit_count_evicting", "3" },
    { 1, "time", "10" },
    { 1, "pending_prod", "1" },
    { 1, "running_batch", "1" },
    { 1, "unschedulable_prod", "1" },
    { 1, "unschedulable_too_large", "1" },
    { 2, "preemptions_batch", "1" },
    { 2, "failures", "0" },
    { 2, "running_prod", "0" },
    { 3, "machines_up", "1" },
    { 3, "cpu_capacity", "4" },
    { 3, "failures", "1" },
    { 3, "unschedulable_capacity", "0" },
  };
  World world;
  world_init (&world, test_temp_dir ());
  json_node_unref (world_play (&world));
  g_autofree char *text = test_read_file (test_temp_path ("timeline.csv"));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    g_autofree char *value = timeline_cell (text, expected[i].row, expected[i].column);
    ck_assert_msg (strcmp (value, expected[i].value) == 0, "row %u %s is %s, not %s",
                   expected[i].row, expected[i].column, value, expected[i].value);
  }
  ck_assert_ptr_null (strstr (text, "gpu")); /* no machine has any */
  world_clear (&world);
}
END_TEST

START_TEST (dropped_tasks_tell_why)
{
  static const Expected expected[] = {
    { "tasks.dropped", 2 },
    { "tasks.pending", 0 },
    { "tasks.unschedulable", 2 },
    { "tasks.unschedulable_at_end", 0 },
    { "unschedulable_reasons.too_large", 2 },
    { "queue.max", 0 },
    { "queue.mean", 0 },
  };
  World world;
  world_init (&world, NULL);
  world_machine_state (&world, 0, 0, MACHINE_IS_UP);
  Task *x = world_submit (&world, 3 * S, "x", 0, world.huge, S);
  Task *y = world_submit (&world, 3 * S, "y", 0, world.huge, S);
  world_block (&world, 3 * S, world.huge, REASON_TOO_LARGE);
  world_drop (&world, 3 * S, x);
  world_drop (&world, 3 * S, y);
  world_pass (&world, 3 * S, 2);
  g_autoptr (JsonNode) root = world_end (&world, 10 * S);
  check_figures (root, expected, G_N_ELEMENTS (expected));
  world_clear (&world);
}
END_TEST

/* What is blocked and woken within one pass, or only while a machine is held for the task, never
 * was unschedulable. */
START_TEST (only_the_state_after_a_pass_counts)
{
  World world;
  world_init (&world, NULL);
  world_machine_state (&world, 0, 0, MACHINE_IS_UP);
  Task *b = world_submit (&world, 0, "b", 1, world.batch, S);
  world_block (&world, 0, world.batch, REASON_FRAGMENTATION);
  world_wake (&world, 0, world.batch);
  TELL (&world, held, 0, b, TRUE);
  world_pass (&world, 0, 1);
  world_block (&world, 2 * S, world.batch, REASON_CAPACITY);
  world_pass (&world, 2 * S, 1);
  TELL (&world, held, 4 * S, b, FALSE);
  world_place (&world, 4 * S, b, 0);
  world_pass (&world, 4 * S, 0);
  g_autoptr (JsonNode) root = world_end (&world, 10 * S);
  ck_assert_double_eq (figure (root, "tasks.unschedulable"), 0);
  ck_assert_double_eq (figure (root, "queue.mean"), 0.4); /* but it was pending */
  for (guint i = 0; i < N_REASONS; i++) {
    g_autofree char *key = g_strdup_printf ("unschedulable_reasons.%s", reason_names[i]);
    ck_assert_double_eq (figure (root, key), 0);
  }
  world_clear (&world);
}
END_TEST

/* A task under two reasons counts once in all and once for each; a later one of the class for
 * neither of the past ones. */
START_TEST (reasons_of_a_wait)
{
  static const Expected expected[] = {
    { "tasks.unschedulable", 2 },
    { "unschedulable_reasons.capacity", 1 },
    { "unschedulable_reasons.fragmentation", 2 },
  };
  World world;
  world_init (&world, NULL);
  world_machine_state (&world, 0, 0, MACHINE_IS_UP);
  Task *first = world_submit (&world, 0, "first", 1, world.batch, S);
  world_block (&world, 0, world.batch, REASON_CAPACITY);
  world_pass (&world, 0, 1);
  world_wake (&world, S, world.batch);
  world_block (&world, S, world.batch, REASON_FRAGMENTATION);
  world_pass (&world, S, 1);
  Task *second = world_submit (&world, 2 * S, "second", 1, world.batch, S);
  world_pass (&world, 2 * S, 1);
  world_wake (&world, 3 * S, world.batch);
  world_place (&world, 3 * S, first, 0);
  world_place (&world, 3 * S, second, 0);
  world_pass (&world, 3 * S, 2);
  Task *third = world_submit (&world, 4 * S, "third", 1, world.batch, S);
  world_place (&world, 4 * S, third, 0);
  world_pass (&world, 4 * S, 1);
  g_autoptr (JsonNode) root = world_end (&world, 10 * S);
  check_figures (root, expected, G_N_ELEMENTS (expected));
  world_clear (&world);
}
END_TEST

START_TEST (heatmap_outgrows_its_bins)
{
  World world;
  world_init (&world, test_temp_dir ());
  world_machine_state (&world, 0, 0, MACHINE_IS_UP);
  Task *b = world_submit (&world, 0, "b", 1, world.batch, DURATION_UNENDING);
  world_place (&world, 0, b, 0);
  world_pass (&world, 0, 1);
  json_node_unref (world_end (&world, 5125 * S));
  g_autofree char *text = test_read_file (test_temp_path ("heatmap.csv"));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  /* 513 bins of 10 s do not fit: 257 of 20 s, two machines each */
  ck_assert_uint_eq (g_strv_length (lines), 1 + 2 * 257 + 1);
  ck_assert_str_eq (lines[1], "0,20,0,1,0.25");
  ck_assert_str_eq (lines[2], "0,20,1,1,");
  ck_assert_str_eq (lines[513], "5120,5,0,1,0.25");
  world_clear (&world);
}
END_TEST

START_TEST (nothing_at_all)
{
  World world;
  world_init (&world, test_temp_dir ());
  g_autoptr (JsonNode) root = world_end (&world, 0);
  ck_assert_double_eq (figure (root, "queue.mean"), 0);
  ck_assert_double_eq (figure (root, "fairness.jain"), 1);
  ck_assert (JSON_NODE_HOLDS_NULL (member (root, "utilization.cpu.allocated_mean")));
  check_file (test_temp_path ("shares.csv"), "time\n");
  world_clear (&world);
}
END_TEST

START_TEST (pending_counts)
{
  World world;
  Pending pending;
  world_init (&world, NULL);
  pending_init (&pending, world.cell);
  Task *b = world_submit (&world, 0, "b", 1, world.batch, S);
  Task *c = world_submit (&world, 0, "c", 1, world.batch, S);
  pending_join (&pending, b);
  pending_block (&pending, world.batch, REASON_CAPACITY);
  pending_join (&pending, c);
  ck_assert_int_eq (pending.unschedulable[TIER_BATCH], 2);
  pending_hold (&pending, b, TRUE);
  ck_assert_int_eq (pending.unschedulable[TIER_BATCH], 1);
  ck_assert_int_eq (pending.pending[TIER_BATCH], 2);
  pending_block (&pending, world.batch, REASON_FRAGMENTATION);
  ck_assert_int_eq (pending.reasons[REASON_CAPACITY], 0);
  ck_assert_int_eq (pending.reasons[REASON_FRAGMENTATION], 1);
  pending_hold (&pending, b, FALSE);
  ck_assert_int_eq (pending.reasons[REASON_FRAGMENTATION], 2);
  pending_leave (&pending, b);
  ck_assert_int_eq (pending.unschedulable[TIER_BATCH], 1);
  pending_wake (&pending, world.batch);
  ck_assert_int_eq (pending.unschedulable[TIER_BATCH], 0);
  pending_leave (&pending, c);
  ck_assert_int_eq (pending.pending[TIER_BATCH], 0);
  pending_clear (&pending);
  world_clear (&world);
}
END_TEST

/* Percentiles say so when they are not exact. */
START_TEST (waits_tell_their_error)
{
  g_autoptr (Summary) summary = summary_new ();
  Quantiles *few = quantiles_new (0, 0), *many = quantiles_new (0, 0);
  for (guint i = 0; i <= 1u << 20; i++)
    quantiles_add (many, i * 1000 + 1);
  quantiles_add (few, S);
  summary_waits (summary, few, "wait_seconds.%s", "prod");
  summary_waits (summary, many, "wait_seconds.%s", "batch");
  g_autofree char *json = summary_to_json (summary);
  g_autoptr (JsonNode) root = json_from_string (json, NULL);
  ck_assert_double_eq (figure (root, "wait_seconds.batch.relative_error"), 0.004);
  ck_assert (!json_object_has_member (
    json_node_get_object (member (root, "wait_seconds.prod")), "relative_error"));
  quantiles_free (few);
  quantiles_free (many);
}
END_TEST

static void
choose_victim (World *world, gint64 now, const Task *by, Task *victim)
{
  Victim its = { .task = victim };
  g_autoptr (GArray) victims = g_array_new (FALSE, FALSE, sizeof (Victim));
  g_array_append_val (victims, its);
  Decision decision = { .kind = DECISION_PREEMPT, .machine = 0, .victims = victims };
  TELL (world, decided, now, by, &decision);
  world_evict (world, now, victim, EVICT_PREEMPTED);
}

/* a evicts b twice and b evicts a three times; idle evicts b once. */
START_TEST (preemption_loops)
{
  World world;
  world_init (&world, test_temp_dir ());
  g_autoptr (GError) error = NULL;
  Observer *loops = observer_loops.create (&world.context, world.results, &error);
  test_ok (loops != NULL, error);
  loops->type = &observer_loops;
  loops->context = &world.context;
  g_ptr_array_add (world.observers, loops);
  world_machine_state (&world, 0, 0, MACHINE_IS_UP);
  Task *a = world_submit (&world, 0, "x", 0, world.batch, 90 * S);
  Task *b = world_submit (&world, 0, "y", 1, world.batch, 90 * S);
  Task *c = world_submit (&world, 0, "z", 2, world.batch, 90 * S);
  for (gint64 i = 0; i < 3; i++) {
    world_place (&world, i * S, a, 0);
    choose_victim (&world, i * S, b, a);
    world_place (&world, i * S, b, 0);
    choose_victim (&world, i * S, i < 2 ? a : c, b);
  }
  world_place (&world, 5 * S, b, 0);
  world_finish (&world, 95 * S, b);
  g_autoptr (JsonNode) root = world_end (&world, 95 * S);
  static const Expected expected[] = {
    { "preemptions.loops.at_least", 2 },   { "preemptions.loops.tasks", 2 },
    { "preemptions.loops.most", 3 },       { "preemptions.loops.user_pairs", 1 },
    { "preemptions.loops.job_pairs", 1 },  { "preemptions.loops.not_followed", 0 },
  };
  check_figures (root, expected, G_N_ELEMENTS (expected));
  check_file (test_temp_path ("preemption-loops.csv"), "kind,first,second,evictions,evictions_back\n"
                                      "task,x/0,a,3,\n"
                                      "task,y/0,b,3,\n"
                                      "users,a,b,2,3\n"
                                      "jobs,y,x,3,2\n");
  world_clear (&world);
}
END_TEST

static Suite *
metrics_suite (void)
{
  Suite *suite = suite_create ("metrics");
  TCase *observers = tcase_create ("observers");

  tcase_add_test (observers, figures_by_hand);
  tcase_add_test (observers, files_by_hand);
  tcase_add_test (observers, timeline_by_hand);
  tcase_add_test (observers, dropped_tasks_tell_why);
  tcase_add_test (observers, only_the_state_after_a_pass_counts);
  tcase_add_test (observers, reasons_of_a_wait);
  tcase_add_test (observers, waits_tell_their_error);
  tcase_add_test (observers, heatmap_outgrows_its_bins);
  tcase_add_test (observers, nothing_at_all);
  tcase_add_test (observers, preemption_loops);
  tcase_add_test (observers, pending_counts);
  suite_add_tcase (suite, observers);
  return suite;
}

TEST_MAIN (metrics_suite)
