/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quickstart: two days of a small shared cell, with something to see in every chart. */
#include "trace_rows.h"

#include <math.h>

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
  save_text (folder, "quickstart-machines.csv", text);
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
    "rack=a1", "rack=a2", "rack=a3", "rack=b1", "rack=b2",
    "rack=b3", "rack=c1", "rack=c2", "rack=c3",
  };
  for (guint i = 0; i < G_N_ELEMENTS (racks); i++) {
    Row row = { .job = g_strconcat ("agents-", racks[i] + 5, NULL), .user = "infra/agents",
                .duration = UNENDING, .priority = 360, .cpu = 500, .memory = GIB, .cpu_used = 200,
                .memory_used = GIB / 2, .constraints = racks[i], .count = 3 };
    g_array_append_val (rows, row);
  }
}

void
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
