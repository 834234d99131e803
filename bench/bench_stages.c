/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the time of a run goes. Stages that follow one another are timed as they are. Of those that
 * interleave, the stream of tasks is run alone, observers are what a run with them takes longer than
 * one without, and the scheduler's answers are timed one by one: the linker puts the functions below
 * before its own (--wrap, see Makefile.am), so that berth itself has no clock in it. What is left is
 * events, queue and the cell. */
#include "bench/bench.h"
#include "bench/workload.h"
#include "metrics/observers.h"
#include "metrics/results.h"
#include "metrics/summary.h"
#include "report/report.h"
#include "scheduler/scheduler.h"
#include "simulator/simulation.h"

/* Time that passes, not of this process: scaled by what the process had of it. */
static gint64 deciding, waking, clock_cost;
static guint64 clocked; /* calls */

void __real_scheduler_decide (Scheduler *scheduler, Task *task, gint64 now, Decision *ret);
void __wrap_scheduler_decide (Scheduler *scheduler, Task *task, gint64 now, Decision *ret);
const GArray *__real_scheduler_machine_changed (Scheduler *scheduler, guint machine, gint64 now);
const GArray *__wrap_scheduler_machine_changed (Scheduler *scheduler, guint machine, gint64 now);

void
__wrap_scheduler_decide (Scheduler *scheduler, Task *task, gint64 now, Decision *ret)
{
  gint64 start = bench_clock ();
  __real_scheduler_decide (scheduler, task, now, ret);
  deciding += bench_clock () - start - clock_cost;
  clocked++;
}

const GArray *
__wrap_scheduler_machine_changed (Scheduler *scheduler, guint machine, gint64 now)
{
  gint64 start = bench_clock ();
  const GArray *woken = __real_scheduler_machine_changed (scheduler, machine, now);
  waking += bench_clock () - start - clock_cost;
  clocked++;
  return woken;
}

typedef struct {
  double load, stream, decide, wake, loop, observers, results, charts; /* s of CPU time */
} Stages;

static double
since (gint64 *start)
{
  gint64 before = *start;
  *start = bench_cpu ();
  return (double) (*start - before) / 1e9;
}

/* What reading the clock before and after each call took, s. */
static double
clocks (void)
{
  return 2e-9 * (double) clock_cost * (double) clocked;
}

static void
run_stream (const Scenario *scenario, Stages *stages)
{
  GError *error = NULL;
  TaskRecord record;
  gint64 start = bench_cpu ();
  g_autoptr (TaskStream) stream = workload_open (scenario->workload, &error);
  bench_must (error);
  while (task_stream_next (stream, &record, &error) > 0)
    ;
  bench_must (error);
  stages->stream = since (&start);
}

static double
run_bare (const Scenario *scenario, Stages *stages)
{
  GError *error = NULL;
  g_autoptr (Simulation) simulation = simulation_new (scenario, NULL, &error);
  bench_must (error);
  deciding = waking = 0;
  clocked = 0;
  clock_cost = bench_clock_cost ();
  gint64 start = bench_cpu (), clock = bench_clock ();
  simulation_run (simulation, &error);
  bench_must (error);
  double cpu = since (&start), part = cpu / (double) (bench_clock () - clock);
  cpu -= clocks ();
  stages->decide = (double) MAX (deciding, 0) * part;
  stages->wake = (double) MAX (waking, 0) * part;
  stages->loop = cpu - stages->stream - stages->decide - stages->wake;
  return cpu;
}

static void
write_results (Results *results, GPtrArray *observers, gint64 now)
{
  GError *error = NULL;
  g_autoptr (Summary) summary = summary_new ();
  observers_finish (observers, now, summary, &error);
  bench_must (error);
  g_autofree char *json = summary_to_json (summary);
  ResultFile *file = results_open (results, "summary.json", &error);
  bench_must (error);
  result_file_puts (file, json);
  results_commit (results, &error);
  bench_must (error);
}

static void
run_observed (const Scenario *scenario, double bare, Stages *stages)
{
  GError *error = NULL;
  g_autofree char *folder = bench_path ("results");
  g_autoptr (Results) results = results_new (folder, &error);
  bench_must (error);
  g_autoptr (Simulation) simulation = simulation_new (scenario, NULL, &error);
  bench_must (error);
  g_autoptr (GPtrArray)
    observers = observers_create (simulation_context (simulation), results, &error);
  bench_must (error);
  for (guint i = 0; i < observers->len; i++)
    simulation_add_observer (simulation, g_ptr_array_index (observers, i));
  clocked = 0;
  gint64 start = bench_cpu ();
  simulation_run (simulation, &error);
  bench_must (error);
  stages->observers = since (&start) - clocks () - bare;
  write_results (results, observers, simulation_now (simulation));
  stages->results = since (&start);
  report_draw_all (folder, NULL, "svg", NULL, &error);
  bench_must (error);
  stages->charts = since (&start);
}

static void
stage_row (const char *name, double seconds, double all, guint64 tasks)
{
  bench_text ("stage", name);
  bench_number ("cpu s", seconds, 2);
  bench_number ("share %", 100 * seconds / all, 1);
  bench_number ("us/task", seconds * 1e6 / (double) tasks, 3);
  bench_row ();
}

static void
print (const Stages *stages, guint64 tasks)
{
  double all = stages->load + stages->stream + stages->decide + stages->wake + stages->loop
               + stages->observers + stages->results + stages->charts;
  stage_row ("load (read, check)", stages->load, all, tasks);
  stage_row ("stream (read again)", stages->stream, all, tasks);
  stage_row ("decide", stages->decide, all, tasks);
  stage_row ("wake", stages->wake, all, tasks);
  stage_row ("events, queue, cell", stages->loop, all, tasks);
  stage_row ("observers", stages->observers, all, tasks);
  stage_row ("write results", stages->results, all, tasks);
  stage_row ("draw charts", stages->charts, all, tasks);
  stage_row ("all", all, all, tasks);
}

int
main (int argc, char **argv)
{
  static gint64 tasks = 1000000;
  static const GOptionEntry entries[] = {
    { "tasks", 'n', 0, G_OPTION_ARG_INT64, &tasks, "Tasks of the trace (default: 1000000)", "N" },
    { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
  };
  Stages stages = { 0 };
  GError *error = NULL;
  bench_begin (argc, argv, "Where the time of replaying a trace like Google's goes.", entries);
  WorkloadOptions options = { .tasks = (guint64) tasks, .machines = 12500, .seed = 1 };
  workload_write (bench_folder (), &options);
  g_autofree char *path = bench_path ("google.scenario");
  gint64 start = bench_cpu ();
  g_autoptr (Scenario) scenario = scenario_load (path, NULL, &error);
  bench_must (error);
  stages.load = since (&start);
  run_stream (scenario, &stages);
  double bare = run_bare (scenario, &stages);
  run_observed (scenario, bare, &stages);
  bench_table ("12,500 machines, best-fit, drf");
  print (&stages, options.tasks);
  return bench_end ();
}
