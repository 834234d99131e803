/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures from the rows of a run that the window counts. tasks.csv is streamed. */
#include "compare/point_figures.h"
#include "model/tier.h"
#include "report/csv_table.h"
#include "util/csv.h"
#include "util/input_error.h"
#include "util/quantiles.h"
#include "util/units.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Waits ---------------------------------------------------------------------------------------- */

typedef struct {
  char *name;
  Quantiles *waits;
} UserWaits;

typedef struct {
  gint64 start, until, end;
  int tier, user, submit, wait, outcome; /* columns */
  Quantiles *waits[N_TIERS];
  guint waiting[N_TIERS];
  UserWaits users[POINT_USERS_MOST]; /* as they come */
  guint n_users;                         /* one more than can be: nothing is kept of them */
} Waits;

static void
forget_users (Waits *waits)
{
  for (guint i = 0; i < MIN (waits->n_users, POINT_USERS_MOST); i++) {
    g_free (waits->users[i].name);
    quantiles_free (waits->users[i].waits);
  }
}

static void
add_user_wait (Waits *waits, const char *user, gint64 wait)
{
  guint i = 0;

  if (waits->n_users > POINT_USERS_MOST)
    return;
  while (i < waits->n_users && strcmp (waits->users[i].name, user) != 0)
    i++;
  if (i == POINT_USERS_MOST) {
    forget_users (waits);
    waits->n_users++;
    return;
  }
  if (i == waits->n_users)
    waits->users[waits->n_users++] = (UserWaits){ g_strdup (user), quantiles_new (0, 0) };
  quantiles_add (waits->users[i].waits, wait);
}

static gboolean
find_column (const CsvReader *reader, const char *name, int *ret, GError **error)
{
  guint columns;
  const char *const *header = csv_reader_header (reader, &columns);

  for (guint i = 0; i < columns; i++)
    if (strcmp (header[i], name) == 0) {
      *ret = (int) i;
      return TRUE;
    }
  return input_error (error, csv_reader_display (reader), 1, "what berth has written",
                      "no column %s", name);
}

static gboolean
find_columns (Waits *waits, const CsvReader *reader, GError **error)
{
  return find_column (reader, "tier", &waits->tier, error)
         && find_column (reader, "user", &waits->user, error)
         && find_column (reader, "submit", &waits->submit, error)
         && find_column (reader, "wait", &waits->wait, error)
         && find_column (reader, "outcome", &waits->outcome, error);
}

static gboolean
take_row (Waits *waits, const CsvReader *reader, const char *const *cells, GError **error)
{
  int tier = tier_find (cells[waits->tier]);
  gboolean started = *cells[waits->wait] != '\0';
  gint64 submit, wait = 0;

  if (tier < 0 || !time_parse (cells[waits->submit], &submit, NULL)
      || (started && !time_parse (cells[waits->wait], &wait, NULL)))
    return input_error (error, csv_reader_display (reader), csv_reader_line (reader),
                        "what berth has written", "no row of a task");
  if (submit < waits->start || submit > waits->until)
    return TRUE;
  if (!started && strcmp (cells[waits->outcome], "pending") != 0)
    return TRUE;
  if (!started)
    wait = MAX (waits->end - submit, 0);
  if (waits->waits[tier] == NULL)
    waits->waits[tier] = quantiles_new (0, 0);
  quantiles_add (waits->waits[tier], wait);
  waits->waiting[tier] += !started;
  add_user_wait (waits, cells[waits->user], wait);
  return TRUE;
}

static void
add_rank (PointFigures *figures, const char *what, const char *of, const char *rank,
          Quantiles *waits, guint permille)
{
  g_autofree char *key = g_strdup_printf ("window.%s.%s.%s", what, of, rank);

  point_figures_add (figures, key,
                     (double) quantiles_at_permille (waits, permille) / (double) TIME_SECOND);
}

static void
add_tier (PointFigures *figures, const char *tier, Quantiles *waits, guint waiting)
{
  g_autofree char *mean = g_strdup_printf ("window.wait_seconds.%s.mean", tier);
  g_autofree char *count = g_strdup_printf ("window.never_started.%s", tier);

  point_figures_add (figures, mean, quantiles_mean (waits) / (double) TIME_SECOND);
  add_rank (figures, "wait_seconds", tier, "p50", waits, 500);
  add_rank (figures, "wait_seconds", tier, "p90", waits, 900);
  add_rank (figures, "wait_seconds", tier, "p99", waits, 990);
  point_figures_add (figures, count, waiting);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (((const UserWaits *) a)->name, ((const UserWaits *) b)->name);
}

