/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Observers fed with facts by hand: what they say must be what a person works out on paper. The
 * world has two machines of 4 cores and 8192 MiB, user a (weight 1) and user b (weight 2). */
#include "metrics/json_text.h"
#include "metrics/observers.h"
#include "metrics/pending.h"
#include "metrics/results.h"
#include "metrics/csv_line.h"
#include "metrics/summary.h"
#include "metrics/waits.h"
#include "test.h"

#include <math.h>

#define S TIME_SECOND

typedef struct {
  Scenario scenario;
  Cell *cell;
  TaskPool *tasks;
  ObserverContext context;
  Results *results;
  GPtrArray *observers;
  guint prod, batch, huge; /* classes: 2 cores in prod, 1 core in batch, 8 cores in prod */
  guint64 sequence;
} World;

static const char *const filters[] = { "up", "constraints", "taints", "fit", NULL };

static guint
add_class (World *world, Amount cpu, gint32 priority)
{
  Amounts request = { { cpu, 1024 } };
  guint class = task_classes_intern (world->scenario.classes, &request, priority, NULL, NULL);
  ck_assert_uint_ne (class, G_MAXUINT);
  task_classes_count_tasks (world->scenario.classes, class, 1);
  return class;
}

static void
add_machines (World *world)
{
  for (guint i = 0; i < 2; i++) {
    MachineSpec spec = { .name = i == 0 ? "m0" : "m, \"1\"", .capacity = { { 4000, 8192 } } };
    ck_assert (inventory_add (world->scenario.inventory, &spec, NULL));
  }
  inventory_finish (world->scenario.inventory);
}

/* folder NULL: no files. */
static void
world_init (World *world, const char *folder)
{
  static const char *const names[] = { "cpu", "memory", "gpu", NULL };
  static const char *const devices[] = { "gpu", NULL };
  Scenario *scenario = &world->scenario;
  g_autoptr (GError) error = NULL;

  memset (world, 0, sizeof *world);
  scenario->name = g_strdup ("hand");
  scenario->title = g_strdup ("By hand");
  scenario->text = g_strdup ("[scenario]\n");
  scenario->seed = 7;
  scenario->interval = 10 * S;
  scenario->reference_share = 0.95;
  scenario->scheduler.preempt = "none";
  scenario->loop_evictions = 2;
  scenario->inputs = g_ptr_array_new ();
  scenario->input_names = g_ptr_array_new ();
  resource_set_init (&scenario->resources, names, devices);
  scenario->labels = labels_new ();
  scenario->users = users_new ();
  users_intern (scenario->users, "a");
  users_set_weight (scenario->users, users_intern (scenario->users, "b"), 2 * WEIGHT_ONE);
  users_intern (scenario->users, "idle");
  scenario->classes = task_classes_new (&scenario->resources, &tier_bounds_default,
                                        scenario->labels);
  scenario->inventory = inventory_new (&scenario->resources, scenario->labels);
  add_machines (world);
  world->prod = add_class (world, 2000, 200);
  world->batch = add_class (world, 1000, 100);
  world->huge = add_class (world, 8000, 200);
  world->cell = cell_new (scenario->inventory, scenario->classes, 3);
  world->tasks = task_pool_new ();
  world->context = (ObserverContext){ scenario, world->cell, world->tasks, filters };
  if (folder != NULL) {
    world->results = results_new (folder, &error);
    test_ok (world->results != NULL, error);
  }
  world->observers = observers_create (&world->context, world->results, &error);
  test_ok (world->observers != NULL, error);
}

static void
world_clear (World *world)
{
  Scenario *scenario = &world->scenario;
  g_ptr_array_unref (world->observers);
  results_free (world->results);
  task_pool_free (world->tasks);
  cell_free (world->cell);
  inventory_free (scenario->inventory);
  task_classes_free (scenario->classes);
  users_free (scenario->users);
  labels_free (scenario->labels);
  resource_set_clear (&scenario->resources);
  g_ptr_array_unref (scenario->inputs);
  g_ptr_array_unref (scenario->input_names);
  g_free (scenario->name);
  g_free (scenario->title);
  g_free (scenario->text);
}

