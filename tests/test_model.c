/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resources, tiers, users, the inventory and the table of classes. */
#include "model/inventory.h"
#include "model/task.h"
#include "model/task_class.h"
#include "model/users.h"
#include "test.h"

static const char *const resource_names[] = { "cpu", "memory", "gpu", "licences", NULL };
static const char *const device_names[] = { "gpu", NULL };

static ResourceSet resources;
static Labels *labels;

static void
setup (void)
{
  resource_set_init (&resources, resource_names, device_names);
  labels = labels_new ();
}

static void
teardown (void)
{
  resource_set_clear (&resources);
  labels_free (labels);
}

START_TEST (resource_sets)
{
  g_autoptr (GString) text = g_string_new ("x ");
  Amounts amounts = { .of = { 1500, 4096, 250, 3 } };
  Amounts none = { 0 };

  ck_assert_uint_eq (resources.count, 4);
  ck_assert_int_eq (resources.item[0].unit, UNIT_CPU);
  ck_assert_int_eq (resources.item[1].unit, UNIT_MEMORY);
  ck_assert_int_eq (resources.item[2].unit, UNIT_DEVICE);
  ck_assert_int_eq (resources.item[3].unit, UNIT_PLAIN);
  ck_assert_int_eq (resources.item[0].device_slot, -1);
  ck_assert_int_eq (resources.item[2].device_slot, 0);
  ck_assert_int_eq (resource_set_find (&resources, "gpu"), 2);
  ck_assert_int_eq (resource_set_find (&resources, "tpu"), -1);
  amounts_append (text, &resources, &amounts);
  ck_assert_str_eq (text->str, "x cpu=1.5 memory=4096 gpu=0.25 licences=3");
  g_string_truncate (text, 0);
  amounts_append (text, &resources, &none);
  ck_assert_str_eq (text->str, "nothing");
}
END_TEST

