/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fair-share reclaim: the two rules at their bounds, and who ends up with what. */
#include "scheduler/reclaim/share_rule.h"
#include "tests/small_cell.h"
#include "tests/test.h"

typedef struct {
  SmallCell small;
  Scheduler *scheduler;
  guint evictions;
} Run;

static void
run_init (Run *run, ReclaimRule rule, gint32 priority, gint32 weight_of_a)
{
  static const char *const resources[] = { "processors", NULL };
  static const Amount four = 4;
  small_cell_init (&run->small, resources, NULL);
  small_cell_machine (&run->small, &four, NULL, NULL);
  for (Amount size = 1; size <= 4; size++)
    small_cell_class (&run->small, &size, priority);
  users_set_weight (run->small.users, users_intern (run->small.users, "A"),
                    weight_of_a * WEIGHT_ONE);
  users_intern (run->small.users, "B");
  run->small.options.reclaim = rule;
  small_cell_start (&run->small);
  run->scheduler = scheduler_new (&run->small.options, run->small.cell, run->small.users, 1);
  run->evictions = 0;
}

static void
run_clear (Run *run)
{
  scheduler_free (run->scheduler);
  small_cell_clear (&run->small);
}

static void
evict (Run *run, const GArray *victims)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();
  for (guint i = 0; i < victims->len; i++)
    g_ptr_array_add (tasks, g_array_index (victims, Victim, i).task);
  for (guint i = 0; i < tasks->len; i++) {
    Task *task = g_ptr_array_index (tasks, i);
    guint machine = task->machine;
    cell_release (run->small.cell, task);
    task->state = TASK_PENDING;
    task->started = TIME_UNSET;
    scheduler_holding_changed (run->scheduler, task->user);
    (void) scheduler_machine_changed (run->scheduler, machine, 0);
    scheduler_add (run->scheduler, task);
    run->evictions++;
  }
}

/* As the simulation does it, at a given moment. */
static void
pass (Run *run, gint64 now)
{
  for (Task *task; (task = scheduler_next (run->scheduler, now)) != NULL;) {
    Decision decision;
    scheduler_decide (run->scheduler, task, now, &decision);
    if (decision.kind == DECISION_BLOCKED)
      continue;
    scheduler_take (run->scheduler, task);
    if (decision.kind == DECISION_PREEMPT)
      evict (run, decision.victims);
    cell_place (run->small.cell, task, decision.machine);
    task->state = TASK_RUNNING;
    task->started = now;
    scheduler_holding_changed (run->scheduler, task->user);
  }
}

static void
submit (Run *run, const char *user, Amount size, guint count)
{
  for (guint i = 0; i < count; i++) {
    Task *task = small_cell_task (&run->small, user, (guint) size - 1);
    task->started = TIME_UNSET;
    scheduler_add (run->scheduler, task);
  }
}

static void
assert_held (const Run *run, Total a, Total b, guint evictions)
{
  const Cell *cell = run->small.cell;
  Total held[2] = { 0, 0 };
  for (guint u = 0; u < 2; u++)
    for (Tier t = 0; t < N_TIERS; t++)
      held[u] += cell_holding (cell, u, t)->allocated[0];
  ck_assert_msg (held[0] == a && held[1] == b && run->evictions == evictions,
                 "A has %d and B %d after %u evictions, not %d, %d, %u", (int) held[0],
                 (int) held[1], run->evictions, (int) a, (int) b, evictions);
}

/* A has all; B comes with as much to do. Nobody moves at a later pass. */
START_TEST (even_shares)
{
  static const struct {
    ReclaimRule rule;
    gint32 priority, weight;
    Total a, b;
    guint evictions;
  } cases[] = {
    { RECLAIM_NONE, 100, 1, 4, 0, 0 },    { RECLAIM_VOLCANO, 100, 1, 2, 2, 2 },
    { RECLAIM_KUEUE, 100, 1, 2, 2, 2 },   { RECLAIM_VOLCANO, 100, 3, 3, 1, 1 },
    { RECLAIM_KUEUE, 100, 3, 3, 1, 1 },   { RECLAIM_VOLCANO, 200, 1, 4, 0, 0 },
    { RECLAIM_VOLCANO, 0, 1, 2, 2, 2 },   { RECLAIM_KUEUE, 400, 1, 2, 2, 2 },
  };
  for (guint c = 0; c < G_N_ELEMENTS (cases); c++) {
    Run run;
    run_init (&run, cases[c].rule, cases[c].priority, cases[c].weight);
    submit (&run, "A", 1, 4);
    pass (&run, 0);
    submit (&run, "B", 1, 4);
    for (gint64 now = 1; now < 4; now++)
      pass (&run, now);
    assert_held (&run, cases[c].a, cases[c].b, cases[c].evictions);
    run_clear (&run);
  }
}
END_TEST

/* One task of 4 for one of 3: B would have 3/4 and A nothing, so Volcano does not; but A has 4/4, so
 * Kueue does, and A's task does not come back for 3/4. One of 2 is no better for Volcano. */
