/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machines of a scenario as they are configured: names, capacities, places, attributes, taints,
 * and what happens to them over time. Built while loading (one owner, the Scenario), read-only
 * during runs; what changes in a run lives in model/cell.h.
 *
 * Machines are numbered in order of appearance. Capacities are columns, one array a resource. The
 * attributes of a machine include the implicit `machine`, `zone` and `rack`. */
#pragma once

#include "model/constraint.h"
#include "model/resources.h"

/* In the order in which they are applied when they fall on one instant: by sequence (file order).
 */
typedef enum { MACHINE_ADD, MACHINE_DOWN, MACHINE_UP, MACHINE_DRAIN } MachineEventKind;

typedef struct {
  gint64 time;
  guint machine;
  MachineEventKind kind;
} MachineEvent;

typedef struct {
  char *name;
  gint64 added; /* time of its MACHINE_ADD */
  guint zone;   /* label, or LABEL_NONE */
  guint rack;
  guint n_attributes;
  Attribute *attributes;
  guint n_taints;
  Attribute *taints;
  guint n_soft_taints;
  Attribute *soft_taints; /* turn nobody away */
} Machine;

/* The value of one of its attributes, or LABEL_NONE. */
static inline guint
machine_value (const Machine *machine, guint key)
{
  for (guint i = 0; i < machine->n_attributes; i++)
    if (machine->attributes[i].key == key)
      return machine->attributes[i].value;
  return LABEL_NONE;
}

typedef struct Inventory Inventory;
struct Inventory {
  const ResourceSet *resources;    /* not owned */
  Labels *labels;                  /* not owned; shared with the workload's classes */
  GArray *machines;                /* of Machine */
  GArray *capacity[MAX_RESOURCES]; /* of Amount: columns */
  GArray *events;                  /* of MachineEvent, stable-sorted by time after finish */
  GHashTable *by_name;             /* name -> index, for loading */
};

Inventory *inventory_new (const ResourceSet *resources, Labels *labels);
void inventory_free (Inventory *inventory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Inventory, inventory_free)

/* What a row of a machines file, or one machine of a [machines NAME] group, says. Strings may be
 * NULL; attributes and both kinds of taints are in the file's syntax. */
typedef struct {
  const char *name;
  Amounts capacity;
  const char *zone, *rack, *attributes, *taints, *soft_taints;
  gint64 time;
} MachineSpec;

/* Adds a machine and its MACHINE_ADD event. On failure FALSE and *ret_reason (caller frees), e.g.
 * "machine 'm1' is there already", "gpu: 2.5 is not a whole number of devices". The attribute keys
 * `machine`, `zone`, `rack` and `*`, and taints `*`, are reserved. */
gboolean inventory_add (Inventory *inventory, const MachineSpec *spec, char **ret_reason);
/* Adds a later event. FALSE and *ret_reason: unknown machine, before it was added. */
gboolean inventory_add_event (Inventory *inventory, const char *name, gint64 time,
                              MachineEventKind kind, char **ret_reason);
/* Before inventory_finish(): numbers the machines anew, every order being equally likely, by the
 * seed. Events keep their order. */
void inventory_shuffle (Inventory *inventory, guint64 seed);
/* Call once, when all is in: sorts the events. */
void inventory_finish (Inventory *inventory);

/* After that: from when to when each machine is there, up or draining; G_MAXINT64: for good. In order of
 * the end, then of index. */
typedef void (*InventorySpan) (gpointer data, guint machine, gint64 from, gint64 until);
void inventory_visit_spans (const Inventory *inventory, InventorySpan visit, gpointer data);

static inline guint
inventory_count (const Inventory *inventory)
{
  return inventory->machines->len;
}
/* Events other than that a machine is added. */
static inline guint
inventory_later_events (const Inventory *inventory)
{
  return inventory->events->len - inventory->machines->len;
}
static inline const Machine *
inventory_machine (const Inventory *inventory, guint machine)
{
  return &g_array_index (inventory->machines, Machine, machine);
}
static inline Amount
inventory_capacity (const Inventory *inventory, guint resource, guint machine)
{
  return g_array_index (inventory->capacity[resource], Amount, machine);
}
