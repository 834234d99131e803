/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks files: what each column means, how faulty files are refused, and in what order tasks come. */
#include "trace_setup.h"
#include "trace/seen_tasks.h"
#include "util/random.h"

START_TEST (named_formats)
{
  check_machine_fault ("machine\nm\n", "bert",
                       "m.csv: unknown format 'bert'; expected one of auto, berth, openb, swf, google2011, "
                       "google2019, alibaba2017, alibaba2018, alibaba-gpu2020, azure2020, kubernetes, philly, wfcommons, helios, sacct; did you "
                       "mean 'berth'?");
  check_machine_fault (
    "machine\nm\n", "openb",
    "m.csv:1: unknown column 'machine'; expected one of sn, cpu_milli, memory_mib, "
    "gpu, model");
}
END_TEST

/* tasks.csv */

START_TEST (task_columns)
{
  g_autoptr (Workload) workload = load (
    "count,x-why,job,task,user,submit,duration,priority,cpu,memory,gpu,cpu-used,memory-used,"
    "constraints,preferences,tolerations,checkpoint\n"
    ",because,train,w1,org/team/anna,1.5,1h30min,250,2,4GiB,0.25,500m,,zone=a|b;!old,disk=ssd:5,"
    "gpu;*,10min\n"
    ",,eval,,,2,,,,,,,,,,,\n");
  g_autoptr (TaskStream) stream = workload_open (workload, NULL);
  const TaskClass *class;
  TaskRecord task;

  next_task (stream, &task);
  ck_assert_str_eq (task.job, "train");
  ck_assert_str_eq (task.name.base, "w1");
  ck_assert_str_eq (users_get (context.users, task.user)->path, "org/team/anna");
  ck_assert_int_eq (task.submit, 1500000);
  ck_assert_int_eq (task.duration, 5400 * TIME_SECOND);
  ck_assert_int_eq (task.checkpoint, 600 * TIME_SECOND);
  ck_assert_uint_eq (task.line, 2);
  ck_assert_ptr_nonnull (task.used);
  ck_assert_int_eq (task.used->of[0], 500);
  ck_assert_int_eq (task.used->of[1], 4096); /* unknown: as requested */
  ck_assert_int_eq (task.used->of[2], 250);
  class = class_of (&task);
  ck_assert_int_eq (class->request.of[0], 2000);
  ck_assert_int_eq (class->request.of[1], 4096);
  ck_assert_int_eq (class->request.of[2], 250);
  ck_assert_int_eq (class->priority, 250);
  ck_assert_int_eq (class->tier, TIER_PROD);
  ck_assert_uint_eq (class->constraints.count, 2);
  ck_assert_int_eq (class->preferences.item[0].weight, 5);
  ck_assert_uint_eq (class->tolerations->len, 2);
  ck_assert_uint_eq (class->tasks, 1);

  next_task (stream, &task);
  ck_assert_int_eq (task.name.number, 0);
  ck_assert_str_eq (users_get (context.users, task.user)->path, "default");
  ck_assert_int_eq (task.duration, DURATION_UNENDING);
  ck_assert_int_eq (task.checkpoint, 0);
  ck_assert (task.used == NULL);
  class = class_of (&task);
  ck_assert_int_eq (class->priority, 100);
  ck_assert_int_eq (class->request.of[0], 0);
  ck_assert_uint_eq (class->constraints.count, 0);
  ck_assert_int_eq (task_stream_next (stream, &task, NULL), 0);
  ck_assert_int_eq (task_stream_next (stream, &task, NULL), 0);

  ck_assert_str_eq (workload_format (workload), "berth");
  ck_assert_uint_eq (workload_tasks (workload), 2);
  ck_assert_uint_eq (workload_jobs (workload), 2);
  ck_assert_int_eq (workload_last_submit (workload), 2 * TIME_SECOND);
  ck_assert (workload_was_sorted (workload));
  ck_assert (workload_has_usage (workload));
  /* Two cores for an hour and a half; and nothing for a year. */
  ck_assert_double_eq (workload_user_demand (workload, 2), 10800);
  ck_assert_double_eq (workload_user_demand (workload, 3), 0);
  ck_assert_double_eq (workload_user_demand (workload, 99), 0);
}
END_TEST

