/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A gang needs room for several tasks at once, wherever it is, so that its machines do not propose one by
 * one: together, those of one place, they must make up for the tasks that do not fit. The tasks are alike,
 * and each machine has room for a number of them whatever the others do. */
#include "explain/relaxation_gang.h"

#include "explain/gang_evictions.h"

static void
empty_room (const Cell *cell, guint machine, Room *ret)
{
  cell_room_init (cell, machine, ret);
  for (guint r = 0; r < cell->resources->count; r++) {
    int slot = cell->resources->item[r].device_slot;
    ret->free.of[r] = cell->capacity[r][machine];
    for (guint d = 0; slot >= 0 && d < ret->devices[slot]; d++)
      ret->device_free[slot][d] = DEVICE;
  }
}

static void
machine_clear (gpointer data)
{
  g_clear_pointer (&((GangMachine *) data)->taints, g_array_unref);
}

static void
place_clear (gpointer data)
{
  g_array_unref (((GangPlace *) data)->machines);
}

/* One, or by domain where one must do. */
static GArray *
make_places (const GangDomains *domains)
{
  GArray *places = g_array_new (FALSE, FALSE, sizeof (GangPlace));
  g_array_set_clear_func (places, place_clear);
  for (guint i = 0; i < (domains != NULL ? gang_domains_count (domains) : 1); i++) {
    GangPlace place = { .machines = g_array_new (FALSE, FALSE, sizeof (GangMachine)),
                        .grows = domains == NULL };
    g_array_set_clear_func (place.machines, machine_clear);
    g_array_append_val (places, place);
  }
  return places;
}

static void
add_machine (GangSearch *gang, GangPlace *place, guint m, const Objections *objections)
{
  const Amounts *request = &gang->task_class->request;
  Room empty;
  empty_room (gang->cell, m, &empty);
  GangMachine machine = { .machine = m,
                          .tasks = room_tasks (gang->cell, &objections->room, request),
                          .most = room_tasks (gang->cell, &empty, request),
                          .unmet = objections->unmet };
  if (objections->untolerated->len > 0)
    machine.taints = g_array_copy (objections->untolerated);
  place->fit += is_open (&machine) ? machine.tasks : 0;
  place->grows = place->grows || moment_domain_label (gang->search->moment, m) != LABEL_NONE;
  gang->fit = MAX (gang->fit, place->fit);
  g_array_append_val (place->machines, machine);
}

static void
list_machines (GangSearch *gang)
{
  const SchedulerOptions *options = &gang->search->moment->scenario->scheduler;
  Objections objections = { .untolerated = g_array_new (FALSE, FALSE, sizeof (Attribute)) };
  GangDomains *domains = options->gang_packing == GANG_PACKING_REQUIRED
                           ? gang_domains_new (options, gang->cell)
                           : NULL;
  gang->places = make_places (domains);
  for (guint m = 0; m < gang->cell->machines; m++) {
    guint place = domains != NULL ? gang_domains_of (domains)[m] : 0;
    if (relaxation_objections (gang->search, m, &objections))
      add_machine (gang, &g_array_index (gang->places, GangPlace, place), m, &objections);
  }
  gang_domains_free (domains);
  g_array_unref (objections.untolerated);
}

/* How many tasks a machine takes, something being changed. */
typedef guint64 (*CountTasks) (const GangSearch *gang, const GangMachine *machine,
                               gconstpointer change);

/* Is there room for so many in one place? How many machines of such places take any, and the first. */
static gboolean
is_enough (const GangSearch *gang, guint64 tasks, CountTasks count, gconstpointer change,
           guint *ret_machines, guint *ret_first)
{
  *ret_machines = 0;
  *ret_first = MACHINE_NONE;
  for (guint p = 0; p < gang->places->len; p++) {
    const GangPlace *place = gang_place (gang, p);
    guint machines = 0, first = MACHINE_NONE;
    guint64 fit = 0;
    for (guint i = 0; i < place->machines->len; i++) {
      guint64 here = count (gang, gang_machine (place, i), change);
      fit += here;
      if (here > 0 && machines++ == 0)
        first = gang_machine (place, i)->machine;
    }
    if (fit < tasks)
      continue;
    *ret_machines += machines;
    *ret_first = MIN (*ret_first, first);
  }
  return *ret_machines > 0;
}

/* Sets of constraints, or of taints ---------------------------------------------------------- */

/* Things to give up, a bit each; a machine comes in when of each of its gates one bit is given up. */
typedef struct {
  RelaxationKind kind;
  guint count;
  guint bit[64];     /* CONSTRAINTS: of the class's */
  GArray *attribute; /* TAINTS: those that machines bear, sorted */
} Items;

