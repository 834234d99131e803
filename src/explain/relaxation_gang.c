/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A gang needs room for several tasks at once, wherever it is, so that its machines do not propose one by
 * one: together they must make up for the tasks that do not fit. The tasks are alike, and each machine
 * has room for a number of them whatever the others do. */
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
list_machines (GangSearch *gang)
{
  const Amounts *request = &gang->task_class->request;
  Objections objections = { .untolerated = g_array_new (FALSE, FALSE, sizeof (Attribute)) };
  gang->machines = g_array_new (FALSE, FALSE, sizeof (GangMachine));
  g_array_set_clear_func (gang->machines, machine_clear);
  for (guint m = 0; m < gang->cell->machines; m++) {
    Room empty;
    if (!relaxation_objections (gang->search, m, &objections))
      continue;
    empty_room (gang->cell, m, &empty);
    GangMachine machine = { .machine = m,
                            .tasks = room_tasks (gang->cell, &objections.room, request),
                            .most = room_tasks (gang->cell, &empty, request),
                            .unmet = objections.unmet };
    if (objections.untolerated->len > 0)
      machine.taints = g_array_copy (objections.untolerated);
    gang->fit += is_open (&machine) ? machine.tasks : 0;
    g_array_append_val (gang->machines, machine);
  }
  g_array_unref (objections.untolerated);
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

/* Proposes the set if it lets enough of the gang's tasks in. */
static gboolean
propose_set (const GangSearch *gang, const Items *items, guint64 set)
{
  guint64 fit = 0;
  guint machines = 0, first = MACHINE_NONE;
  for (guint i = 0; i < gang->machines->len; i++) {
    const GangMachine *machine = &g_array_index (gang->machines, GangMachine, i);
    if (machine->tasks == 0 || !opens (gang, items, set, machine))
      continue;
    fit += machine->tasks;
    first = machines++ == 0 ? machine->machine : first;
  }
  if (fit < gang->task_class->need)
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
  for (guint i = 0; i < gang->machines->len; i++) {
    const GangMachine *machine = &g_array_index (gang->machines, GangMachine, i);
    unmet |= machine->tasks > 0 ? machine->unmet : 0;
  }
  for (guint bit = 0; bit < 64; bit++)
    if (unmet >> bit & 1)
      items.bit[items.count++] = bit;
  propose_sets (gang, &items);
}

static void
propose_taints (const GangSearch *gang)
{
  g_autoptr (GArray) attributes = g_array_new (FALSE, FALSE, sizeof (Attribute));
  for (guint i = 0; i < gang->machines->len; i++) {
    const GangMachine *machine = &g_array_index (gang->machines, GangMachine, i);
    for (guint t = 0; machine->taints != NULL && machine->tasks > 0 && t < machine->taints->len; t++) {
      const Attribute *taint = &g_array_index (machine->taints, Attribute, t);
      guint at = 0;
      while (at < attributes->len
             && compare_attributes (&g_array_index (attributes, Attribute, at), taint) < 0)
        at++;
      if (at == attributes->len
          || compare_attributes (&g_array_index (attributes, Attribute, at), taint) != 0)
        g_array_insert_val (attributes, at, *taint);
    }
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

/* How many tasks of the request fit on the machines that are open to the gang. */
static guint64
count_tasks (const GangSearch *gang, const Amounts *request, guint *ret_machines, guint *ret_first)
{
  guint64 fit = 0;
  *ret_machines = 0;
  for (guint i = 0; i < gang->machines->len; i++) {
    const GangMachine *machine = &g_array_index (gang->machines, GangMachine, i);
    Room room;
    if (!is_open (machine))
      continue;
    cell_room_init (gang->cell, machine->machine, &room);
    guint tasks = room_tasks (gang->cell, &room, request);
    fit += tasks;
    if (tasks > 0 && (*ret_machines)++ == 0)
      *ret_first = machine->machine;
  }
  return fit;
}

/* The more is asked for, the fewer fit: by halves. */
static void
propose_requests (const GangSearch *gang)
{
  const TaskClass *task_class = gang->task_class;
  guint machines, first = MACHINE_NONE;
  for (guint r = 0; r < gang->cell->resources->count; r++) {
    Amounts request = task_class->request;
    Amount low = 0, high = number_of_amount (gang->cell, r, request.of[r]);
    request.of[r] = 0;
    if (high == 0 || count_tasks (gang, &request, &machines, &first) < task_class->need)
      continue;
    while (low + 1 < high) {
      Amount middle = low + (high - low) / 2;
      request.of[r] = amount_number (gang->cell, r, middle);
      if (count_tasks (gang, &request, &machines, &first) >= task_class->need)
        low = middle;
      else
        high = middle;
    }
    request.of[r] = amount_number (gang->cell, r, low);
    count_tasks (gang, &request, &machines, &first);
    Relaxation *relaxation = relaxation_add (gang->search, RELAX_REQUEST, first);
    relaxation->resource = r;
    relaxation->amount = request.of[r];
    relaxation->machines = machines;
  }
}

/* As many at once as fit; or one, which may evict. */
static void
propose_fewer (const GangSearch *gang)
{
  TaskClass alone = *gang->task_class;
  PolicyView view = *gang->search->view;
  guint machines = 0, first = MACHINE_NONE;
  alone.need = 1;
  view.task_class = &alone;
  for (guint i = 0; i < gang->machines->len; i++) {
    const GangMachine *machine = &g_array_index (gang->machines, GangMachine, i);
    gboolean takes = gang->fit > 0 ? is_open (machine) && machine->tasks > 0
                                   : relaxation_takes (gang->search->moment, &view,
                                                       machine->machine);
    if (takes && machines++ == 0)
      first = machine->machine;
  }
  if (machines == 0)
    return;
  Relaxation *relaxation = relaxation_add (gang->search, RELAX_GANG, first);
  relaxation->amount = (Amount) MAX (gang->fit, 1);
  relaxation->machines = machines;
}

/* Evictions ---------------------------------------------------------------------------------- */

static void
propose_evictions (const GangSearch *gang)
{
  g_autoptr (GArray) machines = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < gang->machines->len; i++) {
    const GangMachine *machine = &g_array_index (gang->machines, GangMachine, i);
    if (is_open (machine))
      g_array_append_val (machines, machine->machine);
  }
  guint missing = gang->task_class->need - (guint) gang->fit;
  GArray *victims = gang_evictions_find (gang->search->moment, gang->task_class, machines, missing);
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
  g_array_unref (gang.machines);
}
