/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every machine is looked at once: what of the class it objects to, and what room it could offer.
 * A machine that has one kind of objection proposes the change that would remove it; of each kind
 * the smallest proposals stay. */
#include "explain/relaxation.h"

#include "explain/eviction.h"
#include "scheduler/policy_tables.h"

#include <string.h>

const char *const relaxation_names[N_RELAXATIONS + 1] = { "drop-constraints", "tolerate-taints",
                                                          "reduce-request",   "evict",
                                                          "make-room",        NULL };

/* What a machine has against a class. */
typedef struct {
  guint64 unmet;     /* constraints that do not hold, a bit each */
  GArray *untolerated; /* of Attribute: taints, each that must be tolerated once */
  gboolean fits;       /* in the room that it could offer */
  Room room;
} Objections;

typedef struct {
  const Moment *moment;
  const PolicyView *view;
  guint fit, constraints, taints; /* bits of these filters; 0: the run has no such filter */
  GPtrArray *found[N_RELAXATIONS];
  VictimCost cost; /* of the eviction found */
} Search;

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
  g_clear_pointer (&relaxation->victims, g_ptr_array_unref);
  g_free (relaxation);
}

/* What is free, and what is held by tasks that the run's policy may evict for the class. */
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
  if (!moment_preempts (moment))
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

static int
compare_attributes (gconstpointer a, gconstpointer b)
{
  const Attribute *x = a, *y = b;
  return x->key != y->key ? COMPARE (x->key, y->key) : COMPARE (x->value, y->value);
}

/* FALSE: another filter turns the machine away, and nothing here can change that. */
static gboolean
find_objections (const Search *search, guint machine, Objections *ret)
{
  const Moment *moment = search->moment;
  const TaskClass *task_class = search->view->task_class;
  const Machine *its = inventory_machine (moment->cell->inventory, machine);
  if (!inspection_passes_all_but (moment->inspection,
                                  search->fit | search->constraints | search->taints,
                                  search->view, machine))
    return FALSE;
  ret->unmet = unmet_constraints (search, its);
  g_array_set_size (ret->untolerated, 0);
  add_untolerated (search, its, FALSE, ret->untolerated);
  add_untolerated (search, its, TRUE, ret->untolerated);
  g_array_sort (ret->untolerated, compare_attributes);
  find_room (moment, task_class, machine, &ret->room);
  ret->fits = cell_room_fits (moment->cell, &ret->room, &task_class->request);
  return TRUE;
}

/* Proposals ---------------------------------------------------------------------------------- */

static Relaxation *
first_found (const Search *search, RelaxationKind kind)
{
  GPtrArray *found = search->found[kind];
  return found->len > 0 ? g_ptr_array_index (found, 0) : NULL;
}

static Relaxation *
add (Search *search, RelaxationKind kind, guint machine)
{
  Relaxation *relaxation = g_new0 (Relaxation, 1);
  relaxation->kind = kind;
  relaxation->machine = machine;
  relaxation->machines = 1;
  g_ptr_array_add (search->found[kind], relaxation);
  return relaxation;
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
  const Relaxation *best = first_found (search, RELAX_CONSTRAINTS);
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
  add (search, RELAX_CONSTRAINTS, machine)->dropped = unmet;
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
  const Relaxation *best = first_found (search, RELAX_TAINTS);
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
  add (search, RELAX_TAINTS, machine)->tolerations = g_array_copy ((GArray *) taints);
}

/* The most on one device, and on empty ones. */
static void
measure_devices (const Room *room, int slot, Amount *ret_largest, Amount *ret_whole)
{
  *ret_largest = *ret_whole = 0;
  for (guint d = 0; d < room->devices[slot]; d++) {
    *ret_largest = MAX (*ret_largest, room->device_free[slot][d]);
    *ret_whole += room->device_free[slot][d] == DEVICE ? DEVICE : 0;
  }
}

/* The largest request, up to `amount`, that the room has enough of this resource for. */
static Amount
largest_request (const Cell *cell, const Room *room, guint resource, Amount amount)
{
  int slot = cell->resources->item[resource].device_slot;
  Amount largest, whole;
  if (slot < 0)
    return MIN (amount, room->free.of[resource]);
  measure_devices (room, slot, &largest, &whole);
  if (amount >= DEVICE && whole >= DEVICE)
    return MIN (amount, whole);
  return MIN (MIN (amount, DEVICE - 1), largest);
}

static void
propose_request (Search *search, guint machine, const Room *room, guint resource)
{
  const Cell *cell = search->moment->cell;
  Amounts request = search->view->task_class->request;
  GPtrArray *found = search->found[RELAX_REQUEST];
  Relaxation *best = NULL;
  for (guint i = 0; best == NULL && i < found->len; i++) {
    Relaxation *known = g_ptr_array_index (found, i);
    best = known->resource == resource ? known : NULL;
  }
  request.of[resource] = largest_request (cell, room, resource, request.of[resource]);
  if (!cell_room_fits (cell, room, &request)
      || (best != NULL && request.of[resource] < best->amount))
    return;
  if (best == NULL) {
    best = add (search, RELAX_REQUEST, machine);
    best->resource = resource;
  } else if (request.of[resource] == best->amount) {
    best->machines++;
    return;
  }
  best->machine = machine;
  best->machines = 1;
  best->amount = request.of[resource];
}