static gboolean
opens (const GangSearch *gang, const Items *items, guint64 set, const GangMachine *machine)
{
  guint any = labels_find (gang->cell->inventory->labels, "*");
  guint64 dropped = 0;
  for (guint i = 0; items->kind == RELAX_CONSTRAINTS && i < items->count; i++)
    dropped |= set >> i & 1 ? G_GUINT64_CONSTANT (1) << items->bit[i] : 0;
  if ((machine->unmet & ~dropped) != 0)
    return FALSE;
  for (guint t = 0; machine->taints != NULL && t < machine->taints->len; t++) {
    gboolean tolerated = FALSE;
    for (guint i = 0; items->kind == RELAX_TAINTS && i < items->count; i++)
      tolerated = tolerated
                  || (set >> i & 1
                      && taint_tolerated (g_array_index (machine->taints, Attribute, t),
                                          &g_array_index (items->attribute, Attribute, i), 1, any));
    if (!tolerated)
      return FALSE;
  }
  return TRUE;
}

typedef struct {
  const Items *items;
  guint64 given_up;
} ItemSet;

static guint64
count_let_in (const GangSearch *gang, const GangMachine *machine, gconstpointer change)
{
  const ItemSet *set = change;
  return opens (gang, set->items, set->given_up, machine) ? machine->tasks : 0;
}

/* Proposes the set if it lets enough of the gang's tasks in. */
static gboolean
propose_set (const GangSearch *gang, const Items *items, guint64 set)
{
  guint machines, first;
  if (!is_enough (gang, gang->task_class->need, count_let_in, &(ItemSet){ items, set }, &machines,
                  &first))
    return FALSE;
  Relaxation *relaxation = relaxation_add (gang->search, items->kind, first);
  relaxation->machines = machines;
  if (items->kind == RELAX_TAINTS)
    relaxation->tolerations = g_array_new (FALSE, FALSE, sizeof (Attribute));
  for (guint i = 0; i < items->count; i++)
    if (set >> i & 1 && items->kind == RELAX_TAINTS)
      g_array_append_val (relaxation->tolerations,
                          g_array_index (items->attribute, Attribute, i));
    else if (set >> i & 1)
      relaxation->dropped |= G_GUINT64_CONSTANT (1) << items->bit[i];
  return TRUE;
}

/* Every set of the smallest size that does. */
static void
propose_sets (const GangSearch *gang, const Items *items)
{
  gboolean found = FALSE;
  if (items->count > RELAX_SET_MOST)
    return;
  for (guint size = 1; size <= items->count && !found; size++)
    for (guint64 set = 1; set < G_GUINT64_CONSTANT (1) << items->count; set++)
      if ((guint) __builtin_popcountll (set) == size)
        found = propose_set (gang, items, set) || found;
}

static void
propose_constraints (const GangSearch *gang)
{
  Items items = { .kind = RELAX_CONSTRAINTS };
  guint64 unmet = 0;
  for (guint p = 0; p < gang->places->len; p++)
    for (guint i = 0; i < gang_place (gang, p)->machines->len; i++) {
      const GangMachine *machine = gang_machine (gang_place (gang, p), i);
      unmet |= machine->tasks > 0 ? machine->unmet : 0;
    }
  for (guint bit = 0; bit < 64; bit++)
    if (unmet >> bit & 1)
      items.bit[items.count++] = bit;
  propose_sets (gang, &items);
}

/* Into its place among those that are sorted, unless it is there. */
static void
insert_attribute (GArray *attributes, const Attribute *taint)
{
  guint at = 0;
  while (at < attributes->len
         && compare_attributes (&g_array_index (attributes, Attribute, at), taint) < 0)
    at++;
  if (at == attributes->len
      || compare_attributes (&g_array_index (attributes, Attribute, at), taint) != 0)
    g_array_insert_val (attributes, at, *taint);
}

static void
propose_taints (const GangSearch *gang)
{
  g_autoptr (GArray) attributes = g_array_new (FALSE, FALSE, sizeof (Attribute));
  for (guint p = 0; p < gang->places->len; p++)
    for (guint i = 0; i < gang_place (gang, p)->machines->len; i++) {
      const GangMachine *machine = gang_machine (gang_place (gang, p), i);
      for (guint t = 0; machine->taints != NULL && machine->tasks > 0 && t < machine->taints->len; t++)
        insert_attribute (attributes, &g_array_index (machine->taints, Attribute, t));
    }
  Items items = { .kind = RELAX_TAINTS, .count = attributes->len, .attribute = attributes };
  propose_sets (gang, &items);
}

/* Smaller tasks, or fewer -------------------------------------------------------------------- */