#define TELL(world, hook, ...)                                                                     \
  G_STMT_START                                                                                     \
  {                                                                                                \
    for (guint o_ = 0; o_ < (world)->observers->len; o_++) {                                       \
      Observer *observer_ = g_ptr_array_index ((world)->observers, o_);                            \
      if (observer_->type->hook != NULL)                                                           \
        observer_->type->hook (observer_, __VA_ARGS__);                                            \
    }                                                                                              \
  }                                                                                                \
  G_STMT_END

static void
machine_state (World *world, gint64 now, guint machine, MachineState state)
{
  cell_set_state (world->cell, machine, state);
  TELL (world, machine, now, machine);
}

static Task *
submit (World *world, gint64 now, const char *job, guint user, guint class, gint64 duration)
{
  Task *task = task_pool_add (world->tasks, job, task_name_of_text ("0"));
  task->user = user;
  task->task_class = class;
  task->submit = task->queued = now;
  task->duration = duration;
  task->sequence = world->sequence++;
  TELL (world, submitted, now, task);
  return task;
}

static void
place (World *world, gint64 now, Task *task, guint machine)
{
  cell_place (world->cell, task, machine);
  task->state = TASK_RUNNING;
  task->started = now;
  if (task->first_started == TIME_UNSET)
    task->first_started = now;
  task->placements++;
  TELL (world, placed, now, task);
}

static void
finish (World *world, gint64 now, Task *task)
{
  cell_release (world->cell, task);
  task->state = TASK_GONE;
  TELL (world, finished, now, task);
  task_pool_remove (world->tasks, task);
}

static void
evict (World *world, gint64 now, Task *task, EvictCause cause)
{
  gint64 started = task->started, kept = task_saved (task, now);
  gint64 lost = task_progress (task, now) - kept;
  cell_release (world->cell, task);
  task->done = kept;
  task->started = TIME_UNSET;
  task->preemptions += cause == EVICT_PREEMPTED ? 1 : 0;
  TELL (world, evicted, now, task, cause, lost, started);
  task->state = TASK_PENDING;
  task->machine = MACHINE_NONE;
}

static void
drop (World *world, gint64 now, Task *task)
{
  task->state = TASK_GONE;
  TELL (world, dropped, now, task);
  task_pool_remove (world->tasks, task);
}

static void
block (World *world, gint64 now, guint class, Reason reason)
{
  Blocked why = { .reason = reason,
                  .resource = reason == REASON_CAPACITY ? 0 : -1,
                  .turned_away = { 0, 0, 0, 2 } };
  TELL (world, blocked, now, class, &why);
}

static void
wake (World *world, gint64 now, guint class)
{
  TELL (world, woken, now, class);
}

static void
pass (World *world, gint64 now, guint64 decisions)
{
  TELL (world, passed, now, decisions);
}

static void
sample (World *world, gint64 now)
{
  TELL (world, sample, now);
}

static JsonNode *
end (World *world, gint64 now)
{
  g_autoptr (Summary) summary = summary_new ();
  g_autoptr (GError) error = NULL;
  test_ok (observers_finish (world->observers, now, summary, &error), error);
  g_autofree char *json = summary_to_json (summary);
  JsonNode *root = json_from_string (json, &error);
  test_ok (root != NULL, error);
  if (world->results != NULL)
    test_ok (results_commit (world->results, &error), error);
  return root;
}

static JsonNode *
member (JsonNode *root, const char *key)
{
  g_auto (GStrv) parts = g_strsplit (key, ".", -1);
  for (guint i = 0; parts[i] != NULL; i++) {
    ck_assert_msg (JSON_NODE_HOLDS_OBJECT (root), "no %s", key);
    root = json_object_get_member (json_node_get_object (root), parts[i]);
    ck_assert_msg (root != NULL, "no %s", key);
  }
  return root;
}