static void
propose_eviction (Search *search, guint machine)
{
  const PreemptPolicy *policy = preempt_policy_find ("fewest-victims");
  g_autoptr (GArray) victims = g_array_new (FALSE, FALSE, sizeof (Victim));
  VictimCost cost;
  if (!eviction_on_machine (search->moment, policy, search->view->task_class, machine, victims,
                            &cost)
      || (first_found (search, RELAX_EVICTION) != NULL
          && policy->compare (&cost, &search->cost) >= 0))
    return;
  g_ptr_array_set_size (search->found[RELAX_EVICTION], 0);
  search->cost = cost;
  Relaxation *relaxation = add (search, RELAX_EVICTION, machine);
  relaxation->victims = g_ptr_array_new ();
  for (guint i = 0; i < victims->len; i++)
    g_ptr_array_add (relaxation->victims, g_array_index (victims, Victim, i).task);
}

static Amount
missing_of (const Cell *cell, const Room *room, guint resource, Amount amount)
{
  int slot = cell->resources->item[resource].device_slot;
  Amount largest, whole;
  if (slot < 0 || amount == 0)
    return MAX (amount - room->free.of[resource], 0);
  measure_devices (room, slot, &largest, &whole);
  if (amount >= DEVICE)
    return MAX (amount - whole, 0);
  return room->devices[slot] == 0 ? DEVICE : MAX (amount - largest, 0);
}

/* Which part of its request is missing most: a / b < c / d? */
static gboolean
misses_less (const Amounts *request, const Amounts *missing, const Amounts *than)
{
  gint64 a = 0, b = 1, c = 0, d = 1;
  for (guint r = 0; r < MAX_RESOURCES; r++) {
    gint64 asked = request->of[r];
    if (missing->of[r] * b > a * asked)
      a = missing->of[r], b = asked;
    if (than->of[r] * d > c * asked)
      c = than->of[r], d = asked;
  }
  return a * d < c * b;
}

static void
propose_capacity (Search *search, guint machine, const Room *room)
{
  const Cell *cell = search->moment->cell;
  const Amounts *request = &search->view->task_class->request;
  Relaxation *best = first_found (search, RELAX_CAPACITY);
  Amounts missing = { 0 };
  for (guint r = 0; r < cell->resources->count; r++)
    missing.of[r] = missing_of (cell, room, r, request->of[r]);
  if (best != NULL && !misses_less (request, &missing, &best->missing))
    return;
  if (best == NULL)
    best = add (search, RELAX_CAPACITY, machine);
  best->machine = machine;
  best->missing = missing;
  best->add = !cell_fits_empty (cell, request, machine);
}

/* A machine with objections of one kind proposes. */
static void
propose (Search *search, guint machine, const Objections *objections)
{
  gboolean constraints = objections->unmet != 0, taints = objections->untolerated->len > 0;
  if (objections->fits && constraints && !taints)
    propose_constraints (search, machine, objections->unmet);
  if (objections->fits && taints && !constraints)
    propose_taints (search, machine, objections->untolerated);
  if (objections->fits || constraints || taints)
    return;
  for (guint r = 0; r < search->moment->cell->resources->count; r++)
    propose_request (search, machine, &objections->room, r);
  if (!moment_preempts (search->moment))
    propose_eviction (search, machine);
  propose_capacity (search, machine, &objections->room);
}

GPtrArray *
relaxations_find (const Moment *moment, const PolicyView *view)
{
  Search search = { .moment = moment,
                    .view = view,
                    .fit = filter_bit (moment, "fit"),
                    .constraints = filter_bit (moment, "constraints"),
                    .taints = filter_bit (moment, "taints") };
  Objections objections = { .untolerated = g_array_new (FALSE, FALSE, sizeof (Attribute)) };
  GPtrArray *all = g_ptr_array_new_with_free_func (relaxation_free);
  if (view->task_class->constraints.count > 64)
    search.constraints = 0;
  for (guint kind = 0; kind < N_RELAXATIONS; kind++)
    search.found[kind] = g_ptr_array_new_with_free_func (relaxation_free);
  for (guint m = 0; m < moment->cell->machines; m++)
    if (find_objections (&search, m, &objections))
      propose (&search, m, &objections);
  for (guint kind = 0; kind < N_RELAXATIONS; kind++)
    g_ptr_array_extend_and_steal (all, search.found[kind]);
  g_array_unref (objections.untolerated);
  return all;
}
