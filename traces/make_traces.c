/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes every trace that ships with berth: make_traces OUTDIR. The traces are committed; a test
 * generates them again and compares. */
#include "trace_rows.h"

#include <glib/gstdio.h>

/* drf-paper ------------------------------------------------------------------------------------ */

static void
make_drf_paper (const char *folder)
{
  Row a = { .job = g_strdup ("a"), .user = "A", .duration = HOUR, .priority = 100, .cpu = 1000,
            .memory = 4 * GIB, .count = 10 };
  Row b = { .job = g_strdup ("b"), .user = "B", .duration = HOUR, .priority = 100, .cpu = 3000,
            .memory = GIB, .count = 10 };
  GArray *rows = rows_new ();

  g_array_append_val (rows, a);
  g_array_append_val (rows, b);
  save_rows (folder, "drf-paper.csv", rows);
}

/* prod-batch ----------------------------------------------------------------------------------- */

/* All replicas are of one size, an eighth of a machine: then how many run depends on how many there
 * are, not on where they were put, and prod waits just the same with batch around it. */
static void
add_prod (GArray *rows)
{
  static const char *const users[] = { "web", "mail", "maps" };
  gsl_rng *arrivals = stream_new (3, 0), *sizes = stream_new (3, 1);
  double now = 0;

  for (int n = 0; now < 2 * DAY; n++) {
    gboolean standing = n < 40;
    Row row = { .user = users[between (sizes, 0, 2)], .priority = 200, .cpu = 4000,
                .memory = 16 * GIB, .count = 1 };
    now = standing ? 0 : next_arrival (arrivals, now, 64, 0.64, 14);
    row.job = g_strdup_printf ("prod-%d", n + 1);
    row.submit = (gint64) now;
    row.duration = duration (sizes, 1.5 * HOUR, 0.7, 12 * HOUR);
    g_array_append_val (rows, row);
  }
  gsl_rng_free (arrivals);
  gsl_rng_free (sizes);
}

static void
add_batch (GArray *rows)
{
  gsl_rng *rng = stream_new (3, 2);
  double now = 0;

  for (int n = 0; now < 2 * DAY; n++) {
    Row row = { .user = chance (rng, 0.5) ? "logs" : "research", .priority = 100 };
    now = n < 120 ? 0 : next_arrival (rng, now, 11, 0.2, 20);
    row.job = g_strdup_printf ("batch-%d", n + 1);
    row.submit = (gint64) now;
    row.duration = duration (rng, 2 * HOUR, 1.0, 12 * HOUR);
    row.checkpoint = 10 * MINUTE;
    row.cpu = ONE_OF (rng, 1000, 1000, 2000, 2000, 4000);
    row.memory = row.cpu / 1000 * 3 * GIB;
    row.count = (gint) between (rng, 1, 12);
    g_array_append_val (rows, row);
  }
  gsl_rng_free (rng);
}

static void
make_prod_batch (const char *folder)
{
  GArray *both = rows_new (), *prod = rows_new ();
  add_prod (both);
  add_batch (both);
  add_prod (prod);
  save_rows (folder, "prod-batch.csv", both);
  save_rows (folder, "prod-alone.csv", prod);
}

/* over-constrained ----------------------------------------------------------------------------- */

/* The same jobs with the same wishes, once as conditions and once as preferences. */
static void
make_wishes (const char *folder, const char *name, gboolean hard)
{
  static const struct { double until; const char *constraints, *preferences; } wishes[] = {
    { 0.45, "zone=a;disk=ssd", "zone=a:2;disk=ssd:1" },
    { 0.75, "zone=b;generation>=3", "zone=b:2;generation>=3:1" },
    { 0.95, "disk=ssd", "disk=ssd:1" },
    { 1.00, "zone=c;disk=nvme", "zone=c:2;disk=nvme:1" },   /* there is none */
  };
  static const char *const users[] = { "search", "ads", "research" };
  gsl_rng *rng = stream_new (4, 0);
  GArray *rows = rows_new ();
  double now = 0;

  for (int n = 0; now < 20 * HOUR; n++) {
    Row row = { .user = users[between (rng, 0, 2)], .priority = 100, .submit = (gint64) now };
    double draw = gsl_rng_uniform (rng);
    guint wish = 0;
    while (draw >= wishes[wish].until)
      wish++;
    row.job = g_strdup_printf ("job-%d", n + 1);
    row.duration = duration (rng, 3 * HOUR, 0.6, 10 * HOUR);
    row.cpu = ONE_OF (rng, 2000, 4000, 8000);
    row.memory = row.cpu / 1000 * 4 * GIB;
    row.count = (gint) between (rng, 1, 6);
    row.constraints = hard ? wishes[wish].constraints : NULL;
    row.preferences = hard ? NULL : wishes[wish].preferences;
    g_array_append_val (rows, row);
    now = next_arrival (rng, now, 15, 0, 0);
  }
  gsl_rng_free (rng);
  save_rows (folder, name, rows);
}

