/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs that read blocks of a file system like HDFS: each block lies on three machines, two of them in
 * one rack. Racks hang on a switch of their zone, and these two on a core. */
#include "trace_rows.h"

#define ZONES 2
#define RACKS 3    /* a zone */
#define MACHINES 6 /* a rack */

static int
rack_of (int machine)
{
  return machine / MACHINES;
}

static void
make_machines (const char *folder)
{
  g_autoptr (GString) text = g_string_new ("machine,cpu,memory,zone,rack\n");
  for (int m = 0; m < ZONES * RACKS * MACHINES; m++)
    g_string_append_printf (text, "m%02d,4,16GiB,%c,r%d\n", m, 'a' + rack_of (m) / RACKS,
                            rack_of (m) + 1);
  save_text (folder, "locality-machines.csv", text);
}

/* What more machines share is longer: it passes less for each. */
static void
make_network (const char *folder)
{
  g_autoptr (GString) text = g_string_new ("# NAME NAME LENGTH; machines hang on their racks\n");
  for (int rack = 0; rack < ZONES * RACKS; rack++)
    g_string_append_printf (text, "r%d switch-%c 2\n", rack + 1, 'a' + rack / RACKS);
  for (int zone = 0; zone < ZONES; zone++)
    g_string_append_printf (text, "switch-%c core 4\n", 'a' + zone);
  save_text (folder, "locality-network.txt", text);
}

/* A block's places: any machine, and two of another rack. */
static const char *
draw_places (gsl_rng *rng)
{
  int first = (int) between (rng, 0, ZONES * RACKS * MACHINES - 1);
  int rack = (int) between (rng, 0, ZONES * RACKS - 2);
  int second = (int) between (rng, 0, MACHINES - 1), third = (int) between (rng, 0, MACHINES - 2);
  char text[16];
  rack += rack >= rack_of (first);
  third += third >= second;
  g_snprintf (text, sizeof text, "m%02d;m%02d;m%02d", first, rack * MACHINES + second,
              rack * MACHINES + third);
  return g_intern_string (text);
}

/* Each task of a job reads a block of its own. */
static void
add_job (GArray *rows, gsl_rng *rng, int number, double submit)
{
  gint64 run = between (rng, 20, 60), blocks = between (rng, 4, 16);
  for (gint64 block = 0; block < blocks; block++) {
    g_autofree char *name = g_strdup_printf ("%d", (int) block);
    Row row = { .job = g_strdup_printf ("scan-%d", number), .task = g_intern_string (name),
                .user = "analysts", .count = 1, .submit = (gint64) submit, .duration = run,
                .priority = 100, .cpu = 1000, .memory = 2 * GIB, .data = draw_places (rng), .data_size = 2 * GIB };
    g_array_append_val (rows, row);
  }
}

void
make_locality (const char *folder)
{
  gsl_rng *arrivals = stream_new (10, 0), *jobs = stream_new (10, 1);
  GArray *rows = rows_new ();
  double now = 0;
  make_machines (folder);
  make_network (folder);
  for (int n = 1; (now = next_arrival (arrivals, now, 600, 0, 0)) < 20 * MINUTE; n++)
    add_job (rows, jobs, n, now);
  gsl_rng_free (arrivals);
  gsl_rng_free (jobs);
  save_rows (folder, "locality.csv", rows);
}
