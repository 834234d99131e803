/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every machine is looked at once: what of the class it objects to, and what room it could offer.
 * A machine that has one kind of objection proposes the change that would remove it; of each kind
 * the smallest proposals stay. */
#include "explain/relaxation_parts.h"

#include "scheduler/policy_tables.h"

#include <string.h>

const char *const relaxation_names[N_RELAXATIONS + 1]
  = { "drop-constraints", "tolerate-taints", "raise-skew", "fewer-domains", "drop-affinity",
      "reduce-request",   "smaller-gang",    "evict",      "make-room",     "add-machines",
      NULL };

static guint
filter_bit (const Moment *moment, const char *name)
{
  int index = inspection_filter_index (moment->inspection, name);
  return index < 0 ? 0 : 1u << index;
}

static void
relaxation_free (gpointer data)
{
  Relaxation *relaxation = data;
  g_clear_pointer (&relaxation->tolerations, g_array_unref);
  g_clear_pointer (&relaxation->victims, g_array_unref);
  g_clear_pointer (&relaxation->room, g_array_unref);
  g_free (relaxation);
}

/* What is free, and what is held by tasks that the run's policy may evict for the class. A gang that
 * must start evicts nobody. */
static void
find_room (const Moment *moment, const TaskClass *task_class, guint machine, Room *ret)
{
  const SchedulerOptions *options = &moment->scenario->scheduler;
  const PreemptPolicy *policy = preempt_policy_find (options->preempt);
  Preemption preemption = { .policy = policy,
                            .cell = moment->cell,
                            .task_class = task_class,
                            .within_tier = options->preempt_within_tier,
                            .now = moment->now,
                            .limits = eviction_limits_of (options, policy) };
  g_autoptr (GArray) victims = g_array_new (FALSE, FALSE, sizeof (Victim));
  cell_room_init (moment->cell, machine, ret);
  if (!moment_preempts (moment) || task_class->need > 1)
    return;
  preemption_collect (&preemption, machine, victims);
  for (guint i = 0; i < victims->len; i++)
    cell_room_add (moment->cell, ret, g_array_index (victims, Victim, i).task);
}

gboolean
relaxation_takes (const Moment *moment, const PolicyView *view, guint machine)
{
  Room room;
  find_room (moment, view->task_class, machine, &room);
  return cell_room_fits (moment->cell, &room, &view->task_class->request)
         && inspection_passes_all_but (moment->inspection, filter_bit (moment, "fit"), view,
                                       machine);
}

/* Objections --------------------------------------------------------------------------------- */

static guint64
unmet_constraints (const Search *search, const Machine *machine)
{
  const ConstraintList *list = &search->view->task_class->constraints;
  const Labels *labels = search->moment->cell->inventory->labels;
  guint64 unmet = 0;
  for (guint i = 0; search->constraints != 0 && i < list->count; i++)
    if (!constraint_holds (&list->item[i], labels, machine->attributes, machine->n_attributes))
      unmet |= G_GUINT64_CONSTANT (1) << i;
  return unmet;
}

static gboolean
tolerated_by (const Search *search, Attribute taint, const GArray *tolerations)
{
  guint any = labels_find (search->moment->cell->inventory->labels, "*");
  return taint_tolerated (taint, (const Attribute *) (void *) tolerations->data, tolerations->len,
                          any);
}

/* Taints without a value first: to tolerate one is to tolerate all of its key. */
static void
add_untolerated (const Search *search, const Machine *machine, gboolean with_value, GArray *taints)
{
  for (guint t = 0; search->taints != 0 && t < machine->n_taints; t++) {
    Attribute taint = machine->taints[t];
    if ((taint.value != LABEL_NONE) == with_value
        && !tolerated_by (search, taint, search->view->task_class->tolerations)
        && !tolerated_by (search, taint, taints))
      g_array_append_val (taints, taint);
  }
}

int
compare_attributes (gconstpointer a, gconstpointer b)
{
  const Attribute *x = a, *y = b;
  return x->key != y->key ? COMPARE (x->key, y->key) : COMPARE (x->value, y->value);
}

/* Of rules that a filter of the run looks at. */
static guint64
broken_ties (const Search *search, guint machine)
{
  const Topology *topology = search->moment->cell->topology;
  guint class = search->view->task_class->index;
  guint64 broken = 0;
  for (guint i = 0; i < search->ties->len; i++) {
    const TopologyTie *tie = &g_array_index (search->ties, TopologyTie, i);
    if ((tie->kind == TIE_SPREAD ? search->spread : search->affinity) != 0
        && !topology_tie_holds (tie, topology_tie_count (topology, class, i, machine)))
      broken |= G_GUINT64_CONSTANT (1) << i;
  }
  return broken;
}

