/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/small_cell.h"

#include "trace/trace.h"

#include <string.h>

void
small_cell_init (SmallCell *small, const char *const *resources, const char *const *devices)
{
  static const char *const none[] = { NULL };
  memset (small, 0, sizeof *small);
  resource_set_init (&small->resources, resources, devices != NULL ? devices : none);
  small->labels = labels_new ();
  small->inventory = inventory_new (&small->resources, small->labels);
  small->classes = task_classes_new (&small->resources, &tier_bounds_default, small->labels);
  small->users = users_new ();
  small->pool = task_pool_new ();
  SchedulerOptions *options = &small->options;
  options->order = "drf";
  options->preempt = "none";
  options->devices = "tightest";
  options->filters = g_ptr_array_new ();
  options->scores = g_array_new (FALSE, FALSE, sizeof (WeightedScore));
  options->shape = g_array_new (FALSE, FALSE, sizeof (ShapePoint));
  for (guint r = 0; r < MAX_RESOURCES; r++)
    options->resource_weights[r] = options->share_weights[r] = 1;
}

void
small_cell_clear (SmallCell *small)
{
  cell_free (small->cell);
  task_pool_free (small->pool);
  task_classes_free (small->classes);
  inventory_free (small->inventory);
  users_free (small->users);
  labels_free (small->labels);
  resource_set_clear (&small->resources);
  g_ptr_array_unref (small->options.filters);
  g_array_unref (small->options.scores);
  g_array_unref (small->options.shape);
}

static Amounts
amounts (const SmallCell *small, const Amount *base)
{
  Amounts all = { { 0 } };
  memcpy (all.of, base, small->resources.count * sizeof *base);
  return all;
}

guint
small_cell_machine (SmallCell *small, const Amount *capacity, const char *zone,
                    const char *attributes)
{
  char *reason = NULL;
  guint index = inventory_count (small->inventory);
  g_autofree char *name = g_strdup_printf ("m%u", index);
  MachineSpec spec = { .name = name,
                       .capacity = amounts (small, capacity),
                       .zone = zone,
                       .attributes = attributes };
  if (!inventory_add (small->inventory, &spec, &reason))
    g_error ("%s", reason);
  return index;
}

guint
small_cell_class (SmallCell *small, const Amount *request, gint32 priority)
{
  char *reason = NULL;
  Amounts all = amounts (small, request);
  guint index = task_classes_intern (small->classes, &all, priority, NULL, &reason);
  if (index == G_MAXUINT)
    g_error ("%s", reason);
  return index;
}

guint
small_cell_filler (SmallCell *small, guint machine, const Amount *free)
{
  Amount request[MAX_RESOURCES];
  for (guint r = 0; r < small->resources.count; r++)
    request[r] = inventory_capacity (small->inventory, r, machine) - free[r];
  return small_cell_class (small, request, 150);
}

void
small_cell_start (SmallCell *small)
{
  users_intern (small->users, "default");
  inventory_finish (small->inventory);
  small->cell = cell_new (small->inventory, small->classes, users_count (small->users));
  for (guint m = 0; m < small->cell->machines; m++)
    cell_set_state (small->cell, m, MACHINE_IS_UP);
}

Task *
small_cell_task (SmallCell *small, const char *user, guint task_class)
{
  g_autofree char *name = g_strdup_printf ("j%u", (guint) small->next_sequence);
  Task *task = task_pool_add (small->pool, name, task_name_of_text ("0"));
  task->user = users_find (small->users, user);
  task->task_class = task_class;
  task->duration = DURATION_UNENDING;
  task->sequence = small->next_sequence++;
  return task;
}

Task *
small_cell_running (SmallCell *small, const char *user, guint task_class, guint machine,
                    gint64 started)
{
  Task *task = small_cell_task (small, user, task_class);
  cell_place (small->cell, task, machine);
  task->state = TASK_RUNNING;
  task->started = task->first_started = started;
  task->placements = 1;
  return task;
}

void
small_cell_set_scores (SmallCell *small, const char *name)
{
  WeightedScore score = { .name = name, .weight = 1 };
  g_array_set_size (small->options.scores, 0);
  if (name != NULL)
    g_array_append_val (small->options.scores, score);
}