/* Where the user does not say how long it takes, the duration is what is expected. */
START_TEST (task_estimates)
{
  g_autoptr (Workload) workload
    = load ("job,submit,duration,estimate\na,0,10,1h\nb,0,10,5\nc,0,10,\nd,0,,20\ne,0,,\nf,0,10,unlimited\n");
  g_autoptr (TaskStream) stream = workload_open (workload, NULL);
  static const gint64 estimates[] = { 3600 * TIME_SECOND, 5 * TIME_SECOND, 10 * TIME_SECOND,
                                      20 * TIME_SECOND, DURATION_UNENDING, DURATION_UNENDING };
  TaskRecord task;

  for (guint i = 0; i < G_N_ELEMENTS (estimates); i++) {
    next_task (stream, &task);
    ck_assert_int_eq (task.estimate, estimates[i]);
  }
}
END_TEST

START_TEST (task_tiers)
{
  g_autoptr (Workload)
    workload = load ("job,submit,tier\na,0,free\nb,0,batch\nc,0,prod\nd,0,monitoring\ne,0,\n");
  g_autoptr (TaskStream) stream = workload_open (workload, NULL);
  static const gint32 priorities[] = { 0, 100, 200, 360, 100 };
  TaskRecord task;

  for (guint i = 0; i < G_N_ELEMENTS (priorities); i++) {
    next_task (stream, &task);
    ck_assert_int_eq (class_of (&task)->priority, priorities[i]);
  }
  ck_assert (!workload_has_usage (workload));
}
END_TEST

START_TEST (counts)
{
  g_autoptr (Workload)
    workload = load ("job,task,submit,count,cpu\na,w,0,3,1\na,,0,2,1\na,x,0,1,1\n"
                     "b,w,5,,1\n");
  g_autofree char *all = tasks_of (workload);
  g_autoptr (Workload) unnamed = load ("job,submit,count\nc,0,3\nd,1,\n");
  g_autofree char *rest = tasks_of (unnamed);

  ck_assert_str_eq (all, "a/w.0@0 a/w.1@0 a/w.2@0 a/0@0 a/1@0 a/x@0 b/w@5");
  ck_assert_uint_eq (workload_tasks (workload), 7);
  ck_assert_uint_eq (workload_jobs (workload), 2);
  ck_assert_uint_eq (task_classes_get (context.classes, 0)->tasks, 7);
  ck_assert_str_eq (rest, "c/0@0 c/1@0 c/2@0 d/0@1");
}
END_TEST

START_TEST (unsorted)
{
  g_autoptr (Workload)
    workload = load ("job,task,submit,count,cpu,cpu-used\n"
                     "late,x,9,2,1,0.5\nearly,x,1,,1,\nmid,b,5,,2,\nmid,a,5,,1,\n"
                     "late,y,9,,1,0.25\n");
  g_autofree char *first = tasks_of (workload);
  g_autofree char *again = tasks_of (workload);
  g_autoptr (TaskStream) stream = workload_open (workload, NULL);
  TaskRecord task;

  ck_assert (!workload_was_sorted (workload));
  ck_assert_str_eq (first, "early/x@1 mid/b@5 mid/a@5 late/x.0@9 late/x.1@9 late/y@9");
  ck_assert_str_eq (first, again);
  ck_assert_uint_eq (workload_tasks (workload), 6);
  ck_assert_int_eq (workload_last_submit (workload), 9 * TIME_SECOND);
  ck_assert_uint_eq (task_classes_get (context.classes, 0)->tasks, 5);
  for (guint i = 0; i < 4; i++)
    next_task (stream, &task);
  ck_assert_uint_eq (task.line, 2);
  ck_assert_uint_eq (task.count, 2);
  ck_assert_int_eq (task.used->of[0], 500);
  ck_assert_int_eq (class_of (&task)->request.of[0], 1000);
  next_task (stream, &task);
  ck_assert_int_eq (task.used->of[0], 250);
}
END_TEST