START_TEST (tiers)
{
  static const struct {
    gint32 priority;
    Tier tier;
  } cases[] = {
    { 0, TIER_FREE },         { 99, TIER_FREE },
    { 100, TIER_BATCH },      { 199, TIER_BATCH },
    { 200, TIER_PROD },       { 359, TIER_PROD },
    { 360, TIER_MONITORING }, { PRIORITY_MAX, TIER_MONITORING },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    ck_assert_int_eq (tier_of_priority (&tier_bounds_default, cases[i].priority), cases[i].tier);
  for (int i = 0; i < N_TIERS; i++)
    ck_assert_int_eq (tier_find (tier_names[i]), i);
  ck_assert_int_eq (tier_find ("Prod"), -1);
}
END_TEST

START_TEST (user_tree)
{
  g_autoptr (Users) users = users_new ();
  guint deep = users_intern (users, "org/team/anna");
  guint other = users_intern (users, "org/bert");

  ck_assert_uint_eq (users_count (users), 4);
  ck_assert_uint_eq (deep, 2);
  ck_assert_uint_eq (users_find (users, "org"), 0);
  ck_assert_uint_eq (users_find (users, "org/team"), 1);
  ck_assert_uint_eq (users_get (users, deep)->parent, 1);
  ck_assert_uint_eq (users_get (users, 1)->parent, 0);
  ck_assert_uint_eq (users_get (users, 0)->parent, USER_NONE);
  ck_assert_uint_eq (users_get (users, other)->parent, 0);
  ck_assert_str_eq (users_get (users, other)->path, "org/bert");
  ck_assert_uint_eq (users_intern (users, "org/team"), 1);
  ck_assert_uint_eq (users_find (users, "bert"), USER_NONE);
  ck_assert_int_eq (users_get (users, deep)->weight, WEIGHT_ONE);
  users_set_weight (users, deep, 2500);
  ck_assert_int_eq (users_get (users, deep)->weight, 2500);
}
END_TEST

START_TEST (no_users)
{
  static const char *const bad[] = { "",   "/",    "/a",
                                     "a/", "a//b", "1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17" };
  g_autoptr (Users) users = users_new ();

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    ck_assert_uint_eq (users_intern (users, bad[i]), USER_NONE);
  ck_assert_uint_eq (users_count (users), 0);
  ck_assert_uint_ne (users_intern (users, "1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16"), USER_NONE);
  ck_assert_uint_eq (users_count (users), 16);
}
END_TEST

START_TEST (machines)
{
  g_autoptr (Inventory) inventory = inventory_new (&resources, labels);
  MachineSpec spec = { .name = "m1",
                       .capacity = { { 64000, 4096, 2000, 7 } },
                       .zone = "a",
                       .attributes = "disk=ssd;cores=8",
                       .taints = "gpu;team=x" };
  MachineSpec plain = { .name = "m2", .time = 5 };
  g_autofree char *reason = NULL;
  const Machine *machine;

  ck_assert_msg (inventory_add (inventory, &spec, &reason), "%s", reason);
  ck_assert_msg (inventory_add (inventory, &plain, &reason), "%s", reason);
  inventory_finish (inventory);
  ck_assert_uint_eq (inventory_count (inventory), 2);
  ck_assert_int_eq (inventory_capacity (inventory, 2, 0), 2000);
  ck_assert_int_eq (inventory_capacity (inventory, 3, 0), 7);
  ck_assert_int_eq (inventory_capacity (inventory, 0, 1), 0);
  machine = inventory_machine (inventory, 0);
  ck_assert_str_eq (machine->name, "m1");
  ck_assert_str_eq (labels_text (labels, machine->zone), "a");
  ck_assert_uint_eq (machine->rack, LABEL_NONE);
  ck_assert_uint_eq (machine->n_attributes, 4); /* disk, cores, machine, zone */
  ck_assert_uint_eq (machine->n_taints, 2);
  ck_assert_uint_eq (machine->taints[0].value, LABEL_NONE);
  ck_assert_str_eq (labels_text (labels, machine->taints[1].value), "x");
  machine = inventory_machine (inventory, 1);
  ck_assert_uint_eq (machine->n_attributes, 1);
  ck_assert_str_eq (labels_text (labels, machine->attributes[0].key), "machine");
  ck_assert_str_eq (labels_text (labels, machine->attributes[0].value), "m2");
  ck_assert_int_eq (machine->added, 5);
}
END_TEST

START_TEST (machine_faults)
{
  static const struct {
    MachineSpec spec;
    const char *reason;
  } cases[] = {
    { { .name = "" }, "the machine has no name" },
    { { .name = "m1" }, "machine 'm1' is there already" },
    { { .name = "m", .capacity = { { 0, 0, 2500, 0 } } },
      "gpu: 2.5 is not a whole number of devices" },
    { { .name = "m", .capacity = { { 0, 0, 65000, 0 } } },
      "gpu: 65 devices are more than the 64 a machine may have" },
    { { .name = "m", .attributes = "a" }, "attributes: 'a' lacks a value" },
    { { .name = "m", .attributes = "zone=a" }, "attributes: the key 'zone' is reserved" },
    { { .name = "m", .taints = "=" }, "taints: '=' lacks a key" },
    { { .name = "m", .taints = "*" }, "taints: the key '*' is reserved" },
  };
  g_autoptr (Inventory) inventory = inventory_new (&resources, labels);
  MachineSpec first = { .name = "m1", .capacity = { { 0, 0, 64000, 0 } } };
  g_autofree char *reason = NULL;

  ck_assert (inventory_add (inventory, &first, &reason));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    ck_assert (!inventory_add (inventory, &cases[i].spec, &reason));
    ck_assert_str_eq (reason, cases[i].reason);
    g_clear_pointer (&reason, g_free);
  }
  ck_assert_uint_eq (inventory_count (inventory), 1);
  ck_assert_uint_eq (inventory->capacity[0]->len, 1);
  ck_assert_uint_eq (inventory->events->len, 1);
}
END_TEST

