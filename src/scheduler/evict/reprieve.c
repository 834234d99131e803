/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/evict/reprieve.h"

#include "scheduler/evict/dry_run.h"

typedef enum { GOES, GOES_AGAINST_BUDGET, STAYS } Fate;

static const Victim *
victims_of (const GArray *victims)
{
  return (const Victim *) (const void *) victims->data;
}

/* From the last to the first of those who share a fate. Returns how many do not stay. */
static guint
put_back (DryRun *run, const GArray *victims, Fate of, guint8 *fate)
{
  const Victim *victim = victims_of (victims);
  guint gone = 0;
  for (guint i = victims->len; i-- > 0;) {
    if (fate[i] != of)
      continue;
    dry_run_put_back (run, victim[i].task);
    if (dry_run_passes (run)) {
      fate[i] = STAYS;
      continue;
    }
    dry_run_remove (run, victim[i].task);
    gone++;
  }
  return gone;
}

/* The dry run is over: what is left of it is put back in thought. */
static void
keep_gone (DryRun *run, GArray *victims, const guint8 *fate)
{
  Victim *victim = (Victim *) (void *) victims->data;
  guint kept = 0;
  for (guint i = 0; i < victims->len; i++) {
    if (fate[i] == STAYS)
      continue;
    dry_run_put_back (run, victim[i].task);
    victim[kept++] = victim[i];
  }
  g_array_set_size (victims, kept);
}

guint
reprieve (const Preemption *preemption, guint machine, GArray *victims)
{
  guint count = victims->len, violations = 0;
  g_autofree guint8 *fate = g_new0 (guint8, MAX (count, 1));
  DryRun run;
  preemption_sort_by (victims, preemption->policy->greedy_compare);
  const Victim *victim = victims_of (victims);
  dry_run_init (&run, preemption, machine);
  for (guint i = 0; i < count; i++) {
    dry_run_remove (&run, victim[i].task);
    if (preemption->limits.counted
        && !budget_allows (victim[i].task, &victim[i + 1], count - i - 1))
      fate[i] = GOES_AGAINST_BUDGET;
  }
  gboolean possible = count > 0 && dry_run_passes (&run);
  if (possible) {
    violations = put_back (&run, victims, GOES_AGAINST_BUDGET, fate);
    put_back (&run, victims, GOES, fate);
  }
  keep_gone (&run, victims, fate);
  if (!possible)
    g_array_set_size (victims, 0);
  return violations;
}

gboolean
reprieve_possible (const Preemption *preemption, guint machine, const GArray *victims)
{
  const Victim *victim = victims_of (victims);
  DryRun run;
  dry_run_init (&run, preemption, machine);
  for (guint i = 0; i < victims->len; i++)
    dry_run_remove (&run, victim[i].task);
  gboolean passes = victims->len > 0 && dry_run_passes (&run);
  for (guint i = 0; i < victims->len; i++)
    dry_run_put_back (&run, victim[i].task);
  return passes;
}
