/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One trace replayed without evicting and by each policy that evicts. In one process, with all
 * observers; results and charts are not written. */
#include "bench/bench.h"
#include "bench/workload.h"
#include "metrics/observers.h"
#include "scheduler/policies.h"
#include "simulator/simulation.h"

#define TASKS 400000

static struct {
  guint64 placed, evicting, evicted;
  guint left; /* the machine that a victim left last; a task takes its place in the same instant */
} meter;

static void
on_placed (Observer *self, gint64 now, const Task *task)
{
  (void) self, (void) now;
  meter.placed++;
  meter.evicting += task->machine == meter.left ? 1 : 0;
  meter.left = MACHINE_NONE;
}

static void
on_evicted (Observer *self, gint64 now, const Task *task, EvictCause cause, gint64 lost,
            gint64 started)
{
  (void) self, (void) now, (void) cause, (void) lost, (void) started;
  meter.evicted++;
  meter.left = task->machine;
}

static const ObserverType counter_type = { .placed = on_placed, .evicted = on_evicted };

/* s of CPU time */
static double
run (const char *preempt)
{
  GError *error = NULL;
  g_autofree char *path = bench_path ("google.scenario");
  g_autofree char *set = g_strdup_printf ("scheduler.preempt=%s", preempt);
  gint64 start = bench_cpu ();
  const char *const settings[] = { set, NULL };
  g_autoptr (Scenario) scenario = scenario_load (path, settings, &error);
  bench_must (error);
  g_autoptr (Simulation) simulation = simulation_new (scenario, NULL, &error);
  bench_must (error);
  const ObserverContext *context = simulation_context (simulation);
  g_autoptr (GPtrArray) observers = observers_create (context, NULL, &error);
  bench_must (error);
  Observer counter = { .type = &counter_type, .context = context };
  for (guint i = 0; i < observers->len; i++)
    simulation_add_observer (simulation, g_ptr_array_index (observers, i));
  simulation_add_observer (simulation, &counter);
  memset (&meter, 0, sizeof meter);
  meter.left = MACHINE_NONE;
  simulation_run (simulation, &error);
  bench_must (error);
  return (double) (bench_cpu () - start) / 1e9;
}

/* What it took. */
typedef struct {
  double cpu;    /* s */
  double placed; /* tasks, again too */
} Taken;

static Taken
measure (const char *preempt, const Taken *plain)
{
  double cpu = run (preempt);
  double placed = (double) meter.placed;
  bench_text ("preempt", preempt);
  bench_number ("placements", placed, 0);
  bench_number ("evicting %", 100 * (double) meter.evicting / placed, 1);
  bench_number ("evictions", (double) meter.evicted, 0);
  bench_number ("cpu s", cpu, 1);
  bench_number ("us/placement", cpu * 1e6 / placed, 2);
  bench_number ("as fast", plain != NULL ? plain->cpu / plain->placed * placed / cpu : 1, 2);
  bench_number ("whole run", plain != NULL ? plain->cpu / cpu : 1, 2);
  bench_row ();
  return (Taken){ cpu, placed };
}

static const char *const quick[] = { "lowest-priority", "kube", NULL };
static const char *const all[]
  = { "lowest-priority", "kube", "fewest-victims", "least-lost-work", NULL };

int
main (int argc, char **argv)
{
  g_auto (GStrv) asked = NULL;
  const GOptionEntry entries[]
    = { { "preempt", 0, 0, G_OPTION_ARG_STRING_ARRAY, &asked, "run this policy (and others so named)",
          "POLICY" },
        G_OPTION_ENTRY_NULL };
  bench_begin (argc, argv, "A trace whose large tasks evict, beside the same without evicting.",
               entries);
  const char *const *policies = asked != NULL ? (const char *const *) asked
                                              : bench_full () ? all : quick;
  WorkloadOptions options = { .tasks = TASKS, .machines = 12500, .seed = 1, .pressure = TRUE };
  WorkloadFacts facts = workload_write (bench_folder (), &options);
  bench_table ("the trace");
  workload_row (&facts);
  bench_table ("the run");
  Taken plain = measure ("none", NULL);
  for (guint i = 0; policies[i] != NULL; i++)
    measure (policies[i], &plain);
  bench_note ("Who is evicted is placed again, so that more is placed than without evicting: \"as\n"
              "fast\" compares CPU time for each placement, \"whole run\" that of the runs.");
  if (asked == NULL)
    bench_note ("volcano and slurm-partition, which rank every machine, take minutes: name them, with\n"
                "--preempt volcano.");
  if (!bench_full () && asked == NULL)
    bench_note ("Left out without --full: fewest-victims and least-lost-work.");
  return bench_end ();
}
