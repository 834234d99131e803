/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explain/relaxation_gang.h"

/* What each machine would lack for one task more than it has been given so far. */
typedef struct {
  const GangMachine *machine;
  guint tasks;     /* more than fit now */
  Amounts missing; /* for these, and … */
  Amounts next;    /* … for one more */
} Offer;

static void
look_at_next (const GangSearch *gang, Offer *offer)
{
  Room room;
  cell_room_init (gang->cell, offer->machine->machine, &room);
  offer->next = room_missing (gang->cell, &room, &gang->task_class->request,
                              (guint) offer->machine->tasks + offer->tasks + 1);
}

static Offer *
least_offer (const GangSearch *gang, GArray *offers)
{
  Offer *best = NULL;
  for (guint i = 0; i < offers->len; i++) {
    Offer *offer = &g_array_index (offers, Offer, i);
    if (offer->machine->tasks + offer->tasks < offer->machine->most
        && (best == NULL
            || misses_less (&gang->task_class->request, &offer->next, &best->next)))
      best = offer;
  }
  return best;
}

static void
add_room (const GangSearch *gang, const GArray *offers)
{
  Relaxation *relaxation = NULL;
  for (guint i = 0; i < offers->len; i++) {
    const Offer *offer = &g_array_index (offers, Offer, i);
    MissingRoom missing = { offer->machine->machine, offer->tasks, offer->missing };
    if (offer->tasks == 0)
      continue;
    if (relaxation == NULL) {
      relaxation = relaxation_add (gang->search, RELAX_CAPACITY, missing.machine);
      relaxation->room = g_array_new (FALSE, FALSE, sizeof (MissingRoom));
      relaxation->machines = 0;
    }
    relaxation->machines++;
    g_array_append_val (relaxation->room, missing);
  }
}

/* Task by task on the machine where the largest part of a request is missing least. What a machine
 * lacks grows with each task, so that no other way has a smaller largest part. */
void
propose_gang_room (const GangSearch *gang)
{
  g_autoptr (GArray) offers = g_array_new (FALSE, FALSE, sizeof (Offer));
  for (guint i = 0; i < gang->machines->len; i++) {
    Offer offer = { .machine = &g_array_index (gang->machines, GangMachine, i) };
    if (!is_open (offer.machine) || offer.machine->tasks >= offer.machine->most)
      continue;
    look_at_next (gang, &offer);
    g_array_append_val (offers, offer);
  }
  for (guint64 fit = gang->fit; fit < gang->task_class->need; fit++) {
    Offer *offer = least_offer (gang, offers);
    if (offer == NULL)
      return;
    offer->tasks++;
    offer->missing = offer->next;
    look_at_next (gang, offer);
  }
  add_room (gang, offers);
}

void
propose_machines (const GangSearch *gang)
{
  const GangMachine *best = NULL;
  for (guint i = 0; i < gang->machines->len; i++) {
    const GangMachine *machine = &g_array_index (gang->machines, GangMachine, i);
    if (is_open (machine) && machine->most > (best != NULL ? best->most : 0))
      best = machine;
  }
  if (best == NULL)
    return;
  guint64 missing = gang->task_class->need - gang->fit;
  relaxation_add (gang->search, RELAX_MACHINES, best->machine)->machines
    = (guint) ((missing + best->most - 1) / best->most);
}
