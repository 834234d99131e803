/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logs of parallel computers under backfilling: what other simulators of job schedulers are
 * measured with. Whole runs, from the gzipped log to the results, without charts. */
#include "bench/bench.h"

#include "util/line_reader.h"

#include <stdlib.h>
#include <string.h>

#define KTH "traces/swf/KTH-SP2-1996-2.1-cln.swf.gz"
#define NASA "traces/swf/NASA-iPSC-1993-3.1-cln.swf.gz"

/* The log with every job coming in half the time. Returns where it is; counts its jobs. */
static char *
halve_times (const char *log, guint *ret_jobs)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LineReader) reader = line_reader_new (log, log, &error);
  g_autoptr (GString) out = g_string_new (NULL);
  char *line, *path = bench_path ("half.swf");
  bench_must (error);
  for (*ret_jobs = 0; line_reader_next (reader, &line, &error) > 0;) {
    char *job = line + strspn (line, " "), *rest;
    if (!g_ascii_isdigit (*job)) {
      g_string_append_printf (out, "%s\n", line);
      continue;
    }
    gsize length = strcspn (job, " ");
    gint64 submit = strtoll (job + length, &rest, 10);
    g_string_append_printf (out, "%.*s %" G_GINT64_FORMAT "%s\n", (int) length, job, submit / 2,
                            rest);
    (*ret_jobs)++;
  }
  bench_must (error);
  bench_write (path, "%s", out->str);
  return path;
}

static void
measure (const char *title, const char *log, const char *queue, guint jobs)
{
  g_autofree char *scenario = bench_path ("log.scenario"), *results = bench_path ("results");
  bench_write (scenario,
               "[workload]\ntrace = %s\n[scheduler]\norder = fifo\nscores = none\nqueue = %s\n"
               "[metrics]\ninterval = 1h\n",
               log, queue);
  Child child = BENCH_BERTH ("run", scenario, "--quiet", "--no-plots", "-o", results);
  bench_text ("log", title);
  bench_text ("queue", queue);
  bench_number ("jobs", jobs, 0);
  bench_number ("cpu s", child.cpu, 3);
  bench_number ("jobs/cpu s", jobs / child.cpu, 0);
  bench_number ("wall s", child.wall, 3);
  bench_number ("peak MiB", child.peak, 0);
  bench_row ();
}

static void
measure_queues (const char *title, const char *log, guint jobs)
{
  static const char *const queues[] = { "stop", "easy", "easy-sjbf", "conservative" };
  for (guint q = 0; q < G_N_ELEMENTS (queues); q++)
    measure (title, log, queues[q], jobs);
}

static void
measure_half (const char *title, const char *log)
{
  guint jobs;
  g_autofree char *half = halve_times (log, &jobs);
  measure_queues (title, half, jobs);
}

int
main (int argc, char **argv)
{
  bench_begin (argc, argv,
               "Logs of parallel computers (SWF), first come, first served and backfilled.", NULL);
  g_autofree char *kth = bench_shared (KTH), *nasa = bench_shared (NASA);
  if (kth == NULL || nasa == NULL) {
    bench_note ("skipped: no " KTH " and " NASA " in\n"
                "$BERTH_SHARED (default: ../shared beside the source tree)");
    return bench_end ();
  }
  bench_table ("berth run");
  measure_queues ("KTH-SP2", kth, 27992);
  measure_half ("NASA-iPSC x 2", nasa);
  if (bench_full ())
    measure_half ("KTH-SP2 x 2", kth);
  else
    bench_note ("Left out without --full: KTH-SP2 x 2.");
  bench_note ("x 2: twice the load; every job is submitted at half its time.");
  return bench_end ();
}
