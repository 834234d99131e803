/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What groups [generate NAME] made: known before the run, and said here so that it can be asserted. */
#include "metrics/observers.h"
#include "metrics/reported.h"
#include "metrics/summary.h"

static gboolean
generated_wanted (const Scenario *scenario)
{
  return scenario->generators != NULL && scenario->generators->len > 0;
}

static Observer *
generated_create (const ObserverContext *context, Results *results, GError **error)
{
  (void) context, (void) results, (void) error;
  return g_new0 (Observer, 1);
}

static void
add_generator (const Generator *generator, const Cell *cell, Summary *summary)
{
  const GeneratorTotals *totals = generator_totals (generator);
  const char *name = generator_name (generator);
  const Reported reported = reported_resources (cell);

  summary_integer (summary, (gint64) totals->jobs, "generated.%s.jobs", name);
  summary_integer (summary, (gint64) totals->tasks, "generated.%s.tasks", name);
  for (guint i = 0; i < reported.count; i++)
    summary_number (summary, totals->offered[reported.index[i]], "generated.%s.offered.%s", name,
                    cell->resources->item[reported.index[i]].name);
}

static gboolean
generated_finish (Observer *observer, gint64 now, Summary *summary, GError **error)
{
  const GPtrArray *generators = observer->context->scenario->generators;

  (void) now, (void) error;
  for (guint g = 0; g < generators->len; g++)
    add_generator (g_ptr_array_index (generators, g), observer->context->cell, summary);
  return TRUE;
}

static void
generated_free (Observer *observer)
{
  g_free (observer);
}

const ObserverType observer_generated = {
  .name = "generated",
  .summary = "jobs, tasks and offered load of generated groups",
  .wanted = generated_wanted,
  .create = generated_create,
  .finish = generated_finish,
  .free = generated_free,
};