START_TEST (large_tasks)
{
  static const struct {
    ReclaimRule rule;
    Amount size;
    Total a, b;
    guint evictions;
  } cases[] = { { RECLAIM_VOLCANO, 3, 4, 0, 0 },
                { RECLAIM_KUEUE, 3, 0, 3, 1 },
                { RECLAIM_VOLCANO, 2, 4, 0, 0 },
                { RECLAIM_KUEUE, 4, 4, 0, 0 } };
  for (guint c = 0; c < G_N_ELEMENTS (cases); c++) {
    Run run;
    run_init (&run, cases[c].rule, 100, 1);
    submit (&run, "A", 4, 1);
    pass (&run, 0);
    submit (&run, "B", cases[c].size, 1);
    for (gint64 now = 1; now < 4; now++)
      pass (&run, now);
    assert_held (&run, cases[c].a, cases[c].b, cases[c].evictions);
    run_clear (&run);
  }
}
END_TEST

/* Of what is taken, nothing that need not be: the latest tasks go first, and the one of 1 is spared. */
START_TEST (spared)
{
  Run run;
  run_init (&run, RECLAIM_VOLCANO, 100, 1);
  submit (&run, "A", 2, 1);
  submit (&run, "A", 1, 2);
  pass (&run, 0);
  submit (&run, "B", 2, 1);
  pass (&run, 1);
  assert_held (&run, 2, 2, 2);
  submit (&run, "B", 1, 1);
  pass (&run, 2); /* 3/4 of B would be more than is left of A */
  assert_held (&run, 2, 2, 2);
  run_clear (&run);
}
END_TEST

/* A takes one of four from C; by that A has more than B would, but not at the same instant. */
START_TEST (takers_lose_nothing_at_once)
{
  static const char *const resources[] = { "processors", NULL };
  static const Amount sizes[] = { 4, 2, 1 };
  Run run = { .evictions = 0 };
  SmallCell *small = &run.small;
  small_cell_init (small, resources, NULL);
  small_cell_machine (small, &sizes[0], NULL, NULL);
  small_cell_machine (small, &sizes[1], NULL, NULL);
  ck_assert_uint_eq (small_cell_class (small, &sizes[2], 110), 0);
  ck_assert_uint_eq (small_cell_class (small, &sizes[1], 100), 1);
  users_intern (small->users, "A");
  users_intern (small->users, "B");
  users_intern (small->users, "C");
  small->options.reclaim = RECLAIM_KUEUE;
  small_cell_start (small);
  run.scheduler = scheduler_new (&small->options, small->cell, small->users, 1);
  submit (&run, "C", 1, 4);
  pass (&run, 0);
  submit (&run, "A", 2, 1);
  pass (&run, 0);
  submit (&run, "A", 1, 1);
  submit (&run, "B", 2, 1);
  pass (&run, 1);
  assert_held (&run, 3, 0, 1);
  pass (&run, 2);
  assert_held (&run, 1, 2, 2);
  run_clear (&run);
}
END_TEST

static OrderKey
share (Total amount, Total capacity, gint32 weight)
{
  return (OrderKey){ .amount = amount, .capacity = capacity, .weight = weight };
}

/* Equal is allowed by Volcano, and a millionth more, to the last unit; Kueue wants less. */
START_TEST (bounds_of_the_rules)
{
  static const Total million = 1000000, many = G_GINT64_CONSTANT (3000000000000);
  const struct {
    ReclaimRule rule;
    OrderKey taker, before, after;
    gboolean allowed;
  } cases[] = {
    { RECLAIM_VOLCANO, share (1, 3, 1000), share (1, 1, 1000), share (1, 3, 1000), TRUE },
    { RECLAIM_VOLCANO, share (2, 3, 2000), share (1, 1, 1000), share (1, 3, 1000), TRUE },
    { RECLAIM_VOLCANO, share (3, million, 1000), share (1, 1, 1000), share (2, million, 1000),
      TRUE },
    { RECLAIM_VOLCANO, share (4, million, 1000), share (1, 1, 1000), share (2, million, 1000),
      FALSE },
    { RECLAIM_VOLCANO, share (many / 3 + 3000000, many, 1000), share (1, 1, 1000),
      share (1, 3, 1000), TRUE },
    { RECLAIM_VOLCANO, share (many / 3 + 3000001, many, 1000), share (1, 1, 1000),
      share (1, 3, 1000), FALSE },
    { RECLAIM_KUEUE, share (1, 3, 1000), share (1, 3, 1000), share (0, 1, 1000), FALSE },
    { RECLAIM_KUEUE, share (1, 3, 1001), share (1, 3, 1000), share (0, 1, 1000), TRUE },
    { RECLAIM_NONE, share (0, 1, 1000), share (1, 1, 1000), share (1, 1, 1000), FALSE },
  };
  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    ck_assert_msg (share_rule_allows (cases[c].rule, &cases[c].taker, &cases[c].before,
                                      &cases[c].after)
                     == cases[c].allowed,
                   "case %u", c);
}
END_TEST

static Suite *
reclaim_suite (void)
{
  Suite *suite = suite_create ("reclaim");
  TCase *runs = tcase_create ("runs");
  tcase_add_test (runs, bounds_of_the_rules);
  tcase_add_test (runs, even_shares);
  tcase_add_test (runs, large_tasks);
  tcase_add_test (runs, spared);
  tcase_add_test (runs, takers_lose_nothing_at_once);
  suite_add_tcase (suite, runs);
  return suite;
}

TEST_MAIN (reclaim_suite)
