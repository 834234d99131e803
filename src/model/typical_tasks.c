/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asked for every machine and several ways to place a task on it: so kinds are columns, and what
 * the devices offer is worked out once for all kinds that take equally much of each. */
#include "model/typical_tasks.h"

#include <string.h>

const char *const fragment_names[N_FRAGMENTS + 1]
  = { "lacks_both", "lacks_devices", "lacks_others", "no_devices", "neither", "no_access", NULL };

struct TypicalTasks {
  guint resource;
  int slot;
  guint resources;
  guint count;
  gint64 tasks; /* their sum */

  /* By kind. */
  gint64 weight[TYPICAL_MAX];
  Amount needs[MAX_RESOURCES][TYPICAL_MAX]; /* 0 of the resource that is measured */
  guint devices[TYPICAL_MAX];               /* how many it takes */
  guint8 size[TYPICAL_MAX];                 /* how much of each: index below */
  guint8 *access[TYPICAL_MAX];              /* by machine: 1 where it may run; NULL: everywhere */

  guint sizes;
  Amount size_amount[TYPICAL_MAX]; /* each once; 0 for those that ask for no device */
  Amount most[MAX_RESOURCES];      /* that any kind needs */
};

/* Choosing the kinds ----------------------------------------------------------------------------- */

typedef struct {
  const TaskClass *class; /* the first of its kind */
  Amounts request;        /* of what counts */
  guint64 tasks;
} Kind;

static Amounts
counted (const Amounts *request, guint resources)
{
  Amounts amounts = *request;
  for (guint r = 0; r < MAX_RESOURCES; r++)
    if (!(resources >> r & 1))
      amounts.of[r] = 0;
  return amounts;
}

static gboolean
is_of_kind (const Kind *kind, const TaskClass *class, const Amounts *request)
{
  return memcmp (&kind->request, request, sizeof *request) == 0
         && constraint_list_equal (&kind->class->constraints, &class->constraints);
}

static guint
hash_request (const Amounts *request)
{
  guint hash = 5381;
  for (guint r = 0; r < MAX_RESOURCES; r++)
    hash = hash * 33 + (guint) request->of[r];
  return hash;
}

/* Joins classes to kinds, in order of appearance: a chain through `next` per hash of the request. */
static GArray *
find_kinds (const TaskClasses *classes, guint resources, guint64 *ret_tasks)
{
  GArray *kinds = g_array_new (FALSE, FALSE, sizeof (Kind));
  g_autoptr (GArray) next = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GHashTable) last = g_hash_table_new (NULL, NULL);
  *ret_tasks = 0;
  for (guint c = 0; c < task_classes_count (classes); c++) {
    const TaskClass *class = task_classes_get (classes, c);
    Amounts request = counted (&class->request, resources);
    gpointer key = GUINT_TO_POINTER (hash_request (&request));
    guint first = GPOINTER_TO_UINT (g_hash_table_lookup (last, key)), k = first;
    if (class->tasks == 0)
      continue;
    *ret_tasks += class->tasks;
    while (k != 0 && !is_of_kind (&g_array_index (kinds, Kind, k - 1), class, &request))
      k = g_array_index (next, guint, k - 1);
    if (k != 0) {
      g_array_index (kinds, Kind, k - 1).tasks += class->tasks;
      continue;
    }
    g_array_append_val (kinds, ((Kind){ class, request, class->tasks }));
    g_array_append_val (next, first);
    g_hash_table_insert (last, key, GUINT_TO_POINTER (kinds->len));
  }
  return kinds;
}

static int
compare_kinds (gconstpointer a, gconstpointer b)
{
  const Kind *x = a, *y = b;
  if (x->tasks != y->tasks)
    return x->tasks > y->tasks ? -1 : 1;
  return (x->class->index > y->class->index) - (x->class->index < y->class->index);
}

/* How many of the sorted kinds are typical. */
static guint
count_typical (const GArray *kinds, guint64 all, double share)
{
  guint64 taken = 0;
  guint n = 0;
  while (n < kinds->len && n < TYPICAL_MAX) {
    const Kind *kind = &g_array_index (kinds, Kind, n);
    if (n > 0 && (double) taken >= share * (double) all && kind[-1].tasks != kind->tasks)
      break;
    taken += kind->tasks;
    n++;
  }
  return n;
}

/* Laying them out -------------------------------------------------------------------------------- */

static guint8
size_index (TypicalTasks *typical, Amount amount)
{
  guint s = 0;
  while (s < typical->sizes && typical->size_amount[s] != amount)
    s++;
  typical->size_amount[s] = amount;
  typical->sizes = MAX (typical->sizes, s + 1);
  return (guint8) s;
}

