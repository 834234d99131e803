/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hand_world.h"

#include <math.h>

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

void
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

void
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

void
world_machine_state (World *world, gint64 now, guint machine, MachineState state)
{
  cell_set_state (world->cell, machine, state);
  TELL (world, machine, now, machine);
}

Task *
world_submit (World *world, gint64 now, const char *job, guint user, guint class, gint64 duration)
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

void
world_place (World *world, gint64 now, Task *task, guint machine)
{
  cell_place (world->cell, task, machine);
  task->state = TASK_RUNNING;
  task->started = now;
  if (task->first_started == TIME_UNSET)
    task->first_started = now;
  task->placements++;
  TELL (world, placed, now, task);
}

void
world_finish (World *world, gint64 now, Task *task)
{
  cell_release (world->cell, task);
  task->state = TASK_GONE;
  TELL (world, finished, now, task);
  task_pool_remove (world->tasks, task);
}

void
world_evict (World *world, gint64 now, Task *task, EvictCause cause)
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

void
world_drop (World *world, gint64 now, Task *task)
{
  task->state = TASK_GONE;
  TELL (world, dropped, now, task);
  task_pool_remove (world->tasks, task);
}

void
world_block (World *world, gint64 now, guint class, Reason reason)
{
  Blocked why = { .reason = reason,
                  .resource = reason == REASON_CAPACITY ? 0 : -1,
                  .turned_away = { 0, 0, 0, 2 } };
  TELL (world, blocked, now, class, &why);
}

void
world_wake (World *world, gint64 now, guint class)
{
  TELL (world, woken, now, class);
}

void
world_pass (World *world, gint64 now, guint64 decisions)
{
  TELL (world, passed, now, decisions);
}

void
world_sample (World *world, gint64 now)
{
  TELL (world, sample, now);
}

JsonNode *
world_end (World *world, gint64 now)
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

JsonNode *
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

double
figure (JsonNode *root, const char *key)
{
  JsonNode *node = member (root, key);
  ck_assert_msg (JSON_NODE_HOLDS_VALUE (node), "%s is no number", key);
  return json_node_get_double (node);
}

void
check_figures (JsonNode *root, const Expected *expected, guint n)
{
  for (guint i = 0; i < n; i++) {
    double value = figure (root, expected[i].key);
    ck_assert_msg (fabs (value - expected[i].value) < 1e-12, "%s is %.17g, not %.17g",
                   expected[i].key, value, expected[i].value);
  }
}

void
check_file (const char *path, const char *text)
{
  g_autofree char *found = test_read_file (path);
  ck_assert_msg (strcmp (found, text) == 0, "%s is:\n%s\nnot:\n%s", path, found, text);
}

JsonNode *
world_play (World *world)
{
  world_machine_state (world, 0, 0, MACHINE_IS_UP);
  world_machine_state (world, 0, 1, MACHINE_IS_UP);
  Task *p = world_submit (world, 0, "p", 0, world->prod, 20 * S);
  Task *b = world_submit (world, 0, "b", 1, world->batch, 30 * S);
  world_place (world, 0, p, 0);
  world_place (world, 0, b, 1);
  world_pass (world, 0, 2);
  world_sample (world, 0);
  world_submit (world, 5 * S, "x", 0, world->huge, 10 * S);
  world_block (world, 5 * S, world->huge, REASON_TOO_LARGE);
  world_pass (world, 5 * S, 1);
  world_sample (world, 10 * S);
  world_evict (world, 12 * S, b, EVICT_PREEMPTED);
  world_block (world, 12 * S, world->batch, REASON_CAPACITY);
  world_pass (world, 12 * S, 1);
  world_wake (world, 16 * S, world->batch);
  world_place (world, 16 * S, b, 1);
  world_pass (world, 16 * S, 1);
  world_finish (world, 20 * S, p);
  world_pass (world, 20 * S, 0);
  world_sample (world, 20 * S);
  world_evict (world, 24 * S, b, EVICT_FAILED);
  world_machine_state (world, 24 * S, 1, MACHINE_IS_DOWN);
  world_block (world, 24 * S, world->batch, REASON_CAPACITY);
  world_pass (world, 24 * S, 1);
  world_wake (world, 25 * S, world->batch);
  world_place (world, 25 * S, b, 0);
  world_pass (world, 25 * S, 1);
  world_sample (world, 30 * S);
  return world_end (world, 40 * S);
}
