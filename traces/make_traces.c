/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes every trace that ships with berth: make_traces OUTDIR.
 *
 * The same program writes the same bytes everywhere: each purpose draws from a generator of its own
 * (so that a change to one does not shift another), amounts are integers before they are printed, and
 * no locale is set. The traces are committed; a test generates them again and compares.
 *
 * Columns that a trace does not need are left out of its file. */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include <glib.h>
#include <glib/gstdio.h>

#include <math.h>
#include <stdlib.h>

#define MINUTE 60
#define HOUR 3600
#define DAY 86400
#define GIB 1024
#define UNENDING (-1)

/* A row of a tasks file; its defaults are zeros, and priority 100. */
typedef struct {
  char *job;
  const char *user;
  gint64 submit, duration, checkpoint;   /* s */
  gint priority;
  gint64 cpu, memory, gpu;               /* millicores, MiB, thousandths of a device */
  gint64 cpu_used, memory_used;
  const char *constraints, *preferences, *tolerations;
  gint count;
} Row;

/* Writing ------------------------------------------------------------------------------------------ */

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

typedef enum { TEXT, NUMBER, MILLI, SECONDS, PRIORITY, COUNT } CellKind;

typedef struct {
  const char *name;
  CellKind kind;
  glong offset;
} Column;

#define COLUMN(name, kind, member) { name, kind, G_STRUCT_OFFSET (Row, member) }

static const Column columns[] = {
  COLUMN ("job", TEXT, job),
  COLUMN ("user", TEXT, user),
  COLUMN ("submit", SECONDS, submit),
  COLUMN ("duration", SECONDS, duration),
  COLUMN ("priority", PRIORITY, priority),
  COLUMN ("cpu", MILLI, cpu),
  COLUMN ("memory", NUMBER, memory),
  COLUMN ("gpu", MILLI, gpu),
  COLUMN ("cpu-used", MILLI, cpu_used),
  COLUMN ("memory-used", NUMBER, memory_used),
  COLUMN ("constraints", TEXT, constraints),
  COLUMN ("preferences", TEXT, preferences),
  COLUMN ("tolerations", TEXT, tolerations),
  COLUMN ("checkpoint", NUMBER, checkpoint),
  COLUMN ("count", COUNT, count),
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

static void
save (const char *folder, const char *name, const GString *text)
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

static GArray *
rows_new (void)
{
  GArray *rows = g_array_new (FALSE, TRUE, sizeof (Row));
  g_array_set_clear_func (rows, row_clear);
  return rows;
}

/* Sorts by submit time (a stable sort), writes and frees the rows. */
static void
save_rows (const char *folder, const char *name, GArray *rows)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean used[G_N_ELEMENTS (columns)];

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
  save (folder, name, text);
  g_array_unref (rows);
}

/* Drawing ------------------------------------------------------------------------------------------ */

static gsl_rng *
stream_new (gulong trace, gulong purpose)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  gsl_rng_set (rng, trace * 1000 + purpose);
  return rng;
}

static gint64
between (gsl_rng *rng, gint64 low, gint64 high)
{
  return low + (gint64) gsl_rng_uniform_int (rng, (gulong) (high - low + 1));
}

static gboolean
chance (gsl_rng *rng, double probability)
{
  return gsl_rng_uniform (rng) < probability;
}

/* One of the n values, all equally likely. */
static gint64
one_of (gsl_rng *rng, const gint64 *values, guint n)
{
  return values[gsl_rng_uniform_int (rng, n)];
}
#define ONE_OF(rng, ...) \
  one_of (rng, (const gint64[]){ __VA_ARGS__ }, G_N_ELEMENTS (((const gint64[]){ __VA_ARGS__ })))

/* Log-normal of this mean, in whole minutes from 1 to at_most. */
static gint64
duration (gsl_rng *rng, double mean, double sigma, gint64 at_most)
{
  double seconds = gsl_ran_lognormal (rng, log (mean) - sigma * sigma / 2, sigma);
  return CLAMP ((gint64) (seconds / MINUTE), 1, at_most / MINUTE) * MINUTE;
}

/* The part of a request that is used: from low to high percent. */
static gint64
part (gsl_rng *rng, gint64 request, gint64 low, gint64 high)
{
  return request * between (rng, low, high) / 100;
}

/* The next arrival after `now` of a Poisson process whose rate swings by `swing` around `per_hour`, highest at
 * `peak` (hours), by thinning. Whole seconds. */
static double
next_arrival (gsl_rng *rng, double now, double per_hour, double swing, double peak)
{
  do
    now += gsl_ran_exponential (rng, HOUR / (per_hour * (1 + swing)));
  while (!chance (rng, (1 + swing * cos (2 * G_PI * (now / HOUR - peak) / 24)) / (1 + swing)));
  return now;
}

/* quickstart --------------------------------------------------------------------------------------- */

#define ZONES 3
#define RACKS 3
#define SLOTS 11

