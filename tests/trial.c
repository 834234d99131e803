/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trial.h"

#define LATER 1000 /* us after the moment */

guint tried[N_RELAXATIONS];

/* One more run ------------------------------------------------------------------------------- */

/* As test_temp_file(), but not synced to the disk: there are thousands. */
static const char *
write_file (const char *name, const char *text)
{
  const char *path = test_temp_path (name);
  (void) g_unlink (path);
  ck_assert (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  return path;
}

Scenario *
trial_load (const RandomScenario *random, gint64 until, const Scenario *base)
{
  g_autofree char *text = random_scenario_text (random);
  g_autofree char *machines = random_scenario_machines (random);
  g_autofree char *tasks = random_scenario_tasks (random);
  g_autofree char *horizon = g_strdup_printf ("scenario.horizon=%" G_GINT64_FORMAT "us", until);
  const char *const overrides[] = { "scheduler.queue=skip", "scheduler.reclaim=none",
                                    horizon, NULL };
  g_autoptr (GError) error = NULL;
  if (machines != NULL)
    write_file ("machines.csv", machines);
  write_file ("tasks.csv", tasks);
  g_autofree char *network = random_scenario_network (random);
  if (network != NULL)
    write_file (random_scenario_network_name (random), network);
  Scenario *scenario = scenario_load (write_file ("random.scenario", text), overrides, &error);
  test_ok (scenario != NULL, error);
  if (base != NULL) /* tasks that are in both have the same labels */
    scenario->scheduler.typical = base->scheduler.typical;
  return scenario;
}

typedef struct {
  Observer base;
  gboolean submitted, placed;
} Probe;

static void
probe_submitted (Observer *observer, gint64 now, const Task *task)
{
  Probe *probe = (Probe *) observer;
  (void) now;
  probe->submitted = probe->submitted || strcmp (task->job->name, "probe") == 0;
}

static void
probe_decided (Observer *observer, gint64 now, const Task *task, const Decision *decision)
{
  Probe *probe = (Probe *) observer;
  (void) now;
  if (strcmp (task->job->name, "probe") == 0 && decision->kind != DECISION_BLOCKED)
    probe->placed = TRUE;
}

static const ObserverType probe_type = { .name = "probe",
                                         .submitted = probe_submitted,
                                         .decided = probe_decided };

gboolean
trial_places (const Trial *trial, const OracleTask *task, guint gang)
{
  g_autofree RandomScenario *more = g_memdup2 (trial->random, sizeof *more);
  RandomRow *row = &more->row[more->rows++];
  *row = (RandomRow){ *task, (int) MAX (gang, 1), task->group[0] != '\0' };
  g_strlcpy (row->task.job, "probe", ORACLE_NAME);
  g_strlcpy (row->task.name, "probe", ORACLE_NAME);
  row->task.submit = trial->time + LATER;
  row->task.gang = gang > 1 ? (int) gang : 0;
  g_autoptr (Scenario)
    scenario = trial_load (more, trial->time + LATER, trial->moment->scenario);
  g_autoptr (GError) error = NULL;
  Probe probe = { .base = { .type = &probe_type } };
  g_autoptr (Simulation) simulation = simulation_new (scenario, NULL, &error);
  test_ok (simulation != NULL, error);
  simulation_add_observer (simulation, &probe.base);
  test_ok (simulation_run (simulation, &error), error);
  ck_assert (probe.submitted);
  return probe.placed;
}

/* Proposals ---------------------------------------------------------------------------------- */

gboolean
trial_uses (const Trial *trial, const char *filter)
{
  return inspection_filter_index (trial->moment->inspection, filter) >= 0;
}

guint
trial_takers (const Trial *trial, const TaskClass *changed)
{
  PolicyView view = inspection_view (trial->moment->inspection, changed, NULL);
  guint takers = 0;
  for (guint m = 0; m < trial->moment->cell->machines; m++)
    takers += relaxation_takes (trial->moment, &view, m) ? 1 : 0;
  return takers;
}

const Relaxation *
trial_find (const Trial *trial, RelaxationKind kind, guint64 dropped, int which)
{
  for (guint i = 0; i < trial->waiting->relaxations->len; i++) {
    const Relaxation *it = g_ptr_array_index (trial->waiting->relaxations, i);
    if (it->kind == kind && (kind != RELAX_CONSTRAINTS || it->dropped == dropped)
        && ((kind != RELAX_SKEW && kind != RELAX_DOMAINS) || it->ties >> which & 1)
        && (kind != RELAX_REQUEST || (int) it->resource == which))
      return it;
  }
  return NULL;
}

gint64
trial_next_amount (const Trial *trial, int resource, gint64 amount)
{
  if (!trial->random->oracle.devices[resource])
    return amount + 1;
  return amount < 999 ? amount + 1 : amount / 1000 * 1000 + 1000;
}
