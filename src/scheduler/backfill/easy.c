/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EASY: only the head of the line has a reservation, on the machine that is expected to have room
 * for it first, from its shadow time on. Others may start unless that takes the head's room away.
 *
 * The reservation depends on nothing but what runs, so it might be found anew for every task. It is
 * kept instead: as long as the head is the same, tasks that the plan let start do not move it, and
 * of the machines where something has left only those can have become better. */
#include "scheduler/backfill/plan.h"

#include "scheduler/backfill/expectation.h"

typedef struct {
  gint64 end;
  const Task *task;
} Ending;

typedef struct {
  const PlanView *view;
  const Task *head; /* whom the reservation was made for; NULL: there is none */
  guint machine;
  gint64 shadow;
  gboolean in_force; /* the head has been met in this pass */
  guint64 pass;
  guint64 *held_back; /* by class: the pass in which one of it was last held back */
  GArray *changed;   /* of guint: machines where something has left since it was made */
  GArray *barren;    /* of guint: classes for which no machine can be reserved */
  guint8 *is_barren; /* the same, by class */
  GArray *endings;   /* scratch */
} Easy;

static gpointer
easy_new (const PlanView *view)
{
  Easy *easy = g_new0 (Easy, 1);
  easy->view = view;
  easy->changed = g_array_new (FALSE, FALSE, sizeof (guint));
  easy->barren = g_array_new (FALSE, FALSE, sizeof (guint));
  easy->is_barren = g_new0 (guint8, MAX (task_classes_count (view->cell->classes), 1));
  easy->held_back = g_new0 (guint64, MAX (task_classes_count (view->cell->classes), 1));
  easy->endings = g_array_new (FALSE, FALSE, sizeof (Ending));
  return easy;
}

static void
easy_free (gpointer plan)
{
  Easy *easy = plan;
  g_array_unref (easy->changed);
  g_array_unref (easy->barren);
  g_free (easy->is_barren);
  g_free (easy->held_back);
  g_array_unref (easy->endings);
  g_free (easy);
}

static void
begin (gpointer plan)
{
  Easy *easy = plan;
  easy->in_force = FALSE;
  easy->pass++;
}

/* A class for which nothing could be reserved gets another chance with a machine that suits it. */
static void
machine_changed (gpointer plan, guint machine)
{
  Easy *easy = plan;
  if (easy->head != NULL)
    g_array_append_val (easy->changed, machine);
  for (guint i = easy->barren->len; i-- > 0;) {
    guint class = g_array_index (easy->barren, guint, i);
    if (!pipeline_eligible (easy->view->pipeline, easy->view->cell->class_at[class], machine))
      continue;
    easy->is_barren[class] = 0;
    g_array_remove_index_fast (easy->barren, i);
  }
}

/* The shadow time ------------------------------------------------------------------------------ */

static gint
compare_endings (gconstpointer a, gconstpointer b)
{
  gint64 x = ((const Ending *) a)->end, y = ((const Ending *) b)->end;
  return (x > y) - (x < y);
}

/* The tasks on the machine that are expected to end before `before`. */
static void
list_endings (Easy *easy, guint machine, gint64 before)
{
  const Task *task = easy->view->cell->first_task[machine];
  g_array_set_size (easy->endings, 0);
  for (; task != NULL; task = task->next_on_machine) {
    Ending ending = { expected_end (task, easy->view->now), task };
    if (ending.end < before)
      g_array_append_val (easy->endings, ending);
  }
}

/* When the machine is expected to have room for the class, if that is before `before`; else
 * TIME_NEVER. */
static gint64
shadow_on (Easy *easy, const TaskClass *class, guint machine, gint64 before)
{
  const Cell *cell = easy->view->cell;
  Room room;
  if (!pipeline_eligible (easy->view->pipeline, class, machine))
    return TIME_NEVER;
  list_endings (easy, machine, before);
  g_array_sort (easy->endings, compare_endings);
  cell_room_init (cell, machine, &room);
  for (guint i = 0; i < easy->endings->len; i++) {
    const Ending *ending = &g_array_index (easy->endings, Ending, i);
    cell_room_add (cell, &room, ending->task);
    if (cell_room_fits (cell, &room, &class->request))
      return ending->end;
  }
  return TIME_NEVER;
}