START_TEST (machine_events)
{
  static const MachineEvent expected[] = {
    { 0, 0, MACHINE_ADD },  { 10, 0, MACHINE_UP },   { 10, 0, MACHINE_DRAIN },
    { 20, 1, MACHINE_ADD }, { 20, 1, MACHINE_DOWN }, { 20, 0, MACHINE_DOWN },
  };
  g_autoptr (Inventory) inventory = inventory_new (&resources, labels);
  MachineSpec one = { .name = "m1" };
  MachineSpec two = { .name = "m2", .time = 20 };
  g_autofree char *reason = NULL;

  ck_assert (inventory_add (inventory, &two, &reason));
  ck_assert (inventory_add_event (inventory, "m2", 20, MACHINE_DOWN, &reason));
  ck_assert (inventory_add (inventory, &one, &reason));
  ck_assert (inventory_add_event (inventory, "m1", 20, MACHINE_DOWN, &reason));
  ck_assert (inventory_add_event (inventory, "m1", 10, MACHINE_UP, &reason));
  ck_assert (inventory_add_event (inventory, "m1", 10, MACHINE_DRAIN, &reason));
  ck_assert (!inventory_add_event (inventory, "m3", 30, MACHINE_UP, &reason));
  ck_assert_str_eq (reason, "no machine 'm3' was added before");
  g_clear_pointer (&reason, g_free);
  ck_assert (!inventory_add_event (inventory, "m2", 19, MACHINE_UP, &reason));
  ck_assert_str_eq (reason, "machine 'm2' is added after this time");
  inventory_finish (inventory);
  ck_assert_uint_eq (inventory->events->len, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    const MachineEvent *event = &g_array_index (inventory->events, MachineEvent, i);

    ck_assert_int_eq (event->time, expected[i].time);
    ck_assert_uint_eq (event->machine, 1 - expected[i].machine); /* m2 came first */
    ck_assert_int_eq (event->kind, expected[i].kind);
  }
}
END_TEST

static void
note_span (gpointer data, guint machine, gint64 from, gint64 until)
{
  g_string_append_printf (data, "%u:%" G_GINT64_FORMAT "-", machine, from);
  if (until == G_MAXINT64)
    g_string_append (data, "on ");
  else
    g_string_append_printf (data, "%" G_GINT64_FORMAT " ", until);
}

/* One that drains is there; what is down, or up, already is not down or up again. */
START_TEST (machine_spans)
{
  static const struct {
    const char *name;
    gint64 time;
    MachineEventKind kind;
  } events[] = {
    { "m1", 10, MACHINE_DRAIN }, { "m1", 20, MACHINE_DOWN }, { "m1", 25, MACHINE_DOWN },
    { "m1", 30, MACHINE_UP },    { "m1", 40, MACHINE_UP },   { "m2", 12, MACHINE_DOWN },
    { "m3", 8, MACHINE_UP },
  };
  static const MachineSpec specs[] = { { .name = "m1" }, { .name = "m2", .time = 5 },
                                       { .name = "m3", .time = 7 } };
  g_autoptr (Inventory) inventory = inventory_new (&resources, labels);
  g_autoptr (GString) spans = g_string_new (NULL);
  g_autofree char *reason = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
    ck_assert (inventory_add (inventory, &specs[i], &reason));
  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    ck_assert (inventory_add_event (inventory, events[i].name, events[i].time, events[i].kind,
                                    &reason));
  inventory_finish (inventory);
  inventory_visit_spans (inventory, note_span, spans);
  ck_assert_str_eq (spans->str, "1:5-12 0:0-20 0:30-on 2:7-on ");
}
END_TEST