/* A rack holds seven standard machines, two with much memory, one large one and one with GPUs. */
static void
append_machine (GString *text, int zone, int rack, int slot)
{
  static const struct { int cpu, gib, gpu; const char *attributes, *taints; } kinds[] = {
    { 32, 128, 0, "disk=hdd", "" },
    { 32, 384, 0, "disk=ssd", "" },
    { 64, 256, 0, "disk=ssd", "" },
    { 96, 768, 8, "disk=ssd;model=l4", "gpu" },
    { 96, 768, 8, "disk=ssd;model=a100", "gpu" },
  };
  int kind = slot < 7 ? 0 : slot < 9 ? 1 : slot == 9 ? 2 : zone > 0 ? 3 : 4;

  g_string_append_printf (text, "%c%d-%02d,%d,%dGiB,%d,%c,%c%d,%s,%s,,\n", 'a' + zone, rack + 1,
                          slot + 1, kinds[kind].cpu, kinds[kind].gib, kinds[kind].gpu, 'a' + zone,
                          'a' + zone, rack + 1, kinds[kind].attributes, kinds[kind].taints);
}

static void
make_quickstart_machines (const char *folder)
{
  g_autoptr (GString) text
    = g_string_new ("machine,cpu,memory,gpu,zone,rack,attributes,taints,time,event\n");

  for (int zone = 0; zone < ZONES; zone++)
    for (int rack = 0; rack < RACKS; rack++)
      for (int slot = 0; slot < SLOTS; slot++)
        append_machine (text, zone, rack, slot);
  g_string_append (text, "c3-10,,,,,,,,9h,drain\nc3-10,,,,,,,,17h,up\n");
  for (int slot = 0; slot < SLOTS; slot++)
    g_string_append_printf (text, "b2-%02d,,,,,,,,30h,down\nb2-%02d,,,,,,,,31h,up\n", slot + 1,
                            slot + 1);
  save (folder, "quickstart-machines.csv", text);
}

/* A service: replicas that run all the time, and more of them by day. */
static void
add_service (GArray *rows, const Row *base, int jobs, double per_hour, double peak, gsl_rng *rng)
{
  double now = 0;
  for (int n = 0; n < jobs || now < 2 * DAY; n++) {
    gboolean standing = n < jobs;
    Row row = *base;
    now = standing ? 0 : next_arrival (rng, now, per_hour, 0.85, peak);
    row.job = g_strdup_printf ("%s-%s%d", base->job, standing ? "base-" : "", n + 1);
    row.submit = (gint64) now;
    row.duration = standing ? UNENDING : duration (rng, 4 * HOUR, 0.5, 12 * HOUR);
    row.count = (gint) (standing ? between (rng, 7, 13) : between (rng, 2, 9));
    row.cpu = ONE_OF (rng, 4000, 4000, 6000, 8000, 12000);
    row.memory = row.cpu / 1000 * base->memory;
    row.cpu_used = part (rng, row.cpu, 35, 70);
    row.memory_used = part (rng, row.memory, 60, 90);
    if (base->constraints != NULL && !chance (rng, 0.4))
      row.constraints = NULL;
    g_array_append_val (rows, row);
  }
}

/* Batch jobs of many short tasks, one every three hours. */
static void
add_index (GArray *rows, gsl_rng *rng)
{
  int n = 0;
  for (gint64 hour = 0; hour < 48; hour += 3) {
    Row row = { .user = "search/index", .priority = 110, .submit = hour * HOUR + 7 * MINUTE };
    row.job = g_strdup_printf ("index-%d", ++n);
    row.duration = between (rng, 70, 170) * MINUTE;
    row.count = (gint) between (rng, 40, 90);
    row.cpu = ONE_OF (rng, 4000, 5000, 6000);
    row.memory = row.cpu / 1000 * 3 * GIB;
    row.cpu_used = part (rng, row.cpu, 75, 98);
    row.memory_used = part (rng, row.memory, 50, 80);
    g_array_append_val (rows, row);
  }
}

/* Notebooks that share a GPU, training on one to eight, and now and then a model nobody has. */
static void
add_ml (GArray *rows, gsl_rng *rng)
{
  int n = 0;
  for (double now = 0; now < 2 * DAY; now = n < 32 ? 0 : next_arrival (rng, now, 6.3, 0.4, 15)) {
    gboolean notebook = chance (rng, 0.4);
    Row row = { .user = "research/ml", .priority = notebook ? 120 : 105, .tolerations = "gpu" };
    row.job = g_strdup_printf ("%s-%d", notebook ? "notebook" : "train", ++n);
    row.submit = (gint64) now;
    row.gpu = notebook ? ONE_OF (rng, 250, 500) : ONE_OF (rng, 1000, 1000, 2000, 4000, 8000);
    row.duration = duration (rng, (notebook ? 4 : 5) * HOUR, 0.8, 30 * HOUR);
    row.checkpoint = notebook ? 0 : 30 * MINUTE;
    row.cpu = row.gpu * 11;
    row.memory = row.gpu * 90 * GIB / 1000;
    row.count = (gint) (notebook ? between (rng, 1, 4) : between (rng, 1, 2));
    row.cpu_used = part (rng, row.cpu, 30, 80);
    row.memory_used = part (rng, row.memory, 40, 80);
    if (!notebook && chance (rng, 0.25))
      row.constraints = chance (rng, 0.12) ? "model=h100" : "model=a100";
    g_array_append_val (rows, row);
  }
}

