/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Offered load over time: what would be allocated if every task started when it is submitted, by tier,
 * beside what the machines have; and how many tasks come. */
#include <math.h>

#include "metrics/csv_line.h"
#include "metrics/time_bins.h"
#include "report/trace_tables.h"
#include "util/units.h"

typedef struct {
  const TraceFacts *facts;
  TimeBins bins;
  BinSums offered[N_TIERS][MAX_RESOURCES], capacity[MAX_RESOURCES];
  guint64 *arrivals[N_TIERS];
} Load;

static gboolean
is_shown (const Load *load, guint resource)
{
  return resource < load->facts->file->resources.count && load->facts->requests[resource] != NULL;
}

/* The times that `info` reckons loads for; or all, where everything comes at once. */
static void
load_init (Load *load, const TraceFacts *facts)
{
  gboolean at_once = facts->first_submit == facts->last_submit;

  *load = (Load){ .facts = facts };
  load->bins = time_bins_choose (facts->first_submit,
                                 at_once ? facts->last_end : facts->last_submit);
  for (guint t = 0; t < N_TIERS; t++) {
    load->arrivals[t] = g_new0 (guint64, load->bins.count);
    for (guint r = 0; r < MAX_RESOURCES; r++)
      if (is_shown (load, r))
        bin_sums_init (&load->offered[t][r], &load->bins);
  }
  for (guint r = 0; r < MAX_RESOURCES; r++)
    if (is_shown (load, r))
      bin_sums_init (&load->capacity[r], &load->bins);
}

static void
load_clear (Load *load)
{
  for (guint t = 0; t < N_TIERS; t++) {
    g_free (load->arrivals[t]);
    for (guint r = 0; r < MAX_RESOURCES; r++)
      bin_sums_clear (&load->offered[t][r]);
  }
  for (guint r = 0; r < MAX_RESOURCES; r++)
    bin_sums_clear (&load->capacity[r]);
}

static void
add_task (Load *load, const TaskRecord *record)
{
  const TaskClass *class = task_classes_get (load->facts->file->classes, record->task_class);
  gint64 end = record->duration == DURATION_UNENDING ? G_MAXINT64
                                                     : record->submit + record->duration;

  /* those of the first instant were mostly there before the trace was */
  if (record->submit > load->facts->first_submit)
    load->arrivals[class->tier][time_bins_at (&load->bins, record->submit)] += record->count;
  for (guint r = 0; r < MAX_RESOURCES; r++)
    if (is_shown (load, r) && class->request.of[r] > 0)
      bin_sums_add (&load->offered[class->tier][r], &load->bins, record->submit, end,
                    (gint64) class->request.of[r] * record->count);
}

static gboolean
add_tasks (Load *load, GError **error)
{
  g_autoptr (TaskStream) stream = workload_open (load->facts->file->workload, error);
  TaskRecord record;
  int got;

  if (stream == NULL)
    return FALSE;
  while ((got = task_stream_next (stream, &record, error)) > 0)
    add_task (load, &record);
  return got == 0;
}

static void
add_machine (gpointer data, guint machine, gint64 from, gint64 until)
{
  Load *load = data;

  for (guint r = 0; r < MAX_RESOURCES; r++)
    if (is_shown (load, r))
      bin_sums_add (&load->capacity[r], &load->bins, from, until,
                    inventory_capacity (load->facts->file->inventory, r, machine));
}

/* Writing -------------------------------------------------------------------------------------- */

static void
write_header (CsvLine *line, const Load *load)
{
  csv_line_text (line, "time");
  for (guint r = 0; r < MAX_RESOURCES; r++) {
    const char *name = is_shown (load, r) ? load->facts->file->resources.item[r].name : NULL;
    g_autofree char *by_tier = g_strdup_printf ("%s_offered", name != NULL ? name : "");

    if (name == NULL)
      continue;
    csv_line_textf (line, "%s_capacity", name);
    csv_line_text (line, by_tier);
    csv_line_tiers (line, by_tier);
  }
  csv_line_tiers (line, "arrivals");
  csv_line_end (line);
}

/* Means of all bins, by resource. */
typedef struct {
  double *capacity, *offered[N_TIERS];
} Means;

static double *
means_of (const Load *load, const BinSums *sums)
{
  double *means = g_new (double, load->bins.count);

  bin_sums_means (sums, &load->bins, means);
  return means;
}

static void
write_amount (CsvLine *line, double amount, double scale)
{
  if (isnan (amount))
    csv_line_empty (line);
  else
    csv_line_number (line, amount / scale);
}

static void
write_resource (CsvLine *line, const Load *load, const Means *means, guint resource, guint bin)
{
  double scale = unit_size (load->facts->file->resources.item[resource].unit), sum = 0;

  if (inventory_count (load->facts->file->inventory) == 0)
    csv_line_empty (line);
  else
    write_amount (line, means->capacity[bin], scale);
  for (guint t = 0; t < N_TIERS; t++)
    sum += means->offered[t][bin];
  write_amount (line, sum, scale);
  for (guint t = 0; t < N_TIERS; t++)
    write_amount (line, means->offered[t][bin], scale);
}

/* Tasks an hour. */
static void
write_arrivals (CsvLine *line, const Load *load, guint bin)
{
  double hours = (double) (time_bins_edge (&load->bins, bin + 1) - time_bins_edge (&load->bins, bin))
                 / (3600.0 * (double) TIME_SECOND);

  for (guint t = 0; t < N_TIERS; t++)
    write_amount (line, hours > 0 ? (double) load->arrivals[t][bin] : NAN, hours);
}

/* A row a bin, and one where the last ends: values hold until the next row. */
static void
write_rows (CsvLine *line, const Load *load, const Means means[MAX_RESOURCES])
{
  for (guint i = 0; i <= load->bins.count; i++) {
    guint bin = MIN (i, load->bins.count - 1);

    csv_line_seconds (line, time_bins_edge (&load->bins, i));
    for (guint r = 0; r < MAX_RESOURCES; r++)
      if (is_shown (load, r))
        write_resource (line, load, &means[r], r, bin);
    write_arrivals (line, load, bin);
    csv_line_end (line);
  }
}

static void
write_load (CsvLine *line, const Load *load)
{
  Means means[MAX_RESOURCES] = { 0 };

  for (guint r = 0; r < MAX_RESOURCES; r++) {
    if (!is_shown (load, r))
      continue;
    means[r].capacity = means_of (load, &load->capacity[r]);
    for (guint t = 0; t < N_TIERS; t++)
      means[r].offered[t] = means_of (load, &load->offered[t][r]);
  }
  write_header (line, load);
  write_rows (line, load, means);
  for (guint r = 0; r < MAX_RESOURCES; r++) {
    g_free (means[r].capacity);
    for (guint t = 0; t < N_TIERS; t++)
      g_free (means[r].offered[t]);
  }
}

gboolean
trace_load_table_write (const TraceFacts *facts, const char *folder, GError **error)
{
  g_autoptr (ResultFile) file = result_file_new (folder, "trace-load.csv", error);
  CsvLine line;
  Load load;
  gboolean good;

  if (file == NULL)
    return FALSE;
  load_init (&load, facts);
  good = add_tasks (&load, error);
  if (good) {
    inventory_visit_spans (facts->file->inventory, add_machine, &load);
    csv_line_init (&line, file);
    write_load (&line, &load);
    csv_line_clear (&line);
  }
  load_clear (&load);
  return good && result_file_commit (file, error);
}