START_TEST (classes)
{
  g_autoptr (TaskClasses) table = task_classes_new (&resources, &tier_bounds_default, labels);
  const Amounts small = { { 1000, 512, 500, 0 } };
  const Amounts large = { { 1000, 512, 3000, 0 } };
  g_autofree char *reason = NULL;
  const ClassTexts texts = { "disk=ssd", "zone=a:2", "*;x=y", "g", "zone:1", "!self@rack", "m1;r1" };
  const ClassTexts fewer = { "disk=ssd", "zone=a:2", "*;x=y", "g", "zone:1", NULL, "m1;r1" };
  const ClassTexts empty = { "", "", "", "", "", "", "" };
  guint a = task_classes_intern (table, &small, 100, &texts, &reason);
  guint b = task_classes_intern (table, &large, 200, NULL, &reason);
  const TaskClass *class;

  ck_assert_uint_eq (a, 0);
  ck_assert_uint_eq (b, 1);
  ck_assert_uint_eq (task_classes_intern (table, &large, 200, &empty, &reason), b);
  ck_assert_uint_eq (task_classes_find (table, &small, 100, &texts), a);
  ck_assert_uint_eq (task_classes_find (table, &small, 101, &texts), G_MAXUINT);
  ck_assert_uint_eq (task_classes_find (table, &small, 100, &fewer), G_MAXUINT);
  ck_assert_uint_eq (task_classes_find (table, &small, 200, NULL), G_MAXUINT);
  /* What stands in one text must not be taken for the same in another. */
  ck_assert_uint_eq (task_classes_intern (table, &large, 200, &(ClassTexts){ .constraints = "x" },
                                          &reason),
                     2);
  ck_assert_uint_eq (task_classes_intern (table, &large, 200, &(ClassTexts){ .tolerations = "x" },
                                          &reason),
                     3);
  task_classes_count_tasks (table, a, 5);
  task_classes_count_tasks (table, a, 2);
  class = task_classes_get (table, a);
  ck_assert_uint_eq (class->tasks, 7);
  ck_assert_uint_eq (class->index, a);
  ck_assert_int_eq (class->tier, TIER_BATCH);
  ck_assert_int_eq (class->priority, 100);
  ck_assert_int_eq (class->request.of[2], 500);
  ck_assert_uint_eq (class->constraints.count, 1);
  ck_assert_int_eq (class->preferences.item[0].weight, 2);
  ck_assert_uint_eq (class->tolerations->len, 2);
  ck_assert_uint_eq (task_classes_get (table, b)->tolerations->len, 0);
  ck_assert_int_eq (task_classes_get (table, b)->tier, TIER_PROD);
  task_classes_count_tasks (table, a, G_MAXUINT64);
  ck_assert_uint_eq (class->tasks, G_MAXUINT64);
}
END_TEST

START_TEST (many_classes)
{
  g_autoptr (TaskClasses) table = task_classes_new (&resources, &tier_bounds_default, labels);
  char *reason = NULL;

  for (gint32 i = 0; i < 2000; i++) {
    Amounts request = { { i, 2000 - i, 0, 0 } };
    ck_assert_uint_eq (task_classes_intern (table, &request, i % 7, NULL, &reason), (guint) i);
  }
  for (gint32 i = 0; i < 2000; i++) {
    Amounts request = { { i, 2000 - i, 0, 0 } };
    ck_assert_uint_eq (task_classes_find (table, &request, i % 7, NULL), (guint) i);
  }
  ck_assert_uint_eq (task_classes_count (table), 2000);
}
END_TEST

START_TEST (class_faults)
{
  static const struct {
    Amounts request;
    ClassTexts texts;
    const char *reason;
  } cases[] = {
    { { { 0, 0, 1500, 0 } }, { 0 }, "gpu: 1.5 is neither less than one device nor a whole number" },
    { { { 1 } }, { .constraints = "disk=" }, "constraints: 'disk=' lacks a value" },
    { { { 1 } }, { .preferences = "disk=a" }, "preferences: 'disk=a' lacks a weight" },
    { { { 1 } }, { .tolerations = "a=" }, "tolerations: 'a=' lacks a value" },
    { { { 1 } }, { .group = "g", .spread = "zone" }, "spread: 'zone' lacks a skew" },
    { { { 1 } }, { .group = "g", .affinity = "db" }, "affinity: 'db' lacks '@' and a key" },
  };
  g_autoptr (TaskClasses) table = task_classes_new (&resources, &tier_bounds_default, labels);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *reason = NULL;

    ck_assert_uint_eq (task_classes_intern (table, &cases[i].request, 0, &cases[i].texts,
                                            &reason),
                       G_MAXUINT);
    ck_assert_str_eq (reason, cases[i].reason);
  }
  ck_assert_uint_eq (task_classes_count (table), 0);
}
END_TEST

