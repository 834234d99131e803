/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explain/choice.h"

static void
ranked_clear (gpointer data)
{
  g_free (((RankedMachine *) data)->part);
}

static RankedMachine
rank (const Moment *moment, const PolicyView *view, guint machine)
{
  RankedMachine ranked = { .machine = machine };
  ranked.part = g_new (double, MAX (inspection_n_scores (moment->inspection), 1));
  ranked.score = inspection_score (moment->inspection, view, machine, ranked.part);
  return ranked;
}

/* The chosen one is first among equals, whatever rule made it so. */
static gboolean
is_before (const RankedMachine *a, const RankedMachine *b, guint chosen)
{
  if (a->score > b->score || a->score < b->score)
    return a->score > b->score;
  return a->machine == chosen;
}

/* Takes it over. */
static void
insert (GArray *best, const RankedMachine *ranked, guint chosen)
{
  guint at = best->len;
  while (at > 0 && is_before (ranked, &g_array_index (best, RankedMachine, at - 1), chosen))
    at--;
  g_array_insert_vals (best, at, ranked, 1);
  g_array_set_size (best, MIN (best->len, CHOICE_SHOWN));
}

static gboolean
holds (const GArray *best, guint machine)
{
  for (guint i = 0; i < best->len; i++)
    if (g_array_index (best, RankedMachine, i).machine == machine)
      return TRUE;
  return FALSE;
}

static void
find_best (const Moment *moment, const PolicyView *view, Choice *choice)
{
  g_autofree guint8 *keep = g_malloc (MAX (moment->cell->machines, 1));
  inspection_sweep (moment->inspection, 0, view, keep);
  inspection_compare (moment->inspection, view);
  for (guint m = 0; m < moment->cell->machines; m++)
    if (keep[m] && (!choice->packed || moment_same_domain (moment, m, choice->machine))) {
      choice->allowed++;
      RankedMachine ranked = rank (moment, view, m);
      insert (choice->best, &ranked, choice->machine);
    }
  if (choice->machine != MACHINE_NONE && !holds (choice->best, choice->machine)) {
    RankedMachine ranked = rank (moment, view, choice->machine);
    g_array_append_val (choice->best, ranked);
  }
}

Choice *
choice_new (const Moment *moment, const PolicyView *view, guint chosen)
{
  Choice *choice = g_new0 (Choice, 1);
  choice->time = moment->now;
  choice->machine = chosen;
  choice->feasible = inspection_count (moment->inspection, view, choice->turned_away);
  choice->packed = chosen != MACHINE_NONE && moment_packs (moment, view->task_class);
  choice->rules = rules_find (moment, view->task_class);
  choice->best = g_array_new (FALSE, FALSE, sizeof (RankedMachine));
  g_array_set_clear_func (choice->best, ranked_clear);
  if (choice->feasible > 0)
    find_best (moment, view, choice);
  else if (moment_preempts (moment))
    choice->evictions = evictions_rank (moment, view, chosen, CHOICE_SHOWN, &choice->candidates);
  return choice;
}

/* Of one class tasks may have more data than others: of a decision it is known for whom it is. */
static void
measure_transfers (const Moment *moment, const Task *task, Choice *choice)
{
  const Scenario *scenario = moment->scenario;
  if (!scenario_has_transfers (scenario)
      || !network_has_data (scenario->network, task->task_class))
    return;
  choice->data = task_pool_data_size (moment->tasks, task);
  for (guint i = 0; i < choice->best->len; i++) {
    RankedMachine *ranked = &g_array_index (choice->best, RankedMachine, i);
    ranked->distance = network_distance (scenario->network, task->task_class, ranked->machine);
    ranked->transfer = network_transfer_time (scenario->network, task->task_class, ranked->machine,
                                              choice->data, scenario->transfer_rate);
  }
}

Choice *
choice_of_decision (const Moment *moment, const Task *task, const Decision *decision)
{
  PolicyView view = inspection_view (moment->inspection, cell_class_of (moment->cell, task), task);
  Choice *choice = choice_new (moment, &view, decision->machine);
  measure_transfers (moment, task, choice);
  if (!decision->reclaimed)
    return choice;
  choice->shares = share_story_new (moment, task, decision);
  choice->candidates = 0;
  g_clear_pointer (&choice->evictions, g_array_unref);
  return choice;
}

void
choice_free (Choice *choice)
{
  if (choice == NULL)
    return;
  g_array_unref (choice->best);
  g_array_unref (choice->rules);
  g_clear_pointer (&choice->evictions, g_array_unref);
  share_story_free (choice->shares);
  g_free (choice);
}
