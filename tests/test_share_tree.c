/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hierarchical DRF: the trees that tell the three kinds of sums apart, through the scheduler. */
#include "tests/small_cell.h"
#include "tests/test.h"
#include "util/fraction.h"

#define MAX_LEAVES 8
#define BACKLOG 60

/* One machine is the pool. Users with <0, 0> are only there for their weight. */
typedef struct {
  guint users;
  Amount pool[2];
  ShareTies ties;
  struct {
    const char *path;
    Amount request[2];
    guint backlog; /* 0: BACKLOG */
    gint32 weight; /* 0: 1 */
  } user[MAX_LEAVES];
} Tree;

typedef struct {
  const Tree *tree;
  SmallCell small;
  Scheduler *scheduler;
  guint class[MAX_LEAVES];
  GPtrArray *running[MAX_LEAVES]; /* of Task, in order of placement */
  GString *picks;                 /* the last digit of each path */
} Run;

static void
run_init (Run *run, const Tree *tree, ShareTreeKind kind)
{
  static const char *const resources[] = { "cpu", "gb", NULL };
  SmallCell *small = &run->small;
  run->tree = tree;
  run->picks = g_string_new (NULL);
  small_cell_init (small, resources, NULL);
  small_cell_machine (small, tree->pool, NULL, NULL);
  for (guint u = 0; u < tree->users; u++) {
    guint index = users_intern (small->users, tree->user[u].path);
    run->class[u] = small_cell_class (small, tree->user[u].request, 100);
    run->running[u] = g_ptr_array_new ();
    if (tree->user[u].weight > 0)
      users_set_weight (small->users, index, tree->user[u].weight * WEIGHT_ONE);
  }
  small->options.order = "hdrf";
  small->options.share_tree = kind;
  small->options.share_ties = tree->ties;
  small_cell_start (small);
  run->scheduler = scheduler_new (&small->options, small->cell, small->users, 1);
  for (guint t = 0; t < BACKLOG; t++)
    for (guint u = 0; u < tree->users; u++)
      if (tree->user[u].request[0] + tree->user[u].request[1] > 0
          && (tree->user[u].backlog == 0 || t < tree->user[u].backlog))
        scheduler_add (run->scheduler, small_cell_task (small, tree->user[u].path, run->class[u]));
}

static void
run_clear (Run *run)
{
  scheduler_free (run->scheduler);
  small_cell_clear (&run->small);
  for (guint u = 0; u < run->tree->users; u++)
    g_ptr_array_unref (run->running[u]);
  g_string_free (run->picks, TRUE);
}

static guint
user_of (const Run *run, const Task *task)
{
  for (guint u = 0; u < run->tree->users; u++)
    if (users_find (run->small.users, run->tree->user[u].path) == task->user)
      return u;
  g_assert_not_reached ();
}

static void
fill (Run *run)
{
  for (Task *task; (task = scheduler_next (run->scheduler, 0)) != NULL;) {
    Decision decision;
    scheduler_decide (run->scheduler, task, 0, &decision);
    if (decision.kind != DECISION_PLACE)
      continue;
    scheduler_take (run->scheduler, task);
    cell_place (run->small.cell, task, decision.machine);
    scheduler_holding_changed (run->scheduler, task->user);
    g_ptr_array_add (run->running[user_of (run, task)], task);
    const char *path = run->tree->user[user_of (run, task)].path;
    g_string_append_c (run->picks, path[strlen (path) - 1]);
  }
}

/* The user's oldest task ends; another is there in its place. */
static void
end_one (Run *run, guint user)
{
  if (run->running[user]->len == 0)
    return;
  Task *task = g_ptr_array_steal_index (run->running[user], 0);
  cell_release (run->small.cell, task);
  scheduler_holding_changed (run->scheduler, task->user);
  (void) scheduler_machine_changed (run->scheduler, 0, 0);
  scheduler_add (run->scheduler,
                 small_cell_task (&run->small, run->tree->user[user].path, run->class[user]));
}

static void
assert_running (const Run *run, const guint *expected)
{
  for (guint u = 0; u < run->tree->users; u++)
    ck_assert_msg (run->running[u]->len == expected[u], "share-tree = %s: %s runs %u, not %u",
                   share_tree_names[run->small.options.share_tree], run->tree->user[u].path,
                   run->running[u]->len, expected[u]);
}

/* Who runs how much when nobody else can start. */
static void
assert_filled (const Tree *tree, ShareTreeKind kind, const guint *expected)
{
  Run run;
  run_init (&run, tree, kind);
  fill (&run);
  assert_running (&run, expected);
  run_clear (&run);
}

/* n21 owns all of a resource that nobody else wants. With plain sums that makes n2 look rich for
 * ever, and n22 starves as tasks come and go. */
START_TEST (starvation)
{
  static const Tree tree = { .users = 3,
                             .pool = { 10, 10 },
                             .ties = SHARE_TIES_INDEX,
                             .user = { { .path = "n1", .request = { 0, 1 } },
                                       { .path = "n2/n21", .request = { 1, 0 } },
                                       { .path = "n2/n22", .request = { 0, 1 } } } };
  static const guint filled[][3] = { [SHARE_TREE_HDRF] = { 5, 10, 5 },
                                     [SHARE_TREE_RESCALE_ALL] = { 5, 10, 5 },
                                     [SHARE_TREE_SUM] = { 6, 10, 4 } };
  static const guint churned[][3] = { [SHARE_TREE_HDRF] = { 5, 10, 5 },
                                      [SHARE_TREE_RESCALE_ALL] = { 5, 10, 5 },
                                      [SHARE_TREE_SUM] = { 10, 10, 0 } };
  for (ShareTreeKind kind = 0; kind < N_SHARE_TREES; kind++) {
    Run run;
    run_init (&run, &tree, kind);
    fill (&run);
    assert_running (&run, filled[kind]);
    for (guint round = 0; round < 200; round++) {
      end_one (&run, round % 2 == 0 ? 2 : 0);
      fill (&run);
    }
    assert_running (&run, churned[kind]);
    run_clear (&run);
  }
}
END_TEST

