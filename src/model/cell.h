/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cell: what is where, right now. Owned by one simulation; the only place that changes
 * capacity into allocation and back.
 *
 * Machines are columns, one array a resource, so that a policy sweeps them. For a resource made of
 * devices two more columns answer "does it fit" without looking at devices: `largest` (most free on
 * one device) and `whole` (DEVICE x empty devices).
 *
 * Every change of a machine has a number, so that who remembers something about machines can tell
 * which of it is out of date: the last CHANGES_KEPT changes are listed, older ones are known by
 * block of CELL_BLOCK machines. For each block the cell also keeps the most that one of its open
 * machines has free, which turns away whole blocks at a time.
 *
 * Invariants, verified by cell_check(): 0 <= free <= capacity, per device too; free = capacity -
 * sum of the requests of the tasks on the machine, by level too; the sums by user and tier equal
 * those by machine; so do counts by domain; no task stands in two places. With reclamation, free is
 * what reservations leave instead (model/reservations.h). */
#pragma once

#include "model/inventory.h"
#include "model/priority_levels.h"
#include "model/reservations.h"
#include "model/task.h"
#include "model/task_class.h"
#include "model/topology.h"
#include "model/users.h"

#define CELL_BLOCK   16   /* machines; columns are padded to whole blocks */
#define CHANGES_KEPT 4096 /* a power of two */
#define FLIP_OPENED  (1u << 31)

typedef enum { MACHINE_ABSENT, MACHINE_IS_DOWN, MACHINE_DRAINING, MACHINE_IS_UP } MachineState;

/* Sums for a user (in one tier) or a tier. */
typedef struct {
  Total allocated[MAX_RESOURCES];
  gint64 running;
  gint64 placements; /* ever; of users only */
} Holding;

typedef struct Cell {
  const Inventory *inventory;
  const ResourceSet *resources;
  const TaskClasses *classes;
  const TaskClass **class_at; /* the classes by index: the hot loop asks for little else */
  guint machines;
  guint blocks;
  PriorityLevels levels;
  guint8 *level_at; /* by class */

  Amount most_capacity[MAX_RESOURCES]; /* of any machine */

  /* Columns, `machines` long, aligned and padded (with machines that are not open and have nothing)
   * for vector units. */
  Amount *capacity[MAX_RESOURCES];
  double *kinds;               /* how many resources the machine has some of */
  double *part[MAX_RESOURCES]; /* 1 / (kinds x capacity): a unit's part of the machine; or 0 */
  float *rough_part[MAX_RESOURCES];
  guint *number;               /* 0, 1, 2 …; the last machine's in the padding */
  Amount *free[MAX_RESOURCES];
  Amount *largest[MAX_RESOURCES];          /* device resources only, else NULL */
  Amount *whole[MAX_RESOURCES];            /* device resources only, else NULL */
  Amount *held_by[MAX_LEVELS][MAX_RESOURCES]; /* what the tasks of a priority level hold */
  guint8 *state;                           /* MachineState */
  guint8 *held;                            /* 1: kept free of new tasks for one that awaits */
  guint8 *open;                            /* 1: up and not held */
  guint32 *tasks;                          /* tasks there */
  guint32 *without[MAX_RESOURCES];         /* of them ask for none of it; NULL where nobody wants
                                              to know (cell_count_without()) */
  Task **first_task; /* list through Task.next_on_machine, in order of placement */
  Task **last_task;
  Amount *device_free[MAX_DEVICE_RESOURCES]; /* MAX_DEVICES a machine */

  /* Columns by block: the most that an open machine of it has, -1 where none is open. */
  Amount *most_free[MAX_RESOURCES];
  Amount *most_largest[MAX_RESOURCES]; /* device resources only, else NULL */
  Amount *most_whole[MAX_RESOURCES];

  /* What has changed. */
  guint64 changes;        /* how many so far: the number of the last one */
  guint64 *block_changed; /* by block: the number of its last change */
  guint *changed;         /* ring: change number n was of machine changed[n % CHANGES_KEPT] */
  guint64 flips;          /* how often a machine opened or closed */
  guint *flipped;         /* ring like `changed`: its machine, and FLIP_OPENED if it opened */

  Topology *topology; /* who is in which domain; NULL when no class asks */
  Reservations *reservations; /* NULL: what tasks ask for is reserved for them */

  /* Sums. */
  guint users;
  Holding *holding; /* [user * N_TIERS + tier] */
  Holding tier[N_TIERS];
  Total up_capacity[MAX_RESOURCES];         /* machines up or draining */
  Total configured_capacity[MAX_RESOURCES]; /* all machines of the inventory */
  Total used[MAX_RESOURCES];                /* sum of Task.used of running tasks */
  guint machines_up;                        /* up or draining */
  guint placed_last;                        /* the machine of the last cell_place(); 0 at first */
} Cell;

/* All machines absent until cell_set_state() brings them in. Nothing is owned but the arrays. */
Cell *cell_new (const Inventory *inventory, const TaskClasses *classes, guint users);
void cell_free (Cell *cell);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Cell, cell_free)
/* Before any task is placed: from now on, the tasks that ask for none of the resource are counted;
 * unless no class does. */
