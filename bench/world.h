/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cell in a steady state, and the engine's scheduler on it, without trace, clock or observers: a
 * task comes, is decided and placed; others leave at random, so that the cell stays as full. */
#pragma once

#include "bench/floor.h"
#include "bench/google.h"
#include "model/typical_tasks.h"
#include "scheduler/choose/pipeline.h"
#include "tests/small_cell.h"

typedef struct {
  guint machines;
  guint classes;
  double zipf; /* exponent by which classes are drawn; 0: all alike */
  double job;  /* mean number of tasks that come in a row of the class drawn; 0: one */
  /* The cell is full of free and batch work, and three tasks in ten are of prod and large: most of
   * them must evict. Otherwise all is batch, and a fifth of the cell is free. */
  gboolean pressure;
  gboolean gpus; /* machines have devices, for which tasks ask (bench/gpu_cell.h) */
} WorldOptions;

typedef struct {
  WorldOptions options;
  SmallCell small;
  Cell *cell; /* small's */
  Scheduler *scheduler;
  SchedulerOptions plain_options;
  Pipeline *plain;       /* asks about every machine */
  TypicalTasks *typical; /* NULL where there are no devices */
  gsl_rng *rng;
  Zipf zipf;
  guint job_class; /* of the job whose tasks are coming, … */
  guint job_left;  /* … so many still */
  GArray *classes[2]; /* of guint: those of ordinary tasks; those of prod */
  GPtrArray *running[2];
  GArray *position;   /* of guint, by slot of a task: where it stands in running */
  Task *arrived; /* not decided yet */
  gint64 now;
} World;

/* The machines are empty until world_fill(). */
World *world_new (const WorldOptions *options);
void world_free (World *world);

/* Packs the machines one after the other, then lets tasks leave at random. */
void world_fill (World *world);
/* A new scheduler with these scores; one that remembers nothing. With `fgd`, devices go by it too. */
void world_schedule_by (World *world, const char *const *scores);

/* A class of an ordinary task, as the next step would draw it. */
guint world_draw (World *world);
const Amounts *world_request (const World *world, guint task_class);

/* What a scheduler would choose that goes through all machines each time; MACHINE_NONE. */
guint world_choose_plainly (World *world, guint task_class);

/* A task comes: its class. */
guint world_arrive (World *world);
/* It is decided and placed, and what is too much leaves. ret_ns: what the decision took. */
DecisionKind world_decide (World *world, guint *ret_machine, gint64 *ret_ns);