/* By name: which came first may differ from run to run. */
static void
add_users (PointFigures *figures, Waits *waits)
{
  guint tiers = 0;

  for (guint tier = 0; tier < N_TIERS; tier++)
    tiers += waits->waits[tier] != NULL;
  if (waits->n_users <= tiers || waits->n_users > POINT_USERS_MOST)
    return;
  qsort (waits->users, waits->n_users, sizeof *waits->users, compare_names);
  for (guint i = 0; i < waits->n_users; i++) {
    g_autofree char *name = g_strdelimit (g_strdup (waits->users[i].name), ".", '_');

    add_rank (figures, "user_wait_seconds", name, "p50", waits->users[i].waits, 500);
    add_rank (figures, "user_wait_seconds", name, "p90", waits->users[i].waits, 900);
  }
}

/* Adds them where all rows were read, and frees them. */
static void
finish_waits (PointFigures *figures, Waits *waits, gboolean whole)
{
  if (whole)
    add_users (figures, waits);
  for (guint tier = 0; tier < N_TIERS; tier++)
    if (waits->waits[tier] != NULL) {
      if (whole)
        add_tier (figures, tier_names[tier], waits->waits[tier], waits->waiting[tier]);
      quantiles_free (waits->waits[tier]);
    }
  if (waits->n_users <= POINT_USERS_MOST)
    forget_users (waits);
}

gboolean
point_figures_add_waits (PointFigures *figures, const char *folder, gint64 start, gint64 until,
                         gint64 end, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "tasks.csv", NULL);
  g_autoptr (CsvReader) reader = csv_reader_new (path, path, error);
  Waits waits = { .start = start, .until = until, .end = end };
  const char *const *cells;
  int got = reader != NULL && find_columns (&waits, reader, error) ? 1 : -1;

  while (got > 0 && (got = csv_reader_next (reader, &cells, error)) > 0)
    if (!take_row (&waits, reader, cells, error))
      got = -1;
  finish_waits (figures, &waits, got == 0);
  return got == 0;
}

/* Samples -------------------------------------------------------------------------------------- */

typedef struct {
  const CsvTable *table;
  guint first, end; /* rows that count */
} Samples;

/* FALSE and *error; *ret is 0 where there is no such column. */
static gboolean
sum_column (const Samples *samples, const char *name, double *ret, GError **error)
{
  gint column = csv_table_find (samples->table, name);
  const double *cells;

  if (column < 0)
    return TRUE;
  cells = csv_table_numbers (samples->table, (guint) column, error);
  for (guint i = samples->first; cells != NULL && i < samples->end; i++)
    *ret += isnan (cells[i]) ? 0 : cells[i];
  return cells != NULL;
}

static gboolean
add_utilizations (PointFigures *figures, const Samples *samples, GError **error)
{
  for (guint c = 0; c < csv_table_columns (samples->table); c++) {
    const char *name = csv_table_name (samples->table, c);
    double capacity = 0, allocated = 0;

    if (!g_str_has_suffix (name, "_capacity"))
      continue;
    g_autofree char *resource = g_strndup (name, strlen (name) - strlen ("_capacity"));
    g_autofree char *of = g_strconcat (resource, "_allocated", NULL);
    g_autofree char *key = g_strconcat ("window.utilization.", resource, NULL);
    /* Tasks that are unschedulable for want of capacity are no resource. */
    if (csv_table_find (samples->table, of) < 0)
      continue;
    if (!sum_column (samples, name, &capacity, error)
        || !sum_column (samples, of, &allocated, error))
      return FALSE;
    point_figures_add (figures, key, capacity > 0 ? allocated / capacity : NAN);
  }
  return TRUE;
}

static gboolean
add_queue (PointFigures *figures, const Samples *samples, GError **error)
{
  double pending = 0;

  for (guint tier = 0; tier < N_TIERS; tier++) {
    g_autofree char *name = g_strconcat ("pending_", tier_names[tier], NULL);

    if (!sum_column (samples, name, &pending, error))
      return FALSE;
  }
  point_figures_add (figures, "window.queue",
                     samples->end > samples->first ? pending / (samples->end - samples->first)
                                                   : NAN);
  return TRUE;
}

gboolean
point_figures_add_samples (PointFigures *figures, const char *folder, gint64 start, gint64 until,
                           GError **error)
{
  g_autofree char *path = g_build_filename (folder, "timeline.csv", NULL);
  g_autoptr (CsvTable) table = csv_table_read (path, error);
  Samples samples = { .table = table };
  gint column = table != NULL ? csv_table_find (table, "time") : -1;
  const double *times = column >= 0 ? csv_table_numbers (table, (guint) column, error) : NULL;

  if (times == NULL)
    return table != NULL && column < 0;
  while (samples.first < csv_table_rows (table)
         && times[samples.first] * (double) TIME_SECOND < (double) start)
    samples.first++;
  samples.end = samples.first;
  while (samples.end < csv_table_rows (table)
         && times[samples.end] * (double) TIME_SECOND <= (double) until)
    samples.end++;
  return add_utilizations (figures, &samples, error) && add_queue (figures, &samples, error);
}
