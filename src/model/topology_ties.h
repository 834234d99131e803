/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of a class that must hold, one by one, and how many tasks each of them counts where: for
 * people. What decides are the sweeps of model/topology.h, which say the same of all rules at once. */
#pragma once

#include "model/topology.h"

typedef enum {
  TIE_SPREAD, /* a rule of the class's spread */
  TIE_NEAR,   /* an affinity of its own: a task of the group must be there */
  TIE_APART,  /* the same with `!`: none may be there */
  TIE_AVERSE, /* nobody may be there who must be apart from its group */
} TieKind;

typedef struct {
  TieKind kind;
  guint group; /* label: SPREAD, AVERSE: the class's own; else the one named */
  guint key;
  const SpreadRule *rule; /* SPREAD, else NULL */
  guint domains;          /* SPREAD: those with a machine that counts and is up or draining … */
  gint32 least;           /* … and the least number of tasks in one of them */
  gboolean is_first;      /* NEAR: of its own group, of which nobody runs */
} TopologyTie;

#define TIE_NOWHERE (-1) /* the machine is in no domain of the rule */

guint topology_ties (const Topology *topology, guint task_class);
/* They come in the order of the kinds, and of each kind as the class has them. */
TopologyTie topology_tie (const Topology *topology, guint task_class, guint index);
/* How many tasks that matter to it are in the machine's domain; or TIE_NOWHERE. */
gint32 topology_tie_count (const Topology *topology, guint task_class, guint index, guint machine);

/* How many may be there at most, for a rule on spread: what the others have, and its skew. */
gint32 topology_tie_most (const TopologyTie *tie);
/* Does it hold where there are so many? */
gboolean topology_tie_holds (const TopologyTie *tie, gint32 count);
