/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may evict whom; and whom the rules pick, by hand and against all subsets. */
#include "scheduler/policy_tables.h"
#include "scheduler/evict/cost_key.h"
#include "scheduler/evict/preemption.h"
#include "tests/small_cell.h"
#include "tests/test.h"
#include "util/random.h"

static const char *const one[] = { "slots", NULL };
static const char *const two[] = { "a", "b", NULL };

START_TEST (who_may_evict_whom)
{
  static const struct {
    gint32 preemptor, victim;
    gboolean across, within;
  } cases[] = {
    { 200, 100, TRUE, TRUE },    /* production over batch */
    { 300, 200, FALSE, FALSE },  /* production never evicts production */
    { 359, 200, FALSE, FALSE },
    { 360, 359, TRUE, TRUE },    /* monitoring may */
    { 360, 200, TRUE, TRUE },
    { 400, 360, FALSE, TRUE },
    { 150, 100, FALSE, TRUE },   /* batch over lower batch where allowed */
    { 100, 99, TRUE, TRUE },
    { 50, 10, FALSE, TRUE },
    { 100, 100, FALSE, FALSE },  /* never an equal */
    { 100, 200, FALSE, FALSE },  /* never upward */
  };
  SmallCell small;
  const Amount request[] = { 1 };
  small_cell_init (&small, one, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint p = small_cell_class (&small, request, cases[i].preemptor);
    guint v = small_cell_class (&small, request, cases[i].victim);
    const TaskClass *preemptor = task_classes_get (small.classes, p);
    const TaskClass *victim = task_classes_get (small.classes, v);
    ck_assert_msg (preemption_allowed (preemptor, victim, FALSE) == cases[i].across
                     && preemption_allowed (preemptor, victim, TRUE) == cases[i].within,
                   "%d over %d", cases[i].preemptor, cases[i].victim);
  }
  small_cell_clear (&small);
}
END_TEST

/* A full machine; a task of priority 200 asks for 4. (priority, slots, seconds of unsaved work), in
 * order of start: a(100,4,50) b(100,2,10) c(100,2,5) d(50,1,40) e(0,1,30). */
START_TEST (rules_give_different_victims)
{
  static const struct {
    gint32 priority;
    Amount slots;
    gint64 unsaved;
  } running[] = { { 100, 4, 50 }, { 100, 2, 10 }, { 100, 2, 5 }, { 50, 1, 40 }, { 0, 1, 30 } };
  static const struct {
    const char *policy;
    const char *victims;
    double lost;   /* slots × seconds */
  } cases[] = {
    { "fewest-victims", "a", 200 },
    { "least-lost-work", "bc", 30 },
    { "lowest-priority", "edb", 90 },
  };
  const Amount capacity[] = { 10 }, asked[] = { 4 };
  guint class[5];
  SmallCell small;
  small_cell_init (&small, one, NULL);
  small_cell_machine (&small, capacity, NULL, NULL);
  for (guint i = 0; i < 5; i++)
    class[i] = small_cell_class (&small, &running[i].slots, running[i].priority);
  guint preemptor = small_cell_class (&small, asked, 200);
  small_cell_start (&small);
  for (guint i = 0; i < 5; i++)
    small_cell_running (&small, "default", class[i], 0, -running[i].unsaved * TIME_SECOND);
  g_autoptr (GArray) victims = g_array_new (FALSE, FALSE, sizeof (Victim));
  for (guint c = 0; c < G_N_ELEMENTS (cases); c++) {
    VictimCost cost;
    Preemption preemption = { .policy = preempt_policy_find (cases[c].policy),
                              .cell = small.cell,
                              .task_class = task_classes_get (small.classes, preemptor) };
    preemption_collect (&preemption, 0, victims);
    ck_assert (preemption_choose (&preemption, 0, NULL, FALSE, victims, &cost));
    g_autoptr (GString) names = g_string_new (NULL);
    for (guint i = 0; i < victims->len; i++)
      g_string_append_c (names,
                         (char) ('a' + g_array_index (victims, Victim, i).task->sequence));
    ck_assert_msg (g_str_equal (names->str, cases[c].victims), "%s: %s", cases[c].policy,
                   names->str);
    /* size is in millionths of a machine of 10 slots */
    ck_assert_double_eq_tol ((double) cost.loss / 1e5 / 1e6, cases[c].lost, 1e-9);
  }
  small_cell_clear (&small);
}
END_TEST