/* fragmentation -------------------------------------------------------------------------------- */

/* Notebooks with one GPU that stay, then training jobs that need all eight of a machine. */
static void
make_fragmentation (const char *folder)
{
  gsl_rng *notebooks = stream_new (5, 0), *training = stream_new (5, 1);
  GArray *rows = rows_new ();

  for (int n = 0; n < 32; n++) {
    Row row = { .job = g_strdup_printf ("notebook-%d", n + 1), .user = "notebooks",
                .submit = between (notebooks, 0, HOUR), .duration = 7 * DAY, .priority = 100,
                .cpu = 12000, .memory = 96 * GIB, .gpu = 1000, .count = 1 };
    g_array_append_val (rows, row);
  }
  for (int n = 0; n < 72; n++) {
    Row row = { .job = g_strdup_printf ("train-%d", n + 1), .user = "training",
                .submit = between (training, 2 * HOUR, 14 * HOUR),
                .duration = between (training, 60, 150) * MINUTE, .priority = 100, .cpu = 96000,
                .memory = 768 * GIB, .gpu = 8000, .count = 1 };
    g_array_append_val (rows, row);
  }
  gsl_rng_free (notebooks);
  gsl_rng_free (training);
  save_rows (folder, "fragmentation.csv", rows);
}

/* backfill ------------------------------------------------------------------------------------- */

/* Jobs of one to sixty-four processors for a computer of sixty-four. Users ask for more time than
 * they need, most of them for a lot more, and never for less. */
static void
make_backfill (const char *folder)
{
  static const char *const users[] = { "physics", "chemistry", "climate", "biology" };
  gsl_rng *arrivals = stream_new (6, 0), *sizes = stream_new (6, 1), *wishes = stream_new (6, 2);
  GArray *rows = rows_new ();
  double now = 0;

  for (int n = 0; now < 2 * DAY; n++) {
    Row row = { .job = g_strdup_printf ("job-%d", n + 1), .user = users[between (sizes, 0, 3)],
                .submit = (gint64) now, .priority = 100, .count = 1 };
    row.cpu = ONE_OF (sizes, 1, 1, 2, 2, 4, 4, 8, 8, 16, 16, 32, 64) * 1000;
    row.duration = duration (sizes, 1.5 * HOUR, 1.0, 8 * HOUR);
    row.estimate = MIN (row.duration * ONE_OF (wishes, 1, 2, 3, 5, 10), 12 * HOUR);
    row.estimate = (row.estimate + 15 * MINUTE - 1) / (15 * MINUTE) * (15 * MINUTE);
    g_array_append_val (rows, row);
    now = next_arrival (arrivals, now, 3.0, 0.5, 14);
  }
  gsl_rng_free (arrivals);
  gsl_rng_free (sizes);
  gsl_rng_free (wishes);
  save_rows (folder, "backfill.csv", rows);
}

/* omega ---------------------------------------------------------------------------------------- */

/* A job of so many tasks on average, for so many seconds, every so many seconds: all
 * exponential, as in the examples of Omega's simulator. */
static void
add_jobs (GArray *rows, const char *kind, int priority, gulong purpose, double gap, double tasks,
          double seconds)
{
  gsl_rng *rng = stream_new (7, purpose);
  double now = gsl_ran_exponential (rng, gap);

  for (int n = 1; now < DAY; n++) {
    Row row = { .job = g_strdup_printf ("%s-%d", kind, n), .user = kind, .submit = (gint64) now,
                .priority = priority, .cpu = 1000, .memory = 2 * GIB };
    row.count = 1 + (gint) gsl_ran_exponential (rng, tasks - 0.5);
    row.duration = 1 + (gint64) gsl_ran_exponential (rng, seconds);
    g_array_append_val (rows, row);
    now += gsl_ran_exponential (rng, gap);
  }
  gsl_rng_free (rng);
}

