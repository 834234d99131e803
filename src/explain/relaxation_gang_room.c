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

/* Task by task on the machine where the largest part of a request is missing least. What a machine
 * lacks grows with each task, so that no other way has a smaller largest part. *ret_most: that part's.
 * NULL: even empty, the machines are too small. */
static GArray *
make_offers (const GangSearch *gang, const GangPlace *place, Amounts *ret_most)
{
  g_autoptr (GArray) offers = g_array_new (FALSE, FALSE, sizeof (Offer));
  *ret_most = (Amounts){ 0 };
  for (guint i = 0; i < place->machines->len; i++) {
    Offer offer = { .machine = gang_machine (place, i) };
    if (!is_open (offer.machine) || offer.machine->tasks >= offer.machine->most)
      continue;
    look_at_next (gang, &offer);
    g_array_append_val (offers, offer);
  }
  for (guint64 fit = place->fit; fit < gang->task_class->need; fit++) {
    Offer *offer = least_offer (gang, offers);
    if (offer == NULL)
      return NULL;
    offer->tasks++;
    offer->missing = offer->next;
    if (misses_less (&gang->task_class->request, ret_most, &offer->missing))
      *ret_most = offer->missing;
    look_at_next (gang, offer);
  }
  return g_steal_pointer (&offers);
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

void
propose_gang_room (const GangSearch *gang)
{
  g_autoptr (GArray) best = NULL;
  Amounts least = { 0 }, most;
  for (guint p = 0; p < gang->places->len; p++) {
    GArray *offers = make_offers (gang, gang_place (gang, p), &most);
    if (offers == NULL)
      continue;
    if (best != NULL && !misses_less (&gang->task_class->request, &most, &least)) {
      g_array_unref (offers);
      continue;
    }
    g_clear_pointer (&best, g_array_unref);
    best = offers;
    least = most;
  }
  if (best != NULL)
    add_room (gang, best);
}

/* How many like the machine would have to be added to the place; 0: that is of no use. */
static guint
count_machines (const GangSearch *gang, const GangPlace *place, const GangMachine *like)
{
  guint64 missing = gang->task_class->need - place->fit;
  if (!is_open (like) || like->most == 0)
    return 0;
  if (!place->grows) /* it is another place, and empty */
    return like->most >= gang->task_class->need ? 1 : 0;
  return (guint) ((missing + like->most - 1) / like->most);
}

void
propose_machines (const GangSearch *gang)
{
  const GangMachine *best = NULL;
  guint least = 0;
  for (guint p = 0; p < gang->places->len; p++)
    for (guint i = 0; i < gang_place (gang, p)->machines->len; i++) {
      const GangMachine *machine = gang_machine (gang_place (gang, p), i);
      guint count = count_machines (gang, gang_place (gang, p), machine);
      if (count == 0 || (best != NULL && count > least))
        continue;
      if (best != NULL && count == least && machine->most <= best->most)
        continue;
      best = machine;
      least = count;
    }
  if (best != NULL)
    relaxation_add (gang->search, RELAX_MACHINES, best->machine)->machines = least;
}
