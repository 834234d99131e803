/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explain/eviction.h"

#include "explain/names.h"
#include "scheduler/evict/dry_run.h"
#include "scheduler/policy_tables.h"

gboolean
eviction_on_machine (const Moment *moment, const PreemptPolicy *policy,
                     const TaskClass *task_class, guint machine, GArray *ret_victims,
                     VictimCost *ret_cost)
{
  Preemption preemption = { .policy = policy,
                            .cell = moment->cell,
                            .task_class = task_class,
                            .within_tier = moment->scenario->scheduler.preempt_within_tier,
                            .now = moment->now };
  preemption_collect (&preemption, machine, ret_victims);
  return preemption_choose (&preemption, machine, NULL, FALSE, ret_victims, ret_cost);
}

/* Spared tasks ------------------------------------------------------------------------------- */

const char *const spared_names[] = { "", "exempt-time", "max-evictions", "budget" };

/* Could the run evict it, within its limits? */
static gboolean
is_evictable (const Preemption *preemption, const Task *task)
{
  g_autoptr (GArray) victims = g_array_new (FALSE, FALSE, sizeof (Victim));
  preemption_collect (preemption, task->machine, victims);
  for (guint i = 0; i < victims->len; i++)
    if (g_array_index (victims, Victim, i).task == task)
      return TRUE;
  return FALSE;
}

static SparedBy
spared_by (const Moment *moment, const TaskClass *task_class, const Task *task)
{
  const SchedulerOptions *options = &moment->scenario->scheduler;
  const PreemptPolicy *policy = preempt_policy_find (options->preempt);
  Preemption preemption = { .policy = policy,
                            .cell = moment->cell,
                            .task_class = task_class,
                            .within_tier = options->preempt_within_tier,
                            .now = moment->now,
                            .limits = eviction_limits_of (options, policy) };
  const EvictionLimits *limits = &preemption.limits;
  if (!eviction_limits_any (limits) || is_evictable (&preemption, task))
    return SPARED_NOT;
  if (limits->max_evictions > 0 && task->preemptions >= limits->max_evictions)
    return SPARED_BY_EVICTIONS;
  return MAX (moment->now - task->started, 0) < limits->exempt_time ? SPARED_BY_EXEMPTION
                                                           : SPARED_BY_BUDGET;
}

static void
evictee_clear (gpointer data)
{
  g_free (((Evictee *) data)->name);
}

GArray *
evictees_new (void)
{
  GArray *evictees = g_array_new (FALSE, FALSE, sizeof (Evictee));
  g_array_set_clear_func (evictees, evictee_clear);
  return evictees;
}

void
evictees_add (GArray *evictees, const Moment *moment, const TaskClass *task_class, Task *task)
{
  Evictee evictee = { .task = task,
                      .name = name_of_task (task),
                      .machine = task->machine,
                      .spared = spared_by (moment, task_class, task),
                      .until = task->started + moment->scenario->scheduler.exempt_time };
  g_array_append_val (evictees, evictee);
}

/* The ranking -------------------------------------------------------------------------------- */

static void
eviction_clear (gpointer data)
{
  Eviction *eviction = data;
  g_strfreev (eviction->victims);
}

static char **
victim_names (const GArray *victims)
{
  char **names = g_new0 (char *, victims->len + 1);
  for (guint i = 0; i < victims->len; i++)
    names[i] = name_of_task (g_array_index (victims, Victim, i).task);
  return names;
}

/* Where in the ranking something of this worth belongs. */
static guint
rank_of (const GArray *ranking, const EvictionChooser *chooser, const EvictionWorth *worth,
         gboolean chosen)
{
  guint at = ranking->len;
  while (at > 0) {
    int order = eviction_compare (chooser, worth, &g_array_index (ranking, Eviction, at - 1).worth);
    if (order > 0 || (order == 0 && !chosen))
      break;
    at--;
  }
  return at;
}

/* Those whose refusal evicting may help against, as bits. */
static guint
curable_filters (const Moment *moment, const Preemption *preemption)
{
  static const char *const names[] = { "fit", "topology-spread", "affinity" };
  guint bits = 0;
  for (guint i = 0; i < (preemption->topology != NULL ? G_N_ELEMENTS (names) : 1); i++) {
    int index = inspection_filter_index (moment->inspection, names[i]);
    bits |= index >= 0 ? 1u << index : 0;
  }
  return bits;
}

GArray *
evictions_rank (const Moment *moment, const PolicyView *view, guint chosen, guint most,
                guint *ret_candidates)
{
  const Scenario *scenario = moment->scenario;
  EvictionChooser chooser;
  g_autoptr (GArray) victims = g_array_new (FALSE, FALSE, sizeof (Victim));
  GArray *ranking = g_array_new (FALSE, FALSE, sizeof (Eviction));
  g_array_set_clear_func (ranking, eviction_clear);
  eviction_chooser_init (&chooser, preempt_policy_find (scenario->scheduler.preempt),
                         &scenario->scheduler, moment->cell, scenario->seed);
  preemption_begin (&chooser.preemption, view->task_class, moment->now);
  guint curable = curable_filters (moment, &chooser.preemption);
  *ret_candidates = 0;
  for (guint m = 0; m < moment->cell->machines; m++) {
    EvictionWorth worth = { 0 };
    if (!inspection_passes_all_but (moment->inspection, curable, view, m)
        || !dry_run_resolvable (&chooser.preemption, m)
        || !eviction_choose (&chooser, m, NULL, victims, &worth))
      continue;
    ++*ret_candidates;
    guint at = rank_of (ranking, &chooser, &worth, m == chosen);
    if (at >= most)
      continue;
    Eviction eviction = { .machine = m, .worth = worth, .victims = victim_names (victims) };
    g_array_insert_val (ranking, at, eviction);
    if (ranking->len > most)
      g_array_set_size (ranking, most);
  }
  eviction_chooser_clear (&chooser);
  return ranking;
}