static guint8 *
find_access (const Inventory *inventory, const TaskClass *class)
{
  guint machines = inventory_count (inventory);
  if (class->constraints.count == 0)
    return NULL;
  guint8 *access = g_malloc (machines);
  for (guint m = 0; m < machines; m++) {
    const Machine *machine = inventory_machine (inventory, m);
    access[m] = 1;
    for (guint c = 0; c < class->constraints.count; c++)
      access[m] &= constraint_holds (&class->constraints.item[c], inventory->labels,
                                     machine->attributes, machine->n_attributes)
                     ? 1
                     : 0;
  }
  return access;
}

static void
add_kind (TypicalTasks *typical, const Inventory *inventory, const Kind *kind)
{
  guint i = typical->count++;
  Amount amount = kind->request.of[typical->resource];
  typical->weight[i] = (gint64) kind->tasks;
  typical->tasks += (gint64) kind->tasks;
  typical->devices[i] = amount == 0 ? 0 : (guint) (amount < DEVICE ? 1 : amount / DEVICE);
  typical->size[i] = size_index (typical, MIN (amount, DEVICE));
  typical->access[i] = find_access (inventory, kind->class);
  for (guint r = 0; r < typical->resources; r++) {
    Amount need = r == typical->resource ? 0 : kind->request.of[r];
    typical->needs[r][i] = need;
    typical->most[r] = MAX (typical->most[r], need);
  }
}

static int
find_resource (const Inventory *inventory)
{
  for (guint r = 0; r < inventory->resources->count; r++)
    for (guint m = 0; inventory->resources->item[r].device_slot >= 0
                      && m < inventory_count (inventory);
         m++)
      if (inventory_capacity (inventory, r, m) > 0)
        return (int) r;
  return -1;
}

TypicalTasks *
typical_tasks_new (const TaskClasses *classes, const Inventory *inventory, guint resources,
                   double share)
{
  int resource = find_resource (inventory);
  guint64 all;
  if (resource < 0)
    return NULL;
  g_autoptr (GArray) kinds = find_kinds (classes, resources | 1u << resource, &all);
  if (all == 0)
    return NULL;
  g_array_sort (kinds, compare_kinds);
  TypicalTasks *typical = g_new0 (TypicalTasks, 1);
  typical->resource = (guint) resource;
  typical->slot = inventory->resources->item[resource].device_slot;
  typical->resources = inventory->resources->count;
  for (guint i = 0, n = count_typical (kinds, all, share); i < n; i++)
    add_kind (typical, inventory, &g_array_index (kinds, Kind, i));
  return typical;
}

void
typical_tasks_free (TypicalTasks *typical)
{
  if (typical == NULL)
    return;
  for (guint i = 0; i < typical->count; i++)
    g_free (typical->access[i]);
  g_free (typical);
}

guint
typical_tasks_resource (const TypicalTasks *typical)
{
  return typical->resource;
}

guint
typical_tasks_kinds (const TypicalTasks *typical)
{
  return typical->count;
}

gint64
typical_tasks_count (const TypicalTasks *typical)
{
  return typical->tasks;
}

/* Measuring -------------------------------------------------------------------------------------- */

/* What the devices offer to kinds of each size. */
typedef struct {
  guint count[TYPICAL_MAX];   /* devices with so much free */
  gint64 amount[TYPICAL_MAX]; /* what is free on these */
  gint64 all;                 /* on all devices */
} Offer;

static void
find_offer (const TypicalTasks *typical, const Room *room, Offer *ret)
{
  const Amount *free = room->device_free[typical->slot];
  const guint devices = room->devices[typical->slot];
  ret->all = 0;
  for (guint d = 0; d < devices; d++)
    ret->all += free[d];
  for (guint s = 0; s < typical->sizes; s++) {
    const Amount size = typical->size_amount[s];
    guint count = 0;
    Amount amount = 0;
    for (guint d = 0; d < devices; d++) {
      count += free[d] >= size;
      amount += free[d] >= size ? free[d] : 0;
    }
    ret->count[s] = count;
    ret->amount[s] = size > 0 ? amount : 0; /* to who asks for none, none is of use */
  }
}

/* fits[i]: is there enough of everything that is not measured? */
static void
find_fitting (const TypicalTasks *typical, const Room *room, guint8 *restrict fits)
{
  memset (fits, 1, typical->count);
  for (guint r = 0; r < typical->resources; r++) {
    const Amount free = room->free.of[r];
    if (r == typical->resource || free >= typical->most[r])
      continue;
    for (guint i = 0; i < typical->count; i++)
      fits[i] &= (guint8) (free >= typical->needs[r][i]);
  }
}