static double
figure (JsonNode *root, const char *key)
{
  JsonNode *node = member (root, key);
  ck_assert_msg (JSON_NODE_HOLDS_VALUE (node), "%s is no number", key);
  return json_node_get_double (node);
}

typedef struct {
  const char *key;
  double value;
} Expected;

static void
check_figures (JsonNode *root, const Expected *expected, guint n)
{
  for (guint i = 0; i < n; i++) {
    double value = figure (root, expected[i].key);
    ck_assert_msg (fabs (value - expected[i].value) < 1e-12, "%s is %.17g, not %.17g",
                   expected[i].key, value, expected[i].value);
  }
}

static void
check_file (const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (test_temp_dir (), name, NULL);
  g_autofree char *found = test_read_file (path);
  ck_assert_msg (strcmp (found, text) == 0, "%s is:\n%s\nnot:\n%s", name, found, text);
}

/* One of everything, over 40 s. */
static JsonNode *
play (World *world)
{
  machine_state (world, 0, 0, MACHINE_IS_UP);
  machine_state (world, 0, 1, MACHINE_IS_UP);
  Task *p = submit (world, 0, "p", 0, world->prod, 20 * S);
  Task *b = submit (world, 0, "b", 1, world->batch, 30 * S);
  place (world, 0, p, 0);
  place (world, 0, b, 1);
  pass (world, 0, 2);
  sample (world, 0);
  submit (world, 5 * S, "x", 0, world->huge, 10 * S);
  block (world, 5 * S, world->huge, REASON_TOO_LARGE);
  pass (world, 5 * S, 1);
  sample (world, 10 * S);
  evict (world, 12 * S, b, EVICT_PREEMPTED);
  block (world, 12 * S, world->batch, REASON_CAPACITY);
  pass (world, 12 * S, 1);
  wake (world, 16 * S, world->batch);
  place (world, 16 * S, b, 1);
  pass (world, 16 * S, 1);
  finish (world, 20 * S, p);
  pass (world, 20 * S, 0);
  sample (world, 20 * S);
  evict (world, 24 * S, b, EVICT_FAILED);
  machine_state (world, 24 * S, 1, MACHINE_IS_DOWN);
  block (world, 24 * S, world->batch, REASON_CAPACITY);
  pass (world, 24 * S, 1);
  wake (world, 25 * S, world->batch);
  place (world, 25 * S, b, 0);
  pass (world, 25 * S, 1);
  sample (world, 30 * S);
  return end (world, 40 * S);
}

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
  g_autoptr (JsonNode) root = play (&world);
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
  json_node_unref (play (&world));
  check_file ("users.csv",
              "user,weight,share_mean,share_max,submitted,placed,finished,preempted,wait_mean,"
              "wait_p99,goodput_seconds,badput_seconds\n"
              "a,1,0.125,0.25,2,1,1,0,0,0,20,0\n"
              "b,2,0.078125,0.125,1,1,0,1,0,0,15,20\n");
  check_file ("tiers.csv",
              "tier,submitted,placed,finished,preempted,failed,wait_mean,wait_p50,wait_p90,"
              "wait_p99,wait_max,slowdown_p50,slowdown_p99\n"
              "batch,1,1,0,1,1,0,0,0,0,0,,\n"
              "prod,2,1,1,0,0,0,0,0,0,0,1,1\n");
  check_file ("tasks.csv",
              "job,task,user,tier,priority,submit,start,end,machine,attempts,preemptions,outcome,"
              "wait\n"
              "p,0,a,prod,200,0,0,20,m0,1,0,finished,0\n"
              "b,0,b,batch,100,0,0,,m0,3,1,running,0\n"
              "x,0,a,prod,200,5,,,,0,0,pending,\n");
  check_file ("unschedulable.csv",
              "class,tier,priority,request,reason,resource,tasks,first_seen,task_seconds,"
              "turned_away_up,turned_away_constraints,turned_away_taints,turned_away_fit\n"
              "1,batch,100,cpu=1 memory=1024,capacity,cpu,1,12,5,0,0,0,2\n"
              "2,prod,200,cpu=8 memory=1024,too_large,,1,5,35,0,0,0,2\n");
  check_file ("heatmap.csv", "time,duration,first_machine,machines,allocated\n"
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
  json_node_unref (play (&world));
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
  machine_state (&world, 0, 0, MACHINE_IS_UP);
  Task *x = submit (&world, 3 * S, "x", 0, world.huge, S);
  Task *y = submit (&world, 3 * S, "y", 0, world.huge, S);
  block (&world, 3 * S, world.huge, REASON_TOO_LARGE);
  drop (&world, 3 * S, x);
  drop (&world, 3 * S, y);
  pass (&world, 3 * S, 2);
  g_autoptr (JsonNode) root = end (&world, 10 * S);
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
  machine_state (&world, 0, 0, MACHINE_IS_UP);
  Task *b = submit (&world, 0, "b", 1, world.batch, S);
  block (&world, 0, world.batch, REASON_FRAGMENTATION);
  wake (&world, 0, world.batch);
  TELL (&world, held, 0, b, TRUE);
  pass (&world, 0, 1);
  block (&world, 2 * S, world.batch, REASON_CAPACITY);
  pass (&world, 2 * S, 1);
  TELL (&world, held, 4 * S, b, FALSE);
  place (&world, 4 * S, b, 0);
  pass (&world, 4 * S, 0);
  g_autoptr (JsonNode) root = end (&world, 10 * S);
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
  machine_state (&world, 0, 0, MACHINE_IS_UP);
  Task *first = submit (&world, 0, "first", 1, world.batch, S);
  block (&world, 0, world.batch, REASON_CAPACITY);
  pass (&world, 0, 1);
  wake (&world, S, world.batch);
  block (&world, S, world.batch, REASON_FRAGMENTATION);
  pass (&world, S, 1);
  Task *second = submit (&world, 2 * S, "second", 1, world.batch, S);
  pass (&world, 2 * S, 1);
  wake (&world, 3 * S, world.batch);
  place (&world, 3 * S, first, 0);
  place (&world, 3 * S, second, 0);
  pass (&world, 3 * S, 2);
  Task *third = submit (&world, 4 * S, "third", 1, world.batch, S);
  place (&world, 4 * S, third, 0);
  pass (&world, 4 * S, 1);
  g_autoptr (JsonNode) root = end (&world, 10 * S);
  check_figures (root, expected, G_N_ELEMENTS (expected));
  world_clear (&world);
}
END_TEST

