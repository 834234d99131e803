/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/bench.h"
#include "bench/workload.h"

int
main (int argc, char **argv)
{
  static char *folder;
  static gint64 tasks = 1000000, machines = 12500, seed = 1;
  static gboolean pressure;
  static const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &folder, "Folder of the files (must exist)", "DIR" },
    { "tasks", 'n', 0, G_OPTION_ARG_INT64, &tasks, "Rows (default: 1000000)", "N" },
    { "machines", 'm', 0, G_OPTION_ARG_INT64, &machines, "Machines (default: 12500)", "N" },
    { "seed", 's', 0, G_OPTION_ARG_INT64, &seed, "Seed (default: 1)", "N" },
    { "pressure", 'p', 0, G_OPTION_ARG_NONE, &pressure, "A full cell, large tasks of prod", NULL },
    { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
  };
  bench_begin (argc, argv, "Writes a trace like Google's (bench/workload.h): google.scenario,\n"
                           "machines.csv and tasks.csv.", entries);
  if (folder == NULL || tasks < 1 || machines < 1 || machines > 10000000)
    bench_fail ("needs --output DIR, and numbers above 0");
  gint64 start = bench_cpu ();
  WorkloadFacts facts = workload_write (folder, &(WorkloadOptions){ .tasks = (guint64) tasks,
                                                                    .machines = (guint) machines,
                                                                    .seed = (guint64) seed,
                                                                    .pressure = pressure });
  bench_table ("what was written");
  workload_row (&facts);
  bench_note ("written in %.1f s of CPU time", (double) (bench_cpu () - start) / 1e9);
  return bench_end ();
}
