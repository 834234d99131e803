/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the benchmarks share: options, clocks, child processes, a folder that goes away, and results
 * as tables to read (or, with --json, as one JSON document on one line).
 *
 * A failure (no such program, a child that fails, a full disk) ends the program with a line on
 * standard error: nobody handles errors of a benchmark. */
#pragma once

#include <glib.h>

/* Parses --json and --full, and the entries of the program's own (may be NULL). `what` is the
 * sentence that heads the help and the output. */
void bench_begin (int argc, char **argv, const char *what, const GOptionEntry *entries);
/* Prints the document and removes the folder; returns the exit status. */
int bench_end (void);
/* --full: the cases that take long. */
gboolean bench_full (void);

/* Tables: cells fill a row from left to right, and the names of the first row's head the table. A
 * number is shown with so many decimals. */
void bench_table (const char *title);
void bench_text (const char *name, const char *value);
void bench_number (const char *name, double value, guint decimals);
void bench_row (void);
/* A line of its own: what was left out and why, or how to read the table. */
void bench_note (const char *format, ...) G_GNUC_PRINTF (1, 2);
void bench_fail (const char *format, ...) G_GNUC_PRINTF (1, 2) G_GNUC_NORETURN;
/* Ends the program when error is set. */
void bench_must (GError *error);

/* Nanoseconds: CPU time of this process; time that passes (cheap to ask). */
gint64 bench_cpu (void);
gint64 bench_clock (void);
/* What asking the clock twice costs. */
gint64 bench_clock_cost (void);
/* Sorts the values. */
double bench_median (double *values, guint count);

/* A folder for files, removed at the end (also by Ctrl-C), and a path in it; freed by the caller. */
const char *bench_folder (void);
char *bench_path (const char *name);
void bench_write (const char *path, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* A file of $BERTH_SHARED (default: ../shared beside the source tree), where tests look for published
 * traces too; NULL when it is not there. Freed by the caller. */
char *bench_shared (const char *name);

/* How a child process went. */
typedef struct {
  double cpu;  /* s, user and system */
  double wall; /* s */
  double peak; /* MiB resident at most */
  int status;  /* as it exited; -1: by a signal */
} Child;

/* Runs `berth` ($BERTH, set by the makefile) with these arguments, a NULL-terminated list, and
 * drops what it prints. Fails when its status is not 0. */
Child bench_berth (const char *const *arguments);
#define BENCH_BERTH(...) bench_berth ((const char *const[]){ __VA_ARGS__, NULL })
/* Is this a scenario that berth understands? */
gboolean bench_berth_takes (const char *scenario);

/* Peak resident memory of this process so far, MiB. */
double bench_peak (void);