static void
make_omega (const char *folder)
{
  GArray *rows = rows_new ();

  add_jobs (rows, "batch", 100, 0, 60, 40, 150);
  add_jobs (rows, "service", 200, 1, 120, 10, 600);
  save_rows (folder, "omega.csv", rows);
}

/* gang ----------------------------------------------------------------------------------------- */

/* Trainings of four to sixteen workers of a GPU each, which compute together or not at all, or are
 * content with half of them; and notebooks of one. */
static void
make_gang (const char *folder)
{
  static const char *const users[] = { "vision", "speech", "language" };
  gsl_rng *arrivals = stream_new (7, 0), *sizes = stream_new (7, 1);
  GArray *rows = rows_new ();
  double now = 0;

  for (int n = 0; now < DAY; n++) {
    gboolean training = chance (sizes, 0.4), elastic = chance (sizes, 0.25);
    Row row = { .user = users[between (sizes, 0, 2)], .submit = (gint64) now, .priority = 100,
                .cpu = 4000, .gpu = 1000, .count = 1 };
    row.job = g_strdup_printf ("%s-%d", training ? elastic ? "elastic" : "training" : "notebook",
                               n + 1);
    row.duration = duration (sizes, 2 * HOUR, 0.8, 8 * HOUR);
    if (training) {
      row.count = (gint) ONE_OF (sizes, 4, 8, 8, 16);
      row.gang = elastic ? row.count / 2 : row.count;
    }
    g_array_append_val (rows, row);
    now = next_arrival (arrivals, now, 3.0, 0.5, 14);
  }
  gsl_rng_free (arrivals);
  gsl_rng_free (sizes);
  save_rows (folder, "gang.csv", rows);
}

/* spread --------------------------------------------------------------------------------------- */

#define ZONES 3
#define RACKS 3    /* a zone */
#define MACHINES 4 /* a rack */

/* Zone b loses its power for six hours. */
static void
make_zones (const char *folder)
{
  g_autoptr (GString) text = g_string_new ("machine,cpu,memory,zone,rack,time,event\n");

  for (int m = 0; m < ZONES * RACKS * MACHINES; m++) {
    int zone = 'a' + m % ZONES, rack = m / ZONES / MACHINES + 1;
    g_string_append_printf (text, "%c%d-%d,32,128GiB,%c,%c%d,,\n", zone, rack,
                            m / ZONES % MACHINES + 1, zone, zone, rack);
  }
  for (int event = 0; event < 2; event++)
    for (int m = 0; m < RACKS * MACHINES; m++)
      g_string_append_printf (text, "b%d-%d,,,,,%s\n", m / MACHINES + 1, m % MACHINES + 1,
                              event == 0 ? "24h,down" : "30h,up");
  save_text (folder, "spread-machines.csv", text);
}

/* Services of some replicas that stay, as they come: each kind asks for something else of where its
 * replicas are. */
static void
add_services (GArray *rows)
{
  static const struct { const char *kind, *spread, *affinity, *group; int least, most; gint64 cpu; }
  kinds[] = {
    { "web", "zone:1", NULL, NULL, 3, 9, 2000 },             /* even, wherever there is power */
    { "cache", "zone:1:soft;rack:1:soft", NULL, NULL, 3, 6, 4000 },
    { "quorum", "zone:1:3", "!self@machine", NULL, 3, 3, 4000 }, /* one a zone, and three zones */
    { "scanner", NULL, "!self@machine", "scanners", 2, 6, 1000 }, /* two share no machine */
    { "reader", NULL, "scanners@machine;self@rack:50", NULL, 2, 4, 1000 },
  };
  gsl_rng *rng = stream_new (8, 0);

  for (guint n = 0; n < 60; n++) {
    guint kind = n % G_N_ELEMENTS (kinds);
    Row row = { .job = g_strdup_printf ("%s-%u", kinds[kind].kind, n / 5 + 1), .user = "services",
                .submit = n * 10 * MINUTE, .duration = UNENDING, .priority = 200,
                .cpu = kinds[kind].cpu, .memory = kinds[kind].cpu / 1000 * 4 * GIB,
                .count = (gint) between (rng, kinds[kind].least, kinds[kind].most),
                .group = kinds[kind].group, .spread = kinds[kind].spread,
                .affinity = kinds[kind].affinity };
    g_array_append_val (rows, row);
  }
  gsl_rng_free (rng);
}