/* n31 is blocked when all cpu is gone. Scaling n32 down to it hides what n32 takes from n4. */
START_TEST (blocking)
{
  static const Tree tree = { .users = 5,
                             .pool = { 30, 30 },
                             .ties = SHARE_TIES_INDEX,
                             .user = { { .path = "n1", .request = { 1, 0 } },
                                       { .path = "n2", .request = { 1, 0 } },
                                       { .path = "n3/n31", .request = { 1, 0 } },
                                       { .path = "n3/n32", .request = { 0, 1 } },
                                       { .path = "n4", .request = { 0, 1 } } } };
  static const guint expected[][5] = { [SHARE_TREE_HDRF] = { 10, 10, 10, 15, 15 },
                                       [SHARE_TREE_RESCALE_ALL] = { 10, 10, 10, 20, 10 },
                                       [SHARE_TREE_SUM] = { 10, 10, 10, 15, 15 } };
  for (ShareTreeKind kind = 0; kind < N_SHARE_TREES; kind++)
    assert_filled (&tree, kind, expected[kind]);
}
END_TEST

/* n21 has all cpu, and nobody asks for cpu any more: it counts for nothing. */
START_TEST (saturated_resource)
{
  static const Tree tree = { .users = 3,
                             .pool = { 20, 30 },
                             .user = { { .path = "n1", .request = { 0, 1 } },
                                       { .path = "n2/n21", .request = { 1, 0 }, .backlog = 20 },
                                       { .path = "n2/n22", .request = { 0, 1 } } } };
  static const guint expected[][3] = { [SHARE_TREE_HDRF] = { 15, 20, 15 },
                                       [SHARE_TREE_RESCALE_ALL] = { 15, 20, 15 },
                                       [SHARE_TREE_SUM] = { 16, 20, 14 } };
  for (ShareTreeKind kind = 0; kind < N_SHARE_TREES; kind++)
    assert_filled (&tree, kind, expected[kind]);
}
END_TEST

/* Inner nodes have weights: 3 : 1, and below the first 2 : 1. The node's own tasks weigh 1. */
START_TEST (weights)
{
  static const Tree tree = { .users = 5,
                             .pool = { 24, 24 },
                             .user = { { .path = "a", .weight = 3 },
                                       { .path = "a/1", .request = { 1, 0 }, .weight = 2 },
                                       { .path = "a/2", .request = { 1, 0 } },
                                       { .path = "b", .request = { 1, 0 } },
                                       { .path = "b/3", .request = { 1, 0 } } } };
  static const guint expected[] = { 0, 12, 6, 3, 3 };
  for (ShareTreeKind kind = 0; kind < N_SHARE_TREES; kind++)
    assert_filled (&tree, kind, expected);
}
END_TEST

/* Step by step: the lowest at each level, then fewer tasks, then first. While one below n2 has
 * nothing, n2 as a whole has nothing. */
START_TEST (order_of_service)
{
  static const Tree tree = { .users = 3,
                             .pool = { 6, 6 },
                             .user = { { .path = "1", .request = { 0, 1 } },
                                       { .path = "n/2", .request = { 1, 0 } },
                                       { .path = "n/3", .request = { 0, 1 } } } };
  static const char *const expected[] = { [SHARE_TREE_HDRF] = "123123123222",
                                          [SHARE_TREE_RESCALE_ALL] = "123123123222",
                                          [SHARE_TREE_SUM] = "121321321222" };
  for (ShareTreeKind kind = 0; kind < N_SHARE_TREES; kind++) {
    Run run;
    run_init (&run, &tree, kind);
    fill (&run);
    ck_assert_str_eq (run.picks->str, expected[kind]);
    run_clear (&run);
  }
}
END_TEST

/* Products that do not fit in 128 bits. */
START_TEST (exact_scaling)
{
  Wide big = (Wide) 1 << 100;
  ck_assert (fraction_scale (big, big, big) == big);
  ck_assert (fraction_scale (big + 7, big / 3, big) == (big + 7) / 3);
  ck_assert (fraction_scale (3 * big, 5 * big, 7 * big) == 15 * big / 7);
  ck_assert (fraction_scale (7, 3, 2) == 10);
  ck_assert (fraction_scale (0, big, big) == 0);
}
END_TEST

static Suite *
share_tree_suite (void)
{
  Suite *suite = suite_create ("share tree");
  TCase *trees = tcase_create ("trees");
  tcase_add_test (trees, starvation);
  tcase_add_test (trees, blocking);
  tcase_add_test (trees, saturated_resource);
  tcase_add_test (trees, weights);
  tcase_add_test (trees, order_of_service);
  tcase_add_test (trees, exact_scaling);
  suite_add_tcase (suite, trees);
  return suite;
}

TEST_MAIN (share_tree_suite)
