/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All that reads what other people wrote, each as one function of an input's files.
 *
 * Every format of the table in trace/formats.c is a target, by its name; the others are rows of a
 * table of their own. Seeds, and inputs that once went wrong, are in tests/fuzz/corpus/NAME/. */
#pragma once

#include <glib.h>

typedef struct {
  const char *name;
  const char *file; /* what an input that names no file is */
  /* Reads the files in the folder, aborts where something does not hold that always must, and
   * returns whether the reader took them. */
  gboolean (*read) (const char *folder, const char *name);
} FuzzTarget;

/* Target i, from 0; FALSE when there are no more. */
gboolean fuzz_target_get (guint i, FuzzTarget *ret);

/* Unpacks the input, reads it, and removes it again. */
gboolean fuzz_target_run (const FuzzTarget *target, const guint8 *data, gsize size);

/* Aborts where something does not hold that must, whatever was read. */
#define fuzz_require(condition)                                                                    \
  ((condition) ? (void) 0 : fuzz_broken (__FILE__, __LINE__, #condition))
void fuzz_broken (const char *file, int line, const char *condition) G_GNUC_NORETURN;

/* What was refused was refused in one line. Frees the error; always returns FALSE. */
gboolean fuzz_refused (GError *error);

/* traces.c: a trace of the format of that name, or of any ("auto"). */
gboolean fuzz_trace (const char *folder, const char *format);
/* scenarios.c */
gboolean fuzz_scenario (const char *folder, const char *name);
gboolean fuzz_results (const char *folder, const char *name);
/* charts.c */
gboolean fuzz_plot (const char *folder, const char *name);
/* texts.c */
gboolean fuzz_csv (const char *folder, const char *name);
gboolean fuzz_law (const char *folder, const char *name);
gboolean fuzz_numbers (const char *folder, const char *name);
