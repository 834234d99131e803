/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Over-constraint: classes whose waiting tasks ask together for more of a resource than all
 * machines that are eligible for any of them have free. Found by a minimum cut between classes and
 * groups of machines, resource by resource; see docs/explain.md. */
#pragma once

#include "explain/moment.h"

/* Open machines for which the same waiting classes are eligible. */
typedef struct {
  GArray *machines; /* of guint, ascending */
} EligibleGroup;

/* One knot: no machine of it is eligible for a class of another one of the resource. */
typedef struct {
  guint resource;
  GArray *classes; /* of guint, ascending */
  GArray *groups;  /* of guint: numbers of groups, ascending; none where no machine is eligible */
  Total demand;    /* of the classes' waiting tasks */
  Total free;      /* on the groups' machines: demand > free */
  Total capacity;  /* of the groups' machines */
} Bottleneck;

typedef struct {
  GPtrArray *groups;      /* of EligibleGroup, in order of their first machines */
  GPtrArray *bottlenecks; /* of Bottleneck, by resource, then by first class */
} Bottlenecks;

void bottlenecks_free (Bottlenecks *bottlenecks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Bottlenecks, bottlenecks_free)

/* waiting: tasks by class. NULL and *error where the graph library fails. */
Bottlenecks *bottlenecks_find (const Moment *moment, const guint *waiting, GError **error);
