/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/places.h"

#include "util/input_error.h"

gboolean
places_find (const TraceContext *context, const char *display, Places *ret, GError **error)
{
  const ResourceSet *resources = context->resources;

  ret->cpu = resource_set_find (resources, "cpu");
  ret->memory = resource_set_find (resources, "memory");
  ret->gpu = resource_set_find (resources, "gpu");
  if (ret->gpu < 0 || resources->item[ret->gpu].device_slot >= 0)
    return TRUE;
  return input_error (error, display, 0, "'gpu' among [cell] devices",
                      "the resource 'gpu' is not made of devices");
}

Amounts
places_amounts (const Places *places, gint64 cpu, gint64 memory, gint64 gpu)
{
  Amounts amounts = { 0 };

  if (places->cpu >= 0)
    amounts.of[places->cpu] = (Amount) MIN (cpu, G_MAXINT32);
  if (places->memory >= 0)
    amounts.of[places->memory] = (Amount) MIN (memory, G_MAXINT32);
  if (places->gpu >= 0)
    amounts.of[places->gpu] = (Amount) MIN (gpu, G_MAXINT32 / DEVICE * DEVICE);
  return amounts;
}

gint64
places_devices (gint64 thousandths)
{
  return thousandths <= DEVICE ? thousandths : (thousandths + DEVICE - 1) / DEVICE * DEVICE;
}