/* More rows than are read at once, their names far apart: by submit time, those of one time as they came. */
START_TEST (unsorted_many)
{
  enum { ROWS = 5000, TIMES = 700 };
  g_autoptr (GString) text = g_string_new ("job,task,submit\n");

  for (guint i = 0; i < ROWS; i++)
    g_string_append_printf (text, "job-of-a-name-that-is-long-%u,task,%u\n", i, (i * 2654435761u) % TIMES);
  g_autoptr (Workload) workload = load (text->str);
  g_autoptr (TaskStream) stream = workload_open (workload, NULL);
  gint64 last = -1;
  guint last_row = 0, row;
  for (guint i = 0; i < ROWS; i++) {
    TaskRecord task;
    next_task (stream, &task);
    ck_assert_int_eq (sscanf (task.job, "job-of-a-name-that-is-long-%u", &row), 1);
    ck_assert_uint_eq (task.line, row + 2);
    ck_assert_str_eq (task.name.base, "task");
    ck_assert_int_eq (task.submit, (row * 2654435761u) % TIMES * TIME_SECOND);
    ck_assert (task.submit > last || (task.submit == last && row > last_row));
    last = task.submit;
    last_row = row;
  }
}
END_TEST

START_TEST (two_streams)
{
  g_autoptr (Workload) workload = load ("job,submit,user\na,0,u\nb,1,v\nc,2,u\n");
  g_autoptr (TaskStream) one = workload_open (workload, NULL);
  g_autoptr (TaskStream) two = workload_open (workload, NULL);
  TaskRecord first;
  TaskRecord second;

  next_task (one, &first);
  next_task (one, &first);
  next_task (two, &second);
  ck_assert_str_eq (first.job, "b");
  ck_assert_str_eq (second.job, "a");
  ck_assert_uint_eq (users_count (context.users), 2);
}
END_TEST

/* Writes text, gzipped, to the file `name` and returns its path. */
static const char *
temp_gzip (const char *name, const char *text)
{
  const char *path = test_temp_path (name);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GConverter)
    gzip = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1));
  g_autoptr (GFileOutputStream)
    raw = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL);
  g_autoptr (GOutputStream) out = g_converter_output_stream_new (G_OUTPUT_STREAM (raw), gzip);

  ck_assert (g_output_stream_write_all (out, text, strlen (text), NULL, NULL, NULL));
  ck_assert (g_output_stream_close (out, NULL, NULL));
  return path;
}

START_TEST (gzipped)
{
  g_autoptr (GError) error = NULL;
  const char *tasks = temp_gzip ("t.csv.gz", "job,submit,gpu\na,0,0.5\nb,1,2\n");
  const char *machines = temp_gzip ("m.csv.gz", "machine,gpu\nm,8\n");
  g_autoptr (Workload) workload = workload_load (tasks, "t.csv.gz", "auto", &context, &error);
  g_autofree char *all = NULL;

  test_ok (workload != NULL, error);
  all = tasks_of (workload);
  ck_assert_str_eq (all, "a/0@0 b/0@1");
  ck_assert_int_eq (task_classes_get (context.classes, 0)->request.of[2], 500);
  ck_assert_int_eq (task_classes_get (context.classes, 1)->request.of[2], 2000);
  test_ok (trace_read_machines (machines, "m.csv.gz", "berth", &context, inventory, &error), error);
  ck_assert_int_eq (inventory_capacity (inventory, 2, 0), 8000);
}
END_TEST

#define ONE                                                                                        \
  "job,submit,duration,priority,cpu,memory,gpu,cpu-used,constraints,preferences,tolerations,checkpoint,count,user\n"
#define TIME_EXPECTED  "expected seconds or a number with a unit like 90, 1.5, 2h"
#define CORES_EXPECTED "expected a number of cores like 4, 0.5 or 500m"

