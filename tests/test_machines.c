/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Machines files: what each column means, and how faulty files are refused. */
#include "trace_setup.h"

/* Machines change numbers and keep all else; names and events follow. */
START_TEST (shuffled_machines)
{
  static const char *const names[] = { "c", "e", "d", "b", "a" };
  MachineEvent *event;

  g_autoptr (GError) error = NULL;
  const char *path = test_temp_file ("m.csv", "machine,cpu,time,event\na,1,0,\nb,2,0,\nc,3,0,\n"
                                              "d,4,0,\ne,5,0,\nb,,7,down\n");
  test_ok (trace_read_machines (path, "m.csv", "auto", &context, inventory, &error), error);
  inventory_shuffle (inventory, 5);
  ck_assert (inventory_add_event (inventory, "d", 8 * TIME_SECOND, MACHINE_DRAIN, NULL));
  inventory_finish (inventory);
  for (guint m = 0; m < 5; m++) {
    ck_assert_str_eq (inventory_machine (inventory, m)->name, names[m]);
    ck_assert_int_eq (inventory_capacity (inventory, 0, m), 1000 * (names[m][0] - 'a' + 1));
  }
  event = &g_array_index (inventory->events, MachineEvent, 5);
  ck_assert_uint_eq (event->machine, 3);
  event = &g_array_index (inventory->events, MachineEvent, 6);
  ck_assert_uint_eq (event->machine, 2);
}
END_TEST

START_TEST (machine_columns)
{
  const Machine *machine;

  read_machines ("x-note,taints,attributes,rack,zone,gpu,memory,cpu,machine,time,event\n"
                 "hello,gpu;team=x,disk=ssd;cores=8,r1,a,2,256GiB,0.5,m1,,\n"
                 ",,,,,,262144,500m,m2,1min,add\n"
                 ",,,,,,,64,\"m,3\",0,\n");
  ck_assert_uint_eq (inventory_count (inventory), 3);
  ck_assert_int_eq (inventory_capacity (inventory, 0, 0), 500);
  ck_assert_int_eq (inventory_capacity (inventory, 1, 0), 262144);
  ck_assert_int_eq (inventory_capacity (inventory, 2, 0), 2000);
  ck_assert_int_eq (inventory_capacity (inventory, 0, 1), 500);
  ck_assert_int_eq (inventory_capacity (inventory, 1, 1), 262144);
  ck_assert_int_eq (inventory_capacity (inventory, 2, 1), 0);
  ck_assert_int_eq (inventory_capacity (inventory, 0, 2), 64000);
  ck_assert_int_eq (inventory_capacity (inventory, 1, 2), 0);
  machine = inventory_machine (inventory, 0);
  ck_assert_str_eq (labels_text (context.labels, machine->zone), "a");
  ck_assert_str_eq (labels_text (context.labels, machine->rack), "r1");
  ck_assert_uint_eq (machine->n_attributes, 5);
  ck_assert_uint_eq (machine->n_taints, 2);
  machine = inventory_machine (inventory, 1);
  ck_assert_uint_eq (machine->zone, LABEL_NONE);
  ck_assert_uint_eq (machine->rack, LABEL_NONE);
  ck_assert_int_eq (machine->added, 60 * TIME_SECOND);
  ck_assert_str_eq (inventory_machine (inventory, 2)->name, "m,3");
}
END_TEST

START_TEST (machine_events)
{
  static const struct {
    gint64 seconds;
    guint machine;
    MachineEventKind kind;
  } expected[] = {
    { 0, 0, MACHINE_ADD }, { 0, 1, MACHINE_ADD }, { 30, 1, MACHINE_DOWN }, { 60, 0, MACHINE_DRAIN },
    { 60, 1, MACHINE_UP }, { 60, 0, MACHINE_UP }, { 90, 2, MACHINE_ADD },
  };

  read_machines (
    "machine,cpu,time,event\n"
    "m1,1,,\nm1,,60,drain\nm2,1,,\nm2,,1min,up\nm2,,30,down\nm1,,60,up\nm3,1,90,add\n");
  ck_assert_uint_eq (inventory->events->len, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    const MachineEvent *event = &g_array_index (inventory->events, MachineEvent, i);

    ck_assert_int_eq (event->time, expected[i].seconds * TIME_SECOND);
    ck_assert_uint_eq (event->machine, expected[i].machine);
    ck_assert_int_eq (event->kind, expected[i].kind);
  }
}
END_TEST

