/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cell made by hand, for tests of policies and of the scheduler: machines and classes first, then
 * small_cell_start(), then tasks. */
#pragma once

#include "scheduler/scheduler.h"

typedef struct {
  ResourceSet resources;
  Labels *labels;
  Inventory *inventory;
  TaskClasses *classes;
  Users *users;
  Cell *cell;
  TaskPool *pool;
  SchedulerOptions options;
  guint64 next_sequence;
} SmallCell;

/* Amounts below are in base units; devices may be NULL. */
void small_cell_init (SmallCell *small, const char *const *resources, const char *const *devices);
void small_cell_clear (SmallCell *small);

/* A machine with these base amounts; place and attributes may be NULL. */
guint small_cell_machine (SmallCell *small, const Amount *capacity, const char *zone,
                          const char *attributes);
guint small_cell_class (SmallCell *small, const Amount *request, gint32 priority);
/* All machines up. */
void small_cell_start (SmallCell *small);

/* A pending task of a user interned before small_cell_start() ("default" always is). */
Task *small_cell_task (SmallCell *small, const char *user, guint task_class);
/* The same, running on machine since `started`. */
Task *small_cell_running (SmallCell *small, const char *user, guint task_class, guint machine,
                          gint64 started);
/* The class of a task that leaves exactly these base amounts free on an empty machine. */
guint small_cell_filler (SmallCell *small, guint machine, const Amount *free);
void small_cell_set_scores (SmallCell *small, const char *name);
