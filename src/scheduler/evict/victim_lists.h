/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The running tasks of each machine in victim order, or that of a policy which goes by priority first as
 * well, as columns: who asks how much there would be
 * if the first so many gave way compares numbers that stand side by side, and follows no pointer. That
 * order is by priority first, so that those who may be evicted for a task are the first of the
 * list, whoever the task is.
 *
 * A list is made anew when its machine has changed and somebody asks: tasks come, go and begin to
 * leave on no other occasion. */
#pragma once

#include "scheduler/policy.h"

#define LIST_STEP 16 /* the columns of a list are padded to as many */

typedef struct {
  Task *task;
  gint64 since;      /* when it had done nothing, had it run ever since: now - since is done */
  gint64 started;
  gint64 checkpoint; /* of that the rest modulo this is lost; 0: all of it */
  gint32 priority;
  gint32 size; /* preemption_size() */
} ListedVictim;

typedef struct {
  guint count;
  guint room; /* a multiple of LIST_STEP */
  gboolean checkpoints; /* some victim may have less to lose later */
  gint64 latest; /* none has a later `since`, or `started`; G_MAXINT64 if it may become later */
  Amount *amounts; /* columns `room` long: sums and requests of each resource, priorities */
  guint priorities; /* where the last begin */
  ListedVictim *victim;
} VictimList;

typedef struct VictimLists VictimLists;

/* For a policy: where it decides by importance, lists are in its order, and `latest` is of starts. */
VictimLists *victim_lists_new (const Cell *cell, const PreemptPolicy *policy);
void victim_lists_free (VictimLists *lists);

/* Notes which machines have changed since. */
void victim_lists_update (VictimLists *lists);
/* After victim_lists_update(); valid until the next call. */
const VictimList *victim_lists_of (VictimLists *lists, guint machine);
/* What one running task of a machine's lowest priority level can do, by machine; the columns are
 * padded to whole blocks. Where the machine has changed and its list has not been asked for they say
 * what may be. */
typedef struct {
  const Amount *room[MAX_RESOURCES]; /* no more when one gives way; negative where it is closed */
  const gint64 *latest; /* as in VictimList */
} LoneVictims;

LoneVictims victim_lists_lone (const VictimLists *lists);
/* Asks the processor to have it at hand soon. */
void victim_lists_fetch (const VictimLists *lists, guint machine);

/* [i]: what the victims 0 … i hold together; in the padding as much as the last. */
static inline const Amount *
victim_list_sums (const VictimList *list, guint resource)
{
  return list->amounts + (gsize) 2 * resource * list->room;
}
static inline const Amount *
victim_list_requests (const VictimList *list, guint resource)
{
  return list->amounts + ((gsize) 2 * resource + 1) * list->room;
}
static inline const gint32 *
victim_list_priorities (const VictimList *list)
{
  return list->amounts + list->priorities;
}

/* Nothing while its data has not come: what it kept of earlier runs is whole checkpoints. */
static inline gint64
victim_lost (const ListedVictim *victim, gint64 now)
{
  gint64 done = now - victim->since;
  if (victim->started > now)
    return 0;
  return victim->checkpoint > 0 ? done % victim->checkpoint : done;
}