/* Simulations: heavy tails, some with checkpoints; and now and then one that asks for too much. */
static void
add_sim (GArray *rows, gsl_rng *rng)
{
  int n = 0;
  for (double now = 0; now < 2 * DAY; now = n < 12 ? 0 : next_arrival (rng, now, 3.4, 0.3, 18)) {
    double hours = gsl_ran_pareto (rng, 1.4, 0.75);
    Row row = { .user = "research/sim", .priority = 10, .submit = (gint64) now };
    row.job = g_strdup_printf ("sim-%d", ++n);
    row.duration = MIN ((gint64) (hours * 60), 1440) * MINUTE;
    row.checkpoint = chance (rng, 0.5) ? 20 * MINUTE : 0;
    row.count = (gint) between (rng, 2, 20);
    row.cpu = ONE_OF (rng, 2000, 4000, 4000, 8000, 8000);
    row.memory = row.cpu / 1000 * ONE_OF (rng, 1, 2, 4) * GIB;
    if (n % 50 == 20) {   /* more than any machine has */
      row.cpu = 128000;
      row.memory = 256 * GIB;
      row.count = 6;
    } else if (n % 25 == 12) {   /* most of a large one */
      row.cpu = 48000;
      row.memory = 96 * GIB;
      row.count = 4;
    }
    row.cpu_used = part (rng, row.cpu, 85, 100);
    row.memory_used = part (rng, row.memory, 30, 90);
    g_array_append_val (rows, row);
  }
}

/* Genomes: every eight hours many tasks that are all memory, while simulations are all CPU. */
static void
add_bio (GArray *rows, gsl_rng *rng)
{
  int n = 0;
  for (gint64 hour = 3; hour < 48; hour += 8)
    for (int part_of = 0; part_of < 5; part_of++) {
      Row row = { .user = "research/bio", .priority = 10, .submit = hour * HOUR };
      row.job = g_strdup_printf ("genome-%d", ++n);
      row.duration = between (rng, 60, 300) * MINUTE;
      row.checkpoint = 30 * MINUTE;
      row.count = (gint) between (rng, 20, 50);
      row.cpu = 2000;
      row.memory = ONE_OF (rng, 16, 24, 32) * GIB;
      row.cpu_used = part (rng, row.cpu, 70, 100);
      row.memory_used = part (rng, row.memory, 70, 95);
      g_array_append_val (rows, row);
    }
}

/* Three agents a rack that watch it. */
static void
add_agents (GArray *rows)
{
  static const char *const racks[] = {
    "rack=a1", "rack=a2", "rack=a3", "rack=b1", "rack=b2", "rack=b3", "rack=c1", "rack=c2", "rack=c3",
  };
  for (guint i = 0; i < G_N_ELEMENTS (racks); i++) {
    Row row = { .job = g_strconcat ("agents-", racks[i] + 5, NULL), .user = "infra/agents",
                .duration = UNENDING, .priority = 360, .cpu = 500, .memory = GIB, .cpu_used = 200,
                .memory_used = GIB / 2, .constraints = racks[i], .count = 3 };
    g_array_append_val (rows, row);
  }
}

static void
make_quickstart (const char *folder)
{
  Row web = { .job = (char *) "web", .user = "search/web", .priority = 240, .memory = 3 * GIB };
  Row ads = { .job = (char *) "ads", .user = "ads/serving", .priority = 220, .memory = 5 * GIB,
              .constraints = "disk=ssd" };
  GArray *rows = rows_new ();
  gsl_rng *streams[6];

  for (guint i = 0; i < G_N_ELEMENTS (streams); i++)
    streams[i] = stream_new (1, i);
  add_agents (rows);
  add_service (rows, &web, 7, 4.4, 12, streams[0]);
  add_service (rows, &ads, 4, 2.3, 15, streams[1]);
  add_index (rows, streams[2]);
  add_ml (rows, streams[3]);
  add_sim (rows, streams[4]);
  add_bio (rows, streams[5]);
  for (guint i = 0; i < G_N_ELEMENTS (streams); i++)
    gsl_rng_free (streams[i]);
  make_quickstart_machines (folder);
  save_rows (folder, "quickstart-tasks.csv", rows);
}

/* drf-paper ---------------------------------------------------------------------------------------- */

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

/* prod-batch --------------------------------------------------------------------------------------- */

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

/* over-constrained --------------------------------------------------------------------------------- */

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

/* fragmentation ------------------------------------------------------------------------------------ */

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
  return 0;
}