START_TEST (heatmap_outgrows_its_bins)
{
  World world;
  world_init (&world, test_temp_dir ());
  machine_state (&world, 0, 0, MACHINE_IS_UP);
  Task *b = submit (&world, 0, "b", 1, world.batch, DURATION_UNENDING);
  place (&world, 0, b, 0);
  pass (&world, 0, 1);
  json_node_unref (end (&world, 5125 * S));
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
  g_autoptr (JsonNode) root = end (&world, 0);
  ck_assert_double_eq (figure (root, "queue.mean"), 0);
  ck_assert_double_eq (figure (root, "fairness.jain"), 1);
  ck_assert (JSON_NODE_HOLDS_NULL (member (root, "utilization.cpu.allocated_mean")));
  check_file ("shares.csv", "time\n");
  world_clear (&world);
}
END_TEST

START_TEST (pending_counts)
{
  World world;
  Pending pending;
  world_init (&world, NULL);
  pending_init (&pending, world.cell);
  Task *b = submit (&world, 0, "b", 1, world.batch, S);
  Task *c = submit (&world, 0, "c", 1, world.batch, S);
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

START_TEST (summary_text_is_stable)
{
  g_autoptr (Summary) summary = summary_new ();
  summary_object (summary, "z");
  summary_text (summary, "\"a\\b\n\001é", "title");
  summary_number (summary, 0.1, "z.tenth");
  summary_number (summary, 1.0 / 3, "z.third");
  summary_number (summary, __builtin_nan (""), "z.none");
  summary_integer (summary, G_MAXINT64, "a.%s.c", "b");
  summary_seconds (summary, 1500000, "a.seconds");
  summary_boolean (summary, TRUE, "yes");
  g_autofree char *text = summary_to_json (summary);
  ck_assert_str_eq (text, "{\n"
                          "  \"z\": {\n"
                          "    \"tenth\": 0.1,\n"
                          "    \"third\": 0.3333333333333333,\n"
                          "    \"none\": null\n"
                          "  },\n"
                          "  \"title\": \"\\\"a\\\\b\\n\\u0001é\",\n"
                          "  \"a\": {\n"
                          "    \"b\": {\n"
                          "      \"c\": 9223372036854775807\n"
                          "    },\n"
                          "    \"seconds\": 1.5\n"
                          "  },\n"
                          "  \"yes\": true\n"
                          "}\n");
}
END_TEST

START_TEST (rows_are_quoted)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResultFile) file = result_file_new (test_temp_dir (), "row.csv", &error);
  CsvLine row;
  test_ok (file != NULL, error);
  csv_line_init (&row, file);
  csv_line_text (&row, "a,b");
  csv_line_text (&row, "say \"x\"");
  csv_line_text (&row, "plain é");
  csv_line_text (&row, "two\nlines");
  csv_line_empty (&row);
  csv_line_seconds (&row, 12500000);
  csv_line_amount (&row, UNIT_CPU, 1500);
  csv_line_integral (&row, (Integral) G_MAXINT64 * 1000);
  csv_line_integral (&row, 7 * (Integral) TIME_SECOND);
  csv_line_end (&row);
  csv_line_empty (&row);
  csv_line_end (&row);
  test_ok (result_file_commit (file, &error), error);
  check_file ("row.csv", "\"a,b\",\"say \"\"x\"\"\",plain é,\"two\nlines\",,12.5,1.5,"
                         "9223372036854775.807,7\n\n");
  csv_line_clear (&row);
}
END_TEST