void cell_count_without (Cell *cell, guint resource);
/* Before any task is placed: less may be reserved for tasks than they ask for. */
void cell_reclaim (Cell *cell);

/* The column that a request of `amount` (> 0) of a resource must not exceed. */
static inline const Amount *
cell_room (const Cell *cell, guint resource, Amount amount)
{
  if (cell->largest[resource] == NULL)
    return cell->free[resource];
  return amount < DEVICE ? cell->largest[resource] : cell->whole[resource];
}

/* The same by block: where it is less than the amount, no open machine of the block has room. */
static inline const Amount *
cell_block_room (const Cell *cell, guint resource, Amount amount)
{
  if (cell->largest[resource] == NULL)
    return cell->most_free[resource];
  return amount < DEVICE ? cell->most_largest[resource] : cell->most_whole[resource];
}

/* Does the request fit in what is free on the machine (whatever its state)? */
static inline gboolean
cell_fits (const Cell *cell, const Amounts *request, guint machine)
{
  for (guint r = 0; r < cell->resources->count; r++) {
    Amount amount = request->of[r];
    if (amount > 0 && cell_room (cell, r, amount)[machine] < amount)
      return FALSE;
  }
  return TRUE;
}
/* What machines have free to tasks of the class, by resource: with reclamation, what limits leave to
 * those of prod or above. */
static inline Amount *const *
cell_free_to (const Cell *cell, const TaskClass *task_class)
{
  return (Amount *const *) (cell->reservations == NULL || task_class->tier < TIER_PROD
                              ? cell->free
                              : cell->reservations->limit_free);
}
/* Does a task of the class fit? One of prod or above has to beside the limits of all others, as well as
 * beside what is reserved for them. */
static inline gboolean
cell_takes (const Cell *cell, const TaskClass *task_class, guint machine)
{
  return cell_fits (cell, &task_class->request, machine)
         && (cell->reservations == NULL || task_class->tier < TIER_PROD
             || reservations_fit_limits (cell->reservations, &task_class->request, machine));
}
/* Would it fit if the machine were empty? */
gboolean cell_fits_empty (const Cell *cell, const Amounts *request, guint machine);

/* Puts a task there: it must fit. Sets machine and devices and joins the lists; does not touch
 * state or times. Where task->devices names devices already, these are taken (they must suffice),
 * else those with the least free that still fit, the first of equals. */
void cell_place (Cell *cell, Task *task, guint machine);
/* Takes it away again; its state says whether it was leaving. */
void cell_release (Cell *cell, Task *task);
/* Its grace period begins: who looks at where others run may see that (model/topology.h). */
void cell_begin_leaving (Cell *cell, const Task *task);
/* With reclamation: what is reserved for a task that runs, at most its request; and what it uses from
 * now on. */
void cell_reserve (Cell *cell, const Task *task, const Amounts *reserved);
void cell_use (Cell *cell, Task *task, const Amounts *used);
/* Takes back the last cell_place(), of a task only thought there: nothing is left of it, but that
 * it is for the caller to set placed_last back. */
void cell_withdraw (Cell *cell, Task *task);
/* A machine with tasks must be emptied before it goes down. */
void cell_set_state (Cell *cell, guint machine, MachineState state);
/* Keeps a machine free of new tasks for one that awaits it, or no longer. */
void cell_hold (Cell *cell, guint machine, gboolean held);

/* Verifies the invariants by recounting everything; FALSE and a text (the caller frees) otherwise.
 */
gboolean cell_check (const Cell *cell, char **ret_violation);

/* What a machine has free while some of its tasks are thought away. */
typedef struct {
  Amounts free;
  Amount device_free[MAX_DEVICE_RESOURCES][MAX_DEVICES];
  guint8 devices[MAX_DEVICE_RESOURCES]; /* how many */
  gboolean by_limit; /* with reclamation: tasks count with their limits */
} Room;

void cell_room_init (const Cell *cell, guint machine, Room *room);
/* As a task of the tier sees it: with reclamation, one of prod or above counts limits, another what is
 * reserved, be it more than there is. */
void cell_room_init_for (const Cell *cell, Tier tier, guint machine, Room *room);
void cell_room_add (const Cell *cell, Room *room, const Task *task);      /* think it away */
void cell_room_subtract (const Cell *cell, Room *room, const Task *task); /* put it back */
gboolean cell_room_fits (const Cell *cell, const Room *room, const Amounts *request);
/* Thinks a task of that request onto the machine, where it must fit: on these devices, by slot; 0:
 * on those that cell_place() would choose. */
void cell_room_take (const Cell *cell, guint machine, Room *room, const Amounts *request,
                     const guint64 devices[MAX_DEVICE_RESOURCES]);

static inline const TaskClass *
cell_class_of (const Cell *cell, const Task *task)
{
  return cell->class_at[task->task_class];
}
static inline const Holding *
cell_holding (const Cell *cell, guint user, Tier tier)
{
  return &cell->holding[user * N_TIERS + tier];
}