/* Requests of a resource in order: of devices parts, then whole ones. */
static Amount
amount_number (const Cell *cell, guint resource, Amount number)
{
  if (cell->resources->item[resource].device_slot < 0 || number < DEVICE)
    return number;
  return (number - DEVICE + 1) * DEVICE;
}

static Amount
number_of_amount (const Cell *cell, guint resource, Amount amount)
{
  if (cell->resources->item[resource].device_slot < 0 || amount < DEVICE)
    return amount;
  return DEVICE - 1 + amount / DEVICE;
}

static guint64
count_of_request (const GangSearch *gang, const GangMachine *machine, gconstpointer change)
{
  const Amounts *request = change;
  Room room;
  if (!is_open (machine))
    return 0;
  cell_room_init (gang->cell, machine->machine, &room);
  return room_tasks (gang->cell, &room, request);
}

/* The more is asked for, the fewer fit: by halves. */
static void
propose_requests (const GangSearch *gang)
{
  const guint64 need = gang->task_class->need;
  guint machines, first;
  for (guint r = 0; r < gang->cell->resources->count; r++) {
    Amounts request = gang->task_class->request;
    Amount low = 0, high = number_of_amount (gang->cell, r, request.of[r]);
    request.of[r] = 0;
    if (high == 0 || !is_enough (gang, need, count_of_request, &request, &machines, &first))
      continue;
    while (low + 1 < high) {
      Amount middle = low + (high - low) / 2;
      request.of[r] = amount_number (gang->cell, r, middle);
      if (is_enough (gang, need, count_of_request, &request, &machines, &first))
        low = middle;
      else
        high = middle;
    }
    request.of[r] = amount_number (gang->cell, r, low);
    is_enough (gang, need, count_of_request, &request, &machines, &first);
    Relaxation *relaxation = relaxation_add (gang->search, RELAX_REQUEST, first);
    relaxation->resource = r;
    relaxation->amount = request.of[r];
    relaxation->machines = machines;
  }
}

static guint64
count_fewer (const GangSearch *gang, const GangMachine *machine, gconstpointer change)
{
  const PolicyView *alone = change;
  if (gang->fit > 0)
    return is_open (machine) ? machine->tasks : 0;
  return relaxation_takes (gang->search->moment, alone, machine->machine) ? 1 : 0;
}

/* As many at once as fit; or one, which may evict. */
static void
propose_fewer (const GangSearch *gang)
{
  TaskClass alone = *gang->task_class;
  PolicyView view = *gang->search->view;
  guint machines, first;
  alone.need = 1;
  view.task_class = &alone;
  if (!is_enough (gang, MAX (gang->fit, 1), count_fewer, &view, &machines, &first))
    return;
  Relaxation *relaxation = relaxation_add (gang->search, RELAX_GANG, first);
  relaxation->amount = (Amount) MAX (gang->fit, 1);
  relaxation->machines = machines;
}

/* Evictions ---------------------------------------------------------------------------------- */

/* Cheaper ones than *cost; or NULL. */
static GArray *
find_evictions (const GangSearch *gang, const GangPlace *place, GangCost *cost)
{
  g_autoptr (GArray) machines = g_array_new (FALSE, FALSE, sizeof (guint));
  guint missing = gang->task_class->need - (guint) place->fit;
  for (guint i = 0; i < place->machines->len; i++)
    if (is_open (gang_machine (place, i)))
      g_array_append_val (machines, gang_machine (place, i)->machine);
  return gang_evictions_find (gang->search->moment, gang->task_class, machines, missing, cost);
}

static void
propose_evictions (const GangSearch *gang)
{
  GArray *victims = NULL;
  GangCost cost = { .count = G_MAXUINT };
  for (guint p = 0; p < gang->places->len; p++) {
    GArray *cheaper = find_evictions (gang, gang_place (gang, p), &cost);
    if (cheaper == NULL)
      continue;
    g_clear_pointer (&victims, g_array_unref);
    victims = cheaper;
  }
  if (victims == NULL)
    return;
  guint first = g_array_index (victims, Evictee, 0).machine;
  relaxation_add (gang->search, RELAX_EVICTION, first)->victims = victims;
}

void
propose_for_gang (Search *search)
{
  GangSearch gang = { .search = search,
                      .cell = search->moment->cell,
                      .task_class = search->view->task_class };
  list_machines (&gang);
  if (gang.fit < gang.task_class->need) {
    propose_constraints (&gang);
    propose_taints (&gang);
    propose_requests (&gang);
    propose_fewer (&gang);
    propose_evictions (&gang);
    propose_gang_room (&gang);
    propose_machines (&gang);
  }
  g_array_unref (gang.places);
}
