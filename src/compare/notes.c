/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the figures of a comparison came about. */
#include "compare/change.h"
#include "compare/verdict.h"
#include "util/units.h"

#include <math.h>

static void
add (GStrvBuilder *notes, const char *label, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
add (GStrvBuilder *notes, const char *label, const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  line = g_strconcat (label, "\t", text, NULL);
  g_strv_builder_add (notes, line);
}

static void
add_arms (GStrvBuilder *notes, const PairedComparison *comparison)
{
  g_autofree char *keys = g_strjoinv (", ", comparison->keys);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint a = 0; a < comparison->arms->len; a++)
    if (a != comparison->base)
      g_string_append_printf (names, "%s%s", names->len > 0 ? "; " : "",
                              comparison_arm (comparison, a)->name);
  add (notes, "compared", "%s: %s against %s", keys, names->str,
       comparison_arm (comparison, comparison->base)->name);
}

static void
add_seeds (GStrvBuilder *notes, const PairedComparison *comparison)
{
  guint seeds = comparison_seeds (comparison);

  if (seeds == 1)
    add (notes, "seeds", "one run of each");
  else if (comparison->alike)
    add (notes, "seeds", "the %u seeds give the same runs: nothing here is random, and what differs "
         "is shown for this one workload alone", seeds);
  else
    add (notes, "seeds", "%u: %s … %s, for all the same (common random numbers)", seeds,
         comparison->seeds[0], comparison->seeds[seeds - 1]);
  if (comparison->missing > 0)
    add (notes, "missing", "%u of %u runs; their seeds are left out",
         comparison->missing, seeds * comparison->arms->len);
}

static void
add_window (GStrvBuilder *notes, const CompareWindow *window)
{
  g_autofree char *mser = time_format_human (MAX (window->mser, 0));
  g_autofree char *start = time_format_human (window->start);
  g_autofree char *drain = time_format_human (window->drain);

  if (window->start > 0)
    add (notes, "warm-up", "the first %s are left out of waits, allocation and queue%s", start,
         window->warm_up == WARM_UP_MSER ? " (MSER-5)" : "");
  else if (window->too_short || window->mser < 0)
    add (notes, "warm-up", "MSER-5 finds no end of it in the first half of the runs; nothing is left out");
  else if (window->mser == 0)
    add (notes, "warm-up", "MSER-5 finds none");
  else
    add (notes, "warm-up", "MSER-5 finds one of %s; %s", mser,
         window->warm_up == WARM_UP_GIVEN ? "it is kept as asked for"
                                          : "it counts (--warm-up mser leaves it out)");
  if (window->drain > 0)
    add (notes, "drain", "tasks submitted in the last %s are not counted", drain);
}

/* Of all arms, how many tasks have not started in a run at most. */
static double
most_waiting (const PairedComparison *comparison)
{
  double most = 0;

  for (guint i = 0; i < comparison->rows->len; i++) {
    const ComparisonRow *row = comparison_row (comparison, i);

    for (guint k = 0; g_str_has_prefix (row->key, "window.never_started.")
                      && k < comparison->arms->len * comparison_seeds (comparison); k++)
      if (!isnan (row->values[k]))
        most = fmax (most, row->values[k]);
  }
  return most;
}

static void
add_waits (GStrvBuilder *notes, const PairedComparison *comparison)
{
  if (!comparison->window.rows)
    add (notes, "waits", "of tasks that have started: the runs have no tasks.csv (key tasks of [metrics])");
  else if (most_waiting (comparison) > 0)
    add (notes, "waits", "who has not started at the end counts with the time it has waited so far");
}

static void
add_tests (GStrvBuilder *notes, const PairedComparison *comparison)
{
  guint tests = 0;

  for (guint a = 0; a < comparison->arms->len; a++)
    tests = MAX (tests, comparison_arm (comparison, a)->tests);
  if (tests > 0)
    add (notes, "tests", "paired t of means, each with a %s; sign test of medians (heavy tails, "
         "marked ~); p adjusted by Holm for %s%u metrics",
         comparison_seeds (comparison) <= 20 ? "sign-flip test" : "bootstrap",
         comparison->arms->len > 2 ? "each one's " : "", tests);
}

GStrv
comparison_notes (const PairedComparison *comparison)
{
  g_autoptr (GStrvBuilder) notes = g_strv_builder_new ();

  add_arms (notes, comparison);
  add_seeds (notes, comparison);
  add_window (notes, &comparison->window);
  add_waits (notes, comparison);
  add_tests (notes, comparison);
  return g_strv_builder_end (notes);
}
