/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What would have to change for a class that no machine can take: of each kind of change the
 * smallest that is enough by itself. Exact definitions are in docs/explain.md. */
#pragma once

#include "explain/moment.h"

typedef enum {
  RELAX_CONSTRAINTS, /* drop so many of its constraints */
  RELAX_TAINTS,      /* tolerate so many more taints */
  RELAX_REQUEST,     /* ask for less of one resource */
  RELAX_EVICTION,    /* evict, on one machine, tasks that it may evict */
  RELAX_CAPACITY,    /* more room on one machine */
  N_RELAXATIONS
} RelaxationKind;

extern const char *const relaxation_names[N_RELAXATIONS + 1]; /* NULL-terminated */

typedef struct {
  RelaxationKind kind;
  guint machine;       /* that would take a task then: the first of them … */
  guint machines;      /* … and how many there are (EVICTION, CAPACITY: 1) */
  guint64 dropped;     /* CONSTRAINTS: bit per constraint of the class, in its order */
  GArray *tolerations; /* TAINTS: of Attribute; else NULL */
  guint resource;      /* REQUEST */
  Amount amount;       /* REQUEST: what it may ask for */
  GPtrArray *victims;  /* EVICTION: of const Task, in victim order; else NULL */
  Amounts missing;     /* CAPACITY: how much more of each resource, beyond what evictions give */
  gboolean add;        /* CAPACITY: the machine, even empty, is too small: it must grow */
} Relaxation;

/* Could the machine take a task of the view's class now: it passes every filter, `fit` perhaps by
 * evictions that the run's policy allows? */
gboolean relaxation_takes (const Moment *moment, const PolicyView *view, guint machine);

/* In the order of kinds; empty when nothing by itself is enough. The class may have at most 64
 * constraints for the first kind to be looked for. A GPtrArray of Relaxation that frees them. */
GPtrArray *relaxations_find (const Moment *moment, const PolicyView *view);
