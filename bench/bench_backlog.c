/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A full cell in a steady state behind which more and more tasks wait: as many come as finish, and
 * each finish wakes classes, places a task and blocks again. Timed from when all have come. */
#include "bench/bench.h"
#include "bench/rows.h"
#include "metrics/observers.h"
#include "simulator/simulation.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#define MACHINES   1000
#define RUNNING    16000 /* about: 16 to a machine */
#define LENGTH     1600  /* s, mean: ten tasks finish a second */
#define RATE       10    /* tasks that come in a second */
#define SETTLED    20    /* s: measured from then … */
#define END        2000 /* … until then */
#define BUDGET     G_GINT64_CONSTANT (5000000000) /* ns of CPU time; ends a measurement early */

typedef struct {
  guint backlog, users, classes;
} Case;

static void
write_row (Rows *rows, gsl_rng *rng, const Case *the, guint number, gint64 submit)
{
  guint class = (guint) gsl_rng_uniform_int (rng, the->classes);
  rows_number (rows, number);
  rows_text (rows, ",u");
  rows_number (rows, (gint64) gsl_rng_uniform_int (rng, the->users));
  rows_text (rows, ",");
  rows_milli (rows, submit);
  rows_text (rows, ",");
  rows_milli (rows, 1 + (gint64) gsl_ran_exponential (rng, LENGTH * 1000));
  rows_text (rows, ",");
  rows_milli (rows, 500 + 1000 * class / the->classes);
  rows_text (rows, ",");
  rows_number (rows, 2048 + (class * 7919 % the->classes) * 4096 / the->classes);
  rows_text (rows, "\n");
}

static char *
write_case (const Case *the)
{
  g_autofree char *trace = bench_path ("backlog.csv");
  char *scenario = bench_path ("backlog.scenario");
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_taus2);
  Rows *rows = rows_new (trace);
  guint number = 0;
  rows_text (rows, "job,user,submit,duration,cpu,memory\n");
  while (number < RUNNING + the->backlog)
    write_row (rows, rng, the, number++, 0);
  for (gint64 ms = 1; ms < END * 1000; ms += 1000 / RATE)
    write_row (rows, rng, the, number++, ms);
  rows_free (rows);
  gsl_rng_free (rng);
  bench_write (scenario,
               "[scenario]\nhorizon = %d\n[cell]\nresources = cpu;memory\n"
               "[machines m]\ncount = %d\ncpu = 16\nmemory = 64GiB\n"
               "[workload]\ntrace = backlog.csv\n[scheduler]\norder = drf\nscores = best-fit\n",
               END, MACHINES);
  return scenario;
}

/* Counting -------------------------------------------------------------------------------------- */

static struct {
  guint64 events, blocked;
  gint64 start; /* CPU time when it settled; 0: not yet */
  guint64 events_before, blocked_before;
  double pending;
} meter;

static void
on_task (Observer *self, gint64 now, const Task *task)
{
  (void) self, (void) now, (void) task;
  meter.events++;
}

static void
on_blocked (Observer *self, gint64 now, guint task_class, const Blocked *why)
{
  (void) self, (void) now, (void) task_class, (void) why;
  meter.blocked++;
}

static const ObserverType counter_type = {
  .submitted = on_task, .placed = on_task, .finished = on_task, .blocked = on_blocked
};

static gboolean
on_progress (gint64 now, double fraction, gpointer data)
{
  (void) fraction, (void) data;
  if (meter.start == 0 && now >= SETTLED * TIME_SECOND) {
    meter.start = bench_cpu ();
    meter.events_before = meter.events;
    meter.blocked_before = meter.blocked;
  }
  return meter.start == 0 || bench_cpu () - meter.start < BUDGET;
}

/* ns of an event */
static double
measure (const Case *the, double first)
{
  g_autofree char *path = write_case (the);
  GError *error = NULL;
  g_autoptr (Scenario) scenario = scenario_load (path, NULL, &error);
  bench_must (error);
  SimulationOptions options = { .progress = on_progress };
  g_autoptr (Simulation) simulation = simulation_new (scenario, &options, &error);
  bench_must (error);
  const ObserverContext *context = simulation_context (simulation);
  g_autoptr (GPtrArray) observers = observers_create (context, NULL, &error);
  bench_must (error);
  Observer counter = { .type = &counter_type, .context = context };
  for (guint i = 0; i < observers->len; i++)
    simulation_add_observer (simulation, g_ptr_array_index (observers, i));
  simulation_add_observer (simulation, &counter);
  memset (&meter, 0, sizeof meter);
  simulation_run (simulation, &error);
  bench_must (error);
  double events = (double) (meter.events - meter.events_before);
  double cost = (double) (bench_cpu () - meter.start) / events;
  bench_number ("waiting", the->backlog, 0);
  bench_number ("users", the->users, 0);
  bench_number ("classes", the->classes, 0);
  bench_number ("events", events, 0);
  bench_number ("blocked/event", (double) (meter.blocked - meter.blocked_before) / events, 2);
  bench_number ("us/event", cost / 1000, 2);
  bench_number ("to the first", first > 0 ? cost / first : 1, 2);
  bench_row ();
  return cost;
}

int
main (int argc, char **argv)
{
  static const guint users[] = { 4, 400 }, classes[] = { 10, 1000 };
  bench_begin (argc, argv, "The cost of an event against how many tasks wait behind a full cell.",
               NULL);
  bench_note ("An event: a task comes, is placed, or finishes. With all observers.");
  for (guint u = 0; u < G_N_ELEMENTS (users); u++)
    for (guint c = 0; c < G_N_ELEMENTS (classes); c++) {
      g_autofree char *title = g_strdup_printf ("%u users, %u classes", users[u], classes[c]);
      double first = 0;
      bench_table (title);
      for (guint backlog = 1000; backlog <= 1000000; backlog *= 10) {
        double cost = measure (&(Case){ backlog, users[u], classes[c] }, first);
        first = first > 0 ? first : cost;
      }
    }
  return bench_end ();
}