gboolean
relaxation_objections (const Search *search, guint machine, Objections *ret)
{
  const Moment *moment = search->moment;
  const TaskClass *task_class = search->view->task_class;
  const Machine *its = inventory_machine (moment->cell->inventory, machine);
  if (!inspection_passes_all_but (moment->inspection,
                                  search->fit | search->constraints | search->taints
                                    | search->spread | search->affinity,
                                  search->view, machine))
    return FALSE;
  ret->unmet = unmet_constraints (search, its);
  g_array_set_size (ret->untolerated, 0);
  add_untolerated (search, its, FALSE, ret->untolerated);
  add_untolerated (search, its, TRUE, ret->untolerated);
  g_array_sort (ret->untolerated, compare_attributes);
  ret->ties = broken_ties (search, machine);
  find_room (moment, task_class, machine, &ret->room);
  ret->fits = cell_room_fits (moment->cell, &ret->room, &task_class->request);
  return TRUE;
}

/* Proposals ---------------------------------------------------------------------------------- */

Relaxation *
relaxation_first (const Search *search, RelaxationKind kind)
{
  GPtrArray *found = search->found[kind];
  return found->len > 0 ? g_ptr_array_index (found, 0) : NULL;
}

Relaxation *
relaxation_add (Search *search, RelaxationKind kind, guint machine)
{
  Relaxation *relaxation = g_new0 (Relaxation, 1);
  relaxation->kind = kind;
  relaxation->machine = machine;
  relaxation->machines = 1;
  g_ptr_array_add (search->found[kind], relaxation);
  return relaxation;
}

static gboolean
is_about (const Relaxation *relaxation, guint which)
{
  return relaxation->kind == RELAX_REQUEST ? relaxation->resource == which
                                           : (relaxation->ties >> which & 1) != 0;
}

void
relaxation_offer (Search *search, RelaxationKind kind, guint machine, guint which, Amount amount,
                  gboolean most)
{
  GPtrArray *found = search->found[kind];
  Relaxation *known = NULL;
  for (guint i = 0; known == NULL && i < found->len; i++)
    if (is_about (g_ptr_array_index (found, i), which))
      known = g_ptr_array_index (found, i);
  if (known != NULL && amount == known->amount) {
    known->machines++;
    return;
  }
  if (known != NULL && (most ? amount < known->amount : amount > known->amount))
    return;
  if (known == NULL)
    known = relaxation_add (search, kind, machine);
  if (kind == RELAX_REQUEST)
    known->resource = which;
  else
    known->ties = G_GUINT64_CONSTANT (1) << which;
  known->machine = machine;
  known->machines = 1;
  known->amount = amount;
}

static int
bits_of (guint64 set)
{
  return __builtin_popcountll (set);
}

static void
propose_constraints (Search *search, guint machine, guint64 unmet)
{
  GPtrArray *found = search->found[RELAX_CONSTRAINTS];
  const Relaxation *best = relaxation_first (search, RELAX_CONSTRAINTS);
  if (best != NULL && bits_of (unmet) > bits_of (best->dropped))
    return;
  if (best != NULL && bits_of (unmet) < bits_of (best->dropped))
    g_ptr_array_set_size (found, 0);
  for (guint i = 0; i < found->len; i++) {
    Relaxation *known = g_ptr_array_index (found, i);
    if (known->dropped == unmet) {
      known->machines++;
      return;
    }
  }
  relaxation_add (search, RELAX_CONSTRAINTS, machine)->dropped = unmet;
}

static gboolean
same_attributes (const GArray *a, const GArray *b)
{
  return a->len == b->len && memcmp (a->data, b->data, a->len * sizeof (Attribute)) == 0;
}

static void
propose_taints (Search *search, guint machine, const GArray *taints)
{
  GPtrArray *found = search->found[RELAX_TAINTS];
  const Relaxation *best = relaxation_first (search, RELAX_TAINTS);
  if (best != NULL && taints->len > best->tolerations->len)
    return;
  if (best != NULL && taints->len < best->tolerations->len)
    g_ptr_array_set_size (found, 0);
  for (guint i = 0; i < found->len; i++) {
    Relaxation *known = g_ptr_array_index (found, i);
    if (same_attributes (known->tolerations, taints)) {
      known->machines++;
      return;
    }
  }
  relaxation_add (search, RELAX_TAINTS, machine)->tolerations = g_array_copy ((GArray *) taints);
}