static const Fault task_faults[] = {
  { "job,submit\n", "t.csv: no tasks; expected at least one task" },
  { "job,submit,durtion\na,0,1\n",
    "t.csv:1: unknown column 'durtion'; expected one of job, task, user, submit, duration, "
    "estimate, priority, tier, constraints, preferences, tolerations, checkpoint, budget, count, gang, "
    "group, spread, affinity, peak-at, peak-for, after, workflow, ran, data, data-size, cpu, memory, gpu, cpu-used, "
    "memory-used, gpu-used, cpu-peak, memory-peak, gpu-peak; did you mean 'duration'?" },
  { "job,cpu\na,0\n",
    "t.csv:1: the column 'submit' is missing; expected a header that names 'submit'" },
  { "submit,cpu\n0,0\n",
    "t.csv:1: the column 'job' is missing; expected a header that names 'job'" },
  { "job,submit,tier,priority\na,0,prod,\n",
    "t.csv:1: there are both a column 'priority' and a column 'tier'; expected at most one of the two" },
  { "machine,cpu\nm,1\n", "t.csv:1: this is a machines file (berth); expected a tasks file" },
  { ONE ",0,,,,,,,,,,,,\n", "t.csv:2: job: the cell is empty; expected a name" },
  { ONE "a,,,,,,,,,,,,,\n", "t.csv:2: submit: the cell is empty; " TIME_EXPECTED },
  { ONE "a,0,abc,,,,,,,,,,,\n", "t.csv:2: duration: 'abc' is not a time; " TIME_EXPECTED },
  { ONE "a,-5,,,,,,,,,,,,\n", "t.csv:2: submit: '-5' is negative; " TIME_EXPECTED },
  { ONE "a,99999999999999,,,,,,,,,,,,\n",
    "t.csv:2: submit: '99999999999999' is out of range; " TIME_EXPECTED },
  { ONE "a,4000000000000,4000000000000,,,,,,,,,,,\n",
    "t.csv:2: duration: '4000000000000' is out of range behind the submit time; expected an end within "
    "146,000 years" },
  { ONE "a,0,,-1,,,,,,,,,,\n",
    "t.csv:2: priority: '-1' is negative; expected a whole number from 0 to 1000000000" },
  { ONE "a,0,,1000000001,,,,,,,,,,\n",
    "t.csv:2: priority: '1000000001' is out of range; expected a "
    "whole number from 0 to 1000000000" },
  { "job,submit,tier\na,0,pord\n",
    "t.csv:2: tier: unknown tier 'pord'; expected one of free, batch, "
    "prod, monitoring; did you mean 'prod'?" },
  { ONE "a,0,,,2147484,,,,,,,,,\n", "t.csv:2: cpu: '2147484' is out of range; " CORES_EXPECTED },
  { ONE "a,0,,,0.0005,,,,,,,,,\n",
    "t.csv:2: cpu: '0.0005' has more than three decimals; " CORES_EXPECTED },
  { ONE "a,0,,,,,1.5,,,,,,,\n",
    "t.csv:2: gpu: 1.5 is neither less than one device nor a whole number; expected " DEVICES_EXPECTED },
  { ONE "a,0,,,2,,,3,,,,,,\n",
    "t.csv:2: cpu-used: '3' is more than the request of '2'; expected at most the request" },
  { ONE "a,0,,,,,,1,,,,,,\n",
    "t.csv:2: cpu-used: '1' is more than the request of '0'; expected at most the request" },
  { ONE "a,0,,,,,,,disk=,,,,,\n",
    "t.csv:2: constraints: 'disk=' lacks a value; expected conditions "
    "like zone=a|b;disk=ssd;!old;cores>=8" },
  { ONE "a,0,,,,,,,,disk=a,,,,\n",
    "t.csv:2: preferences: 'disk=a' lacks a weight; expected conditions with weights from 1 to 1000 "
    "like disk=ssd:5;zone=a:1" },
  { ONE "a,0,,,,,,,,,a=,,,\n",
    "t.csv:2: tolerations: 'a=' lacks a value; expected a list like key=value;key or *" },
  { ONE "a,0,,,,,,,,,,0,,\n",
    "t.csv:2: checkpoint: '0' is out of range; expected an interval above 0, or an empty cell" },
  { ONE "a,0,,,,,,,,,,,0,\n",
    "t.csv:2: count: '0' is out of range; expected a whole number from 1 to 10000000" },
  { ONE "a,0,,,,,,,,,,,10000001,\n",
    "t.csv:2: count: '10000001' is out of range; expected a whole number from 1 to 10000000" },
  { ONE "a,0,,,,,,,,,,,,org//x\n",
    "t.csv:2: user: 'org//x' is no path of a user; expected names joined by '/' like org/team/user, at "
    "most 16 deep" },
  { "job,task,submit\na,0,0\nb,0,0\na,,5\n",
    "t.csv:4: task '0' of job 'a' is there already; expected "
    "each task of a job once; it is on line 2" },
  { "job,task,submit,count\na,w,0,3\na,w.2,0,\n",
    "t.csv:3: task 'w.2' of job 'a' is there already; expected each task of a job once; it is on line "
    "2" },
  { POD "p,1,1,2,500,,LS,Running,0,1,0\n",
    "t.csv:2: gpu_milli: 2 devices of '500' each cannot be shared; expected 1000 where num_gpu is above "
    "1" },
  { POD "p,1,1,1,0,,LS,Running,0,1,0\n",
    "t.csv:2: gpu_milli: '0' is out of range; expected from 1 to 1000 where num_gpu is 1" },
  { POD "p,1,1,0,0,,Best,Running,0,1,0\n",
    "t.csv:2: qos: unknown class of service 'Best'; expected one of LS, Guaranteed, BE, Burstable" },
  { POD "p,1,1,0,0,G2;T4,LS,Running,0,1,0\n",
    "t.csv:2: gpu_spec: 'G2;T4' is not a model; expected names of GPU models like V100M16 or G2|T4" },
  { POD "p,1,1,0,0,,LS,Running,soon,1,0\n",
    "t.csv:2: creation_time: 'soon' is not a time; " TIME_EXPECTED },
  { "name,num_gpu\np,1\n",
    "t.csv:1: the column 'cpu_milli' is missing; expected a header that names 'cpu_milli'" },
};

