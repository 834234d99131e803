/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/trace_tables.h"

#include "metrics/csv_line.h"
#include "util/result_file.h"
#include "util/units.h"

/* Has the trace anything of the resource to show? */
static gboolean
is_shown (const TraceFacts *facts, guint resource)
{
  return facts->requests[resource] != NULL;
}

static const char *
name_of (const TraceFacts *facts, guint resource)
{
  return facts->file->resources.item[resource].name;
}

/* A column for each resource, named by the format. */
static void
write_names (CsvLine *line, const TraceFacts *facts, const char *suffix)
{
  for (guint r = 0; r < facts->file->resources.count; r++)
    if (is_shown (facts, r))
      csv_line_textf (line, "%s%s", name_of (facts, r), suffix);
}

/* Distributions -------------------------------------------------------------------------------- */

static void
write_quantile (CsvLine *line, Quantiles *quantiles, guint permille, double scale)
{
  if (quantiles_count (quantiles) == 0)
    csv_line_empty (line);
  else
    csv_line_number (line, (double) quantiles_at_permille (quantiles, permille) / scale);
}

static void
write_distributions (CsvLine *line, const TraceFacts *facts)
{
  csv_line_text (line, "share");
  csv_line_text (line, "run_time");
  csv_line_text (line, "gap");
  write_names (line, facts, "_request");
  csv_line_end (line);
  for (guint permille = 0; permille <= 1000; permille++) {
    csv_line_number (line, permille / 1000.0);
    write_quantile (line, facts->run_times, permille, TIME_SECOND);
    write_quantile (line, facts->gaps, permille, TIME_SECOND);
    for (guint r = 0; r < facts->file->resources.count; r++)
      if (is_shown (facts, r))
        write_quantile (line, facts->requests[r], permille,
                        unit_size (facts->file->resources.item[r].unit));
    csv_line_end (line);
  }
}

/* Who has most --------------------------------------------------------------------------------- */

static double
work_of_all (const TraceFacts *facts, guint resource)
{
  double work = 0;

  for (guint t = 0; t < N_TIERS; t++)
    work += facts->work[t][resource];
  return work;
}

/* Work in people's units × seconds, and its part of all. */
static void
write_work (CsvLine *line, const TraceFacts *facts, guint resource, double work)
{
  double all = work_of_all (facts, resource);

  csv_line_number (line, work / unit_size (facts->file->resources.item[resource].unit));
  csv_line_number (line, all > 0 ? work / all : 0);
}

static void
write_work_header (CsvLine *line, const TraceFacts *facts)
{
  for (guint r = 0; r < facts->file->resources.count; r++)
    if (is_shown (facts, r)) {
      csv_line_textf (line, "%s_work", name_of (facts, r));
      csv_line_textf (line, "%s_share", name_of (facts, r));
    }
  csv_line_end (line);
}

static void
write_top_tasks (CsvLine *line, const TraceFacts *facts)
{
  csv_line_text (line, "top");
  csv_line_text (line, "tasks");
  write_work_header (line, facts);
  for (guint i = 0; i < N_TOP_PARTS; i++) {
    csv_line_textf (line, "%g %%", trace_top_parts[i] / 100.0);
    csv_line_integer (line, (gint64) trace_facts_top_tasks (facts, i));
    for (guint r = 0; r < facts->file->resources.count; r++)
      if (is_shown (facts, r))
        write_work (line, facts, r, facts->top_share[i][r] * work_of_all (facts, r));
    csv_line_end (line);
  }
}

static gint
compare_most_first (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x < y) - (x > y);
}

/* What the first 1, 2, 3 … of them have of a resource, whoever they are: most first. */
static double *
sums_of_top_users (const TraceFacts *facts, guint resource)
{
  guint n = users_count (facts->file->users);
  double *work = g_new0 (double, MAX (n, 1));

  for (guint u = 0; u < n; u++)
    work[u] = facts->users[u].work[resource];
  qsort (work, n, sizeof *work, compare_most_first);
  for (guint u = 1; u < n; u++)
    work[u] += work[u - 1];
  return work;
}

static guint
users_with_tasks (const TraceFacts *facts)
{
  guint n = 0;

  for (guint u = 0; u < users_count (facts->file->users); u++)
    n += facts->users[u].tasks > 0;
  return n;
}

static void
write_top_users (CsvLine *line, const TraceFacts *facts)
{
  static const guint tops[] = { 1, 3, 10, 30, 100, 300, 1000 };
  double *sums[MAX_RESOURCES] = { NULL };
  guint n = users_with_tasks (facts);

  csv_line_text (line, "top");
  write_work_header (line, facts);
  for (guint r = 0; r < facts->file->resources.count; r++)
    if (is_shown (facts, r))
      sums[r] = sums_of_top_users (facts, r);
  for (guint i = 0; i < G_N_ELEMENTS (tops) && (i == 0 || tops[i] <= n); i++) {
    csv_line_textf (line, "%u", tops[i]);
    for (guint r = 0; r < MAX_RESOURCES; r++)
      if (sums[r] != NULL)
        write_work (line, facts, r, sums[r][tops[i] - 1]);
    csv_line_end (line);
  }
  for (guint r = 0; r < MAX_RESOURCES; r++)
    g_free (sums[r]);
}

static void
write_users (CsvLine *line, const TraceFacts *facts)
{
  csv_line_text (line, "user");
  csv_line_text (line, "tasks");
  write_work_header (line, facts);
  for (guint u = 0; u < users_count (facts->file->users); u++) {
    if (facts->users[u].tasks == 0)
      continue;
    csv_line_text (line, users_get (facts->file->users, u)->path);
    csv_line_integer (line, (gint64) facts->users[u].tasks);
    for (guint r = 0; r < facts->file->resources.count; r++)
      if (is_shown (facts, r))
        write_work (line, facts, r, facts->users[u].work[r]);
    csv_line_end (line);
  }
}

/* Files ---------------------------------------------------------------------------------------- */

static gboolean
write_table (const char *folder, const char *name,
             void (*write) (CsvLine *line, const TraceFacts *facts), const TraceFacts *facts,
             GError **error)
{
  g_autoptr (ResultFile) file = result_file_new (folder, name, error);
  CsvLine line;

  if (file == NULL)
    return FALSE;
  csv_line_init (&line, file);
  write (&line, facts);
  csv_line_clear (&line);
  return result_file_commit (file, error);
}

static gboolean
write_json (const TraceFacts *facts, const char *folder, GError **error)
{
  g_autoptr (ResultFile) file = result_file_new (folder, "trace.json", error);
  g_autofree char *text = trace_facts_json (facts);

  if (file == NULL)
    return FALSE;
  result_file_puts (file, text);
  return result_file_commit (file, error);
}

gboolean
trace_tables_write (const TraceFacts *facts, const char *folder, GError **error)
{
  return folder_make (folder, error)
         && write_table (folder, "trace-distributions.csv", write_distributions, facts, error)
         && write_table (folder, "trace-top-tasks.csv", write_top_tasks, facts, error)
         && write_table (folder, "trace-top-users.csv", write_top_users, facts, error)
         && write_table (folder, "trace-users.csv", write_users, facts, error)
         && trace_load_table_write (facts, folder, error) && write_json (facts, folder, error);
}
