/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/bench.h"
#include "bench/workload.h"
#include "scenario/scenario.h"

#include <glib/gstdio.h>

static void
row (const char *what, gint64 ns, double bytes, guint64 rows)
{
  bench_text ("reading", what);
  bench_number ("rows", (double) rows, 0);
  bench_number ("MB", bytes / 1e6, 1);
  bench_number ("cpu s", (double) ns / 1e9, 2);
  bench_number ("MB/s", bytes * 1e3 / (double) ns, 1);
  bench_number ("rows/s", (double) rows * 1e9 / (double) ns, 0);
  bench_number ("us/row", (double) ns / 1e3 / (double) rows, 3);
  bench_number ("peak MiB", bench_peak (), 0);
  bench_row ();
}

static void
measure (guint64 rows)
{
  g_autofree char *path = bench_path ("google.scenario"), *trace = bench_path ("tasks.csv");
  WorkloadOptions options = { .tasks = rows, .machines = 12500, .seed = 1 };
  GError *error = NULL;
  GStatBuf status;
  TaskRecord record;
  guint64 read = 0;
  workload_write (bench_folder (), &options);
  if (g_stat (trace, &status) != 0)
    bench_fail ("%s is gone", trace);
  gint64 start = bench_cpu ();
  g_autoptr (Scenario) scenario = scenario_load (path, NULL, &error);
  bench_must (error);
  row ("load", bench_cpu () - start, (double) status.st_size, rows);
  start = bench_cpu ();
  g_autoptr (TaskStream) stream = workload_open (scenario->workload, &error);
  bench_must (error);
  while (task_stream_next (stream, &record, &error) > 0)
    read++;
  bench_must (error);
  if (read != rows)
    bench_fail ("%" G_GUINT64_FORMAT " tasks were read", read);
  row ("stream", bench_cpu () - start, (double) status.st_size, rows);
}

int
main (int argc, char **argv)
{
  bench_begin (argc, argv,
               "Reading a trace: loading (every row checked, users and classes numbered), and\n"
               "streaming it a second time as a run does.", NULL);
  bench_table ("a CSV like Google's, a row a task, of growing length");
  measure (500000);
  measure (1000000);
  measure (2000000);
  if (bench_full ())
    measure (10000000);
  else
    bench_note ("Left out without --full: 10 million rows.");
  return bench_end ();
}
