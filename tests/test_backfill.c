/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When tasks start under a plan, worked out by hand from docs/simulation.md. Whole runs against the
 * oracle are in test_oracle.c, and against published schedules in test_golden_schedules.c. */
#include "scheduler/backfill/gains.h"
#include "simulator/simulation.h"
#include "test.h"

#define TEN_PROCESSORS "machine,cpu\nm,10\n"

typedef struct {
  const char *name;
  const char *machines; /* file */
  const char *columns;  /* of the tasks file */
  const char *rows;     /* `job,…;job,…` */
  struct {
    const char *queue;
    const char *starts; /* `JOB@SECONDS`, and `MACHINE` behind where there are several */
  } plan[4];
  const char *more; /* overrides, a space between them, or NULL */
} Case;

/* The first three are the textbook's: several tasks that end at the shadow time, extra processors
 * that let one task push back another, and an estimate too long. */
static const Case cases[] = {
  { "all that end by the shadow time count",
    TEN_PROCESSORS, "job,submit,cpu,duration",
    "J1,0,6,10;J2,0,8,10;J3,0,6,10;J4,0,2,40;J5,0,4,5",
    { { "stop", "J1@0 J2@10 J3@20 J4@20 J5@30" },
      { "easy", "J1@0 J4@0 J2@10 J3@20 J5@30" },
      { "easy-sjbf", "J1@0 J5@0 J4@5 J2@10 J3@20" },
      { "conservative", "J1@0 J4@0 J2@10 J3@20 J5@30" } },
    NULL },
  { "extra processors push back who is not the head",
    TEN_PROCESSORS, "job,submit,cpu,duration",
    "J1,0,2,5;J2,0,6,5;J3,0,6,5;J4,0,4,10;J5,0,2,10",
    { { "easy", "J1@0 J2@0 J5@0 J3@5 J4@10" }, { "conservative", "J1@0 J2@0 J3@5 J4@5 J5@10" } },
    NULL },
  { "an estimate too long lets the head be delayed",
    TEN_PROCESSORS, "job,submit,cpu,duration,estimate",
    "J1,0,6,4,10;J2,0,8,10,;J3,0,4,10,;J4,0,2,40,",
    { { "stop", "J1@0 J2@4 J3@14 J4@14" },
      { "easy", "J1@0 J3@0 J4@4 J2@10" },
      { "conservative", "J1@0 J3@0 J4@4 J2@10" } },
    NULL },
  /* m1 is free first, so big is held for it; b may use m2 for long, c m1 for as long as a. */
  { "one machine is reserved, the others are free to use",
    "machine,cpu\nm1,4\nm2,4\n", "job,submit,cpu,duration",
    "a,0,3,10;x,0,3,20;big,1,4,5;b,2,1,100;c,3,1,7;d,4,1,7",
    { { "easy", "a@0m1 x@0m2 b@2m2 c@3m1 big@10m1 d@15m1" },
      { "conservative", "a@0m1 x@0m2 b@2m2 c@3m1 big@10m1 d@15m1" } },
    "scheduler.scores=none" },
  /* The best fit is the reserved machine, which long may not use. */
  { "who may not use the best machine takes the next",
    "machine,cpu\nm1,4\nm2,8\n", "job,submit,cpu,duration",
    "a,0,3,10;x,0,5,20;big,1,4,5;long,2,1,50",
    { { "easy", "a@0m1 x@0m2 long@2m2 big@10m1" },
      { "conservative", "a@0m1 x@0m2 long@2m2 big@10m1" } },
    NULL },
  /* late is expected to end at once from 5 on: nothing can be fitted in before the head. */
  { "a task that outlives its estimate",
    TEN_PROCESSORS, "job,submit,cpu,duration,estimate",
    "late,0,6,20,5;head,1,8,5,;short,6,2,1,;small,7,2,30,",
    { { "easy", "late@0 short@6 small@7 head@20" },
      { "conservative", "late@0 short@6 small@7 head@20" } },
    NULL },
  { "a task that outlives its estimate leaves nothing beside the head",
    TEN_PROCESSORS, "job,submit,cpu,duration,estimate",
    "late,0,6,20,5;head,1,10,5,;short,6,2,1,",
    { { "easy", "late@0 head@20 short@25" }, { "conservative", "late@0 head@20 short@25" } },
    NULL },
  { "nothing waits for a task that no machine can take",
    TEN_PROCESSORS, "job,submit,cpu,duration",
    "huge,0,11,5;a,0,6,10;b,0,8,10;c,0,4,11;d,0,4,10",
    { { "easy", "a@0 d@0 b@10 c@20" }, { "conservative", "a@0 d@0 b@10 c@20" } },
    "scenario.horizon=100" },
  { "nothing waits for the end of what never ends",
    TEN_PROCESSORS, "job,submit,cpu,duration,estimate",
    "ever,0,6,,;b,0,8,10,;c,0,4,50,",
    { { "easy", "ever@0 c@0" }, { "conservative", "ever@0 c@0" } },
    "scenario.horizon=100" },
  /* d ends when ever should; from then on ever is expected to end at once, and b is the head. */
  { "an unending task with an estimate is believed for ever",
    TEN_PROCESSORS, "job,submit,cpu,duration,estimate",
    "ever,0,6,,9;b,0,8,10,;c,0,4,50,;d,0,4,9,",
    { { "easy", "ever@0 d@0" }, { "conservative", "ever@0 d@0" } },
    "scenario.horizon=100" },
  /* prod stands before the head and moves its reservation from 10 to 22, which gives b time. */
  { "who stands before the head is not held back by it",
    TEN_PROCESSORS, "job,submit,cpu,duration,tier",
    "a,0,6,10,batch;head,1,10,5,batch;b,2,2,15,batch;prod,2,2,20,prod;c,3,2,19,batch;"
    "d,4,2,19,batch",
    { { "easy", "a@0 prod@2 b@2 head@22 c@27 d@27" },
      { "conservative", "a@0 head@10 prod@15 b@15 c@15 d@15" } },
    NULL },
  { "within a tier the oldest, or the highest priority, is the head",
    TEN_PROCESSORS, "job,submit,cpu,duration,priority",
    "a,0,6,10,100;b,1,8,5,100;c,2,10,5,120",
    { { "easy", "a@0 c@10 b@15" }, { "conservative", "a@0 b@10 c@15" } },
    "scheduler.order=priority" },
  /* m2 fails at 3: a starts over, before all others, and those who were promised m2 get m1. */
  { "a machine that fails takes its reservations with it",
    "machine,cpu,time,event\nm1,4,0,add\nm2,8,0,add\nm2,,3,down\nm2,,30,up\n",
    "job,submit,cpu,duration", "x,0,4,20;a,0,8,10;b,1,8,5;c,2,4,5",
    { { "easy", "x@0m1 a@0m2 c@20m1 a@30m2 b@40m2" },
      { "conservative", "x@0m1 a@0m2 c@20m1 a@30m2 b@40m2" } },
    NULL },
  /* Half of device 0 is free at 4, which is enough for half; wide needs both. */
  { "devices are reserved one by one",
    "machine,cpu,gpu\nm,10,2\n", "job,submit,cpu,gpu,duration",
    "a,0,1,1,10;b,0,1,0.5,20;wide,1,1,2,5;half,2,1,0.5,18;half2,3,1,0.5,18",
    { { "easy", "a@0 b@0 half@2 wide@20 half2@25" } },
    NULL },
  { "whole devices are counted",
    "machine,cpu,gpu\nm,10,3\n", "job,submit,cpu,gpu,duration",
    "a,0,1,2,10;wide,1,1,2,5;b,2,1,1,13;c,2,1,1,12",
    { { "easy", "a@0 b@2 wide@10 c@15" }, { "conservative", "a@0 b@2 wide@10 c@15" } },
    NULL },
  /* w is promised m1 at 10, but fits m2 better, which is free then too: x need not wait for it. */
  { "who starts elsewhere leaves its reservation to others",
    "machine,cpu\nm1,8\nm2,4\n", "job,submit,cpu,duration", "a,0,8,10;b,0,4,10;w,1,4,5;x,2,8,5",
    { { "conservative", "a@0m1 b@0m2 w@10m2 x@10m1" } },
    NULL },
  /* c moves up to 4 when a ends early, and b to where c was. */
  { "reservations move up when something ends early",
    TEN_PROCESSORS, "job,submit,cpu,duration,estimate",
    "a,0,5,4,20;x,0,5,8,8;b,1,10,5,;c,2,6,3,;d,3,5,30,",
    { { "easy", "a@0 x@0 b@8 c@13 d@16" }, { "conservative", "a@0 x@0 b@8 c@13 d@16" } },
    NULL },
  /* a and b end in one second, earlier than they should: when a is gone, small may go before head. */
  { "one pass for all that ends in an instant",
    TEN_PROCESSORS, "job,submit,cpu,duration,estimate",
    "a,0,5,10,30;b,0,5,10,40;head,1,8,5,;small,2,4,20,",
    { { "stop", "a@0 b@0 head@10 small@15" },
      { "easy", "a@0 b@0 head@10 small@15" },
      { "conservative", "a@0 b@0 head@10 small@15" } },
    NULL },
  { "a pass after each of them",
    TEN_PROCESSORS, "job,submit,cpu,duration,estimate",
    "a,0,5,10,30;b,0,5,10,40;head,1,8,5,;small,2,4,20,",
    { { "stop", "a@0 b@0 head@10 small@15" },
      { "easy", "a@0 b@0 small@10 head@30" },
      { "conservative", "a@0 b@0 small@10 head@30" } },
    "scheduler.passes=event" },
  /* tiny comes when a ends, and takes what the head would have had. */
  { "who ends leaves before who comes",
    TEN_PROCESSORS, "job,submit,cpu,duration,estimate", "a,0,6,10,40;head,1,8,5,;tiny,10,4,20,",
    { { "easy", "a@0 head@10 tiny@15" }, { "conservative", "a@0 head@10 tiny@15" } },
    "scheduler.passes=event" },
  { "who comes does so before who ends leaves",
    TEN_PROCESSORS, "job,submit,cpu,duration,estimate", "a,0,6,10,40;head,1,8,5,;tiny,10,4,20,",
    { { "easy", "a@0 tiny@10 head@30" }, { "conservative", "a@0 tiny@10 head@30" } },
    "scheduler.passes=event scheduler.simultaneous=arrivals-first" },
  /* At 4, q moves up from 10, behind p in the line, and makes room for p at 14. */
  { "reservations move up until none can",
    TEN_PROCESSORS, "job,submit,cpu,duration,estimate",
    "a,0,5,4,20;x,0,5,10,;p,1,10,5,;q,2,5,10,;r,5,10,6,",
    { { "conservative", "a@0 x@0 q@4 p@14 r@19" } },
    NULL },
  { "reservations move up once",
    TEN_PROCESSORS, "job,submit,cpu,duration,estimate",
    "a,0,5,4,20;x,0,5,10,;p,1,10,5,;q,2,5,10,;r,5,10,6,",
    { { "conservative", "a@0 x@0 q@4 r@14 p@20" } },
    "scheduler.compression=once" },
  /* s was promised m2 from 10 to 20, and p from then on. All that runs ends at 4; s, which outlives
   * its estimate, gets m1. Nothing happens at 20 but that p's time has come. */
  { "a reservation begins where nothing ends",
    "machine,cpu\nm1,5\nm2,10\n", "job,submit,cpu,duration,estimate",
    "a,0,5,4,30;x,0,5,4,10;y,0,5,4,20;p,1,10,8,;s,2,5,30,10",
    { { "conservative", "a@0m1 x@0m2 y@0m2 s@4m1 p@20m2" } },
    "scheduler.scores=none scheduler.compression=once" },
};