/* Checkpoints: work lost is what lies behind the last one. */
START_TEST (checkpoints_limit_the_loss)
{
  Task task = { .started = 0, .checkpoint = 600 * TIME_SECOND };
  gint64 now = 3725 * TIME_SECOND;
  ck_assert_int_eq (task_progress (&task, now) - task_saved (&task, now), 125 * TIME_SECOND);
  task.checkpoint = 0;
  ck_assert_int_eq (task_progress (&task, now) - task_saved (&task, now), 3725 * TIME_SECOND);
  task.checkpoint = 600 * TIME_SECOND;
  task.done = 500 * TIME_SECOND;   /* progress counts, not the time since the restart */
  ck_assert_int_eq (task_saved (&task, now), 4200 * TIME_SECOND);
}
END_TEST

/* All subsets of up to 8 tasks, without pruning: the least by the policy's comparison, the first in
 * lexicographic order among equals. */
typedef struct {
  const Cell *cell;
  const PreemptPolicy *policy;
  const TaskClass *preemptor;
  const GArray *all;      /* of Victim, in victim order */
} Subsets;

static gboolean
lexicographically_first (guint a, guint b)
{
  while (a != 0 && b != 0) {
    int first_a = __builtin_ctz (a), first_b = __builtin_ctz (b);
    if (first_a != first_b)
      return first_a < first_b;
    a &= a - 1;
    b &= b - 1;
  }
  return a == 0 && b != 0;
}

static gboolean
cost_of (const Subsets *subsets, guint set, VictimCost *ret)
{
  Amount free[2] = { subsets->cell->free[0][0], subsets->cell->free[1][0] };
  *ret = (VictimCost) { .highest_priority = -1 };
  for (guint i = 0; i < subsets->all->len; i++) {
    const Victim *victim = &g_array_index (subsets->all, Victim, i);
    if (!(set >> i & 1))
      continue;
    const TaskClass *class = cell_class_of (subsets->cell, victim->task);
    free[0] += class->request.of[0];
    free[1] += class->request.of[1];
    ret->count++;
    ret->loss += victim->loss;
    ret->highest_priority = MAX (ret->highest_priority, victim->priority);
  }
  return free[0] >= subsets->preemptor->request.of[0]
         && free[1] >= subsets->preemptor->request.of[1];
}

static guint
best_subset (const Subsets *subsets)
{
  guint best = 0;
  VictimCost best_cost = { 0 }, cost;
  for (guint set = 1; set < 1u << subsets->all->len; set++) {
    if (!cost_of (subsets, set, &cost))
      continue;
    int order = best == 0 ? -1 : subsets->policy->compare (&cost, &best_cost);
    if (order < 0 || (order == 0 && lexicographically_first (set, best))) {
      best = set;
      best_cost = cost;
    }
  }
  return best;
}

START_TEST (exact_search_agrees_with_all_subsets)
{
  guint64 random = random_mix ((guint64) _i);
  const Amount capacity[] = { 40, 40 };
  guint class[8], n = 1 + (guint) (random % 8);
  SmallCell small;
  small_cell_init (&small, two, NULL);
  small_cell_machine (&small, capacity, NULL, NULL);
  for (guint i = 0; i < n; i++) {
    random = random_mix (random);
    Amount request[] = { (Amount) (random % 6), (Amount) (random / 8 % 6) };
    class[i] = small_cell_class (&small, request, (gint32) (random / 64 % 3) * 40);
  }
  random = random_mix (random);
  Amount asked[] = { (Amount) (random % 50), (Amount) (random / 64 % 50) };
  guint preemptor = small_cell_class (&small, asked, 300);
  small_cell_start (&small);
  for (guint i = 0; i < n; i++) {
    random = random_mix (random);
    small_cell_running (&small, "default", class[i], 0, -(gint64) (random % 4));
  }
  const TaskClass *by = task_classes_get (small.classes, preemptor);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Victim));
  g_autoptr (GArray) chosen = g_array_new (FALSE, FALSE, sizeof (Victim));
  VictimCost cost;
  if (cell_fits (small.cell, &by->request, 0)) {
    small_cell_clear (&small);
    return;
  }
  for (guint p = 0; p < 2; p++) {
    const PreemptPolicy *policy
      = preempt_policy_find (p == 0 ? "fewest-victims" : "least-lost-work");
    Preemption preemption = { .policy = policy, .cell = small.cell, .task_class = by };
    preemption_collect (&preemption, 0, chosen);
    gboolean found = preemption_choose (&preemption, 0, NULL, FALSE, chosen, &cost);
    g_array_set_size (all, 0);
    for (Task *task = small.cell->first_task[0]; task != NULL; task = task->next_on_machine) {
      const TaskClass *its = cell_class_of (small.cell, task);
      Victim victim = { .task = task, .priority = its->priority };
      victim.size = preemption_size (small.cell, &its->request, 0);
      victim.loss = (Loss) task_progress (task, 0) * victim.size;
      guint at = 0;
      for (; at < all->len; at++) {
        const Victim *other = &g_array_index (all, Victim, at);
        if (victim.priority != other->priority ? victim.priority < other->priority
                                               : victim.size < other->size)
          break;
      }
      g_array_insert_val (all, at, victim);
    }
    Subsets subsets = { small.cell, policy, by, all };
    guint best = best_subset (&subsets), got = 0;
    for (guint i = 0; found && i < chosen->len; i++)
      for (guint j = 0; j < all->len; j++)
        if (g_array_index (all, Victim, j).task == g_array_index (chosen, Victim, i).task)
          got |= 1u << j;
    ck_assert_msg (found == (best != 0) && got == best, "%s, round %d: set %x, expected %x",
                   policy->head.name, _i, got, best);
  }
  small_cell_clear (&small);
}
END_TEST

