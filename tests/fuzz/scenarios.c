/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenarios with all that they name, and the folders of finished runs. */
#include "tests/fuzz/targets.h"

#include "berth.h"
#include "explain/run_folder.h"
#include "report/plot_bind.h"
#include "tests/fuzz/input.h"
#include "util/result_file.h"

#define RECORDS_MAX 1000 /* so many tell what the others are like */

static void
stream_some (const Scenario *scenario)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TaskStream) stream = workload_open (scenario->workload, &error);
  guint64 tasks = 0;
  TaskRecord record;
  int got = 1;

  for (guint i = 0; stream != NULL && i < RECORDS_MAX && got > 0; i++) {
    got = task_stream_next (stream, &record, &error);
    tasks += got > 0 ? record.count : 0;
  }
  if (error != NULL)
    g_error ("%s", error->message);
  fuzz_require (tasks > 0 && tasks <= workload_tasks (scenario->workload));
}

gboolean
fuzz_scenario (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, "fuzz.scenario", NULL);
  GError *error = NULL;
  g_autoptr (Scenario) scenario = scenario_load (path, NULL, &error);

  (void) name;
  if (scenario == NULL)
    return fuzz_refused (error);
  stream_some (scenario);
  return TRUE;
}

/* What no fuzzer guesses, and what changes with each release. */
static void
fill_in (const char *manifest, const char *scenario)
{
  g_autofree char *hash = file_sha256 (scenario, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GString) filled = NULL;

  if (!g_file_get_contents (manifest, &text, NULL, NULL))
    return;
  filled = g_string_new (text);
  g_string_replace (filled, "@version@", berth_version (), 0);
  g_string_replace (filled, "@scenario@", hash != NULL ? hash : "", 0);
  (void) g_file_set_contents_full (manifest, filled->str, (gssize) filled->len,
                                   G_FILE_SET_CONTENTS_NONE, 0600, NULL);
}

gboolean
fuzz_results (const char *folder, const char *name)
{
  g_autofree char *manifest = g_build_filename (folder, "manifest.json", NULL);
  g_autofree char *scenario = g_build_filename (folder, "fuzz.scenario", NULL);
  g_autoptr (ResultFolder) results = result_folder_new (folder);
  g_auto (RunFolder) run = { 0 };
  GError *error = NULL;

  (void) name;
  (void) result_folder_title (results);
  fill_in (manifest, scenario);
  return run_folder_open (folder, NULL, &run, &error) || fuzz_refused (error);
}
