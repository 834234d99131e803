/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sets of resources. The unit follows from the name and from being made of devices; device slots
 * are dealt in the order of the resources. */
#include "model/resources.h"

#include <string.h>

static Unit
unit_of (const char *name, gboolean device)
{
  if (device)
    return UNIT_DEVICE;
  if (strcmp (name, "cpu") == 0)
    return UNIT_CPU;
  return strcmp (name, "memory") == 0 ? UNIT_MEMORY : UNIT_PLAIN;
}

void
resource_set_init (ResourceSet *set, const char *const *names, const char *const *devices)
{
  int slots = 0;

  *set = (ResourceSet){ 0 };
  for (guint i = 0; names[i] != NULL; i++) {
    gboolean device = devices != NULL && g_strv_contains (devices, names[i]);

    g_assert (i < MAX_RESOURCES && (!device || slots < MAX_DEVICE_RESOURCES));
    set->item[i].name = g_strdup (names[i]);
    set->item[i].unit = unit_of (names[i], device);
    set->item[i].device_slot = device ? slots++ : -1;
    set->count = i + 1;
  }
}

void
resource_set_clear (ResourceSet *set)
{
  for (guint i = 0; i < set->count; i++)
    g_free (set->item[i].name);
  *set = (ResourceSet){ 0 };
}

int
resource_set_find (const ResourceSet *set, const char *name)
{
  for (guint i = 0; i < set->count; i++)
    if (strcmp (set->item[i].name, name) == 0)
      return (int) i;
  return -1;
}

void
amounts_append (GString *out, const ResourceSet *set, const Amounts *amounts)
{
  gboolean first = TRUE;

  for (guint i = 0; i < set->count; i++) {
    if (amounts->of[i] == 0)
      continue;
    g_string_append_printf (out, "%s%s=", first ? "" : " ", set->item[i].name);
    unit_append (out, set->item[i].unit, amounts->of[i]);
    first = FALSE;
  }
  if (first)
    g_string_append (out, "nothing");
}