/* Costs that lie close together, on both sides of what keys can tell apart. */
static VictimCost
some_cost (guint64 *random, guint priorities)
{
  static const guint counts[] = { 1, 2, 4094, 4095, 4096, 10000 };
  VictimCost cost = { .highest_priority = (gint32) ((*random = random_mix (*random)) % priorities) };
  cost.count = counts[(*random = random_mix (*random)) % G_N_ELEMENTS (counts)];
  cost.loss = (Loss) ((*random = random_mix (*random)) % 4) << 20;
  cost.loss += (Loss) ((*random = random_mix (*random)) % 3);
  if (random_mix (*random) % 8 == 0)
    cost.loss <<= 60;
  gint64 others = cost.highest_priority > 0 ? (gint64) (*random % (guint) cost.highest_priority) : 0;
  cost.weight = ((gint64) cost.count << 31) + cost.highest_priority + (cost.count - 1) * others;
  cost.started = (gint64) ((*random = random_mix (*random)) % 4) << 20;
  cost.started += (gint64) ((*random = random_mix (*random)) % 3);
  cost.violations = (*random = random_mix (*random)) % 8 == 0 ? 1 : 0;
  return cost;
}

/* Or blocks with the best victims would be passed over. */
START_TEST (keys_do_not_fall_when_costs_rise)
{
  static const char *const names[]
    = { "lowest-priority", "fewest-victims", "least-lost-work", "kube" };
  const PreemptPolicy *policy = preempt_policy_find (names[_i % 4]);
  gboolean crowded = _i >= 4; /* several priorities to a level */
  PriorityLevels levels = { .count = crowded ? MAX_LEVELS : 3 };
  guint64 random = random_mix ((guint64) _i), apart = 0;
  for (guint l = 0; l < levels.count; l++)
    levels.lowest[l] = (gint32) (crowded ? 2 * l : l);
  CostKeys keys = cost_keys_of (policy, &levels);
  for (guint n = 0; n < 20000; n++) {
    VictimCost a = some_cost (&random, crowded ? 2 * MAX_LEVELS : 3);
    VictimCost b = some_cost (&random, crowded ? 2 * MAX_LEVELS : 3);
    if (policy->compare (&a, &b) <= 0)
      ck_assert_uint_le (cost_key (&keys, &a), cost_key (&keys, &b));
    apart += cost_key (&keys, &a) != cost_key (&keys, &b) ? 1 : 0;
  }
  ck_assert_uint_gt (apart, 10000);
}
END_TEST

static Suite *
preemption_suite (void)
{
  Suite *suite = suite_create ("preemption");
  TCase *rules = tcase_create ("rules");
  tcase_add_test (rules, who_may_evict_whom);
  tcase_add_test (rules, rules_give_different_victims);
  tcase_add_test (rules, checkpoints_limit_the_loss);
  tcase_add_loop_test (rules, exact_search_agrees_with_all_subsets, 0, 200);
  tcase_add_loop_test (rules, keys_do_not_fall_when_costs_rise, 0, 8);
  suite_add_tcase (suite, rules);
  return suite;
}

TEST_MAIN (preemption_suite)