START_TEST (task_names)
{
  static const struct {
    const char *text, *base;
    gint32 number;
  } cases[] = {
    { "7", "", 7 },          { "0", "", 0 },       { "07", "07", -1 },
    { "", "", -1 },          { "9999999", "", 9999999 },
    { "10000000", "10000000", -1 },                { "map", "map", -1 },
    { "map.7", "map.7", -1 },                      { "7a", "7a", -1 },
  };
  const TaskName many = { "map", 1203 };
  g_autofree char *many_text = task_name_text (&many);
  gsize length = 0;
  gint32 number = 0;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const TaskName name = task_name_of_text (cases[i].text);
    g_autofree char *text = task_name_text (&name);

    ck_assert_str_eq (name.base, cases[i].base);
    ck_assert_int_eq (name.number, cases[i].number);
    ck_assert_str_eq (text, cases[i].text);
  }
  ck_assert_str_eq (many_text, "map.1203");
  ck_assert (task_name_split (many_text, &length, &number));
  ck_assert_uint_eq (length, 3);
  ck_assert_int_eq (number, 1203);
  ck_assert (!task_name_split (".7", &length, &number));
  ck_assert (!task_name_split ("map.07", &length, &number));
  ck_assert (!task_name_split ("map.", &length, &number));
}
END_TEST

/* Tasks of one job share it and their base; both outlive any order of leaving. */
START_TEST (task_pool)
{
  g_autofree char *job = g_strdup ("j");
  g_autofree char *base = g_strdup ("map");
  TaskPool *pool = task_pool_new ();
  Task *first = task_pool_add (pool, job, (TaskName){ base, 0 });
  Task *second = task_pool_add (pool, job, (TaskName){ base, 1 });
  Task *other = task_pool_add (pool, "k", task_name_of_text ("3"));
  Task *third = task_pool_add (pool, job, (TaskName){ base, TASK_NUMBER_NONE });

  job[0] = base[0] = 'x';
  ck_assert_ptr_eq (first->job, second->job);
  ck_assert_ptr_eq (first->job, third->job);
  ck_assert_uint_eq (first->job->live, 3);
  task_pool_remove (pool, first);
  task_pool_remove (pool, third);
  ck_assert_str_eq (second->job->name, "j");
  ck_assert_str_eq (second->name.base, "map");
  task_pool_remove (pool, second);
  ck_assert_uint_eq (task_pool_count (pool), 1);
  second = task_pool_add (pool, "j", task_name_of_text ("map"));
  ck_assert_uint_eq (second->job->live, 1);
  ck_assert_str_eq (second->name.base, "map");
  ck_assert_str_eq (other->job->name, "k");
  ck_assert_uint_eq (task_pool_slots (pool), 4);
  task_pool_free (pool);
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("model");
  TCase *t = tcase_create ("model");

  tcase_add_checked_fixture (t, setup, teardown);
  tcase_add_test (t, resource_sets);
  tcase_add_test (t, tiers);
  tcase_add_test (t, user_tree);
  tcase_add_test (t, no_users);
  tcase_add_test (t, machines);
  tcase_add_test (t, machine_faults);
  tcase_add_test (t, machine_events);
  tcase_add_test (t, machine_spans);
  tcase_add_test (t, classes);
  tcase_add_test (t, many_classes);
  tcase_add_test (t, class_faults);
  tcase_add_test (t, task_names);
  tcase_add_test (t, task_pool);
  suite_add_tcase (s, t);
  return s;
}

TEST_MAIN (suite)