/* Tasks that the run's policy could evict but for exempt times, budgets, or as they have been
 * evicted often enough. */
static gboolean
spares_somebody (const Moment *moment)
{
  const SchedulerOptions *options = &moment->scenario->scheduler;
  EvictionLimits limits = eviction_limits_of (options, preempt_policy_find (options->preempt));
  return eviction_limits_any (&limits);
}

static void
propose_eviction (Search *search, guint machine)
{
  const PreemptPolicy *policy = preempt_policy_find ("fewest-victims");
  g_autoptr (GArray) victims = g_array_new (FALSE, FALSE, sizeof (Victim));
  VictimCost cost;
  if (!eviction_on_machine (search->moment, policy, search->view->task_class, machine, victims,
                            &cost)
      || (relaxation_first (search, RELAX_EVICTION) != NULL
          && policy->compare (&cost, &search->cost) >= 0))
    return;
  g_ptr_array_set_size (search->found[RELAX_EVICTION], 0);
  search->cost = cost;
  Relaxation *relaxation = relaxation_add (search, RELAX_EVICTION, machine);
  relaxation->victims = evictees_new ();
  for (guint i = 0; i < victims->len; i++)
    evictees_add (relaxation->victims, search->moment, search->view->task_class,
                  g_array_index (victims, Victim, i).task);
}

/* A machine with objections of one kind proposes. */
static void
propose (Search *search, guint machine, const Objections *objections)
{
  gboolean constraints = objections->unmet != 0, taints = objections->untolerated->len > 0;
  gboolean ties = objections->ties != 0;
  if (constraints + taints + ties + !objections->fits != 1)
    return;
  if (constraints)
    propose_constraints (search, machine, objections->unmet);
  if (taints)
    propose_taints (search, machine, objections->untolerated);
  if (ties)
    propose_rules (search, machine, objections->ties);
  if (objections->fits)
    return;
  for (guint r = 0; r < search->moment->cell->resources->count; r++)
    propose_request (search, machine, &objections->room, r);
  if (!moment_preempts (search->moment) || spares_somebody (search->moment))
    propose_eviction (search, machine);
  propose_capacity (search, machine, &objections->room);
}

static void
propose_all (Search *search)
{
  Objections objections = { .untolerated = g_array_new (FALSE, FALSE, sizeof (Attribute)) };
  for (guint m = 0; m < search->moment->cell->machines; m++)
    if (relaxation_objections (search, m, &objections))
      propose (search, m, &objections);
  g_array_unref (objections.untolerated);
}

/* None where they are too many for a set. */
static void
list_ties (Search *search)
{
  const Topology *topology = search->moment->cell->topology;
  guint class = search->view->task_class->index;
  guint count = topology != NULL ? topology_ties (topology, class) : 0;
  search->ties = g_array_new (FALSE, FALSE, sizeof (TopologyTie));
  for (guint i = 0; count <= 64 && i < count; i++) {
    TopologyTie tie = topology_tie (topology, class, i);
    g_array_append_val (search->ties, tie);
  }
  if (search->ties->len == 0)
    return;
  search->spread = filter_bit (search->moment, "topology-spread");
  search->affinity = filter_bit (search->moment, "affinity");
}

GPtrArray *
relaxations_find (const Moment *moment, const PolicyView *view)
{
  Search search = { .moment = moment,
                    .view = view,
                    .fit = filter_bit (moment, "fit"),
                    .constraints = filter_bit (moment, "constraints"),
                    .taints = filter_bit (moment, "taints") };
  GPtrArray *all = g_ptr_array_new_with_free_func (relaxation_free);
  if (view->task_class->constraints.count > 64)
    search.constraints = 0;
  list_ties (&search);
  for (guint kind = 0; kind < N_RELAXATIONS; kind++)
    search.found[kind] = g_ptr_array_new_with_free_func (relaxation_free);
  if (view->task_class->need > 1)
    propose_for_gang (&search);
  else
    propose_all (&search);
  for (guint kind = 0; kind < N_RELAXATIONS; kind++)
    g_ptr_array_extend_and_steal (all, search.found[kind]);
  g_array_unref (search.ties);
  return all;
}
