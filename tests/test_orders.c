/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Orders by job and by what a user would have, through the scheduler. */
#include "tests/small_cell.h"
#include "tests/test.h"

/* A cell of one machine with so many processors; tasks run one after the other, as far as there is
 * room, and nobody ends before end(). */
typedef struct {
  SmallCell small;
  Scheduler *scheduler;
  GPtrArray *running; /* of Task */
  GString *served;    /* a letter each */
} Run;

static const char *const users[] = { "A", "B", "C" };

static void
run_init (Run *run, const char *order, Amount processors, guint classes)
{
  static const char *const resources[] = { "processors", NULL };
  small_cell_init (&run->small, resources, NULL);
  small_cell_machine (&run->small, &processors, NULL, NULL);
  for (Amount size = 1; size <= (Amount) classes; size++)
    ck_assert_uint_eq (small_cell_class (&run->small, &size, 100), (guint) size - 1);
  for (guint u = 0; u < G_N_ELEMENTS (users); u++)
    users_intern (run->small.users, users[u]);
  run->small.options.order = order;
  small_cell_start (&run->small);
  run->scheduler = scheduler_new (&run->small.options, run->small.cell, run->small.users, 1);
  run->running = g_ptr_array_new ();
  run->served = g_string_new (NULL);
}

static void
run_clear (Run *run)
{
  scheduler_free (run->scheduler);
  small_cell_clear (&run->small);
  g_ptr_array_unref (run->running);
  g_string_free (run->served, TRUE);
}

static void
submit (Run *run, const char *user, const char *job, Amount size, gint64 estimate)
{
  SmallCell *small = &run->small;
  Task *task = task_pool_add (small->pool, job, task_name_of_text ("0"));
  task->user = users_find (small->users, user);
  task->task_class = (guint) size - 1;
  task->duration = task->estimate = estimate;
  task->sequence = small->next_sequence++;
  job_expect (task->job, estimate);
  scheduler_job_changed (run->scheduler, task->job);
  scheduler_add (run->scheduler, task);
}

static void
pass (Run *run)
{
  for (Task *task; (task = scheduler_next (run->scheduler, 0)) != NULL;) {
    Decision decision;
    scheduler_decide (run->scheduler, task, 0, &decision);
    if (decision.kind != DECISION_PLACE)
      continue;
    scheduler_take (run->scheduler, task);
    cell_place (run->small.cell, task, decision.machine);
    scheduler_holding_changed (run->scheduler, task->user);
    g_ptr_array_add (run->running, task);
    g_string_append (run->served, task->job->name);
  }
}

/* The task that runs longest ends. */
static void
end (Run *run)
{
  Task *task = g_ptr_array_steal_index (run->running, 0);
  cell_release (run->small.cell, task);
  scheduler_holding_changed (run->scheduler, task->user);
  (void) scheduler_machine_changed (run->scheduler, 0, 0);
  job_done_with (task->job, task->estimate);
  scheduler_job_changed (run->scheduler, task->job);
  task_pool_remove (run->small.pool, task);
}

static void
finish_all (Run *run)
{
  for (pass (run); run->running->len > 0; pass (run))
    end (run);
}

/* Four jobs of 6, 8, 7 and 3 on one processor: the example of Silberschatz, Operating System
 * Concepts, "Shortest-Job-First Scheduling"; the mean wait is 7. */
START_TEST (shortest_job_first)
{
  static const struct {
    const char *job;
    gint64 estimate;
  } jobs[] = { { "a", 6 }, { "b", 8 }, { "c", 7 }, { "d", 3 } };
  static const char *const orders[] = { "shortest-job", "srpt", "fifo" };
  static const char *const expected[] = { "dacb", "dacb", "abcd" };
  static const gint64 waits[] = { 28, 28, 41 };
  for (guint o = 0; o < G_N_ELEMENTS (orders); o++) {
    Run run;
    gint64 now = 0, wait = 0;
    run_init (&run, orders[o], 1, 1);
    for (guint j = 0; j < G_N_ELEMENTS (jobs); j++)
      submit (&run, "A", jobs[j].job, 1, jobs[j].estimate);
    for (pass (&run); run.running->len > 0; pass (&run)) {
      wait += now;
      now += ((const Task *) g_ptr_array_index (run.running, 0))->estimate;
      end (&run);
    }
    ck_assert_str_eq (run.served->str, expected[o]);
    ck_assert_int_eq (wait, waits[o]);
    run_clear (&run);
  }
}
END_TEST

/* a has three tasks of 2, b one of 5. The shortest job is a; the least work is b's, until one of a is
 * done. Jobs of several users and classes stand in one line. */
