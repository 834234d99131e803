/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/recorded_runs.h"

#define MOST_INTERVALS 1000000

static gboolean
refuse (const Entries *entries, const char *expected, const char *what, GError **error)
{
  return entries_refuse (entries, "metrics", "recorded", error, expected, what);
}

gboolean
recorded_runs_check (const Scenario *scenario, const Settings *settings, const Entries *entries,
                     GError **error)
{
  if (scenario->recorded == 0)
    return TRUE;
  if (settings->inflate.resource >= 0 || settings->shuffle || settings->arrivals != 0
      || settings->durations != 0 || scenario->generators->len > 0)
    return refuse (entries,
                   "none, or no inflate, shuffle, arrivals, durations and no groups [generate NAME]",
                   "what runs is not the trace as it was recorded", error);
  if (!workload_has_runs (scenario->workload))
    return refuse (entries,
                   "none, or a trace in google2011, google2019, openb or swf, or in berth's own "
                   "format with a column ran",
                   "the trace does not say when its tasks ran", error);
  if (workload_recorded_end (scenario->workload) / scenario->recorded >= MOST_INTERVALS)
    return refuse (entries, "a longer interval", "the trace is of more than a million of them",
                   error);
  return TRUE;
}