static void
look_at (Easy *easy, const TaskClass *class, guint machine)
{
  /* Among machines of one shadow time the first is reserved. */
  gint64 before = machine < easy->machine && easy->shadow < TIME_NEVER ? easy->shadow + 1
                                                                       : easy->shadow;
  gint64 shadow = shadow_on (easy, class, machine, before);
  if (shadow == TIME_NEVER)
    return;
  easy->shadow = shadow;
  easy->machine = machine;
}

static void
look_everywhere (Easy *easy, const TaskClass *class)
{
  easy->machine = MACHINE_NONE;
  easy->shadow = TIME_NEVER;
  for (guint m = 0; m < easy->view->cell->machines; m++)
    look_at (easy, class, m);
}

/* The reservation of the same head as before, after changes. */
static void
follow_changes (Easy *easy, const TaskClass *class)
{
  gboolean lost = easy->shadow <= easy->view->now || !easy->view->cell->open[easy->machine];
  for (guint i = 0; !lost && i < easy->changed->len; i++)
    look_at (easy, class, g_array_index (easy->changed, guint, i));
  if (lost)
    look_everywhere (easy, class);
}

static gboolean
reserve (Easy *easy, const Task *task)
{
  const TaskClass *class = cell_class_of (easy->view->cell, task);
  if (easy->is_barren[class->index])
    return FALSE;
  if (task == easy->head)
    follow_changes (easy, class);
  else
    look_everywhere (easy, class);
  g_array_set_size (easy->changed, 0);
  easy->head = easy->machine != MACHINE_NONE ? task : NULL;
  if (easy->head != NULL)
    return TRUE;
  easy->is_barren[class->index] = 1;
  g_array_append_val (easy->barren, class->index);
  return FALSE;
}

/* The walk ------------------------------------------------------------------------------------- */

static gboolean
waits (gpointer plan, const Task *task)
{
  Easy *easy = plan;
  if (easy->in_force) {
    easy->held_back[task->task_class] = easy->pass;
    return FALSE;
  }
  easy->in_force = reserve (easy, task);
  return easy->in_force;
}

static gboolean
ends_in_time (const Easy *easy, const Task *task)
{
  return expected_end_from (easy->view->now, expected_length (task)) <= easy->shadow;
}

/* Where one of its class was held back, only who takes less time may start, or who would get other
 * devices. */
static gboolean
consider (gpointer plan, const Task *task, gboolean room)
{
  const Easy *easy = plan;
  (void) room;
  return easy->held_back[task->task_class] != easy->pass || ends_in_time (easy, task)
         || pipeline_devices_vary (easy->view->pipeline);
}

/* Would the head have room at its shadow time beside the task? */
static gboolean
leaves_room (Easy *easy, const Task *task)
{
  const Cell *cell = easy->view->cell;
  guint64 devices[MAX_DEVICE_RESOURCES];
  Room room;
  pipeline_choose_devices (easy->view->pipeline, task, easy->machine, devices);
  cell_room_init (cell, easy->machine, &room);
  cell_room_take (cell, easy->machine, &room, &cell_class_of (cell, task)->request, devices);
  list_endings (easy, easy->machine, easy->shadow + 1);
  for (guint i = 0; i < easy->endings->len; i++)
    cell_room_add (cell, &room, g_array_index (easy->endings, Ending, i).task);
  return cell_room_fits (cell, &room, &cell_class_of (cell, easy->head)->request);
}

static gboolean
may_start (gpointer plan, const Task *task, guint machine)
{
  Easy *easy = plan;
  return !easy->in_force || machine != easy->machine || ends_in_time (easy, task)
         || leaves_room (easy, task);
}

/* Who stands before the head has not asked whether the reservation can bear it. */
static void
started (gpointer plan, const Task *task, guint machine)
{
  Easy *easy = plan;
  if (task == easy->head || (!easy->in_force && machine == easy->machine))
    easy->head = NULL;
}

const BackfillPlan plan_easy = {
  .new = easy_new,
  .free = easy_free,
  .machine_changed = machine_changed,
  .begin = begin,
  .consider = consider,
  .may_start = may_start,
  .started = started,
  .waits = waits,
};