static void
add_jobs_between (GArray *rows)
{
  gsl_rng *rng = stream_new (8, 1);
  double now = 0;

  for (int n = 0; (now = next_arrival (rng, now, 6, 0, 0)) < 2 * DAY; n++) {
    Row row = { .job = g_strdup_printf ("job-%d", n + 1), .user = "research",
                .submit = (gint64) now, .priority = 100, .count = (gint) between (rng, 1, 8) };
    row.duration = duration (rng, 2 * HOUR, 0.7, 8 * HOUR);
    row.cpu = ONE_OF (rng, 1000, 2000, 4000);
    row.memory = row.cpu / 1000 * 4 * GIB;
    g_array_append_val (rows, row);
  }
  gsl_rng_free (rng);
}

static void
make_spread (const char *folder)
{
  GArray *rows = rows_new ();

  make_zones (folder);
  add_services (rows);
  add_jobs_between (rows);
  save_rows (folder, "spread.csv", rows);
}

/* reclamation ---------------------------------------------------------------------------------- */

/* What the row's tasks use of what they ask for; some have a peak. */
static void
set_usage (Row *row, gsl_rng *rng, gint64 low, gint64 high, gint64 first_peak, gint64 last_peak)
{
  row->cpu_used = part (rng, row->cpu, low, high);
  row->memory_used = part (rng, row->memory, low, high);
  if (!chance (rng, 0.3))
    return;
  row->memory_peak = part (rng, row->memory, 80, 100);
  row->peak_at = between (rng, first_peak / MINUTE, last_peak / MINUTE) * MINUTE;
  row->peak_for = between (rng, 20, 90) * MINUTE;
}

/* Production stands there all day: its limits are nine tenths of the cell, what it uses is half of
 * that, but for its peaks after noon. */
static void
make_reclamation (const char *folder)
{
  gsl_rng *prod = stream_new (9, 0), *batch = stream_new (9, 1);
  GArray *rows = rows_new ();
  double now = 0;

  for (int n = 0; n < 36; n++) {
    Row row = { .user = n % 2 == 0 ? "web" : "maps", .duration = 2 * DAY, .priority = 200, .cpu = 4000,
                .memory = 16 * GIB, .count = 1 };
    row.job = g_strdup_printf ("prod-%d", n + 1);
    set_usage (&row, prod, 35, 60, 12 * HOUR, 14 * HOUR);
    g_array_append_val (rows, row);
  }
  for (int n = 0; now < DAY; n++) {
    Row row = { .user = chance (batch, 0.5) ? "logs" : "research", .checkpoint = 10 * MINUTE };
    now = next_arrival (batch, now, 12, 0.2, 14);
    row.job = g_strdup_printf ("batch-%d", n + 1);
    row.priority = chance (batch, 0.3) ? 0 : 100;
    row.submit = (gint64) now;
    row.duration = duration (batch, 1.5 * HOUR, 0.8, 8 * HOUR);
    row.cpu = ONE_OF (batch, 500, 1000, 2000);
    row.memory = row.cpu / 500 * 2 * GIB;
    row.count = (gint) between (batch, 1, 6);
    set_usage (&row, batch, 40, 80, 10 * MINUTE, HOUR);
    g_array_append_val (rows, row);
  }
  gsl_rng_free (prod);
  gsl_rng_free (batch);
  save_rows (folder, "reclamation.csv", rows);
}

int
main (int argc, char **argv)
{
  if (argc != 2) {
    g_printerr ("usage: make_traces OUTDIR\n");
    return 2;
  }
  if (g_mkdir_with_parents (argv[1], 0777) != 0) {
    g_printerr ("make_traces: cannot make the folder %s\n", argv[1]);
    return 1;
  }
  make_quickstart (argv[1]);
  make_drf_paper (argv[1]);
  make_prod_batch (argv[1]);
  make_wishes (argv[1], "over-constrained.csv", TRUE);
  make_wishes (argv[1], "over-constrained-soft.csv", FALSE);
  make_fragmentation (argv[1]);
  make_backfill (argv[1]);
  make_omega (argv[1]);
  make_gang (argv[1]);
  make_spread (argv[1]);
  make_reclamation (argv[1]);
  make_kubernetes (argv[1]);
  make_locality (argv[1]);
  make_quota (argv[1]);
  return 0;
}
