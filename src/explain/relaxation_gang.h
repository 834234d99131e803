/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machines of a gang that cannot start. */
#pragma once

#include "explain/relaxation_parts.h"

/* A machine that some change may bring in. */
typedef struct {
  guint machine;
  guint64 tasks;  /* that fit now, were it not for the gates */
  guint most;     /* on the machine if empty */
  guint64 unmet;  /* constraints */
  GArray *taints; /* of Attribute; NULL: none */
} GangMachine;

/* Where all of the gang's tasks must be: on whatever machines, or on those of one rack or zone. */
typedef struct {
  GArray *machines; /* of GangMachine */
  guint64 fit;      /* tasks, on machines without gates */
  gboolean grows;   /* a machine like one of it would be in it too */
} GangPlace;

typedef struct {
  Search *search;
  const Cell *cell;
  const TaskClass *task_class;
  GArray *places; /* of GangPlace */
  guint64 fit;    /* in the place where most do */
} GangSearch;

static inline gboolean
is_open (const GangMachine *machine)
{
  return machine->unmet == 0 && machine->taints == NULL;
}
static inline const GangPlace *
gang_place (const GangSearch *gang, guint index)
{
  return &g_array_index (gang->places, GangPlace, index);
}
static inline const GangMachine *
gang_machine (const GangPlace *place, guint index)
{
  return &g_array_index (place->machines, GangMachine, index);
}

/* relaxation_gang_room.c: to free so much, or to add machines. */
void propose_gang_room (const GangSearch *gang);
void propose_machines (const GangSearch *gang);
