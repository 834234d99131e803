/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quota.csv: a shop by day, and at night a job that asks for more than the whole cell. All tasks are of one
 * size, so that room for a task is room for any. */
#include "trace_rows.h"

#define CPU 4000
#define MEMORY (8 * GIB)

static void
add_shop (GArray *rows)
{
  gsl_rng *rng = stream_new (14, 0);
  double now = 0;

  for (int n = 0; now < 2 * DAY; n++) {
    Row row = { .user = n % 3 == 0 ? "shop/search" : "shop/web", .priority = 200, .cpu = CPU,
                .memory = MEMORY, .count = 1 };
    now = n < 20 ? 0 : next_arrival (rng, now, 28, 0.6, 14);
    row.job = g_strdup_printf ("%s-%d", n % 3 == 0 ? "search" : "web", n + 1);
    row.submit = (gint64) now;
    row.duration = duration (rng, 1.5 * HOUR, 0.6, 6 * HOUR);
    g_array_append_val (rows, row);
  }
  gsl_rng_free (rng);
}

/* At one o'clock: 300 tasks of some two hours each, where the cell has room for 160. */
static void
add_nightly (GArray *rows)
{
  gsl_rng *rng = stream_new (14, 1);

  for (int n = 0; n < 600; n++) {
    Row row = { .user = "data/nightly", .priority = 100, .cpu = CPU, .memory = MEMORY, .count = 1 };
    row.job = g_strdup_printf ("nightly%d-%d", n / 300 + 1, n % 300);
    row.submit = n / 300 * DAY + HOUR;
    row.duration = duration (rng, 2 * HOUR, 0.8, 8 * HOUR);
    g_array_append_val (rows, row);
  }
  gsl_rng_free (rng);
}

static void
add_adhoc (GArray *rows)
{
  gsl_rng *rng = stream_new (14, 2);
  double now = 0;

  for (int n = 0; now < 2 * DAY; n++) {
    Row row = { .user = "data/adhoc", .priority = 100, .cpu = CPU, .memory = MEMORY, .count = 1 };
    now = next_arrival (rng, now, 6, 0.5, 11);
    row.job = g_strdup_printf ("adhoc-%d", n + 1);
    row.submit = (gint64) now;
    row.duration = duration (rng, 0.5 * HOUR, 0.6, 2 * HOUR);
    g_array_append_val (rows, row);
  }
  gsl_rng_free (rng);
}

void
make_quota (const char *folder)
{
  GArray *rows = rows_new ();

  add_shop (rows);
  add_nightly (rows);
  add_adhoc (rows);
  save_rows (folder, "quota.csv", rows);
}