START_TEST (remaining_work)
{
  Run run;
  run_init (&run, "shortest-job", 1, 1);
  submit (&run, "A", "b", 1, 5);
  for (guint t = 0; t < 3; t++)
    submit (&run, "B", "a", 1, 2);
  finish_all (&run);
  ck_assert_str_eq (run.served->str, "aaab");
  run_clear (&run);

  run_init (&run, "srpt", 1, 1);
  for (guint t = 0; t < 3; t++)
    submit (&run, "B", "a", 1, 2);
  submit (&run, "A", "b", 1, 5);
  finish_all (&run);
  ck_assert_str_eq (run.served->str, "baaa");
  run_clear (&run);

  run_init (&run, "srpt", 1, 1);
  for (guint t = 0; t < 3; t++)
    submit (&run, "B", "a", 1, 2);
  pass (&run);
  submit (&run, "A", "b", 1, 5);
  submit (&run, "C", "c", 1, 6);
  end (&run);
  pass (&run);                    /* 4 of a, 5, 6 */
  submit (&run, "B", "a", 1, 20); /* 24 */
  end (&run);
  finish_all (&run);
  ck_assert_str_eq (run.served->str, "aabcaa");
  run_clear (&run);
}
END_TEST

/* A job that goes on for ever comes last, and what is blocked lets others pass. */
START_TEST (endless_and_blocked_jobs)
{
  static const char *const orders[] = { "shortest-job", "srpt" };
  for (guint o = 0; o < G_N_ELEMENTS (orders); o++) {
    Run run;
    run_init (&run, orders[o], 4, 3);
    submit (&run, "A", "e", 1, DURATION_UNENDING);
    submit (&run, "A", "l", 2, 9);
    submit (&run, "A", "m", 3, 4);
    submit (&run, "B", "s", 2, 1);
    pass (&run); /* m has no room beside s */
    ck_assert_str_eq (run.served->str, "sl");
    end (&run);
    pass (&run);
    ck_assert_str_eq (run.served->str, "sle");
    finish_all (&run);
    ck_assert_str_eq (run.served->str, "slem");
    run_clear (&run);
  }
}
END_TEST

/* B holds 3 of 14 and C 2 when a task of each comes: A's of 6, B's of 1, C's of 2. */
static void
serve_three (Run *run, const char *expected)
{
  submit (run, "B", "3", 3, 1);
  pass (run);
  submit (run, "C", "2", 2, 1);
  pass (run);
  submit (run, "A", "a", 6, 1);
  submit (run, "B", "b", 1, 1);
  submit (run, "C", "c", 2, 1);
  pass (run);
  ck_assert_str_eq (run->served->str, expected);
  run_clear (run);
}

/* A has nothing and wants 6 of 14; B has 3 and wants 1 more; C has 2 and wants 2. drf looks at what
 * they have, largest-share-last at what they would have: of B's 4 and C's 4 the older task. */
START_TEST (share_with_the_task)
{
  static const struct {
    const char *order, *expected;
  } cases[] = { { "drf", "32acb" }, { "largest-share-last", "32bca" } };
  for (guint c = 0; c < G_N_ELEMENTS (cases); c++) {
    Run run;
    run_init (&run, cases[c].order, 14, 6);
    serve_three (&run, cases[c].expected);
  }
}
END_TEST

/* The same with what is their own: A's 6 of 14 is guaranteed, B's 3 are a tenth of what is. */
START_TEST (share_of_what_is_guaranteed)
{
  static const struct {
    const char *order, *expected;
    Total guaranteed[G_N_ELEMENTS (users)]; /* 0: nothing is said */
  } cases[] = {
    { "borrowed-share", "32abc", { 6, 0, 0 } },
    { "borrowed-share", "32cba", { 0, 0, 1 } },
    { "guaranteed-share", "32abc", { 0, 30, 4 } },
    { "guaranteed-share", "32acb", { 0, 6, 40 } },
  };
  for (guint c = 0; c < G_N_ELEMENTS (cases); c++) {
    OwnShare shares[G_N_ELEMENTS (users) + 1] = { 0 }; /* and the default user's */
    Run run;
    run_init (&run, cases[c].order, 14, 6);
    for (guint u = 0; u < G_N_ELEMENTS (users); u++) {
      shares[u].weight[0] = 1;
      shares[u].guaranteed.of[0] = cases[c].guaranteed[u];
      shares[u].guaranteed.said = cases[c].guaranteed[u] > 0;
    }
    run.small.options.user_shares = shares;
    serve_three (&run, cases[c].expected);
  }
}
END_TEST

/* Nobody holds anything, and C's waiting task is the largest, until it runs. */
START_TEST (more_waiting_first)
{
  Run run;
  run_init (&run, "guaranteed-share", 6, 3);
  submit (&run, "A", "a", 1, 1);
  submit (&run, "B", "b", 1, 1);
  submit (&run, "B", "b", 1, 1);
  submit (&run, "C", "c", 3, 1);
  pass (&run);
  ck_assert_str_eq (run.served->str, "cbab");
  run_clear (&run);
}
END_TEST

static Suite *
orders_suite (void)
{
  Suite *suite = suite_create ("orders");
  TCase *jobs = tcase_create ("jobs");
  tcase_add_test (jobs, shortest_job_first);
  tcase_add_test (jobs, remaining_work);
  tcase_add_test (jobs, endless_and_blocked_jobs);
  suite_add_tcase (suite, jobs);
  TCase *shares = tcase_create ("shares");
  tcase_add_test (shares, share_with_the_task);
  tcase_add_test (shares, share_of_what_is_guaranteed);
  tcase_add_test (shares, more_waiting_first);
  suite_add_tcase (suite, shares);
  return suite;
}

TEST_MAIN (orders_suite)
