/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wall time is looked at here and nowhere near a result. */
#include "util/progress.h"

#include "util/units.h"

#include <math.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define REFRESH   (TIME_SECOND / 10)
#define BAR_WIDTH 24

struct Progress {
  gboolean shown; /* is there a terminal? */
  gboolean drawn;
  guint64 total;
  const char *unit;
  gint64 began, last;
};

Progress *
progress_new (guint64 total, const char *unit)
{
  Progress *progress = g_new0 (Progress, 1);
  const char *terminal = g_getenv ("TERM");

  progress->shown = isatty (STDERR_FILENO) && g_strcmp0 (terminal, "dumb") != 0;
  progress->total = total;
  progress->unit = unit;
  progress->began = g_get_monotonic_time ();
  return progress;
}

gboolean
progress_is_shown (const Progress *progress)
{
  return progress->shown;
}

static guint
terminal_width (void)
{
  struct winsize size;

  if (ioctl (STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 20)
    return 80;
  return size.ws_col;
}

char *
progress_count (double value)
{
  static const char *const suffix[] = { "", " k", " M", " G" };
  guint step = 0;

  while (value >= 999.5 && step + 1 < G_N_ELEMENTS (suffix)) {
    value /= 1000;
    step++;
  }
  return g_strdup_printf (step == 0 || value >= 99.95 ? "%.0f%s" : "%.1f%s", value, suffix[step]);
}

char *
progress_line (double fraction, gint64 now, guint64 total, const char *unit, gint64 elapsed,
               guint width)
{
  g_autoptr (GString) line = g_string_new ("[");
  double done = CLAMP (fraction, 0, 1);
  double seconds = (double) elapsed / (double) TIME_SECOND;

  for (guint i = 0; i < BAR_WIDTH; i++)
    g_string_append_c (line, (double) i < floor (done * BAR_WIDTH) ? '#' : '.');
  g_string_append_printf (line, "] %3.0f %%", floor (done * 100));
  if (now >= 0) {
    g_autofree char *simulated = time_format_human (now);

    g_string_append_printf (line, "  at %s", simulated);
  }
  if (done > 0 && seconds >= 0.1) {
    g_autofree char *speed = progress_count (done * (double) total / seconds);
    double left = seconds * (1 - done) / done;
    g_autofree char *left_text = left < 1e9 ? time_format_human ((gint64) ceil (left) * TIME_SECOND)
                                            : g_strdup ("ages");

    g_string_append_printf (line, "  %s %s/s  %s left", speed, unit, left_text);
  }
  if (line->len > width)
    g_string_truncate (line, width);
  return g_string_free (g_steal_pointer (&line), FALSE);
}

void
progress_update (Progress *progress, double fraction, gint64 now)
{
  gint64 wall;
  g_autofree char *line = NULL;

  if (!progress->shown)
    return;
  wall = g_get_monotonic_time ();
  if (wall - progress->began < REFRESH || wall - progress->last < REFRESH)
    return;
  line = progress_line (fraction, now, progress->total, progress->unit, wall - progress->began,
                        terminal_width () - 1);
  fprintf (stderr, "\r%s\033[K", line);
  fflush (stderr);
  progress->last = wall;
  progress->drawn = TRUE;
}

void
progress_hide (Progress *progress)
{
  if (!progress->drawn)
    return;
  fputs ("\r\033[K", stderr);
  fflush (stderr);
  progress->drawn = FALSE;
}

void
progress_free (Progress *progress)
{
  if (progress == NULL)
    return;
  progress_hide (progress);
  g_free (progress);
}
