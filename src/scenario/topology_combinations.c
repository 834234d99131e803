/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/topology_combinations.h"

#include "scenario/scheduler_groups.h"
#include "scheduler/backfill/backfill.h"

/* How long a transfer takes is known when a machine is, which a plan in time is yet to choose. */
static gboolean
check_transfers (const Scenario *scenario, const Settings *settings, const Entries *entries,
                 GError **error)
{
  const SchedulerOptions *options = &scenario->scheduler;
  const struct {
    gboolean refused;
    const char *what;
  } rules[] = {
    { backfill_is (options->queue), "queue: a plan in time does not know how long transfers take" },
    { options->reclamation.rule != RECLAMATION_NONE, "reclamation: less is reserved than is asked for" },
    { scheduler_groups_wanted (settings), "job-time: decisions take time" },
  };

  if (!scenario_has_transfers (scenario))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (rules[i].refused)
      return entries_refuse (entries, "cell", "transfer-rate", error,
                             "none, or a trace without data-size, with it", rules[i].what);
  return TRUE;
}

/* Whether a gang has room is asked of all machines of a domain, and so is where its tasks go. */
static gboolean
check_packing (const Scenario *scenario, const Entries *entries, GError **error)
{
  const SchedulerOptions *options = &scenario->scheduler;

  return options->gang_packing == GANG_PACKING_NONE || options->sample == SAMPLE_ALL
         || entries_refuse (entries, "scheduler", "gang-packing", error, "sample = all with it",
                            "it considers every machine");
}

gboolean
topology_combinations_check (const Scenario *scenario, const Settings *settings,
                            const Entries *entries, GError **error)
{
  return check_transfers (scenario, settings, entries, error)
         && check_packing (scenario, entries, error);
}