START_TEST (task_fault)
{
  check_task_fault (task_faults[_i].text, task_faults[_i].message);
}
END_TEST

START_TEST (listed_users)
{
  guint anna = users_intern (context.users, "org/anna");
  g_autoptr (Workload) workload = NULL;

  context.listed_users_only = TRUE;
  check_task_fault ("job,submit,user\na,0,org/ana\n",
                    "t.csv:2: user: unknown user 'org/ana'; expected one of org, org/anna; did you "
                    "mean 'org/anna'?");
  check_task_fault ("job,submit\na,0\n",
                    "t.csv:2: user: unknown user 'default'; expected one of org, org/anna");
  workload = load ("job,submit,user,duration,cpu\na,0,org/anna,10,3\n");
  ck_assert_uint_eq (users_count (context.users), 2);
  ck_assert_double_eq (workload_user_demand (workload, anna), 30);
}
END_TEST

START_TEST (constrained_zones)
{
  static const char *const zones[] = { "east", "west", NULL };
  g_autoptr (Workload) workload = NULL;

  context.zones = zones;
  check_task_fault (
    "job,submit,constraints\na,0,disk=x;zone!=east|wesst\n",
    "t.csv:2: constraints: unknown zone 'wesst'; expected one of east, west; did you "
    "mean 'west'?");
  check_task_fault ("job,submit,preferences\na,0,zone=north:2\n",
                    "t.csv:2: preferences: unknown zone 'north'; expected one of east, west");
  workload = load ("job,submit,constraints\na,0,zone=east|west;disk=north\n");
  ck_assert_uint_eq (workload_tasks (workload), 1);
}
END_TEST

START_TEST (changed_file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Workload) workload = load ("job,submit,user\na,0,u\n");
  g_autoptr (TaskStream) stream = NULL;
  TaskRecord task;

  test_temp_file ("t.csv", "job,submit,user\na,0,v\n");
  stream = workload_open (workload, &error);
  test_ok (stream != NULL, error);
  ck_assert_int_eq (task_stream_next (stream, &task, &error), -1);
  ck_assert_str_eq (error->message,
                    "t.csv:2: the file changed while it was in use; expected what was "
                    "there when the file was checked");
  ck_assert_uint_eq (users_count (context.users), 1);
}
END_TEST

/* Rows are told apart by their numbers where jobs come after each other. */
START_TEST (changed_graph)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Workload) workload = load ("job,submit,after,count\na,0,,1\ne,0,,0\nb,0,a,2\nc,0,,1\n");
  static const JobPlace places[] = { { 0, 0 }, { 0, 1 }, { COMPONENT_NONE, 3 } };
  TaskRecord task;

  test_temp_file ("t.csv", "job,submit,after,count\na,0,,1\ne,0,,0\nb,0,a,2\nc,0,,1\nd,0,,1\n");
  g_autoptr (TaskStream) stream = workload_open (workload, &error);
  test_ok (stream != NULL, error);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    ck_assert_int_eq (task_stream_next (stream, &task, &error), 1);
    ck_assert_uint_eq (task.place.component, places[i].component);
    ck_assert_uint_eq (task.place.job, places[i].job);
  }
  ck_assert_int_eq (task_stream_next (stream, &task, &error), -1);
  ck_assert_str_eq (error->message, "t.csv: the trace changed while it was in use: it has more rows; expected what "
                                    "was there when it was checked");
}
END_TEST

