/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What would have to change for a class that no machine can take, or for a gang that cannot start: of
 * each kind of change the smallest that is enough by itself. Exact definitions are in
 * docs/explain.md. */
#pragma once

#include "explain/eviction.h"
#include "model/topology_ties.h"

typedef enum {
  RELAX_CONSTRAINTS, /* drop so many of its constraints */
  RELAX_TAINTS,      /* tolerate so many more taints */
  RELAX_SKEW,        /* allow more skew in one of its rules on spread */
  RELAX_DOMAINS,     /* want fewer domains in one of them */
  RELAX_AFFINITY,    /* drop so many affinities, its own or towards it */
  RELAX_REQUEST,     /* ask for less of one resource */
  RELAX_GANG,        /* be content with fewer tasks at once */
  RELAX_EVICTION,    /* evict tasks that it may evict by priority */
  RELAX_CAPACITY,    /* more room on a machine; a gang: on some */
  RELAX_MACHINES,    /* a gang: more machines */
  N_RELAXATIONS
} RelaxationKind;

extern const char *const relaxation_names[N_RELAXATIONS + 1]; /* NULL-terminated */

/* How much more a machine needs, to take so many tasks more. */
typedef struct {
  guint machine;
  guint tasks;
  Amounts missing;
} MissingRoom;

typedef struct {
  RelaxationKind kind;
  guint machine;  /* that would take a task then: the first of them … */
  guint machines; /* … and how many there are (EVICTION, CAPACITY: 1). Of a gang: of those that would
                     take tasks of it; MACHINES: how many like this one are to be added */
  guint64 dropped;     /* CONSTRAINTS: bit per constraint of the class, in its order */
  GArray *tolerations; /* TAINTS: of Attribute; else NULL */
  guint64 ties;        /* SKEW, DOMAINS, AFFINITY: bit per tie of the class (model/topology_ties.h) */
  guint resource;      /* REQUEST */
  Amount amount;       /* REQUEST: what it may ask for; SKEW, DOMAINS, GANG: the number in place of
                          that of the rule, or of the gang's need */
  GArray *victims;     /* EVICTION: of Evictee, in victim order, a gang's by machine; else NULL */
  GArray *room;        /* CAPACITY: of MissingRoom, by machine; else NULL */
  gboolean add;        /* CAPACITY: the machine, even empty, is too small: it must grow */
} Relaxation;

/* Could the machine take a task of the view's class now: it passes every filter, `fit` perhaps by
 * evictions that the run's policy allows? */
gboolean relaxation_takes (const Moment *moment, const PolicyView *view, guint machine);

/* In the order of kinds; empty when nothing by itself is enough. The class may have at most 64
 * constraints for the first kind to be looked for; of a gang, RELAX_SET_MOST, as many taints.
 * A GPtrArray of Relaxation that frees them. */
GPtrArray *relaxations_find (const Moment *moment, const PolicyView *view);

#define RELAX_SET_MOST 12