/* ---- starts ---- */

typedef struct {
  Observer observer;
  GString *starts;
} Starts;

static void
on_placed (Observer *self, gint64 now, const Task *task)
{
  GString *starts = ((Starts *) self)->starts;
  const Inventory *inventory = self->context->cell->inventory;

  g_string_append_printf (starts, "%s%s@%d%s", starts->len > 0 ? " " : "", task->job->name,
                          (int) (now / TIME_SECOND),
                          inventory_count (inventory) > 1
                            ? inventory_machine (inventory, task->machine)->name
                            : "");
}

static const ObserverType starts_type
  = { .name = "starts", .summary = "when tasks start", .placed = on_placed };

static void
write_files (const Case *one)
{
  g_autofree char *rows = g_strconcat (one->columns, "\n", one->rows, "\n", NULL);

  test_temp_file ("machines.csv", one->machines);
  test_temp_file ("tasks.csv", g_strdelimit (rows, ";", '\n'));
}

static void
run_case (const Case *one, const char *queue, const char *expected)
{
  g_autofree char *set_queue = g_strconcat ("scheduler.queue=", queue, NULL);
  g_autofree char *all = g_strjoin (" ", set_queue, one->more, NULL);
  g_auto (GStrv) overrides = g_strsplit (all, " ", -1);
  const char *path = test_temp_file ("backfill.scenario",
                                     "[cell]\nmachines = machines.csv\n[workload]\ntrace = "
                                     "tasks.csv\n[scheduler]\norder = fifo\n");
  SimulationOptions checked = { .check = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (Scenario) scenario = scenario_load (path, (const char *const *) overrides, &error);
  test_ok (scenario != NULL, error);
  g_autoptr (Simulation) simulation = simulation_new (scenario, &checked, &error);
  test_ok (simulation != NULL, error);
  Starts starts = { { &starts_type, simulation_context (simulation) }, g_string_new (NULL) };
  simulation_add_observer (simulation, &starts.observer);
  test_ok (simulation_run (simulation, &error), error);
  ck_assert_msg (g_str_equal (starts.starts->str, expected), "%s, %s: %s; expected %s", one->name,
                 queue, starts.starts->str, expected);
  g_string_free (starts.starts, TRUE);
}

START_TEST (tasks_start_when_the_plan_says)
{
  const Case *one = &cases[_i];

  write_files (one);
  for (guint i = 0; i < G_N_ELEMENTS (one->plan) && one->plan[i].queue != NULL; i++)
    run_case (one, one->plan[i].queue, one->plan[i].starts);
}
END_TEST

/* From 14 to 15 a machine is free: of no use to a task of length 9 that is to start at 15, for its like
 * is planned there from 15 on. That one, whose own plan is in nobody's way but its own, may start. */
START_TEST (vain_for_one_is_not_vain_for_whom_was_in_its_way)
{
  Gains *gains = gains_new (2);
  gains_begin_pass (gains);
  gains_add (gains, 0, 14, 15);
  gains_note_vain (gains, 1, 9, 15);
  ck_assert (!gains_are_vain (gains, 1, 19, 15));
  ck_assert (!gains_are_vain (gains, 1, 19, 23));
  ck_assert (gains_are_vain (gains, 1, 19, 24));
  ck_assert (gains_are_vain (gains, 1, 9, 24));
  ck_assert (!gains_are_vain (gains, 1, 8, 24));
  ck_assert (!gains_are_vain (gains, 0, 19, 24));
  gains_add (gains, 1, 20, 21);
  ck_assert (!gains_are_vain (gains, 1, 19, 24));
  gains_free (gains);
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("backfill");
  TCase *tcase = tcase_create ("starts");

  tcase_add_test (tcase, vain_for_one_is_not_vain_for_whom_was_in_its_way);
  tcase_add_loop_test (tcase, tasks_start_when_the_plan_says, 0, G_N_ELEMENTS (cases));
  suite_add_tcase (s, tcase);
  return s;
}

TEST_MAIN (suite)
