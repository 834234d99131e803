/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a Topology is made of: built by topology_build.c, kept up to date by topology.c. */
#pragma once

#include "model/topology.h"

#define DOMAIN_NONE G_MAXUINT

/* The machines that some rule counts, divided by the values of an attribute. */
typedef struct {
  guint key;
  const TaskClass *honours; /* a class whose constraints hold on them, and that have the keys of its
                               rules on spread …; NULL: any */
  gboolean soft;            /* … the soft ones, or those that must hold */
  guint count;
  guint *domain;  /* by machine; DOMAIN_NONE: it is not counted */
  guint *present; /* by domain: its machines that are up or draining */
  guint any_present; /* domains that have such a machine */
  GPtrArray *tallies; /* of Tally, not owned */
  guint64 *seen;   /* by domain: the survey that met it last */
  guint64 surveys;
} Domains;

typedef enum {
  TALLY_STAYING, /* tasks of the group, but for those in their grace period */
  TALLY_RUNNING, /* tasks of the group */
  TALLY_AVERSE,  /* tasks that must be apart from the group */
  TALLY_DRAWN,   /* how tasks are drawn to the group, by weight, or put off if below 0 */
} TallyKind;

/* Tasks by domain. */
typedef struct {
  TallyKind kind;
  guint group;
  Domains *domains;
  gint64 total;  /* tasks counted */
  gint32 *count; /* by domain; NULL while there are none */
  gint32 least;  /* of the domains present, and … */
  gint32 at_least; /* … how many have just so many, if … */
  gboolean least_known;
  gboolean stirred; /* it stands in Topology.stirred */
  GArray *watchers; /* of guint: classes whose rules look at it */
} Tally;

typedef struct {
  Tally *tally;
  const SpreadRule *rule;
} SpreadTie;

typedef struct {
  Tally *tally;
  gint32 amount;
} Counted;

typedef struct {
  Tally *tally;
  gboolean own; /* of the class's own group: the first of it needs nobody */
} AffinityTie;

/* What a class has to do with all that. */
typedef struct {
  GArray *counted; /* of Counted: where its tasks are, and as how many */
  GArray *spread;  /* of SpreadTie */
  GArray *near;    /* of AffinityTie: somebody must be there */
  GArray *apart;   /* of Tally *: nobody may be there */
  GArray *soft;    /* of SpreadTie: for scores */
  GArray *pulled;  /* of Counted: what counts there weigh */
} ClassTies;

struct Topology {
  guint machines;
  guint classes;
  ClassTies *class;
  GPtrArray *domains; /* of Domains */
  GPtrArray *tallies; /* of Tally */
  GPtrArray *stirred; /* of Tally, not owned */
  gboolean doubts; /* who runs there matters even where no rule holds that did not before */
  gboolean thinking; /* what changes is only thought, and stirs nobody */
  GArray *answer;     /* of topology_take_stirred() */
  guint64 *listed;    /* by class: the call that listed it last */
  guint64 calls;
};