/* Notes one task by its text; the line where it was seen. */
static guint
see (SeenTasks *tasks, const char *job, const char *task, guint line)
{
  const TaskName name = task_name_of_text (task);
  guint number;

  return seen_tasks_add (tasks, job, &name, 1, line, &number);
}

START_TEST (seen)
{
  g_autoptr (SeenTasks) tasks = seen_tasks_new ();

  for (guint i = 0; i < 5000; i++) {
    g_autofree char *job = g_strdup_printf ("j%u", i / 10);
    g_autofree char *task = g_strdup_printf ("%u", i % 10);
    ck_assert_uint_eq (see (tasks, job, task, i + 2), 0);
  }
  ck_assert_uint_eq (see (tasks, "j123", "4", 9999), 1236);
  ck_assert_uint_eq (see (tasks, "j1234", "", 9999), 0);
  ck_assert_uint_eq (see (tasks, "", "j1234", 9999), 0);
}
END_TEST

/* Random rows of few names, single and many, against a table of every name's text. */
START_TEST (seen_rows)
{
  static const char *const bases[] = { "", "t", "t.1", "7", "." };
  g_autoptr (SeenTasks) tasks = seen_tasks_new ();
  g_autoptr (GHashTable) lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint64 random = (guint64) _i;
  guint found = 0;

  for (guint line = 1; line < 300; line++) {
    random = random_mix (random);
    const char *base = bases[random % G_N_ELEMENTS (bases)];
    const char *job = random >> 8 & 1 ? "a" : "b";
    guint count = random >> 9 & 3 ? 1 : 2 + (random >> 11 & 15);
    gint32 number = count > 1 ? 0 : (gint32) (random >> 15 & 63) - 1;
    TaskName name = { base, number };
    g_autofree char *alone = task_name_text (&name);
    guint expected = 0, at = 0, got, got_at = 0;

    if (count == 1)
      name = task_name_of_text (alone);
    for (guint i = 0; i < count && expected == 0; i++) {
      const TaskName each = { name.base, name.number + (gint32) i };
      g_autofree char *text = task_name_text (&each);
      g_autofree char *full = g_strconcat (job, "/", text, NULL);
      expected = GPOINTER_TO_UINT (g_hash_table_lookup (lines, full));
      at = i;
    }
    got = seen_tasks_add (tasks, job, &name, count, line, &got_at);
    ck_assert_uint_eq (got, expected);
    found += got != 0;
    if (got != 0) {
      ck_assert_uint_eq (got_at, at);
      continue;
    }
    for (guint i = 0; i < count; i++) {
      const TaskName each = { name.base, name.number + (gint32) i };
      g_autofree char *text = task_name_text (&each);
      g_hash_table_insert (lines, g_strconcat (job, "/", text, NULL), GUINT_TO_POINTER (line));
    }
  }
  ck_assert_uint_gt (found, 10);
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("trace");
  TCase *t = tcase_create ("trace");

  tcase_add_checked_fixture (t, setup, teardown);
  tcase_add_test (t, named_formats);
  tcase_add_test (t, task_columns);
  tcase_add_test (t, task_tiers);
  tcase_add_test (t, task_estimates);
  tcase_add_test (t, counts);
  tcase_add_test (t, unsorted);
  tcase_add_test (t, unsorted_many);
  tcase_add_test (t, two_streams);
  tcase_add_test (t, gzipped);
  tcase_add_loop_test (t, task_fault, 0, G_N_ELEMENTS (task_faults));
  tcase_add_test (t, listed_users);
  tcase_add_test (t, constrained_zones);
  tcase_add_test (t, changed_file);
  tcase_add_test (t, changed_graph);
  tcase_add_test (t, seen);
  tcase_add_loop_test (t, seen_rows, 0, 100);
  suite_add_tcase (s, t);
  return s;
}

TEST_MAIN (suite)
