/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the searches for the smallest changes share: every machine is asked once what it has against
 * the class, and proposes what would remove that. */
#pragma once

#include "explain/eviction.h"
#include "explain/relaxation.h"

/* What a machine has against a class. */
typedef struct {
  guint64 unmet;       /* constraints that do not hold, a bit each */
  GArray *untolerated; /* of Attribute: taints, each that must be tolerated once */
  guint64 ties;        /* rules that do not hold where others run, a bit each */
  gboolean fits;       /* in the room that it could offer */
  Room room;
} Objections;

typedef struct {
  const Moment *moment;
  const PolicyView *view;
  guint fit, constraints, taints, spread, affinity; /* bits of these filters; 0: there is none */
  GArray *ties; /* of TopologyTie: the rules of the class, in their order */
  GPtrArray *found[N_RELAXATIONS];
  VictimCost cost; /* of the eviction found */
} Search;

/* FALSE: another filter turns the machine away, and nothing here can change that. ret->untolerated is
 * the caller's array. */
gboolean relaxation_objections (const Search *search, guint machine, Objections *ret);

/* By key, then by value. */
int compare_attributes (gconstpointer a, gconstpointer b);

/* The first proposal of a kind, or NULL. */
Relaxation *relaxation_first (const Search *search, RelaxationKind kind);
/* One more, of one machine. Owned by the search. */
Relaxation *relaxation_add (Search *search, RelaxationKind kind, guint machine);
/* The same for a kind of which there is one proposal for each `which` (a bit of ties, or a resource in
 * its place): takes the better of it and the amount, the greater one if `most`. */
void relaxation_offer (Search *search, RelaxationKind kind, guint machine, guint which,
                       Amount amount, gboolean most);

/* relaxation_room.c: what a machine with room for less proposes … */
void propose_request (Search *search, guint machine, const Room *room, guint resource);
void propose_capacity (Search *search, guint machine, const Room *room);
/* … how many tasks of the request fit in a room, … */
guint room_tasks (const Cell *cell, const Room *room, const Amounts *request);
/* … and what it has too little of for so many. */
Amounts room_missing (const Cell *cell, const Room *room, const Amounts *request, guint tasks);
/* Is the part of its request that is missing most, of `missing`, less than of `than`? */
gboolean misses_less (const Amounts *request, const Amounts *missing, const Amounts *than);

/* relaxation_rules.c: the machine minds nothing but rules about where others run. */
void propose_rules (Search *search, guint machine, guint64 ties);

/* relaxation_gang.c: everything, for a gang that must start. */
void propose_for_gang (Search *search);
