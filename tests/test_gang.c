/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gangs at the level of one decision: a trial that fails leaves nothing behind. Whole runs are in
 * tests/cases/simulation.txt, and against the oracle in test_oracle.c. */
#include "model/gang.h"
#include "tests/small_cell.h"
#include "tests/test.h"

static const char *const names[] = { "cpu", "gpu", NULL };
static const char *const devices[] = { "gpu", NULL };

typedef struct {
  SmallCell small;
  Scheduler *scheduler;
} World;

/* Three machines of 4 cpu and 2 gpu, on the third of which 1 cpu and 1.5 gpu are free. */
static void
set_up (World *world, guint least, guint *ret_class)
{
  static const Amount machine[] = { 4000, 2000 }, request[] = { 2000, 300 }, filler[] = { 3000, 500 };
  SmallCell *small = &world->small;
  small_cell_init (small, names, devices);
  for (guint m = 0; m < 3; m++)
    small_cell_machine (small, machine, NULL, NULL);
  guint of_filler = small_cell_class (small, filler, 100);
  guint like = small_cell_class (small, request, 100);
  *ret_class = task_classes_intern_gang (small->classes, like, least);
  small_cell_set_scores (small, "best-fit");
  small_cell_start (small);
  small_cell_running (small, "default", of_filler, 2, 0);
  world->scheduler = scheduler_new (&small->options, small->cell, small->users, 1);
}

static void
tear_down (World *world)
{
  scheduler_free (world->scheduler);
  small_cell_clear (&world->small);
}

static void
add_gang (World *world, const char *job, guint task_class, gint32 tasks)
{
  SmallCell *small = &world->small;
  for (gint32 i = 0; i < tasks; i++) {
    Task *task = task_pool_add (small->pool, job, (TaskName){ "", i });
    task->user = users_find (small->users, "default");
    task->task_class = task_class;
    task->sequence = small->next_sequence++;
    if (task->job->gang == NULL)
      task->job->gang = gang_new (task_classes_get (small->classes, task_class));
    scheduler_add (world->scheduler, task);
  }
}

static void
append_holding (GString *out, const Holding *holding)
{
  g_string_append_printf (out, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, holding->running,
                          holding->placements);
  for (guint r = 0; r < 2; r++)
    g_string_append_printf (out, " %" G_GINT64_FORMAT, (gint64) holding->allocated[r]);
  g_string_append_c (out, '\n');
}

static void
append_machine (GString *out, const Cell *cell, guint m)
{
  g_string_append_printf (out, "m%u open %d tasks %u:", m, cell->open[m], cell->tasks[m]);
  for (const Task *task = cell->first_task[m]; task != NULL; task = task->next_on_machine)
    g_string_append_printf (out, " %s/%d", task->job->name, task->name.number);
  for (guint r = 0; r < 2; r++) {
    g_string_append_printf (out, " free %d most %d held", cell->free[r][m],
                            cell->most_free[r][m / CELL_BLOCK]);
    for (guint l = 0; l < cell->levels.count; l++)
      g_string_append_printf (out, " %d", cell->held_by[l][r][m]);
  }
  g_string_append_printf (out, " largest %d whole %d devices", cell->largest[1][m],
                          cell->whole[1][m]);
  for (guint d = 0; d < 2; d++)
    g_string_append_printf (out, " %d", cell->device_free[0][m * MAX_DEVICES + d]);
  g_string_append_c (out, '\n');
}

static void
append_task (GString *out, const Task *task)
{
  g_string_append_printf (out, "%s/%d state %d machine %u placements %u devices %x class %u job:",
                          task->job->name, task->name.number, task->state, task->machine,
                          task->placements, (guint) task->devices[0], task->task_class);
  for (const Task *other = task->job->running; other != NULL; other = other->next_in_job)
    g_string_append_printf (out, " %d", other->name.number);
  if (task->job->gang != NULL)
    g_string_append_printf (out, " gang %u of %u, %u run, %u wait", task->job->gang->need,
                            task->job->gang->least, task->job->gang->running,
                            task->job->gang->waiting->len);
  g_string_append_c (out, '\n');
}

