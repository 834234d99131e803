/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How near to their data tasks start: on a machine that holds it, in the rack or the zone of such a
 * machine (or one that holds it itself), or beyond; how far away, and what that moves. Every start
 * counts, of tasks that are evicted several ones. */
#include "metrics/integral.h"
#include "metrics/observers.h"
#include "metrics/summary.h"

typedef enum { ON_MACHINE, ON_RACK, ON_ZONE, BEYOND, N_LEVELS } Level;

typedef struct {
  Observer base;
  const Network *network;
  GHashTable *racks; /* a set of zone and rack in one number: those there are */
  guint64 starts[N_LEVELS];
  Integral distance; /* sum over starts */
  Integral moved;    /* MiB */
  Integral transfer; /* us */
} LocalityObserver;

static gboolean
locality_wanted (const Scenario *scenario)
{
  return scenario->scheduler.network != NULL;
}

static gint64
rack_key (guint zone, guint rack)
{
  return (gint64) ((guint64) zone << 32 | rack);
}

static Observer *
locality_create (const ObserverContext *context, Results *results, GError **error)
{
  LocalityObserver *self = g_new0 (LocalityObserver, 1);
  const Inventory *inventory = context->cell->inventory;
  (void) results, (void) error;
  self->network = context->scenario->scheduler.network;
  self->racks = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  for (guint m = 0; m < inventory_count (inventory); m++) {
    const Machine *machine = inventory_machine (inventory, m);
    gint64 key = rack_key (machine->zone, machine->rack);
    if (!g_hash_table_contains (self->racks, &key))
      g_hash_table_add (self->racks, g_memdup2 (&key, sizeof key));
  }
  return &self->base;
}

static Level
level_of_machines (const Machine *machine, const Machine *holder)
{
  gboolean zone = machine->zone == holder->zone;
  if (machine == holder)
    return ON_MACHINE;
  if (zone && machine->rack != LABEL_NONE && machine->rack == holder->rack)
    return ON_RACK;
  return zone && machine->zone != LABEL_NONE ? ON_ZONE : BEYOND;
}

/* How near the machine is to one place, by its name. */
static Level
level_of (const LocalityObserver *self, const Machine *machine, guint place)
{
  const Inventory *inventory = self->base.context->cell->inventory;
  gpointer holder;
  if (g_hash_table_lookup_extended (inventory->by_name, labels_text (inventory->labels, place), NULL,
                                    &holder))
    return level_of_machines (machine, inventory_machine (inventory, GPOINTER_TO_UINT (holder)));
  gint64 key = rack_key (machine->zone, place);
  if (machine->rack == place)
    return ON_RACK;
  if (machine->zone == LABEL_NONE)
    return BEYOND;
  return machine->zone == place || g_hash_table_contains (self->racks, &key) ? ON_ZONE : BEYOND;
}

static void
locality_placed (Observer *observer, gint64 now, const Task *task)
{
  LocalityObserver *self = (LocalityObserver *) observer;
  const ObserverContext *context = observer->context;
  const TaskClass *class = cell_class_of (context->cell, task);
  const Machine *machine = inventory_machine (context->cell->inventory, task->machine);
  Level nearest = BEYOND;
  if (class->data == NULL)
    return;
  for (guint i = 0; i < class->data->len; i++)
    nearest = MIN (nearest, level_of (self, machine, g_array_index (class->data, guint, i)));
  self->starts[nearest]++;
  guint distance = network_distance (self->network, class->index, task->machine);
  self->distance += distance;
  if (distance > 0)
    self->moved += task_pool_data_size (context->tasks, task);
  self->transfer += task->started - now;
}

static gboolean
locality_finish (Observer *observer, gint64 now, Summary *summary, GError **error)
{
  static const char *const keys[N_LEVELS] = { "on_machine", "on_rack", "on_zone", "beyond" };
  LocalityObserver *self = (LocalityObserver *) observer;
  guint64 starts = 0;
  (void) now, (void) error;
  for (guint level = 0; level < N_LEVELS; level++)
    starts += self->starts[level];
  summary_integer (summary, (gint64) starts, "locality.starts");
  for (guint level = 0; level < N_LEVELS; level++)
    summary_number (summary, (double) self->starts[level] / (double) starts, "locality.%s",
                    keys[level]);
  summary_number (summary, (double) self->distance / (double) starts, "locality.distance_mean");
  summary_number (summary, (double) self->moved, "locality.moved_mib");
  summary_number (summary, integral_seconds (self->transfer), "locality.transfer_seconds");
  return TRUE;
}

static void
locality_free (Observer *observer)
{
  LocalityObserver *self = (LocalityObserver *) observer;
  g_hash_table_destroy (self->racks);
  g_free (self);
}

const ObserverType observer_locality = {
  .name = "locality",
  .summary = "how near to their data tasks start",
  .wanted = locality_wanted,
  .create = locality_create,
  .placed = locality_placed,
  .finish = locality_finish,
  .free = locality_free,
};