static const Fault machine_faults[] = {
  { "machine,cpu\n", "m.csv: no machines; expected at least one machine" },
  { "machine,cpus\nm,1\n",
    "m.csv:1: unknown column 'cpus'; expected one of machine, zone, rack, "
    "attributes, taints, soft-taints, time, event, cpu, memory, gpu; did you mean 'cpu'?" },
  { "job,submit\na,0\n", "m.csv:1: this is a tasks file (berth); expected a machines file" },
  { "a,b\n1,2\n",
    "m.csv:1: no format has these columns; expected a machines file: machine,… (berth), "
    "sn,cpu_milli,… (openb), 6 cells without a header (google2011), machine_events (google2019), "
    "7 cells without a header (alibaba2018), machineId,… (philly)" },
  { "machine,cpu\n,1\n", "m.csv:2: machine: the cell is empty; expected a name" },
  { "machine,cpu\nm,x\n",
    "m.csv:2: cpu: 'x' is not a number; expected a number of cores like 4, 0.5 or 500m" },
  { "machine,cpu\nm,-1\n",
    "m.csv:2: cpu: '-1' is negative; expected a number of cores like 4, 0.5 or 500m" },
  { "machine,memory\nm,9999999GiB\n",
    "m.csv:2: memory: '9999999GiB' is out of range; expected an amount of memory like 4096 (MiB), "
    "512MiB or 1.5GiB" },
  { "machine,gpu\nm,1.5\n",
    "m.csv:2: gpu: 1.5 is not a whole number of devices; expected " DEVICES_EXPECTED },
  { "machine,gpu\nm,65\n",
    "m.csv:2: gpu: 65 devices are more than the 64 a machine may have; expected " DEVICES_EXPECTED },
  { "machine\nm\nm\n",
    "m.csv:3: machine: machine 'm' is there already; expected each machine once, "
    "or a later event: down, up, drain" },
  { "machine,attributes\nm,disk\n",
    "m.csv:2: attributes: 'disk' lacks a value; expected a list like key=value;key=value, keys other "
    "than machine, zone, rack, *" },
  { "machine,taints\nm,=x\n",
    "m.csv:2: taints: '=x' lacks a key; expected a list like key=value;key" },
  { "machine,time,event\nm,,\nm,1,dwon\n",
    "m.csv:3: event: unknown event 'dwon'; expected one of add, down, up, drain; did you mean 'down'?" },
  { "machine,time,event\nm,soon,\n", "m.csv:2: time: 'soon' is not a time; expected seconds or a "
                                     "number with a unit like 90, 1.5, 2h" },
  { "machine,cpu,time,event\nm,1,,\nm,1,5,down\n",
    "m.csv:3: cpu: a row with the event 'down' has '1' here; expected an empty cell: the row that adds "
    "the machine says it" },
  { "machine,zone,time,event\nm,,,\nm,a,5,up\n",
    "m.csv:3: zone: a row with the event 'up' has 'a' here; expected an empty cell: the row that adds "
    "the machine says it" },
  { "machine,time,event\nm,,\nn,5,down\n", "m.csv:3: machine: no machine 'n' was added before; "
                                           "expected a machine that an earlier row adds by then" },
  { "machine,time,event\nm,9,\nm,5,down\n",
    "m.csv:3: machine: machine 'm' is added after this time; expected a machine that an earlier row "
    "adds by then" },
  { "machine,cpu\nm\n", "m.csv:2: " },
  { "sn,cpu_milli,memory_mib,gpu\nn,1,1,1\n",
    "m.csv:1: the column 'model' is missing; expected a header that names 'model'" },
  { "sn,cpu_milli,memory_mib,gpu,model\nn,1.5,1,1,\n",
    "m.csv:2: cpu_milli: '1.5' is not a whole number; expected a whole number from 0 to 2147483647" },
  { "sn,cpu_milli,memory_mib,gpu,model\nn,1,1,65,\n",
    "m.csv:2: gpu: '65' is out of range; expected a whole number from 0 to 64" },
  { "sn,cpu_milli,memory_mib,gpu,model\nn,1,1,1,G2|T4\n",
    "m.csv:2: model: 'G2|T4' is not a model; expected names of GPU models like V100M16 or G2|T4" },
  { "sn,cpu_milli,memory_mib,gpu,model\nn,1,1,1,\nn,1,1,1,\n",
    "m.csv:3: sn: machine 'n' is there already; expected each node once" },
};

START_TEST (machine_fault)
{
  check_machine_fault (machine_faults[_i].text, "auto", machine_faults[_i].message);
}
END_TEST

START_TEST (machine_zones)
{
  static const char *const zones[] = { "east", "west", NULL };

  context.zones = zones;
  read_machines ("machine,zone\nm1,east\nm2,\n");
  check_machine_fault (
    "machine,zone\nm3,eest\n", "auto",
    "m.csv:2: zone: unknown zone 'eest'; expected one of east, west; did you mean 'east'?");
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("machines");
  TCase *t = tcase_create ("machines");

  tcase_add_checked_fixture (t, setup, teardown);
  tcase_add_test (t, shuffled_machines);
  tcase_add_test (t, machine_columns);
  tcase_add_test (t, machine_events);
  tcase_add_loop_test (t, machine_fault, 0, G_N_ELEMENTS (machine_faults));
  tcase_add_test (t, machine_zones);
  suite_add_tcase (s, t);
  return s;
}

TEST_MAIN (suite)
