/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace_rows.h"

#include <math.h>
#include <stdlib.h>

/* Writing -------------------------------------------------------------------------------------- */

static void
append_milli (GString *text, gint64 milli)
{
  g_string_append_printf (text, "%" G_GINT64_FORMAT, milli / 1000);
  if (milli % 1000 != 0) {
    g_string_append_printf (text, ".%03d", (int) (milli % 1000));
    while (text->str[text->len - 1] == '0')
      g_string_truncate (text, text->len - 1);
  }
}

typedef enum { TEXT, NUMBER, MILLI, SECONDS, PRIORITY, COUNT, GANG } CellKind;

typedef struct {
  const char *name;
  CellKind kind;
  glong offset;
} Column;

#define COLUMN(name, kind, member) { name, kind, G_STRUCT_OFFSET (Row, member) }

static const Column columns[] = {
  COLUMN ("job", TEXT, job),
  COLUMN ("task", TEXT, task),
  COLUMN ("user", TEXT, user),
  COLUMN ("submit", SECONDS, submit),
  COLUMN ("duration", SECONDS, duration),
  COLUMN ("estimate", NUMBER, estimate),
  COLUMN ("priority", PRIORITY, priority),
  COLUMN ("cpu", MILLI, cpu),
  COLUMN ("memory", NUMBER, memory),
  COLUMN ("gpu", MILLI, gpu),
  COLUMN ("cpu-used", MILLI, cpu_used),
  COLUMN ("memory-used", NUMBER, memory_used),
  COLUMN ("memory-peak", NUMBER, memory_peak),
  COLUMN ("peak-at", NUMBER, peak_at),
  COLUMN ("peak-for", NUMBER, peak_for),
  COLUMN ("constraints", TEXT, constraints),
  COLUMN ("preferences", TEXT, preferences),
  COLUMN ("tolerations", TEXT, tolerations),
  COLUMN ("checkpoint", NUMBER, checkpoint),
  COLUMN ("count", COUNT, count),
  COLUMN ("gang", GANG, gang),
  COLUMN ("group", TEXT, group),
  COLUMN ("spread", TEXT, spread),
  COLUMN ("affinity", TEXT, affinity),
  COLUMN ("data", TEXT, data),
  COLUMN ("data-size", NUMBER, data_size),
};

/* Appends the cell; FALSE where it is what an absent column stands for. */
static gboolean
append_cell (GString *text, const Column *column, const Row *row)
{
  const char *const *string = &G_STRUCT_MEMBER (const char *, row, column->offset);
  const gint64 *number = &G_STRUCT_MEMBER (gint64, row, column->offset);
  const gint *small = &G_STRUCT_MEMBER (gint, row, column->offset);
  gint usual = column->kind == PRIORITY ? 100 : 1;

  switch (column->kind) {
  case TEXT:
    g_string_append (text, *string != NULL ? *string : "");
    return *string != NULL;
  case MILLI:
    append_milli (text, *number);
    return *number != 0;
  case SECONDS:
    if (*number != UNENDING)
      g_string_append_printf (text, "%" G_GINT64_FORMAT, *number);
    return TRUE;
  case NUMBER:
    if (*number != 0)
      g_string_append_printf (text, "%" G_GINT64_FORMAT, *number);
    return *number != 0;
  case GANG:
    if (*small > 1)
      g_string_append_printf (text, "%d", *small);
    return *small > 1;
  default:
    g_string_append_printf (text, "%d", *small);
    return *small != usual;
  }
}

static gboolean
column_is_used (const Column *column, GArray *rows)
{
  g_autoptr (GString) scratch = g_string_new (NULL);
  gboolean used = FALSE;
  for (guint i = 0; i < rows->len && !used; i++)
    used = append_cell (scratch, column, &g_array_index (rows, Row, i));
  return used;
}

void
save_text (const char *folder, const char *name, const GString *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  if (!g_file_set_contents (path, text->str, (gssize) text->len, &error)) {
    g_printerr ("make_traces: %s\n", error->message);
    exit (1);
  }
}

static gint
by_submit (gconstpointer a, gconstpointer b, gpointer unused)
{
  const Row *left = a, *right = b;
  (void) unused;
  return (left->submit > right->submit) - (left->submit < right->submit);
}

static void
row_clear (gpointer data)
{
  g_free (((Row *) data)->job);
}

GArray *
rows_new (void)
{
  GArray *rows = g_array_new (FALSE, TRUE, sizeof (Row));
  g_array_set_clear_func (rows, row_clear);
  return rows;
}

void
save_rows (const char *folder, const char *name, GArray *rows)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean used[G_N_ELEMENTS (columns)];

  /* a stable sort */
  g_qsort_with_data (rows->data, (gint) rows->len, sizeof (Row), by_submit, NULL);
  for (guint c = 0; c < G_N_ELEMENTS (columns); c++) {
    used[c] = column_is_used (&columns[c], rows);
    if (used[c])
      g_string_append_printf (text, "%s%s", c > 0 ? "," : "", columns[c].name);
  }
  g_string_append_c (text, '\n');
  for (guint i = 0; i < rows->len; i++) {
    for (guint c = 0; c < G_N_ELEMENTS (columns); c++) {
      if (c > 0 && used[c])
        g_string_append_c (text, ',');
      if (used[c])
        append_cell (text, &columns[c], &g_array_index (rows, Row, i));
    }
    g_string_append_c (text, '\n');
  }
  save_text (folder, name, text);
  g_array_unref (rows);
}

/* Drawing -------------------------------------------------------------------------------------- */

gsl_rng *
stream_new (gulong trace, gulong purpose)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  gsl_rng_set (rng, trace * 1000 + purpose);
  return rng;
}

gint64
between (gsl_rng *rng, gint64 low, gint64 high)
{
  return low + (gint64) gsl_rng_uniform_int (rng, (gulong) (high - low + 1));
}

gboolean
chance (gsl_rng *rng, double probability)
{
  return gsl_rng_uniform (rng) < probability;
}

gint64
one_of (gsl_rng *rng, const gint64 *values, guint n)
{
  return values[gsl_rng_uniform_int (rng, n)];
}

gint64
duration (gsl_rng *rng, double mean, double sigma, gint64 at_most)
{
  double seconds = gsl_ran_lognormal (rng, log (mean) - sigma * sigma / 2, sigma);
  return CLAMP ((gint64) (seconds / MINUTE), 1, at_most / MINUTE) * MINUTE;
}

gint64
part (gsl_rng *rng, gint64 request, gint64 low, gint64 high)
{
  return request * between (rng, low, high) / 100;
}

/* By thinning. */
double
next_arrival (gsl_rng *rng, double now, double per_hour, double swing, double peak)
{
  do
    now += gsl_ran_exponential (rng, HOUR / (per_hour * (1 + swing)));
  while (!chance (rng, (1 + swing * cos (2 * G_PI * (now / HOUR - peak) / 24)) / (1 + swing)));
  return now;
}