/* All that a decision could depend on. */
static char *
state_of (const World *world)
{
  const Cell *cell = world->small.cell;
  GString *out = g_string_new (NULL);
  for (guint m = 0; m < cell->machines; m++)
    append_machine (out, cell, m);
  for (guint t = 0; t < N_TIERS; t++) {
    append_holding (out, cell_holding (cell, 0, t));
    append_holding (out, &cell->tier[t]);
  }
  for (guint r = 0; r < 2; r++)
    g_string_append_printf (out, "used %" G_GINT64_FORMAT "\n", (gint64) cell->used[r]);
  for (guint slot = 0; slot < task_pool_slots (world->small.pool); slot++)
    append_task (out, task_pool_get (world->small.pool, slot));
  return g_string_free (out, FALSE);
}

/* Follows the scheduler's decisions: "0:m1 1:m1", a gang's start as the simulation has it. */
static char *
run_pass (World *world)
{
  GString *out = g_string_new (NULL);
  Task *task;
  while ((task = scheduler_next (world->scheduler, 0)) != NULL) {
    Decision decision;
    scheduler_decide (world->scheduler, task, 0, &decision);
    if (decision.kind == DECISION_BLOCKED) {
      g_string_append_printf (out, "%s blocked, %s %u; ", task->job->name,
                              reason_names[decision.why.reason], decision.why.fit);
      continue;
    }
    scheduler_take (world->scheduler, task);
    scheduler_choose_devices (world->scheduler, task, decision.machine);
    cell_place (world->small.cell, task, decision.machine);
    task->state = TASK_RUNNING;
    g_string_append_printf (out, "%s/%d m%u; ", task->job->name, task->name.number,
                            decision.machine);
  }
  return g_string_free (out, FALSE);
}

/* GANG-1: five of 2 cpu need a slot more than there is on 4, 4 and 1 free. */
START_TEST (a_trial_that_fails_leaves_nothing_behind)
{
  World world;
  guint of_gang;
  set_up (&world, 5, &of_gang);
  add_gang (&world, "g", of_gang, 5);
  g_autofree char *before = state_of (&world);
  g_autofree char *decided = run_pass (&world);
  g_autofree char *after = state_of (&world);
  g_autofree char *violation = NULL;
  ck_assert_str_eq (decided, "g blocked, gang 4; ");
  ck_assert_str_eq (after, before);
  ck_assert_msg (cell_check (world.small.cell, &violation), "%s", violation);
  tear_down (&world);
}
END_TEST

START_TEST (a_gang_that_fits_starts_as_it_was_tried)
{
  World world;
  guint of_gang;
  set_up (&world, 3, &of_gang);
  add_gang (&world, "a", of_gang, 3);
  add_gang (&world, "b", of_gang, 3);
  g_autofree char *decided = run_pass (&world);
  ck_assert_str_eq (decided, "a/0 m0; a/1 m0; a/2 m1; b blocked, gang 1; ");
  tear_down (&world);
}
END_TEST

/* The comparison above would see what a mere release leaves behind. */
START_TEST (taking_back_is_more_than_releasing)
{
  World world;
  guint of_gang;
  set_up (&world, 2, &of_gang);
  Task *task = small_cell_task (&world.small, "default", of_gang);
  g_autofree char *before = state_of (&world);
  cell_place (world.small.cell, task, 1);
  cell_withdraw (world.small.cell, task);
  g_autofree char *taken_back = state_of (&world);
  ck_assert_str_eq (taken_back, before);
  cell_place (world.small.cell, task, 1);
  cell_release (world.small.cell, task);
  g_autofree char *released = state_of (&world);
  ck_assert_str_ne (released, before);
  tear_down (&world);
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("gang");
  TCase *tests = tcase_create ("decisions");
  tcase_add_test (tests, a_trial_that_fails_leaves_nothing_behind);
  tcase_add_test (tests, a_gang_that_fits_starts_as_it_was_tried);
  tcase_add_test (tests, taking_back_is_more_than_releasing);
  suite_add_tcase (s, tests);
  return s;
}

TEST_MAIN (suite)
