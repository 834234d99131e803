/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/machine_groups.h"

#include "util/input_error.h"

/* NAME-rK, or NAME-ZONE-rK: the rack of machine i. */
static char *
rack_name (const MachineGroup *group, gint64 i, gint64 n_zones, const char *zone)
{
  gint64 rack;

  if (group->rack_size == 0)
    return NULL;
  if (zone == NULL)
    return g_strdup_printf ("%s-r%" G_GINT64_FORMAT, group->head.name, i / group->rack_size);
  rack = i / n_zones / group->rack_size;
  return g_strdup_printf ("%s-%s-r%" G_GINT64_FORMAT, group->head.name, zone, rack);
}

gboolean
machine_group_add (const MachineGroup *group, Inventory *inventory, GError **error)
{
  gint64 n_zones = group->zones != NULL ? (gint64) g_strv_length (group->zones) : 0;

  if (inventory_count (inventory) + group->count > MACHINES_MAX)
    return input_error (error, group->head.header->file, group->head.header->line,
                        "at most 10000000 machines in all", "too many machines with [%s]",
                        group->head.header->group);
  for (gint64 i = 0; i < group->count; i++) {
    const char *zone = n_zones > 0 ? group->zones[i % n_zones] : NULL;
    g_autofree char *name = g_strdup_printf ("%s-%" G_GINT64_FORMAT, group->head.name, i);
    g_autofree char *rack = rack_name (group, i, n_zones, zone);
    g_autofree char *reason = NULL;
    MachineSpec spec = { .name = name,
                         .capacity = group->capacity,
                         .zone = zone,
                         .rack = rack,
                         .attributes = group->attributes,
                         .taints = group->taints,
                         .soft_taints = group->soft_taints,
                         .time = 0 };

    if (!inventory_add (inventory, &spec, &reason))
      return input_error (error, group->head.header->file, group->head.header->line, NULL,
                          "[%s]: %s", group->head.header->group, reason);
  }
  return TRUE;
}
