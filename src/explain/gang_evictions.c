/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each machine offers, for each number of tasks gained, its cheapest set of victims; which offers to
 * take, one a machine, is a knapsack: cheapest[g] is what it costs to gain g tasks on the machines so
 * far. Costs add up, so that the cheapest is made of cheapest ones. */
#include "explain/gang_evictions.h"

#include "explain/relaxation_parts.h"
#include "scheduler/policy_tables.h"

typedef struct {
  guint64 set; /* by place among the victims, or … */
  guint first; /* … so many of the largest, where there are more than fit in a set */
  GangCost cost;
} Offer;

/* Which offer was taken, and what had been gained before it. */
typedef struct {
  guint offer;
  guint from;
} Taken;

/* One machine's. */
typedef struct {
  GArray *victims; /* of Victim, in victim order */
  GArray *offers;  /* of Offer, by tasks gained; the first is of nobody */
  Taken *taken;    /* by tasks gained so far, this machine included */
} Place;

static void
place_clear (gpointer data)
{
  Place *place = data;
  g_array_unref (place->victims);
  g_array_unref (place->offers);
  g_free (place->taken);
}

static void
offer_gain (Place *place, guint gain, Offer offer)
{
  static const Offer impossible = { .cost = { .count = G_MAXUINT } };
  while (place->offers->len <= gain)
    g_array_append_val (place->offers, impossible);
  Offer *known = &g_array_index (place->offers, Offer, gain);
  if (gang_cost_less (offer.cost, known->cost))
    *known = offer;
}

static gboolean
is_taken (const Offer *offer, const GArray *by_size, guint index)
{
  if (by_size == NULL)
    return offer->set >> index & 1;
  for (guint i = 0; i < offer->first; i++)
    if (g_array_index (by_size, guint, i) == index)
      return TRUE;
  return FALSE;
}

/* Places of the victims, the largest first. */
static GArray *
sort_by_size (const GArray *victims)
{
  GArray *order = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < victims->len; i++) {
    guint at = order->len;
    while (at > 0
           && g_array_index (victims, Victim, g_array_index (order, guint, at - 1)).size
                < g_array_index (victims, Victim, i).size)
      at--;
    g_array_insert_val (order, at, i);
  }
  return order;
}

static void
consider (const Moment *moment, const TaskClass *task_class, guint machine, Place *place,
          const GArray *by_size, Offer offer, guint before)
{
  Room room;
  cell_room_init (moment->cell, machine, &room);
  for (guint i = 0; i < place->victims->len; i++) {
    const Victim *victim = &g_array_index (place->victims, Victim, i);
    if (!is_taken (&offer, by_size, i))
      continue;
    cell_room_add (moment->cell, &room, victim->task);
    offer.cost.count++;
    offer.cost.loss += victim->loss;
  }
  offer_gain (place, room_tasks (moment->cell, &room, &task_class->request) - before, offer);
}

static void
find_offers (const Moment *moment, const TaskClass *task_class, guint machine, Place *place)
{
  Room room;
  guint count = place->victims->len;
  cell_room_init (moment->cell, machine, &room);
  guint before = room_tasks (moment->cell, &room, &task_class->request);
  offer_gain (place, 0, (Offer){ .set = 0 });
  if (count <= GANG_VICTIMS_MOST) {
    for (guint64 set = 1; set < G_GUINT64_CONSTANT (1) << count; set++)
      consider (moment, task_class, machine, place, NULL, (Offer){ .set = set }, before);
    return;
  }
  g_autoptr (GArray) by_size = sort_by_size (place->victims);
  for (guint first = 1; first <= count; first++)
    consider (moment, task_class, machine, place, by_size, (Offer){ .first = first }, before);
}

/* Takes of each offer what is cheapest so far; gains beyond `missing` count as that. */
static void
take_best (Place *place, GangCost *cheapest, guint missing)
{
  g_autofree GangCost *before = g_memdup2 (cheapest, (missing + 1) * sizeof *cheapest);
  place->taken = g_new0 (Taken, missing + 1);
  for (guint g = 0; g <= missing; g++)
    place->taken[g].from = g;
  for (guint o = 1; o < place->offers->len; o++) {
    const Offer *offer = &g_array_index (place->offers, Offer, o);
    for (guint g = 0; offer->cost.count != G_MAXUINT && g <= missing; g++) {
      guint gained = MIN (g + o, missing);
      if (before[g].count == G_MAXUINT)
        continue;
      GangCost cost = { before[g].count + offer->cost.count, before[g].loss + offer->cost.loss };
      if (!gang_cost_less (cost, cheapest[gained]))
        continue;
      cheapest[gained] = cost;
      place->taken[gained] = (Taken){ o, g };
    }
  }
}

static void
list_victims (const Moment *moment, const TaskClass *task_class, const Place *place, guint index,
              GArray *victims)
{
  const Offer *offer = &g_array_index (place->offers, Offer, index);
  g_autoptr (GArray) by_size = place->victims->len > GANG_VICTIMS_MOST ? sort_by_size (place->victims)
                                                                    : NULL;
  for (guint i = 0; i < place->victims->len; i++)
    if (is_taken (offer, by_size, i))
      evictees_add (victims, moment, task_class, g_array_index (place->victims, Victim, i).task);
}

/* Back from the last machine to the first, and then in their order. */
static GArray *
follow_back (const Moment *moment, const TaskClass *task_class, const GArray *places, guint missing)
{
  g_autofree guint *offer = g_new (guint, MAX (places->len, 1));
  GArray *victims = evictees_new ();
  for (guint i = places->len, gained = missing; i-- > 0;) {
    const Taken *taken = &g_array_index (places, Place, i).taken[gained];
    offer[i] = taken->offer;
    gained = taken->from;
  }
  for (guint i = 0; i < places->len; i++)
    list_victims (moment, task_class, &g_array_index (places, Place, i), offer[i], victims);
  return victims;
}

GArray *
gang_evictions_find (const Moment *moment, const TaskClass *task_class, const GArray *machines,
                     guint missing, GangCost *cost)
{
  Preemption preemption = { .policy = preempt_policy_find ("fewest-victims"),
                            .cell = moment->cell,
                            .task_class = task_class,
                            .within_tier = moment->scenario->scheduler.preempt_within_tier,
                            .now = moment->now };
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));
  g_autofree GangCost *cheapest = g_new0 (GangCost, missing + 1);
  g_array_set_clear_func (places, place_clear);
  for (guint g = 1; g <= missing; g++)
    cheapest[g].count = G_MAXUINT;
  for (guint i = 0; i < machines->len; i++) {
    guint machine = g_array_index (machines, guint, i);
    Place place = { .victims = g_array_new (FALSE, FALSE, sizeof (Victim)),
                    .offers = g_array_new (FALSE, FALSE, sizeof (Offer)) };
    preemption_collect (&preemption, machine, place.victims);
    if (place.victims->len == 0) {
      place_clear (&place);
      continue;
    }
    find_offers (moment, task_class, machine, &place);
    take_best (&place, cheapest, missing);
    g_array_append_val (places, place);
  }
  if (!gang_cost_less (cheapest[missing], *cost))
    return NULL;
  *cost = cheapest[missing];
  return follow_back (moment, task_class, places, missing);
}