static gboolean
has_access (const TypicalTasks *typical, guint kind, guint machine)
{
  return typical->access[kind] == NULL || typical->access[kind][machine];
}

gint64
typical_fragmented (const TypicalTasks *typical, guint machine, const Room *room)
{
  Offer offer;
  guint8 fits[TYPICAL_MAX];
  gint64 useful = 0;
  find_offer (typical, room, &offer);
  if (offer.all == 0)
    return 0;
  find_fitting (typical, room, fits);
  for (guint i = 0; i < typical->count; i++) {
    const guint size = typical->size[i];
    if (fits[i] && offer.count[size] >= typical->devices[i] && has_access (typical, i, machine))
      useful += typical->weight[i] * offer.amount[size];
  }
  return typical->tasks * offer.all - useful;
}

static Fragment
cause_of (gboolean has_devices, gboolean fits, guint devices)
{
  if (devices == 0)
    return fits ? FRAGMENT_NO_DEVICES : FRAGMENT_NEITHER;
  if (has_devices)
    return fits ? FRAGMENT_LACKS_DEVICES : FRAGMENT_LACKS_OTHERS;
  return fits ? FRAGMENT_LACKS_DEVICES : FRAGMENT_LACKS_BOTH;
}

void
typical_fragments (const TypicalTasks *typical, guint machine, const Room *room,
                   gint64 ret[N_FRAGMENTS])
{
  Offer offer;
  guint8 fits[TYPICAL_MAX];
  memset (ret, 0, N_FRAGMENTS * sizeof *ret);
  find_offer (typical, room, &offer);
  find_fitting (typical, room, fits);
  for (guint i = 0; i < typical->count; i++) {
    const guint size = typical->size[i];
    const gboolean has_devices = offer.count[size] >= typical->devices[i];
    const gboolean access = has_access (typical, i, machine);
    const gint64 useful = access && has_devices && fits[i] ? offer.amount[size] : 0;
    Fragment cause = access ? cause_of (has_devices, fits[i], typical->devices[i])
                            : FRAGMENT_NO_ACCESS;
    ret[cause] += typical->weight[i] * (offer.all - useful);
  }
}

/* The gradient ----------------------------------------------------------------------------------- */

/* Takes whole devices, in order. */
static guint64
take_whole (Amount *free, guint devices, Amount amount)
{
  guint64 taken = 0;
  for (guint d = 0; d < devices && amount > 0; d++)
    if (free[d] == DEVICE) {
      free[d] = 0;
      taken |= G_GUINT64_CONSTANT (1) << d;
      amount -= DEVICE;
    }
  return taken;
}

/* Has a device before it as much free? Then it makes the same difference. */
static gboolean
is_repeated (const Amount *free, guint device)
{
  for (guint d = 0; d < device; d++)
    if (free[d] == free[device])
      return TRUE;
  return FALSE;
}

/* The least fragmentation with a part of one device taken; *ret_devices says of which. */
static gint64
take_part (const TypicalTasks *typical, guint machine, Room *room, Amount amount,
           guint64 *ret_devices)
{
  Amount *free = room->device_free[typical->slot];
  gint64 least = G_MAXINT64;
  for (guint d = 0; d < room->devices[typical->slot]; d++) {
    if (free[d] < amount || is_repeated (free, d))
      continue;
    free[d] -= amount;
    gint64 after = typical_fragmented (typical, machine, room);
    free[d] += amount;
    if (after >= least)
      continue;
    least = after;
    *ret_devices = G_GUINT64_CONSTANT (1) << d;
  }
  return least;
}

gint64
typical_gradient (const TypicalTasks *typical, const Cell *cell, guint machine,
                  const Amounts *request, guint64 *ret_devices)
{
  Room room;
  Amount amount = request->of[typical->resource];
  guint64 taken = 0;
  gint64 after;
  cell_room_init (cell, machine, &room);
  gint64 before = typical_fragmented (typical, machine, &room);
  for (guint r = 0; r < typical->resources; r++)
    room.free.of[r] -= request->of[r];
  if (amount > 0 && amount < DEVICE) {
    after = take_part (typical, machine, &room, amount, &taken);
  } else {
    taken = take_whole (room.device_free[typical->slot], room.devices[typical->slot], amount);
    after = typical_fragmented (typical, machine, &room);
  }
  if (ret_devices != NULL)
    *ret_devices = taken;
  return before - after;
}
