/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/run.h"

#include "metrics/observers.h"
#include "metrics/results.h"
#include "metrics/summary.h"
#include "report/report.h"
#include "simulator/simulation.h"

#include <json-glib/json-glib.h>

void
run_outcome_clear (RunOutcome *outcome)
{
  g_clear_pointer (&outcome->summary_json, g_free);
  g_clear_pointer (&outcome->files, g_strfreev);
}

static void
begin_summary (Summary *summary, const Scenario *scenario, const Simulation *simulation)
{
  static const char *const groups[] = {
    "tasks",       "preemptions",   "work",      "queue",        "scheduler",
    "utilization", "fragmentation", "fit_count", "wait_seconds", "slowdown",
    "fairness",
  };
  summary_text (summary, scenario->title, "title");
  summary_text (summary, scenario->name, "scenario");
  summary_integer (summary, (gint64) scenario->seed, "seed");
  summary_boolean (summary, simulation_interrupted (simulation), "interrupted");
  summary_seconds (summary, simulation_now (simulation), "simulated_seconds");
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    summary_object (summary, "%s", groups[i]);
}

/* Runs, and leaves the figures in ret_json and the files open in results (may be NULL). */
static gboolean
simulate (Simulation *simulation, const Scenario *scenario, Results *results, char **ret_json,
          GError **error)
{
  g_autoptr (GPtrArray)
    observers = observers_create (simulation_context (simulation), results, error);
  g_autoptr (Summary) summary = summary_new ();

  if (observers == NULL)
    return FALSE;
  for (guint i = 0; i < observers->len; i++)
    simulation_add_observer (simulation, g_ptr_array_index (observers, i));
  if (!simulation_run (simulation, error))
    return FALSE;
  begin_summary (summary, scenario, simulation);
  if (!observers_finish (observers, simulation_now (simulation), summary, error))
    return FALSE;
  *ret_json = summary_to_json (summary);
  return TRUE;
}

static gboolean
draw (Results *results, const char *format, GError **error)
{
  g_auto (GStrv) files = NULL;

  if (format == NULL)
    return TRUE;
  if (!report_draw_all (results_folder (results), NULL, format, &files, error))
    return FALSE;
  for (guint i = 0; files[i] != NULL; i++)
    if (!results_note (results, files[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
write_page (Results *results, const Scenario *scenario, const RunOptions *options,
            gboolean interrupted, GError **error)
{
  g_autofree char *manifest = NULL;

  if (options->write_page == NULL)
    return TRUE;
  manifest = results_manifest (results, scenario, interrupted, error);
  return manifest != NULL && options->write_page (results_folder (results), manifest, error)
         && results_note (results, REPORT_PAGE, error);
}

/* What report_draw_all() drew before it failed stays; the folder shall be as if it had not. */
static void
undraw (Results *results, const char *format)
{
  g_auto (GStrv) names = report_plot_names (report_plots_dir (), NULL);

  for (guint i = 0; names != NULL && format != NULL && names[i] != NULL; i++) {
    g_autofree char *name = g_strdup_printf ("plots/%s.%s", names[i], format);
    results_discard (results, name);
  }
  results_discard (results, REPORT_PAGE);
}

static gboolean
publish (Results *results, const Scenario *scenario, const RunOptions *options,
         gboolean interrupted, const char *json, GError **error)
{
  ResultFile *file = results_open (results, "summary.json", error);

  if (file == NULL)
    return FALSE;
  result_file_puts (file, json);
  if (!results_commit (results, error))
    return FALSE;
  if (!draw (results, options->plot_format, error)
      || !write_page (results, scenario, options, interrupted, error)) {
    undraw (results, options->plot_format);
    return FALSE;
  }
  return results_write_manifest (results, scenario, interrupted, error);
}

static guint64
tasks_submitted (const char *json)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *root;
  if (!json_parser_load_from_data (parser, json, -1, NULL))
    return 0;
  root = json_node_get_object (json_parser_get_root (parser));
  return (guint64) json_object_get_int_member (json_object_get_object_member (root, "tasks"),
                                               "submitted");
}

gboolean
run_scenario (const Scenario *scenario, const RunOptions *options, RunOutcome *ret, GError **error)
{
  SimulationOptions simulation_options = { .check = options->check,
                                           .progress = options->progress,
                                           .progress_data = options->progress_data };
  g_autoptr (Results) results = NULL;
  g_autoptr (Simulation) simulation = NULL;
  g_autofree char *json = NULL;

  if (options->out_dir != NULL && (results = results_new (options->out_dir, error)) == NULL)
    return FALSE;
  if (results != NULL && options->unsynced)
    results_set_unsynced (results);
  simulation = simulation_new (scenario, &simulation_options, error);
  if (simulation == NULL || !simulate (simulation, scenario, results, &json, error))
    return FALSE;
  if (results != NULL
      && !publish (results, scenario, options, simulation_interrupted (simulation), json, error))
    return FALSE;
  if (ret != NULL)
    *ret = (RunOutcome){ .interrupted = simulation_interrupted (simulation),
                         .end = simulation_now (simulation),
                         .tasks = tasks_submitted (json),
                         .summary_json = g_steal_pointer (&json),
                         .files = results != NULL ? results_names (results) : NULL };
  return TRUE;
}
