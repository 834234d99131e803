/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line that says how far long work has come, on standard error where that is a terminal.
 * It is drawn over at most ten times a second and erased at the end; elsewhere nothing is
 * written. */
#pragma once

#include <glib.h>

typedef struct Progress Progress;

/* total: how many `unit` there are to do in all, for the speed; unit is static text ("tasks").
 * Never NULL; it shows nothing when standard error is no terminal. */
Progress *progress_new (guint64 total, const char *unit);
/* Is anything going to be drawn? */
gboolean progress_is_shown (const Progress *progress);
/* fraction: 0 … 1 of the work; now: simulated time, us, or -1: there is none. */
void progress_update (Progress *progress, double fraction, gint64 now);
/* Erases the line until the next update, for something else to be written. */
void progress_hide (Progress *progress);
/* Erases the line. */
void progress_free (Progress *progress);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Progress, progress_free)

/* The line itself, at most `width` columns: bar, percent, simulated time, speed, time left.
 * elapsed: wall time so far, us. The caller frees. */
char *progress_line (double fraction, gint64 now, guint64 total, const char *unit, gint64 elapsed,
                     guint width);
/* "999", "12.3 k", "4.5 M": a rate or count at a glance. The caller frees. */
char *progress_count (double value);
