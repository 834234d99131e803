/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/targets.h"

#include "generate/generator.h"
#include "tests/fuzz/input.h"
#include "trace/trace.h"
#include "util/input_error.h"

#include <string.h>

#define JOBS_MOST 20000 /* that a group may generate, lest an input take minutes */

static const FuzzTarget others[] = {
  { "auto", "trace", fuzz_trace },
  { "scenario", "fuzz.scenario", fuzz_scenario },
  { "results", "manifest.json", fuzz_results },
  { "plot", "fuzz.plot", fuzz_plot },
  { "csv", "rows.csv", fuzz_csv },
  { "law", "law", fuzz_law },
  { "numbers", "numbers", fuzz_numbers },
};

gboolean
fuzz_target_get (guint i, FuzzTarget *ret)
{
  guint formats = 0;

  while (trace_formats[formats] != NULL)
    formats++;
  if (i >= formats + G_N_ELEMENTS (others))
    return FALSE;
  *ret = i < formats ? (FuzzTarget){ trace_formats[i]->name, "trace", fuzz_trace }
                     : others[i - formats];
  return TRUE;
}

gboolean
fuzz_target_run (const FuzzTarget *target, const guint8 *data, gsize size)
{
  const char *folder = fuzz_folder_new (data, size, target->file);
  generator_limit_jobs (JOBS_MOST);
  gboolean taken = target->read (folder, target->name);

  fuzz_folder_remove (folder);
  return taken;
}

void
fuzz_broken (const char *file, int line, const char *condition)
{
  g_error ("%s:%d: this does not hold: %s", file, line, condition);
}

gboolean
fuzz_refused (GError *error)
{
  fuzz_require (error != NULL);
  fuzz_require (error->domain == INPUT_ERROR);
  fuzz_require (g_utf8_validate (error->message, -1, NULL));
  fuzz_require (strlen (error->message) > 0 && strpbrk (error->message, "\r\n") == NULL);
  g_error_free (error);
  return FALSE;
}
