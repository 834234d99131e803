/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sweep/results_table.h"

#include "metrics/csv_line.h"
#include "report/figures.h"
#include "sweep/point_folder.h"

static gboolean
walk_point (const SweepPoint *point, const char *folder, FigureFunc function, gpointer data,
            GError **error)
{
  g_autofree char *path = point_folder_path (folder, point);
  g_autoptr (JsonNode) root = point_folder_summary (path, error);
  g_auto (GStrv) keys = root != NULL ? figures_keys (root) : NULL;

  if (root == NULL)
    return FALSE;
  for (guint i = 0; keys[i] != NULL; i++) {
    double value;
    gboolean known = figures_number (root, keys[i], &value);

    if (!function (point, keys[i], known ? &value : NULL, data, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
results_table_walk (const SweepPlan *plan, const char *folder, const guint8 *states,
                    FigureFunc function, gpointer data, GError **error)
{
  for (guint i = 0; i < plan->points->len; i++)
    if (sweep_point_is_there (states[i])
        && !walk_point (sweep_plan_point (plan, i), folder, function, data, error))
      return FALSE;
  return TRUE;
}

typedef struct {
  const SweepPlan *plan;
  CsvLine line;
} Table;

static gboolean
write_row (const SweepPoint *point, const char *metric, const double *value, gpointer data,
           GError **error)
{
  Table *table = data;

  (void) error;
  csv_line_text (&table->line, point->name);
  for (guint k = 0; table->plan->keys[k] != NULL; k++)
    csv_line_text (&table->line, point->values[k] != NULL ? point->values[k] : "");
  csv_line_text (&table->line, metric);
  if (value != NULL)
    csv_line_number (&table->line, *value);
  else
    csv_line_empty (&table->line);
  csv_line_end (&table->line);
  return TRUE;
}

gboolean
results_table_write (const SweepPlan *plan, const char *folder, const guint8 *states,
                     GError **error)
{
  g_autoptr (ResultFile) file = result_file_new (folder, RESULTS_TABLE, error);
  Table table = { .plan = plan };
  gboolean done;

  if (file == NULL)
    return FALSE;
  csv_line_init (&table.line, file);
  csv_line_text (&table.line, "point");
  for (guint k = 0; plan->keys[k] != NULL; k++)
    csv_line_text (&table.line, plan->keys[k]);
  csv_line_text (&table.line, "metric");
  csv_line_text (&table.line, "value");
  csv_line_end (&table.line);
  done = results_table_walk (plan, folder, states, write_row, &table, error);
  csv_line_clear (&table.line);
  return done && result_file_commit (file, error);
}
