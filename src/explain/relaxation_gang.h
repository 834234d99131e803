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

typedef struct {
  Search *search;
  const Cell *cell;
  const TaskClass *task_class;
  GArray *machines; /* of GangMachine */
  guint64 fit;      /* tasks, on machines without gates */
} GangSearch;

static inline gboolean
is_open (const GangMachine *machine)
{
  return machine->unmet == 0 && machine->taints == NULL;
}

/* relaxation_gang_room.c: to free so much, or to add machines. */
void propose_gang_room (const GangSearch *gang);
void propose_machines (const GangSearch *gang);
