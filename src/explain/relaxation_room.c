/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much less to ask for, and how much more room a machine needs. */
#include "explain/relaxation_parts.h"

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

void
propose_request (Search *search, guint machine, const Room *room, guint resource)
{
  const Cell *cell = search->moment->cell;
  Amounts request = search->view->task_class->request;
  request.of[resource] = largest_request (cell, room, resource, request.of[resource]);
  if (cell_room_fits (cell, room, &request))
    relaxation_offer (search, RELAX_REQUEST, machine, resource, request.of[resource], TRUE);
}

/* Tasks in a room ---------------------------------------------------------------------------- */

/* How many of one device fit on all, of a request of less than one. */
static guint
parts_of_devices (const Room *room, int slot, Amount amount)
{
  guint parts = 0;
  for (guint d = 0; d < room->devices[slot]; d++)
    parts += (guint) (room->device_free[slot][d] / amount);
  return parts;
}

guint
room_tasks (const Cell *cell, const Room *room, const Amounts *request)
{
  guint tasks = G_MAXUINT / 2;
  for (guint r = 0; r < cell->resources->count; r++) {
    int slot = cell->resources->item[r].device_slot;
    Amount amount = request->of[r], largest, whole = room->free.of[r];
    if (amount == 0)
      continue;
    if (slot >= 0)
      measure_devices (room, slot, &largest, &whole);
    tasks = MIN (tasks, slot >= 0 && amount < DEVICE ? parts_of_devices (room, slot, amount)
                                                     : (guint) (whole / amount));
  }
  return tasks;
}

/* Parts of devices: each task that is too many goes where least must be freed for it; a device in
 * which tasks fit has the rest of one left. */
static Amount
missing_of_parts (const Room *room, int slot, Amount amount, guint tasks)
{
  guint parts = parts_of_devices (room, slot, amount);
  g_autofree Amount *left = g_new (Amount, MAX (room->devices[slot], 1));
  guint most = (guint) (DEVICE / amount);
  g_autofree guint *on = g_new (guint, MAX (room->devices[slot], 1));
  Amount missing = 0;
  for (guint d = 0; d < room->devices[slot]; d++) {
    on[d] = (guint) (room->device_free[slot][d] / amount);
    left[d] = room->device_free[slot][d] % amount;
  }
  for (; parts < tasks; parts++) {
    guint best = G_MAXUINT;
    for (guint d = 0; d < room->devices[slot]; d++)
      if (on[d] < most && (best == G_MAXUINT || left[d] > left[best]))
        best = d;
    if (best == G_MAXUINT) /* that many need another device */
      return missing + (Amount) ((tasks - parts + most - 1) / most) * DEVICE;
    missing += amount - left[best];
    left[best] = 0;
    on[best]++;
  }
  return missing;
}

static Amount
missing_of (const Cell *cell, const Room *room, guint resource, Amount amount, guint tasks)
{
  int slot = cell->resources->item[resource].device_slot;
  Amount largest, whole;
  if (slot < 0 || amount == 0)
    return MAX (amount * (Amount) tasks - room->free.of[resource], 0);
  if (amount < DEVICE)
    return missing_of_parts (room, slot, amount, tasks);
  measure_devices (room, slot, &largest, &whole);
  return MAX (amount * (Amount) tasks - whole, 0);
}

Amounts
room_missing (const Cell *cell, const Room *room, const Amounts *request, guint tasks)
{
  Amounts missing = { 0 };
  for (guint r = 0; r < cell->resources->count; r++)
    missing.of[r] = missing_of (cell, room, r, request->of[r], tasks);
  return missing;
}

gboolean
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

void
propose_capacity (Search *search, guint machine, const Room *room)
{
  const Cell *cell = search->moment->cell;
  const Amounts *request = &search->view->task_class->request;
  Relaxation *best = relaxation_first (search, RELAX_CAPACITY);
  MissingRoom missing = { machine, 1, room_missing (cell, room, request, 1) };
  if (best != NULL
      && !misses_less (request, &missing.missing,
                       &g_array_index (best->room, MissingRoom, 0).missing))
    return;
  if (best == NULL) {
    best = relaxation_add (search, RELAX_CAPACITY, machine);
    best->room = g_array_sized_new (FALSE, FALSE, sizeof (MissingRoom), 1);
  }
  best->machine = machine;
  g_array_set_size (best->room, 0);
  g_array_append_val (best->room, missing);
  best->add = !cell_fits_empty (cell, request, machine);
}