/* Results: a folder and its manifest. */

static gboolean
exists (const char *name)
{
  return g_file_test (test_temp_path (name), G_FILE_TEST_EXISTS);
}

static void
write_results (const Scenario *scenario, const char *const *names)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Results) results = results_new (test_temp_path ("deep/out"), &error);
  test_ok (results != NULL, error);
  for (guint i = 0; names[i] != NULL; i++) {
    ResultFile *file = results_open (results, names[i], &error);
    test_ok (file != NULL, error);
    result_file_puts (file, names[i]);
  }
  test_ok (results_commit (results, &error), error);
  test_ok (results_write_manifest (results, scenario, FALSE, &error), error);
}

START_TEST (manifest_seals_the_folder)
{
  static const char *const names[] = { "b.csv", "a.csv", NULL };
  World world;
  world_init (&world, NULL);
  g_ptr_array_add (world.scenario.inputs, (gpointer) test_temp_file ("in.csv", "abc"));
  g_ptr_array_add (world.scenario.input_names, (gpointer) "../in.csv");
  write_results (&world.scenario, names);
  g_autofree char *text = test_read_file (test_temp_path ("deep/out/manifest.json"));
  ck_assert_ptr_null (strstr (text, test_temp_dir ()));
  ck_assert_ptr_nonnull (strstr (text, "\"../in.csv\""));
  /* SHA-256 of "abc" (FIPS 180-2) */
  ck_assert_ptr_nonnull (
    strstr (text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
  ck_assert (strstr (text, "a.csv") < strstr (text, "b.csv"));
  world_clear (&world);
}
END_TEST

START_TEST (earlier_results_are_replaced)
{
  static const char *const before[] = { "old.csv", "both.csv", NULL };
  static const char *const after[] = { "both.csv", "new.csv", NULL };
  World world;
  world_init (&world, NULL);
  write_results (&world.scenario, before);
  test_temp_file ("deep/out/mine.txt", "not berth's");
  write_results (&world.scenario, after);
  ck_assert (!exists ("deep/out/old.csv"));
  ck_assert (exists ("deep/out/both.csv"));
  ck_assert (exists ("deep/out/new.csv"));
  ck_assert (exists ("deep/out/mine.txt"));
  world_clear (&world);
}
END_TEST

START_TEST (a_manifest_removes_nothing_outside)
{
  static const char *const names[] = { "a.csv", NULL };
  World world;
  world_init (&world, NULL);
  write_results (&world.scenario, names);
  test_temp_file ("precious", "x");
  g_autofree char *forged = g_strdup_printf (
    "{\"berth\": \"0\", \"results\": [{\"name\": \"../../precious\"}, {\"name\": \"%s\"}, 3, "
    "{\"name\": \"\"}, {\"name\": \"..\"}]}",
    test_temp_path ("precious"));
  test_temp_file ("deep/out/manifest.json", forged);
  write_results (&world.scenario, names);
  ck_assert (exists ("precious"));
  test_temp_file ("deep/out/manifest.json", "[1, {");
  write_results (&world.scenario, names);
  world_clear (&world);
}
END_TEST

START_TEST (unsealed_results_are_taken_back)
{
  g_autoptr (GError) error = NULL;
  Results *results = results_new (test_temp_path ("one/two"), &error);
  test_ok (results != NULL, error);
  ResultFile *file = results_open (results, "a.csv", &error);
  result_file_puts (file, "x\n");
  ck_assert (!exists ("one/two/a.csv"));
  test_ok (results_commit (results, &error), error);
  ck_assert (exists ("one/two/a.csv"));
  g_mkdir (test_temp_path ("one/two/plots"), 0777);
  test_temp_file ("one/two/plots/x.svg", "<svg/>");
  test_ok (results_note (results, "plots/x.svg", &error), error);
  results_free (results);
  ck_assert (!exists ("one"));
}
END_TEST

START_TEST (folders_that_cannot_be_made)
{
  g_autoptr (GError) error = NULL;
  test_temp_file ("file", "");
  ck_assert_ptr_null (results_new (test_temp_path ("file/out"), &error));
  ck_assert_ptr_nonnull (error);
  ck_assert_ptr_nonnull (strstr (error->message, "file/out: cannot be made: "));
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
  evict (world, now, victim, EVICT_PREEMPTED);
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
  machine_state (&world, 0, 0, MACHINE_IS_UP);
  Task *a = submit (&world, 0, "x", 0, world.batch, 90 * S);
  Task *b = submit (&world, 0, "y", 1, world.batch, 90 * S);
  Task *c = submit (&world, 0, "z", 2, world.batch, 90 * S);
  for (gint64 i = 0; i < 3; i++) {
    place (&world, i * S, a, 0);
    choose_victim (&world, i * S, b, a);
    place (&world, i * S, b, 0);
    choose_victim (&world, i * S, i < 2 ? a : c, b);
  }
  place (&world, 5 * S, b, 0);
  finish (&world, 95 * S, b);
  g_autoptr (JsonNode) root = end (&world, 95 * S);
  static const Expected expected[] = {
    { "preemptions.loops.at_least", 2 },   { "preemptions.loops.tasks", 2 },
    { "preemptions.loops.most", 3 },       { "preemptions.loops.user_pairs", 1 },
    { "preemptions.loops.job_pairs", 1 },  { "preemptions.loops.not_followed", 0 },
  };
  check_figures (root, expected, G_N_ELEMENTS (expected));
  check_file ("preemption-loops.csv", "kind,first,second,evictions,evictions_back\n"
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
  TCase *observers = tcase_create ("observers"), *text = tcase_create ("text");
  TCase *results = tcase_create ("results");

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
  tcase_add_test (text, summary_text_is_stable);
  tcase_add_test (text, rows_are_quoted);
  suite_add_tcase (suite, text);
  tcase_add_test (results, manifest_seals_the_folder);
  tcase_add_test (results, earlier_results_are_replaced);
  tcase_add_test (results, a_manifest_removes_nothing_outside);
  tcase_add_test (results, unsealed_results_are_taken_back);
  tcase_add_test (results, folders_that_cannot_be_made);
  suite_add_tcase (suite, results);
  return suite;
}

TEST_MAIN (metrics_suite)
